"""The pages of a proposal: its text, its versions, and what changed between two of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response

from consult.accounts.queries import names
from consult.kit.guard import enter
from consult.kit.pages import go, page
from consult.kit.visitor import current_visitor
from consult.strategy import events, permissions, queries, tagged
from consult.strategy.views import words
from consult.strategy.views.pillars import strategy as strategy

if TYPE_CHECKING:
    from consult.strategy.models import Proposal, Version


@strategy.get("/proposals/<int:proposal>")
@enter(permissions.read_proposal, proposal=queries.proposal)
def proposal(proposal: Proposal) -> Response:
    """The newest published text, and the one thing the reader can do now."""
    versions = queries.versions(proposal.id)
    if not versions:
        return go("strategy_desk.proposal", proposal=proposal.id)
    newest = versions[0]
    return page(
        "strategy/proposal.html",
        proposal=proposal,
        pillar=proposal.pillar,
        number=queries.printed_number(proposal),
        version=newest,
        passages=queries.passages(newest.id),
        tags=tagged.tags_of(proposal.id),
        cost=words.cost(proposal),
        period=words.period(proposal.from_on, proposal.until_on),
        tabs=events.tabs(proposal.id),
        step=events.next_step(current_visitor(), proposal.id),
        more_facts=events.facts(proposal.id),
        may_edit=permissions.edit_strategy(current_visitor()),
    )


@strategy.get("/proposals/<int:proposal>/versions")
@enter(permissions.read_published, proposal=queries.proposal)
def versions(proposal: Proposal) -> Response:
    """Every published version with its note, newest first."""
    lines = queries.versions(proposal.id)
    return page(
        "strategy/versions.html",
        proposal=proposal,
        pillar=proposal.pillar,
        number=queries.printed_number(proposal),
        version=lines[0],
        versions=lines,
        people=names(line.author_id for line in lines if line.author_id is not None),
        tabs=events.tabs(proposal.id),
    )


@strategy.get("/proposals/<int:proposal>/versions/<int:version>")
@enter(permissions.read_published, proposal=queries.proposal, version=queries.version)
def version(proposal: Proposal, version: Version) -> Response:
    """One version as it was published, marked when it is not the newest."""
    lines = queries.versions(proposal.id)
    return page(
        "strategy/version.html",
        proposal=proposal,
        pillar=proposal.pillar,
        number=queries.printed_number(proposal),
        version=version,
        newest=lines[0],
        passages=queries.passages(version.id),
        people=names([version.author_id] if version.author_id is not None else []),
        tabs=events.tabs(proposal.id),
    )
