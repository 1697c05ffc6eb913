"""Who may find what: the audiences a reader belongs to."""

from __future__ import annotations

from consult.kit.visitor import Visitor
from consult.network.permissions import is_office, is_secretary, member_or_office


def audiences_of(person: Visitor | None) -> tuple[str, ...]:
    """The audiences this person belongs to, as kit.subject.AUDIENCES names them."""
    asked = {"members": member_or_office, "office": is_office, "secretariat": is_secretary}
    return ("public", *(name for name, may in asked.items() if may(person)))
