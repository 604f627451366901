"""Tokens: what is written comes back, and nothing else is read."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import timedelta

import jwt
import pytest

from desktop_app.config import Lifetimes
from desktop_app.sessions.model import Claims, TokenType
from desktop_app.sessions.tokens import (
    MAX_TOKEN_LENGTH,
    TokenRefused,
    create_access_token,
    create_refresh_token,
    decode_token,
    encode_token,
)

KEY = b"k" * 32
NOW = 1_790_000_000
LIFETIMES = Lifetimes(access=timedelta(minutes=30), refresh=timedelta(days=90))


def refresh_claims(generation: int = 1) -> Claims:
    """A refresh token of some session."""
    return create_refresh_token(
        user_id=7, session_id="s", generation=generation, now=NOW, lifetimes=LIFETIMES
    )


def access_claims(refresh_expires_at: int = NOW + LIFETIMES.refresh_seconds) -> Claims:
    """An access token of some session."""
    return create_access_token(
        user_id=7,
        session_id="s",
        generation=1,
        now=NOW,
        lifetimes=LIFETIMES,
        refresh_expires_at=refresh_expires_at,
    )


def forged(header: dict[str, object], payload: dict[str, object], signature: bytes = b"") -> str:
    """A token put together by hand."""
    parts = [json.dumps(header).encode(), json.dumps(payload).encode(), signature]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def payload_of(token: str) -> dict[str, object]:
    """What a token says, unchecked."""
    return jwt.decode(token, options={"verify_signature": False})


class TestWriting:
    """create_… and encode_token."""

    def test_access_and_refresh_tokens_of_one_pair_share_their_instant(self) -> None:
        """Both are issued at the same `now` and end exactly their lifetime later."""
        assert access_claims().issued_at == refresh_claims().issued_at == NOW
        assert access_claims().expires_at == NOW + 1800
        assert refresh_claims().expires_at == NOW + 7_776_000

    def test_an_access_token_never_outlives_its_refresh_token(self) -> None:
        """A repeated answer late in a session's life hands out a shorter access token."""
        assert access_claims(refresh_expires_at=NOW + 60).expires_at == NOW + 60

    def test_the_same_claims_always_make_the_same_text(self) -> None:
        """A refresh token is a pure function of its row and the key."""
        claims = refresh_claims()
        assert encode_token(claims, KEY) == encode_token(replace(claims), KEY)

    def test_no_two_tokens_share_an_id(self) -> None:
        """The id carries 128 random bits."""
        ids = {refresh_claims().id for _ in range(1000)}
        assert len(ids) == 1000
        assert {len(id_) for id_ in ids} == {32}

    def test_carries_no_personal_data(self) -> None:
        """The readable payload holds opaque ids and times only."""
        assert set(payload_of(encode_token(access_claims(), KEY))) == {
            "typ",
            "jti",
            "sub",
            "sid",
            "gen",
            "iat",
            "exp",
        }


class TestReading:
    """decode_token."""

    def test_returns_the_claims_that_were_written(self) -> None:
        """Writing and reading are each other's inverse."""
        claims = refresh_claims()
        assert decode_token(encode_token(claims, KEY), KEY, TokenType.REFRESH) == claims

    def test_reads_a_token_whose_time_is_over(self) -> None:
        """The clock is not looked at here: that is the decisions' part."""
        old = replace(access_claims(), issued_at=1, expires_at=2)
        assert decode_token(encode_token(old, KEY), KEY, TokenType.ACCESS) == old

    @pytest.mark.parametrize("written", [TokenType.ACCESS, TokenType.REFRESH])
    def test_refuses_a_token_of_the_other_type(self, written: TokenType) -> None:
        """Access and refresh never stand in for each other."""
        other = TokenType.REFRESH if written is TokenType.ACCESS else TokenType.ACCESS
        token = encode_token(replace(access_claims(), type=written), KEY)
        with pytest.raises(TokenRefused):
            decode_token(token, KEY, other)

    def test_refuses_another_key(self) -> None:
        """A token of another installation is nothing here."""
        with pytest.raises(TokenRefused):
            decode_token(encode_token(access_claims(), b"x" * 32), KEY, TokenType.ACCESS)

    @pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
    def test_refuses_another_algorithm_with_the_right_key(self, algorithm: str) -> None:
        """The algorithm is ours to choose, not the token's."""
        payload = payload_of(encode_token(access_claims(), KEY))
        token = jwt.encode(payload, KEY * 2, algorithm=algorithm)
        with pytest.raises(TokenRefused):
            decode_token(token, KEY * 2, TokenType.ACCESS)

    @pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "RS256", "ES256"])
    def test_refuses_a_header_that_names_another_algorithm(self, algorithm: str) -> None:
        """An unsigned token is no token."""
        payload = payload_of(encode_token(access_claims(), KEY))
        for signature in (b"", b"x" * 32):
            with pytest.raises(TokenRefused):
                decode_token(
                    forged({"alg": algorithm, "typ": "JWT"}, payload, signature), KEY, TokenType.ACCESS
                )

    def test_refuses_every_changed_character(self) -> None:
        """No single character can be changed, in a spelling of the same bytes neither."""
        token = encode_token(access_claims(), KEY)
        for place, letter in enumerate(token):
            changed = token[:place] + ("B" if letter != "B" else "C") + token[place + 1 :]
            with pytest.raises(TokenRefused):
                decode_token(changed, KEY, TokenType.ACCESS)

    @pytest.mark.parametrize("tail", ["=", "==", "?", "\n", " ", "%3D", ".x", "\u0131"])
    def test_refuses_a_good_token_with_something_behind_it(self, tail: str) -> None:
        """Only letters, digits, minus, underscore and two dots make a token (RFC 8725bis)."""
        with pytest.raises(TokenRefused):
            decode_token(encode_token(access_claims(), KEY) + tail, KEY, TokenType.ACCESS)

    @pytest.mark.parametrize(
        "extra", [{"kid": "1"}, {"jku": "http://x"}, {"jwk": {}}, {"crit": ["exp"]}, {"x5u": "x"}]
    )
    def test_refuses_a_signed_token_with_a_header_we_never_write(self, extra: dict[str, object]) -> None:
        """No header chooses a key."""
        payload = payload_of(encode_token(access_claims(), KEY))
        with pytest.raises(TokenRefused):
            decode_token(jwt.encode(payload, KEY, algorithm="HS256", headers=extra), KEY, TokenType.ACCESS)

    @pytest.mark.parametrize("missing", ["typ", "jti", "sub", "sid", "gen", "iat", "exp"])
    def test_refuses_a_signed_token_without_a_claim(self, missing: str) -> None:
        """Every claim is required."""
        payload = payload_of(encode_token(access_claims(), KEY))
        del payload[missing]
        with pytest.raises(TokenRefused):
            decode_token(jwt.encode(payload, KEY, algorithm="HS256"), KEY, TokenType.ACCESS)

    @pytest.mark.parametrize(
        ("claim", "value"),
        [
            ("gen", "one"),
            ("sub", "x"),
            ("sub", 7),
            ("exp", 1.5),
            ("exp", "soon"),
            ("iat", None),
            ("typ", "draft"),
        ],
    )
    def test_refuses_a_signed_token_with_a_claim_of_the_wrong_kind(self, claim: str, value: object) -> None:
        """A claim is read as what we write or not at all."""
        payload = payload_of(encode_token(access_claims(), KEY)) | {claim: value}
        with pytest.raises(TokenRefused):
            decode_token(jwt.encode(payload, KEY, algorithm="HS256"), KEY, TokenType.ACCESS)

    @pytest.mark.parametrize(
        "garbage", ["", ".", "..", "a.b", "a.b.c", "null", "é.é.é", "a" * (MAX_TOKEN_LENGTH + 1)]
    )
    def test_refuses_garbage(self, garbage: str) -> None:
        """Another program's cookie is absent, not an error."""
        with pytest.raises(TokenRefused):
            decode_token(garbage, KEY, TokenType.ACCESS)
