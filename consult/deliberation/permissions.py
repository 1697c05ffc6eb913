"""Who may do what with rounds and comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consult.deliberation import rules
from consult.kit.visitor import Visitor
from consult.network.permissions import is_secretary, mandate_for, may_for, member_or_office

if TYPE_CHECKING:
    from consult.deliberation.models import Comment
    from consult.network.models import Organisation


def read_discussion(person: Visitor | None, *rows: object) -> bool:
    """What was said, and the rounds: members and people in office."""
    return member_or_office(person)


def write_comment(person: Visitor | None, target: object, organisation: Organisation) -> bool:
    """Write for an organisation, be it to post or as a draft: only its own people."""
    return any(may_for(person, organisation.id, right) for right in ("comment", "draft"))


def read_drafts(person: Visitor | None, organisation: Organisation) -> bool:
    """An organisation's drafts: those of its people who write."""
    return may_for(person, organisation.id, "draft") is not None


def edit_draft(person: Visitor | None, organisation: Organisation, draft: Comment) -> bool:
    """Change or discard a draft: its author, and whoever might post it."""
    mandate = mandate_for(person, organisation.id)
    if person is None or mandate is None:
        return False
    return rules.may_edit_draft(mandate.rights, person.id, draft.author_id)


def keep_rounds(person: Visitor | None, *rows: object) -> bool:
    """Open and extend rounds: the secretariat."""
    return is_secretary(person)
