"""What of the public pages concerns whom."""

from __future__ import annotations

from consult.kit.visitor import Visitor
from consult.network.permissions import is_board, is_member, is_secretary, is_teller


def tour_of(person: Visitor | None) -> str:
    """The tour that shows a person what they came for: a delegate's for whoever speaks for a member, and for guests."""
    if person is None or is_member(person):
        return "tour-delegates"
    if is_secretary(person) or is_teller(person):
        return "tour-secretariat"
    return "tour-board" if is_board(person) else "tour-delegates"
