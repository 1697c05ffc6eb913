"""Who may do what with rounds and comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consult.deliberation import editing, rules
from consult.kit.visitor import Visitor
from consult.network.permissions import is_office, is_secretary, mandate_for, may_for, member_or_office

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


def edit_comment(person: Visitor | None, comment: Comment) -> bool:
    """Edit a posted comment: who wrote or posted it, while they may speak for the organisation."""
    if person is None or may_for(person, comment.organisation_id, "comment") is None:
        return False
    return editing.may_edit(person.id, comment.author_id, comment.posted_by_id)


def read_wordings(person: Visitor | None, comment: Comment) -> bool:
    """What a comment said before it was edited: as the comment itself, but never while that is hidden."""
    return read_discussion(person) and comment.hidden_at is None


def appeal_hiding(person: Visitor | None, comment: Comment) -> bool:
    """Answer the secretariat's reason: who wrote or posted the comment, with a mandate or without."""
    return person is not None and editing.may_edit(person.id, comment.author_id, comment.posted_by_id)


def read_moderation(person: Visitor | None, comment: Comment) -> bool:
    """What was hidden and why, without its words: members, office, and whoever wrote it."""
    return read_discussion(person) or appeal_hiding(person, comment)


def read_hidden(person: Visitor | None, comment: Comment) -> bool:
    """The words of a hidden comment: whoever wrote or posted it, and people in office."""
    return appeal_hiding(person, comment) or is_office(person)


def moderate(person: Visitor | None, *rows: object) -> bool:
    """Hide comments and show them again: the secretariat."""
    return is_secretary(person)
