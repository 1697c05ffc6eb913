"""Links that letters bring: used once at the most, in time, and by nobody who is disabled."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import select, update

from consult.accounts.models import AddressChange, Invitation, PasswordReset, Person
from consult.accounts.queries import token_hash
from consult.kit.db import db

Kind = type[Invitation] | type[PasswordReset] | type[AddressChange]


def new_token() -> str:
    """A token of which only the hash is kept; whoever has the letter has the token."""
    return secrets.token_urlsafe(32)


def use(kind: Kind, token: str, at: datetime) -> int | None:
    """Use a link up and answer whose it was; None when it is not good. Of two at the same moment one succeeds."""
    enabled = select(Person.id).where(Person.disabled_at.is_(None))
    good = (
        kind.token_sha256 == token_hash(token),
        kind.used_at.is_(None),
        kind.revoked_at.is_(None),
        kind.expires_at > at,
        kind.person_id.in_(enabled),
    )
    used = update(kind).where(*good).values(used_at=at).returning(kind.person_id)
    return db.session.scalar(used.execution_options(synchronize_session=False))


def revoke(kind: Kind, person_id: int | None, at: datetime) -> bool:
    """Let the open links of a person be worth nothing; answers whether there was one."""
    open_ones = (kind.person_id == person_id, kind.used_at.is_(None), kind.revoked_at.is_(None))
    gone = update(kind).where(*open_ones).values(revoked_at=at).returning(kind.id)
    return bool(db.session.scalars(gone.execution_options(synchronize_session=False)).all())
