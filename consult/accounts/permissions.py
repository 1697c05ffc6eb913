"""Who may do what with accounts."""

from __future__ import annotations

from consult.kit.visitor import Visitor


def change_own_profile(person: Visitor | None, *rows: object) -> bool:
    """Anyone who is signed in, and only their own."""
    return person is not None
