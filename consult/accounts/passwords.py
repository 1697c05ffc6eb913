"""Passwords kept as argon2id, with a dummy for unknown accounts so that both answers take as long."""

from __future__ import annotations

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

from consult.settings import Settings

_STRONG = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def _hasher() -> PasswordHasher:
    settings: Settings = current_app.extensions["consult.settings"]
    return _CHEAP if settings.cheap_passwords else _STRONG


@lru_cache(maxsize=2)
def _dummy(hasher: PasswordHasher) -> str:
    return hasher.hash("nobody has this password")


def hashed(password: str) -> str:
    """The hash to keep. Slow on purpose: call it before a writing transaction begins."""
    return _hasher().hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is right; for an unknown account it takes the same time to say no."""
    hasher = _hasher()
    try:
        hasher.verify(password_hash or _dummy(hasher), password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def outdated(password_hash: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return _hasher().check_needs_rehash(password_hash)
