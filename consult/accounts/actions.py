"""What is done with people: adding them, signing in and out, changing a profile or a password."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime
from hashlib import sha256

from flask import current_app
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from consult.accounts.models import Attempt, Credential, Person, Session
from consult.accounts.queries import person_by_email, token_hash
from consult.accounts.rules import WINDOW
from consult.journal.actions import record
from consult.kit.db import db
from consult.kit.refusal import Refused
from consult.kit.visitor import Visitor


def add_person(email: str, name: str, language: str, time_zone: str, at: datetime) -> Person:
    """A new person without a password. Raises Refused when the address is taken."""
    address = email.strip().lower()
    if person_by_email(address) is not None:
        raise Refused("address-taken", email=address)
    person = Person(email=address, name=name, language=language, time_zone=time_zone, created_at=at)
    try:
        with db.session.begin_nested():
            db.session.add(person)
    except IntegrityError as error:  # added by somebody else at this very moment
        raise Refused("address-taken", email=address) from error
    record(None, "person-added", ("person", person.id), at)
    return person


def set_password(person_id: int, password_hash: str, at: datetime) -> None:
    """Keep a hash made beforehand (see accounts.passwords.hashed)."""
    credential = db.session.get(Credential, person_id)
    if credential is None:
        db.session.add(Credential(person_id=person_id, password_hash=password_hash, changed_at=at))
    else:
        credential.password_hash = password_hash
        credential.changed_at = at
    record(None, "password-set", ("person", person_id), at)


def keyed(text: str) -> str:
    """A hash of an account or address that only this installation can make."""
    return hmac.new(current_app.secret_key.encode(), text.encode(), sha256).hexdigest()  # type: ignore[union-attr]  # always set


def note_attempt(account_hash: str, address_hash: str, succeeded: bool, at: datetime) -> None:
    """Count a try to sign in; drops those too old to matter."""
    db.session.add(Attempt(at=at, account_hash=account_hash, address_hash=address_hash, succeeded=succeeded))
    db.session.execute(delete(Attempt).where(Attempt.at < at - 4 * WINDOW))


def begin_session(person_id: int, agent: str, at: datetime) -> str:
    """Sign in: a new session on the server. Answers its token, which only the cookie will hold."""
    token = secrets.token_urlsafe(32)
    row = Session(
        token_sha256=token_hash(token), person_id=person_id, started_at=at, seen_at=at, agent=agent[:200]
    )
    db.session.add(row)
    record(None, "signed-in", ("person", person_id), at)
    return token


def end_session(person: Visitor, at: datetime) -> None:
    """Sign out: the session ends on the server, whatever copies of the cookie exist."""
    db.session.execute(update(Session).where(Session.id == person.session_id).values(ended_at=at))
    record(person, "signed-out", ("person", person.id), at)


def end_other_sessions(person: Visitor, at: datetime) -> None:
    """End all sessions of the person but the present one."""
    others = (Session.person_id == person.id, Session.id != person.session_id, Session.ended_at.is_(None))
    db.session.execute(update(Session).where(*others).values(ended_at=at))


def note_seen(session_id: int, at: datetime) -> None:
    """Remember that a session is in use."""
    db.session.execute(
        update(Session).where(Session.id == session_id, Session.seen_at < at).values(seen_at=at)
    )


def change_profile(person: Visitor, name: str, language: str, time_zone: str, at: datetime) -> None:
    """The person's own name, language and time zone."""
    values = {"name": name, "language": language, "time_zone": time_zone}
    db.session.execute(update(Person).where(Person.id == person.id).values(**values))
    record(person, "profile-changed", ("person", person.id), at)


def change_language(person: Visitor, language: str) -> None:
    """The language chosen in the header of a page."""
    db.session.execute(update(Person).where(Person.id == person.id).values(language=language))


def change_password(person: Visitor, password_hash: str, at: datetime) -> None:
    """A new password; every other session of the person ends."""
    set_password(person.id, password_hash, at)
    end_other_sessions(person, at)
