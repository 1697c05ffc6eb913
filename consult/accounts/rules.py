"""The law of signing in: how long sessions last, how many tries, which passwords will do."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=15)
TRIES_BY_ACCOUNT = 8
TRIES_BY_ADDRESS = 100
LEAST_LETTERS = 12
MOST_LETTERS = 200
SEEN_EVERY = timedelta(minutes=5)
INVITATION_HOLDS = timedelta(days=14)
RESET_HOLDS = timedelta(hours=1)
ADDRESS_HOLDS = timedelta(days=1)
ADDRESSES_A_DAY = 5
RESETS_BY_ACCOUNT = 3
RESETS_BY_ADDRESS = 20
_EMAIL = re.compile(r"[^\s@<>(),;:\\\"\[\]]+@[^\s@<>(),;:\\\"\[\]]+\.[^\s@<>(),;:\\\"\[\].]+\Z")


def session_holds(
    at: datetime, started_at: datetime, seen_at: datetime, idle: timedelta, whole: timedelta
) -> bool:
    """Whether a session that nobody ended is still good: not idle too long, not older than allowed."""
    return at - seen_at < idle and at - started_at < whole


def too_many_tries(by_account: int, by_address: int) -> bool:
    """Whether failed tries within the window stop a further one (OWASP ASVS 6.3.1)."""
    return by_account >= TRIES_BY_ACCOUNT or by_address >= TRIES_BY_ADDRESS


def password_fault(password: str, email: str, name: str, weak: frozenset[str]) -> str | None:
    """Why a new password will not do, as a code, or None.

    Length, not a well-known one, not one's own name or address; no rules of composition (OWASP ASVS 6.2).
    """
    if len(password) < LEAST_LETTERS:
        return "password-short"
    if len(password) > MOST_LETTERS:
        return "password-long"
    folded = password.casefold()
    own = {part.casefold() for part in [email, email.split("@")[0], *name.split()] if len(part) > 3}
    if folded in weak or len(set(folded)) < 4 or any(not folded.replace(part, "") for part in own):
        return "password-weak"
    return None


def email_holds(address: str) -> bool:
    """Whether this can be an e-mail address; whether it is one only a letter to it can tell."""
    # small letters may be more of them
    return len(address.lower()) <= 254 and bool(_EMAIL.match(address))


def link_holds(
    at: datetime, expires_at: datetime, used_at: datetime | None, revoked_at: datetime | None
) -> bool:
    """Whether a link of a letter still does what it says: in time, not used, not withdrawn."""
    return at < expires_at and used_at is None and revoked_at is None
