"""Passwords set, changed, and set anew by a link when they were forgotten."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from consult.accounts.actions import links
from consult.accounts.actions.sessions import end_other_sessions, end_sessions
from consult.accounts.models import AddressChange, Credential, PasswordReset
from consult.accounts.queries import token_hash
from consult.accounts.rules import RESET_HOLDS
from consult.journal.actions import record
from consult.kit import outbox
from consult.kit.db import db
from consult.kit.visitor import Visitor


def set_password(person_id: int, password_hash: str, at: datetime) -> None:
    """Keep a hash made beforehand (see accounts.passwords.hashed)."""
    credential = db.session.get(Credential, person_id)
    if credential is None:
        db.session.add(Credential(person_id=person_id, password_hash=password_hash, changed_at=at))
    else:
        credential.password_hash = password_hash
        credential.changed_at = at
    record(None, "password-set", ("person", person_id), at)


def change_password(person: Visitor, password_hash: str, at: datetime) -> None:
    """A new password; every other session of the person ends, and a letter says so."""
    set_password(person.id, password_hash, at)
    links.revoke(PasswordReset, person.id, at)
    end_other_sessions(person, at)
    _say_changed(person.id, at)


def _say_changed(person_id: int, at: datetime) -> None:
    key = f"password-changed:{person_id}:{at.isoformat()}"
    outbox.put("accounts/password-changed", {person_id: key}, at, values={"at": at.isoformat()})


class _Nobody(Exception):
    """Undoes the work done for an address that is not known."""


def ask_reset(person_id: int | None, at: datetime) -> None:
    """Have a link sent that sets a new password. For nobody the same is done and then undone: both cost the same."""
    token = links.new_token()
    with suppress(_Nobody), db.session.begin_nested():
        links.revoke(PasswordReset, person_id, at)
        row = PasswordReset(
            person_id=person_id, token_sha256=token_hash(token), made_at=at, expires_at=at + RESET_HOLDS
        )
        db.session.add(row)
        db.session.flush()
        outbox.put(
            "accounts/reset",
            {person_id or 0: f"reset:{row.id}"},
            at,
            values={"reset": row.id},
            secret=token,
        )
        record(None, "reset-asked", ("person", person_id or 0), at)
        db.session.flush()
        if person_id is None:
            raise _Nobody


def use_reset(token: str, password_hash: str, at: datetime) -> int | None:
    """Set the new password by a link; every session ends. None when the link is not good (any more).

    A link is made only for somebody who had a password: this way leads into no account that was not opened before.
    """
    person_id = links.use(PasswordReset, token, at)
    if person_id is None or db.session.get(Credential, person_id) is None:
        return None
    set_password(person_id, password_hash, at)
    for kind in (PasswordReset, AddressChange):
        links.revoke(kind, person_id, at)
    end_sessions(person_id, at)
    record(None, "password-reset", ("person", person_id), at)
    _say_changed(person_id, at)
    return person_id
