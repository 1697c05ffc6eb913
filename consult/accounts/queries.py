"""Reading people, their sessions and their tries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from flask import current_app
from sqlalchemy import bindparam, func, select

from consult.accounts.models import (
    AddressChange,
    Attempt,
    Credential,
    Invitation,
    PasswordReset,
    Person,
    Session,
)
from consult.accounts.rules import WINDOW, session_holds
from consult.kit.db import db
from consult.kit.outbox import Letter
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


def own_session(id: int, person_id: int) -> Session | None:
    """A session of this person that has not ended."""
    query = select(Session).where(
        Session.id == id, Session.person_id == person_id, Session.ended_at.is_(None)
    )
    return db.session.scalar(query)


def invitation(token: str) -> Invitation | None:
    """The invitation with this token, whatever became of it."""
    return db.session.scalar(select(Invitation).where(Invitation.token_sha256 == token_hash(token)))


def invitation_by_id(id: int) -> Invitation | None:
    return db.session.get(Invitation, id)


def reset(token: str) -> PasswordReset | None:
    """The reset with this token, whatever became of it."""
    return db.session.scalar(select(PasswordReset).where(PasswordReset.token_sha256 == token_hash(token)))


def reset_by_id(id: int) -> PasswordReset | None:
    return db.session.get(PasswordReset, id)


def address_change(token: str) -> AddressChange | None:
    """The change of address with this token, whatever became of it."""
    return db.session.scalar(select(AddressChange).where(AddressChange.token_sha256 == token_hash(token)))


def address_change_by_id(id: int) -> AddressChange | None:
    return db.session.get(AddressChange, id)


def waiting_address(person_id: int, at: datetime) -> str | None:
    """The new address of a person that waits to be confirmed."""
    query = select(AddressChange.email).where(
        AddressChange.person_id == person_id,
        AddressChange.used_at.is_(None),
        AddressChange.revoked_at.is_(None),
        AddressChange.expires_at > at,
    )
    return db.session.scalar(query.order_by(AddressChange.id.desc()).limit(1))


def addresses_asked(person_id: int, since: datetime) -> int:
    """How many changes of address a person has asked for since then."""
    query = select(func.count()).where(AddressChange.person_id == person_id, AddressChange.made_at > since)
    return db.session.scalar(query) or 0


def ever_signed_in(person_id: int) -> bool:
    """Whether this person has ever signed in."""
    return db.session.scalar(select(Session.id).where(Session.person_id == person_id).limit(1)) is not None


def may_be_invited(ids: Iterable[int]) -> list[int]:
    """Those of these people who may sign in and never have, in one statement."""
    signed_in = select(Session.id).where(Session.person_id == Person.id).exists()
    query = select(Person.id).where(Person.id.in_(list(ids)), Person.disabled_at.is_(None), ~signed_in)
    return list(db.session.scalars(query.order_by(Person.id)))


def resettable(email: str) -> int | None:
    """Who may have a link to set a new password: somebody known who has one and is not disabled."""
    query = select(Person.id).join(Credential, Credential.person_id == Person.id)
    return db.session.scalar(query.where(Person.email == email.strip().lower(), Person.disabled_at.is_(None)))


@dataclass(frozen=True)
class Account:
    """A person as the administration of people lists them."""

    id: int
    name: str
    email: str
    language: str
    created_at: datetime
    disabled_at: datetime | None
    seen_at: datetime | None
    """When they were last here; None when they never signed in."""
    invited_at: datetime | None
    """When they were last sent an invitation that is still good."""


def accounts(at: datetime, id: int | None = None) -> list[Account]:
    """Everybody by name, or one person, in one statement."""
    seen = (
        select(func.max(Session.seen_at)).where(Session.person_id == Person.id).correlate(Person)
    ).scalar_subquery()
    good = (Invitation.used_at.is_(None), Invitation.revoked_at.is_(None), Invitation.expires_at > at)
    invited = (
        select(func.max(Invitation.made_at)).where(Invitation.person_id == Person.id, *good).correlate(Person)
    ).scalar_subquery()
    query = select(
        Person.id, Person.name, Person.email, Person.language, Person.created_at, Person.disabled_at,
        seen, invited,
    )  # fmt: skip
    if id is not None:
        query = query.where(Person.id == id)
    return [Account(*row) for row in db.session.execute(query.order_by(Person.name, Person.id))]


def invitations_of(person_id: int) -> Sequence[Invitation]:
    """The invitations of a person, the newest first."""
    query = select(Invitation).where(Invitation.person_id == person_id)
    return db.session.scalars(query.order_by(Invitation.id.desc())).all()


def invitation_letters(since: datetime) -> dict[str, int]:
    """How many letters of invitation written since then are in each state."""
    query = select(Letter.state, func.count()).where(
        Letter.kind == "accounts/invitation", Letter.queued_at >= since
    )
    return {state: count for state, count in db.session.execute(query.group_by(Letter.state))}
