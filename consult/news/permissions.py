"""Who may do what with news."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consult.kit.visitor import Visitor
from consult.network.permissions import is_secretary
from consult.news import rules

if TYPE_CHECKING:
    from consult.news.models import Note


def write_news(person: Visitor | None, *rows: object) -> bool:
    """Write, edit, publish and withdraw notes: the secretariat."""
    return is_secretary(person)


def read_note(person: Visitor | None, note: Note) -> bool:
    """Everyone once it is published, the note that it was withdrawn included; before that who may write it."""
    return rules.state(note.published_at, note.withdrawn_at) != rules.DRAFT or write_news(person)
