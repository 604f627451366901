"""An open page with a composer, in Python: what its script asks of the server, without a browser around it.

It keeps the script's rules: drafts are saved by ticket, posts carry the draft's id as their key and the id
of the person the page shows, and whatever is refused keeps its words.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.helpers.client import Answer, Client

ALREADY_POSTED = "urn:shiftbook:already-posted"
DRAFT_DISCARDED = "urn:shiftbook:draft-discarded"
ANOTHER_PERSON = "urn:shiftbook:another-person"

_PERSON = re.compile(r'data-signed-in="(\d+)"')
_DRAFT = re.compile(r"data-draft='([^']*)'|data-draft=\"([^\"]*)\"")
_TEXT = re.compile(r'<textarea id="text"[^>]*>(.*?)</textarea>', re.DOTALL)


def category_of(text: str) -> str:
    """Return what somebody chooses who has written *text*: whatever becomes of both, they belong together."""
    return text.rsplit(maxsplit=1)[-1].removesuffix(";") if text.strip() else ""


@dataclass
class OpenPage:
    """One page with a composer in it, as it was loaded by *client* and typed into since."""

    client: Client
    writer: str
    person: int
    draft: dict[str, Any]
    text: str
    acknowledged: str
    sequence: int = 0
    attempted: str | None = None
    refused: list[str] = field(default_factory=list)

    @classmethod
    def open(cls, client: Client, writer: str) -> OpenPage | None:
        """Load the book; None where somebody has to sign in or unlock first."""
        answer = client.visit("/")
        shown = _DRAFT.search(answer.text)
        person = _PERSON.search(answer.text)
        if answer.status != 200 or shown is None or person is None:
            return None
        draft = json.loads(unescape(shown[1] or shown[2]))
        found = _TEXT.search(answer.text)
        assert found is not None
        text = unescape(found[1]).removeprefix("\n")
        return cls(client, writer, int(person[1]), draft, text, text)

    @property
    def saved(self) -> bool:
        """Whether the page may say that what stands in it is saved."""
        return self.text == self.acknowledged

    def type(self, words: str) -> None:
        """Type at the end."""
        self.text += words

    def save(self) -> bool:
        """Save by ticket, by the session where the ticket is no use any more; tell whether all is saved."""
        if self.saved:
            return True
        answer = self._put()
        if answer.status in {401, 409} and self._begin_again(answer):
            answer = self._put() if self.text else answer
        if answer.status != 200:
            self.refused.append(answer.text)
        return self.saved

    def post(self) -> Answer:
        """Post what stands in the field; it stays there unless it was acknowledged."""
        self.attempted = self.text
        answer = self._ask("POST", "/api/entries", self._entry())
        if answer.status == 201:
            self._posted(self.attempted)
        elif answer.status == 409:
            self._begin_again(answer)
        return answer

    def post_and_hear_nothing(self) -> None:
        """Post, and lose the answer: the page keeps everything and may be pressed again."""
        self.attempted = self.text
        self._ask("POST", "/api/entries", self._entry())

    def discard(self) -> bool:
        """Throw the draft away, once all of it is saved: it can be put back."""
        if not (self.text and self.save()):
            return False
        answer = self._ask("DELETE", f"/api/drafts/new?id={self.draft['id']}")
        if answer.status == 200:
            self.text = self.acknowledged = ""
            self._take_fresh()
        return answer.status == 200

    def look(self) -> Answer:
        """Ask whose session it is, as a page does that has heard something."""
        return self._ask("GET", "/api/session")

    def _entry(self) -> dict[str, str]:
        category = category_of(self.text)
        return {"text": self.text, "key": self.draft["id"], "writer": self.writer, "category": category}

    def _put(self) -> Answer:
        self.sequence += 1
        body = {
            "id": self.draft["id"],
            "text": self.text,
            "selection_start": len(self.text),
            "selection_end": len(self.text),
            "scroll": 0,
            "writer": self.writer,
            "sequence": self.sequence,
            "base": self.draft["version"],
            "fields": {"category": category_of(self.text)},
        }
        path = f"/api/drafts/new?ticket={self.draft['ticket']}"
        answer = self._send("PUT", path, body, {})
        if answer.status == 200:
            self.draft.update(answer.json)
            self.acknowledged = self.text
        return answer

    def _begin_again(self, refusal: Answer) -> bool:
        """Take another draft for what remains to be written; tell whether there is one."""
        kind = refusal.json["type"]
        if kind == ALREADY_POSTED:
            entry = self._ask("GET", f"/api/entries/{refusal.json['number']}")
            if entry.status != 200:
                return False
            return self._posted(entry.json["text"])
        if refusal.status == 401 or kind == DRAFT_DISCARDED:
            return self._take_fresh()
        return False

    def _posted(self, text: str) -> bool:
        rest = self.text.removeprefix(text)
        if not self._take_fresh():
            return False
        self.text, self.acknowledged, self.attempted = rest, "", None
        return True

    def _take_fresh(self) -> bool:
        # Not the current draft of the place: another window may be writing that one.
        answer = self._ask("GET", "/api/drafts/new?fresh=1")
        if answer.status != 200:
            return False
        self.draft = answer.json
        self.acknowledged = ""
        return True

    def _ask(self, method: str, path: str, body: object = None) -> Answer:
        answer = self._send(method, path, body, {"Shiftbook-Person": str(self.person)})
        if answer.code == "auth_required" and self._renewed():
            answer = self._send(method, path, body, {"Shiftbook-Person": str(self.person)})
        return answer

    def _renewed(self) -> bool:
        return self.client.post("/session/refresh").status == 200

    def _send(self, method: str, path: str, body: object, headers: dict[str, str]) -> Answer:
        sent = {"Content-Type": "application/json", "Origin": f"http://{self.client.host}", **headers}
        return self.client.request(method, path, b"" if body is None else json.dumps(body).encode(), sent)
