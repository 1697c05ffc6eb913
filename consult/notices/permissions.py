"""Who may do what with notices."""

from __future__ import annotations

from consult.kit.visitor import Visitor


def read_notices(person: Visitor | None, *rows: object) -> bool:
    """Anyone who is signed in, and only their own."""
    return person is not None


def choose_letters(person: Visitor | None, *rows: object) -> bool:
    """Anyone who is signed in, for themselves."""
    return person is not None


def follow(person: Visitor | None, *rows: object) -> bool:
    """Anyone who is signed in may follow what they may see; the loaders see to that."""
    return person is not None
