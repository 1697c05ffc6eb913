"""Who reads the board's pages: people in office. Nothing on them can be changed."""

from __future__ import annotations

from consult.kit.visitor import Visitor
from consult.network.permissions import is_board, may_in_office


def read_board(person: Visitor | None, *rows: object) -> bool:
    """Turnout and results of every ballot, silent organisations, comments: board, secretariat and tellers."""
    return may_in_office(person, "read-office")


def begin_here(person: Visitor | None, *rows: object) -> bool:
    """Whose work begins with the board's sheet: those who sit on the board."""
    return is_board(person)
