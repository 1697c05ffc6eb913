"""Signing in and out: sessions begun and ended, tries counted."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime
from hashlib import sha256

from flask import current_app
from sqlalchemy import delete, update

from consult.accounts.models import Attempt, Session
from consult.accounts.queries import token_hash
from consult.accounts.rules import WINDOW
from consult.journal.actions import record
from consult.kit.db import db
from consult.kit.visitor import Visitor


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


def end_one_session(person: Visitor, session: Session, at: datetime) -> None:
    """End another of one's own sessions."""
    session.ended_at = at
    db.session.flush()
    record(person, "session-ended", ("person", person.id), at)


def end_other_sessions(person: Visitor, at: datetime) -> None:
    """End all sessions of the person but the present one."""
    end_sessions(person.id, at, but=person.session_id)


def end_sessions(person_id: int, at: datetime, *, but: int | None = None) -> None:
    """End all sessions of a person, or all but one."""
    where = [Session.person_id == person_id, Session.ended_at.is_(None)]
    if but is not None:
        where.append(Session.id != but)
    db.session.execute(update(Session).where(*where).values(ended_at=at))


def note_seen(session_id: int, at: datetime) -> None:
    """Remember that a session is in use."""
    db.session.execute(
        update(Session).where(Session.id == session_id, Session.seen_at < at).values(seen_at=at)
    )
