"""Settings: where they come from, and which are refused."""

from __future__ import annotations

import dataclasses
import os
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app import config
from desktop_app.config import (
    ACCESS_TOKEN_EXPIRY,
    BROWSER_COOKIE_CAP,
    IDLE_LOCK,
    REFRESH_TOKEN_EXPIRY,
    Lifetimes,
    Settings,
    load_settings,
    parse_duration,
)
from desktop_app.errors import SettingRefused

if TYPE_CHECKING:
    from pathlib import Path

SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _quiet_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away what the shell that runs the tests may have set."""
    for field in dataclasses.fields(Settings):
        monkeypatch.delenv(f"SHIFTBOOK_{field.name.upper()}", raising=False)


class TestLifetimes:
    """How long tokens, cookies and rows last."""

    def test_half_an_hour_and_ninety_days(self) -> None:
        """The owner's two numbers, in the seconds that `exp`, `Max-Age` and `expires_at` are made from."""
        assert (Lifetimes().access_seconds, Lifetimes().refresh_seconds) == (1800, 7_776_000)

    @pytest.mark.parametrize(
        ("access", "refresh"),
        [
            (timedelta(0), timedelta(days=1)),
            (-SECOND, timedelta(days=1)),
            (timedelta(milliseconds=999), timedelta(days=1)),
            (SECOND, timedelta(0)),
            (SECOND, -SECOND),
            (SECOND, SECOND),
            (timedelta(days=2), timedelta(days=1)),
            (SECOND, timedelta(seconds=1.9)),
            (SECOND, BROWSER_COOKIE_CAP + SECOND),
        ],
    )
    def test_refuses_what_would_leave_somebody_half_signed_in(
        self, access: timedelta, refresh: timedelta
    ) -> None:
        """Nothing that ends at once, the wrong way round, in the same second, or cut short by a browser."""
        with pytest.raises(SettingRefused):
            Lifetimes(access=access, refresh=refresh)

    def test_accepts_the_limits_themselves(self) -> None:
        """One second is long enough to test with, 400 days are what browsers keep."""
        assert Lifetimes(access=SECOND, refresh=2 * SECOND).refresh_seconds == 2
        assert Lifetimes(access=SECOND, refresh=BROWSER_COOKIE_CAP).refresh == BROWSER_COOKIE_CAP

    def test_cannot_be_changed_later(self) -> None:
        """Tokens already made were made from these."""
        with pytest.raises(dataclasses.FrozenInstanceError):
            Lifetimes().access = SECOND  # type: ignore[misc]


class TestIdleLock:
    """How long without a key or the mouse until a session locks."""

    def test_nothing_said_leaves_it_to_the_answer_at_set_up(self) -> None:
        """Five minutes then, on a computer people share."""
        assert Settings().idle_lock is None
        assert timedelta(minutes=5) == IDLE_LOCK

    @pytest.mark.parametrize("refused", [timedelta(milliseconds=999), -SECOND])
    def test_refuses_less_than_a_second(self, refused: timedelta) -> None:
        """Nobody could do anything; zero is off."""
        with pytest.raises(SettingRefused):
            Settings(idle_lock=refused)
        assert Settings(idle_lock=SECOND).idle_lock == SECOND
        assert Settings(idle_lock=timedelta(0)).idle_lock == timedelta(0)

    def test_the_flag_beats_the_file(self, tmp_path: Path) -> None:
        """As every setting does."""
        (tmp_path / "config.toml").write_text('idle_lock = "off"\n', "utf-8")
        assert load_settings(tmp_path, {}).idle_lock == timedelta(0)
        assert load_settings(tmp_path, {"idle_lock": "10m"}).idle_lock == timedelta(minutes=10)


class TestDuration:
    """Lengths of time as people write them."""

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("10s", timedelta(seconds=10)),
            ("30m", timedelta(minutes=30)),
            ("12h", timedelta(hours=12)),
            ("90d", timedelta(days=90)),
            (" 5m ", timedelta(minutes=5)),
            ("0s", timedelta(0)),
            ("999999999d", timedelta(days=999_999_999)),
        ],
    )
    def test_reads_a_number_and_a_unit(self, text: str, expected: timedelta) -> None:
        """Seconds, minutes, hours and days."""
        assert parse_duration(text) == expected

    @pytest.mark.parametrize(
        "text",
        ["", "10", "s", "-5m", "1.5h", "10 s", "10S", "10w", "1h30m", "1e3s", "1_0s", "٣s", "9999999999d"],
    )
    def test_refuses_everything_else(self, text: str) -> None:
        """The sentence shows what was written and how to write it."""
        with pytest.raises(SettingRefused, match="Write 10s, 30m, 12h or 90d") as refused:
            parse_duration(text)
        assert repr(text) in str(refused.value)


class TestLoading:
    """The command line, then the environment, then the file, then the default."""

    def test_nothing_said_means_the_defaults(self, tmp_path: Path) -> None:
        """A new folder needs no configuration."""
        assert load_settings(tmp_path, {}) == Settings()
        assert load_settings(tmp_path / "not there yet", {}) == Settings()
        assert Settings().lifetimes == Lifetimes(access=ACCESS_TOKEN_EXPIRY, refresh=REFRESH_TOKEN_EXPIRY)

    def test_the_nearer_place_wins(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Each setting is taken from the first place that names it."""
        (tmp_path / "config.toml").write_text(
            'port = 1\naccess_lifetime = "1m"\nrefresh_lifetime = "1d"\nheadless = true\n', "utf-8"
        )
        monkeypatch.setenv("SHIFTBOOK_PORT", "2")
        monkeypatch.setenv("SHIFTBOOK_ACCESS_LIFETIME", "2m")
        settings = load_settings(tmp_path, {"port": 3})
        assert settings == Settings(
            headless=True,
            port=3,
            access_lifetime=timedelta(minutes=2),
            refresh_lifetime=timedelta(days=1),
        )

    @pytest.mark.parametrize(
        ("name", "written", "meant"),
        [
            ("HEADLESS", "1", True),
            ("HEADLESS", "Yes", True),
            ("HEADLESS", "TRUE", True),
            ("HEADLESS", "0", False),
            ("HEADLESS", "no", False),
            ("HEADLESS", "", False),
            ("TEST_MODE", "true", True),
            ("PORT", "8765", 8765),
            ("PORT", "0", 0),
            ("ACCESS_LIFETIME", "10s", timedelta(seconds=10)),
            ("REFRESH_LIFETIME", "30d", timedelta(days=30)),
            ("IDLE_LOCK", "5m", timedelta(minutes=5)),
            ("IDLE_LOCK", " 1s ", timedelta(seconds=1)),
            ("IDLE_LOCK", "off", timedelta(0)),
        ],
    )
    def test_every_setting_has_a_variable(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, written: str, meant: object
    ) -> None:
        """Written as people write such things."""
        monkeypatch.setenv(f"SHIFTBOOK_{name}", written)
        assert getattr(load_settings(tmp_path, {}), name.lower()) == meant

    @pytest.mark.parametrize(
        ("name", "written"),
        [
            ("HEADLESS", "maybe"),
            ("TEST_MODE", "2"),
            ("PORT", ""),
            ("PORT", "http"),
            ("PORT", "-1"),
            ("PORT", "65536"),
            ("PORT", "²"),
            ("PORT", "9" * 5000),
            ("ACCESS_LIFETIME", "90d"),
            ("ACCESS_LIFETIME", "0s"),
            ("REFRESH_LIFETIME", "401d"),
            ("REFRESH_LIFETIME", "forever"),
            ("IDLE_LOCK", ""),
            ("IDLE_LOCK", "0s"),
            ("IDLE_LOCK", "no"),
            ("IDLE_LOCK", "OFF"),
        ],
    )
    def test_refuses_variables_that_mean_nothing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, written: str
    ) -> None:
        """Nobody gets a default for something they asked for."""
        monkeypatch.setenv(f"SHIFTBOOK_{name}", written)
        with pytest.raises(SettingRefused):
            load_settings(tmp_path, {})

    @pytest.mark.parametrize(
        ("content", "named"),
        [
            ("prot = 1", "prot"),
            ("port = 1\n[port]", "config.toml"),
            ("port =", "config.toml"),
            ('port = "http"', "port"),
            ("port = 1.5", "port"),
            ("port = " + "9" * 5000, "config.toml"),
            ("port = true", "port"),
            ("headless = 1", "headless"),
            ("access_lifetime = 1800", "access_lifetime"),
            ("idle_lock = 300", "idle_lock"),
            ("idle_lock = false", "idle_lock"),
            ("[access_lifetime]\nminutes = 30", "access_lifetime"),
        ],
    )
    def test_refuses_a_file_that_means_nothing(self, tmp_path: Path, content: str, named: str) -> None:
        """The sentence names the setting or the file."""
        (tmp_path / "config.toml").write_text(content, "utf-8")
        with pytest.raises(SettingRefused, match=named):
            load_settings(tmp_path, {})

    def test_refuses_a_file_that_cannot_be_read(self, tmp_path: Path) -> None:
        """What somebody set is not passed over because it lies in a wrong place or encoding."""
        (tmp_path / "config.toml").mkdir()
        with pytest.raises(SettingRefused, match=r"config\.toml cannot be read"):
            load_settings(tmp_path, {})
        (tmp_path / "config.toml").rmdir()
        (tmp_path / "config.toml").write_bytes(b'access_lifetime = "\xff"')
        with pytest.raises(SettingRefused, match=r"config\.toml cannot be read"):
            load_settings(tmp_path, {})

    def test_reads_what_a_windows_editor_saved(self, tmp_path: Path) -> None:
        """With a byte order mark and carriage returns."""
        (tmp_path / "config.toml").write_bytes(b"\xef\xbb\xbfport = 8765\r\nheadless = true\r\n")
        assert load_settings(tmp_path, {}) == Settings(port=8765, headless=True)

    @pytest.mark.parametrize("chosen", [{"port": 65536}, {"port": "x"}, {"access_lifetime": 30}])
    def test_refuses_choices_that_mean_nothing(self, tmp_path: Path, chosen: dict[str, Any]) -> None:
        """The command line is held to the same rules."""
        with pytest.raises(SettingRefused):
            load_settings(tmp_path, chosen)

    def test_the_folders_own_place_comes_from_the_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """It cannot stand in a file inside the folder."""
        monkeypatch.delenv("SHIFTBOOK_DATA_DIR", raising=False)
        assert config.data_folder_from_environment() is None
        monkeypatch.setenv("SHIFTBOOK_DATA_DIR", "/somewhere")
        assert config.data_folder_from_environment() == "/somewhere"


class TestEnvironment:
    """What the window and the doctor need of the process's environment."""

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            (None, "127.0.0.1"),
            ("", "127.0.0.1"),
            ("intranet", "intranet,127.0.0.1"),
            ("127.0.0.1,intranet", "127.0.0.1,intranet"),
            ("10.127.0.0.1", "10.127.0.0.1,127.0.0.1"),
        ],
    )
    @pytest.mark.parametrize("name", ["NO_PROXY", "no_proxy"])
    def test_no_proxy_is_asked_for_ourselves(
        self, monkeypatch: pytest.MonkeyPatch, name: str, before: str | None, after: str
    ) -> None:
        """What was listed before stays listed."""
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        monkeypatch.setenv("WEBKIT_DISABLE_DMABUF_RENDERER", "0")
        if before is None:
            monkeypatch.delenv(name)
        else:
            monkeypatch.setenv(name, before)
        config.webview_environment()
        assert os.environ[name] == after
        assert os.environ["WEBKIT_DISABLE_DMABUF_RENDERER"] == "0"

    def test_the_renderer_that_shows_nothing_is_switched_off_on_linux(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Nowhere else is there one."""
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        for platform, expected in (("win32", None), ("linux", "1")):
            monkeypatch.delenv("WEBKIT_DISABLE_DMABUF_RENDERER", raising=False)
            monkeypatch.setattr(sys, "platform", platform)
            config.webview_environment()
            assert os.environ.get("WEBKIT_DISABLE_DMABUF_RENDERER") == expected

    @pytest.mark.parametrize("own", [None, "/opt/lib"])
    def test_programs_we_start_find_the_systems_libraries(
        self, monkeypatch: pytest.MonkeyPatch, own: str | None
    ) -> None:
        """Frozen, the folder of the bundle is taken back out, and the person's own is put back."""
        monkeypatch.setattr(sys, "frozen", True, raising=False)
        monkeypatch.setenv("LD_LIBRARY_PATH", "/usr/lib/shiftbook/_internal")
        monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", own or "")
        if own is None:
            monkeypatch.delenv("LD_LIBRARY_PATH_ORIG")
        config.system_library_path()
        assert os.environ.get("LD_LIBRARY_PATH") == own
        assert "LD_LIBRARY_PATH_ORIG" not in os.environ

    def test_from_source_the_library_path_is_the_persons(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Nobody has changed it, so nobody changes it back."""
        monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/lib")
        config.system_library_path()
        assert os.environ["LD_LIBRARY_PATH"] == "/opt/lib"

    def test_the_display_is_described_by_what_is_set(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """An empty variable says as much as none."""
        monkeypatch.setenv("DISPLAY", ":7")
        monkeypatch.setenv("WAYLAND_DISPLAY", "")
        monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
        assert config.display_variables() == {"DISPLAY": ":7"}

    @pytest.mark.parametrize(
        ("wayland", "x11", "token"),
        [(None, None, None), ("", "", None), (None, "x", "x"), ("w", None, "w"), ("w", "x", "w")],
    )
    def test_the_desktops_word_for_a_double_click_is_passed_on(
        self, monkeypatch: pytest.MonkeyPatch, wayland: str | None, x11: str | None, token: str | None
    ) -> None:
        """Wayland's name for it is the newer one; an empty one says nothing."""
        for name, value in (("XDG_ACTIVATION_TOKEN", wayland), ("DESKTOP_STARTUP_ID", x11)):
            monkeypatch.delenv(name, raising=False)
            if value is not None:
                monkeypatch.setenv(name, value)
        assert config.startup_token() == token

    def test_proxies_are_named_without_their_passwords(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The doctor's report is made to be passed on."""
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("https_proxy", "http://ada:secret@proxy:3128")
        assert config.proxy_variables() == ("https_proxy",)
