"""Letters that wait to be mailed: written down in the act's own transaction, put into words and sent afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, g
from flask_babel.speaklater import LazyString
from sqlalchemy import JSON, CheckConstraint, Index, String, Text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from consult.kit.db import Instant, Model, db, is_sqlite
from consult.kit.room import Question
from consult.kit.visitor import Visitor
from consult.settings import Settings

WAITING, SENDING, SENT, DROPPED, FAILED = STATES = ("waiting", "sending", "sent", "dropped", "failed")

# (ids) -> the people as readers of letters; those who may no longer sign in are left out
readers: Question[dict[int, Visitor]] = Question("readers of letters")

# () -> for each kind of letter of the room a short phrase, such as {"voting/opened": _l("A ballot has opened")}
kind_words: Question[Mapping[str, LazyString]] = Question("words of letters")

MASK = "••••••••"
"""Stands for the secret in the words that are kept."""


class Letter(Model):
    """One letter to one person. Its words are made when it is sent, from what is true then."""

    __tablename__ = "letter"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'sending', 'sent', 'dropped', 'failed')", name="state_known"),
        Index("ix_letter_state_due", "state", "due_at"),
        Index("ix_letter_person", "person_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    """What makes it one letter: the same key a second time is the same letter."""
    kind: Mapped[str] = mapped_column(String(60))
    """The name of its writer, such as `voting/opened`."""
    person_id: Mapped[int]
    values: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    secret: Mapped[str] = mapped_column(String(200), default="")
    """What only its reader may know, such as the token of an invitation; wiped once it is sent."""
    had_secret: Mapped[bool] = mapped_column(default=False)
    """Then it is of no use to send it again once the secret is wiped."""
    at_most_once: Mapped[bool] = mapped_column(default=False)
    """Rather lost than twice (digests); the others are rather twice than lost."""
    state: Mapped[str] = mapped_column(String(10), default=WAITING)
    queued_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime] = mapped_column(Instant)
    """Not to be sent before; moves on after a try that failed."""
    claimed_at: Mapped[datetime | None] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    tries: Mapped[int] = mapped_column(default=0)
    remark: Mapped[str] = mapped_column(Text, default="")
    """Why it waits on, was dropped or came back: a code of delivery, and after a blank what the mail server said."""
    address: Mapped[str] = mapped_column(String(254), default="")
    language: Mapped[str] = mapped_column(String(8), default="")
    subject: Mapped[str] = mapped_column(String(300), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    """The words as they were sent, with the mask for the secret."""
    headers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """As they were sent; kept for the demonstration's mailbox only."""


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a letter."""

    name: str
    kind: str
    """Such as `text/calendar`."""
    content: bytes


@dataclass(frozen=True)
class Draft:
    """What a writer makes of a letter: `<room>/mail/<letter>` names its templates .subject, .txt and .html."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    unsubscribe: str = ""
    """The address that ends letters of this sort with one request (RFC 8058); empty where there is no such choice."""
    attachments: tuple[Attachment, ...] = ()
    to: str = ""
    """Another address than the reader's own: one that is to be confirmed, or the one they had before."""


Writer = Callable[[Letter, Visitor], Draft | None]
"""Runs in a reading transaction, in the reader's language and zone; None when the letter is not needed any more."""


def put(
    kind: str,
    people: Mapping[int, str],
    at: datetime,
    *,
    values: Mapping[str, Any] | None = None,
    secret: str = "",
    due_at: datetime | None = None,
    at_most_once: bool = False,
) -> int:
    """Have letters written to people, {person id: key}, in the present transaction; answers how many are new."""
    if not people:
        return 0
    shared = {
        "kind": kind, "values": dict(values or {}), "secret": secret, "had_secret": bool(secret),
        "at_most_once": at_most_once, "queued_at": at, "due_at": due_at or at, "state": WAITING,
    }  # fmt: skip
    rows = [{"person_id": person_id, "key": key, **shared} for person_id, key in people.items()]
    insert = (sqlite.insert if is_sqlite() else postgresql.insert)(Letter)
    kept = insert.values(rows).on_conflict_do_nothing(index_elements=["key"]).returning(Letter.id)
    new = len(db.session.scalars(kept).all())
    if new and secret:
        expect()
    return new


def expect() -> None:
    """Somebody waits for a letter: letters are to go as soon as this request is answered."""
    g.consult_letter_awaited = True


def somebody_waits() -> bool:
    """Whether somebody waits for a letter, since this was last asked; for one with a secret somebody always does."""
    return bool(g.pop("consult_letter_awaited", False))


def address(endpoint: str, **values: Any) -> str:
    """A page's whole address under the public URL of the settings, whatever host a request named."""
    settings: Settings = current_app.extensions["consult.settings"]
    public = urlsplit(settings.public_url)
    anchor = values.pop("_anchor", None)
    adapter = current_app.url_map.bind(
        public.netloc, script_name=public.path or "/", url_scheme=public.scheme
    )
    found = adapter.build(endpoint, values, force_external=True)
    return f"{found}#{anchor}" if anchor else found
