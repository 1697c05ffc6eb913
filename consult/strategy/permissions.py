"""Who may read and who may edit: one predicate a verb."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consult.kit.visitor import Visitor
from consult.network.permissions import is_secretary
from consult.strategy import rules

if TYPE_CHECKING:
    from consult.strategy.models import Proposal


def read_proposal(person: Visitor | None, proposal: Proposal, *rows: object) -> bool:
    """Everyone reads what was published; a proposal that never was is the secretariat's alone."""
    return rules.is_public(proposal.state) or is_secretary(person)


def read_published(person: Visitor | None, proposal: Proposal, *versions: object) -> bool:
    """Published versions are public with their proposal; before the first there is nothing to read."""
    return rules.is_public(proposal.state)


def edit_strategy(person: Visitor | None, *rows: object) -> bool:
    """Pillars, proposals and versions are written by the secretariat."""
    return is_secretary(person)
