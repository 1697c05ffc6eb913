"""Delivers the letters of the outbox: claims those due, puts each into words, hands it over, records what came of it.

A letter is sent at least once, always with the same Message-ID; one that says `at_most_once` at most once. Nothing is
rendered or sent inside a writing transaction, so a slow mail server never makes anybody wait.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlsplit

import structlog
from flask import current_app
from sqlalchemy import case, or_, select, update

from consult.kit import federation
from consult.kit.clock import now
from consult.kit.db import db, transaction
from consult.kit.files import shipped
from consult.kit.languages import as_reader
from consult.kit.mail import Away, Connection, Envelope, Fault, as_kept, message
from consult.kit.outbox import (
    DROPPED,
    FAILED,
    MASK,
    SENDING,
    SENT,
    WAITING,
    Draft,
    Letter,
    Writer,
    address,
    readers,
)
from consult.kit.room import rooms
from consult.kit.visitor import Visitor
from consult.settings import Settings, mail_server

log = structlog.get_logger(__name__)
BATCH = 50
BATCH_SECONDS = 240
"""What is not sent by then is given back, long before somebody else would take it up."""
CLAIM = timedelta(minutes=10)
_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)
DELAYS = (_MINUTE, 5 * _MINUTE, 15 * _MINUTE, _HOUR, 3 * _HOUR, *(11 * (6 * _HOUR,)))
"""How long to wait after each try that failed: three days in all."""


@dataclass(frozen=True)
class Delivered:
    """What came of the letters that were due."""

    sent: int = 0
    dropped: int = 0
    failed: int = 0
    put_off: int = 0

    def __add__(self, other: Delivered) -> Delivered:
        return Delivered(
            self.sent + other.sent,
            self.dropped + other.dropped,
            self.failed + other.failed,
            self.put_off + other.put_off,
        )


def deliver(at: datetime) -> Delivered:
    """Deliver every letter that is due at a moment. Without a mail server letters wait, but in the demonstration."""
    settings = _settings()
    if not settings.mail_url and not settings.demo:
        return Delivered()
    total = Delivered(failed=_take_up_again(now()))
    post = _ByServer(settings) if settings.mail_url else _DemoMailbox(settings)
    with post:
        while letters := _claim(at):
            began = time.monotonic()
            people = _readers({letter.person_id for letter in letters})
            for number, letter in enumerate(letters):
                if time.monotonic() - began > BATCH_SECONDS:
                    _give_back(letters[number:])
                    break
                try:
                    total += post.see_to(letter, people.get(letter.person_id))
                except Away as away:
                    # nobody's letter goes anywhere now: all of this batch wait, the others keep their turn
                    total += sum((post.put_off(left, away) for left in letters[number:]), Delivered())
                    return total
    return total


class _DemoMailbox:
    """Sees to one letter after the other. This one keeps them where the demonstration shows them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.sender = settings.mail_from or f"consult@{urlsplit(settings.public_url).hostname or 'localhost'}"

    def __enter__(self) -> _DemoMailbox:
        return self

    def __exit__(self, *failure: object) -> None:
        return None

    def see_to(self, letter: Letter, reader: Visitor | None) -> Delivered:
        """Put a letter into words and hand it over. Raises Away when the mail server is."""
        if reader is None:
            return self._end(letter, DROPPED, "no-reader")
        try:
            envelope = self._written(letter, reader)
        except Exception as error:
            log.exception("letter_not_written", letter=letter.id, kind=letter.kind)
            return self.put_off(letter, Fault("no-words", type(error).__name__))
        if envelope is None:
            return self._end(letter, DROPPED, "not-needed")
        try:
            headers = self._hand_over(letter, envelope)
        except Away:
            raise
        except Fault as fault:
            return self.put_off(letter, fault)
        return self._end(letter, SENT, "", **self._kept(letter, envelope, headers))

    def put_off(self, letter: Letter, fault: Fault) -> Delivered:
        """Wait for the next try, or give up."""
        remark = f"{fault.code} {fault}".strip()
        if letter.at_most_once and not fault.certain:
            return self._end(letter, FAILED, f"interrupted {fault}".strip())
        if fault.lasting or letter.tries >= len(DELAYS):
            return self._end(letter, FAILED, remark)
        due_at = now() + DELAYS[letter.tries]
        _record(letter, state=WAITING, due_at=due_at, tries=letter.tries + 1, remark=remark, sent_at=None)
        return Delivered(put_off=1)

    def _hand_over(self, letter: Letter, envelope: Envelope) -> dict[str, str]:
        return dict(as_kept(message(envelope)))

    def _sent_at(self, letter: Letter) -> datetime:
        # the story of the demonstration is told of days gone by, and so are its letters
        return letter.due_at

    def _end(self, letter: Letter, state: str, remark: str, **words: Any) -> Delivered:
        keep = state == SENT and self.settings.demo
        _record(letter, state=state, remark=remark, secret=letter.secret if keep else "", **words)
        if state == FAILED:
            log.warning("letter_failed", letter=letter.id, kind=letter.kind, remark=remark)
        return Delivered(sent=state == SENT, dropped=state == DROPPED, failed=state == FAILED)

    def _kept(self, letter: Letter, envelope: Envelope, headers: dict[str, str]) -> dict[str, Any]:
        return {
            "sent_at": self._sent_at(letter),
            "tries": letter.tries + 1,
            "address": envelope.reader,
            "language": envelope.language,
            "subject": masked(envelope.subject, letter.secret)[:300],
            "text": masked(envelope.text, letter.secret),
            "headers": headers if self.settings.demo else {},
        }

    def _written(self, letter: Letter, reader: Visitor) -> Envelope | None:
        """The letter in words, in a context of its own: nothing of one reader is left for the next."""
        app = current_app._get_current_object()  # type: ignore[attr-defined]  # werkzeug's proxy
        with app.app_context(), transaction(writing=False), as_reader(reader):
            draft = _writer(letter.kind)(letter, reader)
            if draft is None:
                return None
            subject, text, html = rendered(draft, reader)
        domain = self.sender.rpartition("@")[2]
        return Envelope(
            sender=self.sender,
            sender_name=federation.current().name,
            reply_to=self.settings.mail_reply_to,
            reader=draft.to or reader.email,
            reader_name=reader.name,
            subject=subject,
            text=text,
            html=html,
            language=reader.language,
            mark=f"<{sha256(letter.key.encode()).hexdigest()[:40]}@{domain}>",
            at=now(),
            unsubscribe=draft.unsubscribe,
            attachments=draft.attachments,
        )


class _ByServer(_DemoMailbox):
    """This one hands them to the mail server, all over one connection."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.connection = Connection(mail_server(settings.mail_url), self.sender.rpartition("@")[2])

    def __exit__(self, *failure: object) -> None:
        self.connection.__exit__(None, None, None)

    def _sent_at(self, letter: Letter) -> datetime:
        return now()

    def _hand_over(self, letter: Letter, envelope: Envelope) -> dict[str, str]:
        found = message(envelope)
        self.connection.open()
        # noted first: were we stopped in between, it is rather lost than sent twice
        if letter.at_most_once and not _record(letter, sent_at=now()):
            raise Fault("interrupted", certain=False)
        self.connection.hand_over(self.sender, found)
        return dict(as_kept(found))


# --- words -----------------------------------------------------------------------------------------------------


def _writer(kind: str) -> Writer:
    for room in rooms():
        if kind in room.letters:
            return room.letters[kind]
    raise LookupError(f"No room writes letters of the kind {kind!r}.")


def rendered(draft: Draft, reader: Visitor) -> tuple[str, str, str]:
    """Subject, text and HTML of a draft, without anything of a page or request in them."""
    settings = _settings()
    pace = "notices.settings"
    context = {
        **draft.context,
        "federation": federation.current(),
        "reader": reader,
        "address": address,
        "home": settings.public_url,
        "unsubscribe": draft.unsubscribe,
        "letter_settings": address(pace) if pace in current_app.view_functions else "",
        "language": reader.language,
    }
    subject, text, html = (
        current_app.jinja_env.get_template(f"{draft.template}.{part}").render(context)
        for part in ("subject", "txt", "html")
    )
    text = re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", text)).strip() + "\n"
    return " ".join(subject.split()), text, html.replace("</head>", f"<style>{_style()}</style>\n</head>", 1)


@lru_cache(maxsize=1)
def _style() -> str:
    return (shipped("static") / "css" / "letter.css").read_text(encoding="utf-8")


def masked(text: str, secret: str) -> str:
    """A text that may be kept: without the secret."""
    return text.replace(secret, MASK).replace(quote(secret, safe=""), MASK) if secret else text


def unmasked(text: str, secret: str) -> str:
    """The text as its reader got it, for the demonstration's mailbox."""
    return text.replace(MASK, secret) if secret else text


# --- the outbox ------------------------------------------------------------------------------------------------


def _settings() -> Settings:
    found: Settings = current_app.extensions["consult.settings"]
    return found


def _claim(at: datetime) -> list[Letter]:
    """Take some letters that are due, for us alone; first those that somebody waits for."""
    due = (
        select(Letter)
        .where(Letter.state == WAITING, Letter.due_at <= at)
        .order_by(case((Letter.had_secret, 0), else_=1), Letter.due_at, Letter.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    with transaction(writing=True):
        letters = list(db.session.scalars(due))
        for letter in letters:
            letter.state, letter.claimed_at = SENDING, now()
    # theirs is no session any more: what they held when claimed is what we go by
    db.session.expunge_all()
    return letters


def _take_up_again(at: datetime) -> int:
    """Letters that somebody claimed and left: they wait again, but for those that may have been sent and must not

    be sent twice. Answers how many of these failed.
    """
    left = (Letter.state == SENDING, or_(Letter.claimed_at.is_(None), Letter.claimed_at < at - CLAIM))
    with transaction(writing=False):
        if db.session.scalar(select(Letter.id).where(*left).limit(1)) is None:
            return 0
    perhaps_sent = (Letter.at_most_once, Letter.sent_at.is_not(None))
    with transaction(writing=True):
        ended = update(Letter).where(*left, *perhaps_sent)
        lost = ended.values(state=FAILED, remark="interrupted", secret="", sent_at=None).returning(Letter.id)
        failed = len(db.session.scalars(lost).all())
        db.session.execute(update(Letter).where(*left).values(state=WAITING, claimed_at=None))
    return failed


def _give_back(letters: Iterable[Letter]) -> None:
    for letter in letters:
        _record(letter, state=WAITING)


def _record(letter: Letter, **values: Any) -> bool:
    """Write down what came of a letter; False when it is not ours any more."""
    ours = (Letter.id == letter.id, Letter.state == SENDING, Letter.claimed_at == letter.claimed_at)
    with transaction(writing=True):
        kept = update(Letter).where(*ours).values(**values).returning(Letter.id)
        return db.session.scalar(kept) is not None


def _readers(ids: set[int]) -> dict[int, Visitor]:
    found: dict[int, Visitor] = {}
    with transaction(writing=False):
        for answer in readers.ask(ids):
            found.update(answer)
    return {id: replace(reader, session_id=0, token="") for id, reader in found.items()}
