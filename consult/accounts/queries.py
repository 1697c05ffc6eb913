"""Reading people, their sessions and their tries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from flask import current_app
from sqlalchemy import bindparam, func, select

from consult.accounts.models import Attempt, Credential, Person, Session
from consult.accounts.rules import WINDOW, session_holds
from consult.kit.db import db
from consult.kit.visitor import Visitor
from consult.settings import Settings


def token_hash(token: str) -> str:
    """What of a session's token is kept."""
    return sha256(token.encode()).hexdigest()


def _lengths() -> tuple[timedelta, timedelta]:
    settings: Settings = current_app.extensions["consult.settings"]
    return timedelta(minutes=settings.session_idle_minutes), timedelta(days=settings.session_days)


@dataclass(frozen=True)
class OpenSession:
    """Who a good session belongs to, and when it was last used."""

    visitor: Visitor
    seen_at: datetime


# every page of somebody signed in asks this: it is built once
_OPEN = (
    select(
        Session.id, Session.started_at, Session.seen_at,
        Person.id, Person.name, Person.email, Person.language, Person.time_zone,
    )
    .join(Person, Person.id == Session.person_id)
    .where(Session.token_sha256 == bindparam("token"))
    .where(Session.ended_at.is_(None), Person.disabled_at.is_(None))
)  # fmt: skip


def open_session(token: str, at: datetime) -> OpenSession | None:
    """The session of a token, if the server still holds it good."""
    row = db.session.execute(_OPEN, {"token": token_hash(token)}).first()
    if row is None:
        return None
    session_id, started_at, seen_at, id, name, email, language, time_zone = row
    if not session_holds(at, started_at, seen_at, *_lengths()):
        return None
    return OpenSession(Visitor(id, name, email, language, time_zone, session_id, token), seen_at)


def person(id: int) -> Person | None:
    return db.session.get(Person, id)


def person_by_email(email: str) -> Person | None:
    """The person with this address, whatever its capitals."""
    return db.session.scalar(select(Person).where(Person.email == email.strip().lower()))


def password_hash(person_id: int) -> str | None:
    """The kept hash, or None when no password was set or the person is disabled."""
    query = select(Credential.password_hash).join(Person, Person.id == Credential.person_id)
    return db.session.scalar(query.where(Person.id == person_id, Person.disabled_at.is_(None)))


def names(ids: Iterable[int]) -> dict[int, str]:
    """The names of people by id, in one statement."""
    wanted = set(ids)
    if not wanted:
        return {}
    return {
        id: name
        for id, name in db.session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))
    }


def readers(ids: Iterable[int]) -> dict[int, Visitor]:
    """The people with these ids as readers of letters, in one statement; those who may not sign in are left out."""
    columns = (Person.id, Person.name, Person.email, Person.language, Person.time_zone)
    query = select(*columns).where(Person.id.in_(list(ids)), Person.disabled_at.is_(None))
    return {row[0]: Visitor(*row, session_id=0, token="") for row in db.session.execute(query)}


def failed_tries(account_hash: str, address_hash: str, at: datetime) -> tuple[int, int]:
    """Failed tries within the window: of the account since its last success, and of the address."""
    since = at - WINDOW
    success = select(func.max(Attempt.at)).where(
        Attempt.account_hash == account_hash, Attempt.succeeded, Attempt.at > since
    )
    start = db.session.scalar(success) or since
    by_account = select(func.count()).where(
        Attempt.account_hash == account_hash, Attempt.at > start, ~Attempt.succeeded
    )
    by_address = select(func.count()).where(
        Attempt.address_hash == address_hash, Attempt.at > since, ~Attempt.succeeded
    )
    return db.session.scalar(by_account) or 0, db.session.scalar(by_address) or 0


def sessions_of(person_id: int, at: datetime) -> Sequence[Session]:
    """The person's good sessions, the latest used first."""
    idle, whole = _lengths()
    query = select(Session).where(Session.person_id == person_id, Session.ended_at.is_(None))
    rows = db.session.scalars(query.order_by(Session.seen_at.desc())).all()
    return [row for row in rows if session_holds(at, row.started_at, row.seen_at, idle, whole)]


def in_first_session(person_id: int) -> bool:
    """Whether a person has signed in only once so far."""
    return (db.session.scalar(select(func.count(Session.id)).where(Session.person_id == person_id)) or 0) <= 1
