"""One open composer as the page has it: saves by ticket, posts by session, never twice at once."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

from tests.helpers.ledger import Row

if TYPE_CHECKING:
    from tests.helpers.client import Answer, Client
    from tests.helpers.ledger import Ledger

PLACE = "/api/drafts/new"


@dataclass
class Composer:
    """What *person* writes in one page load; what is acknowledged goes into the *ledger*.

    Each method asks once; asking again is the caller's. A *ticket* that was refused has to be taken away.
    """

    person: str
    client: Client
    ledger: Ledger
    draft: str = ""
    text: str = ""
    ticket: str = ""
    version: int = 0
    sequence: int = 0
    forks: int = 0
    writer: str = field(default_factory=lambda: secrets.token_hex(8))

    def open(self) -> Answer:
        """Take the current draft, or a fresh one."""
        answer = self.client.get(PLACE)
        if answer.status == HTTPStatus.OK:
            self.draft, self.text = answer.json["id"], answer.json["text"]
            self.ticket, self.version = answer.json["ticket"], answer.json["version"]
        return answer

    def save(self, words: str) -> Answer:
        """Type *words* at the end and send all of it, by ticket if there is one; else by session."""
        self.text += words
        self.sequence += 1
        self.ledger.sent.add(self._row())
        body = {
            "id": self.draft,
            "text": self.text,
            "writer": self.writer,
            "sequence": self.sequence,
            "base": self.version,
            "selection_start": len(self.text),
            "selection_end": len(self.text),
        }
        sent = {"Content-Type": "application/json", "Origin": f"http://{self.client.host}"}
        address = f"{PLACE}?ticket={self.ticket}" if self.ticket else PLACE
        answer = self.client.request("PUT", address, json.dumps(body).encode(), sent)
        if answer.status == HTTPStatus.OK:
            self._adopt(answer)
            self.ledger.saved.append(self._row())
        return answer

    def post(self) -> Answer:
        """Post what stands here."""
        row = self._row()
        self.ledger.sent_to_post.add(row)
        body = {"text": self.text, "key": self.draft, "writer": self.writer}
        answer = self.client.post("/api/entries", body)
        if answer.status == HTTPStatus.CREATED:
            self.ledger.posted.append(row)
        return answer

    def _row(self) -> Row:
        return Row(self.draft, self.person, self.text)

    def _adopt(self, answer: Answer) -> None:
        self.forks += answer.json["id"] != self.draft
        self.draft, self.version = answer.json["id"], answer.json["version"]
        self.ticket = answer.json.get("ticket", self.ticket)
