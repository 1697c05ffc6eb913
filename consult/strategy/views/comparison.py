"""What changed between any two published versions of a proposal: in one text, or side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response

from consult.accounts.queries import names
from consult.kit.forms import asked
from consult.kit.guard import enter
from consult.kit.pages import go, page
from consult.strategy import events, permissions, queries, wording
from consult.strategy.views.pillars import strategy as strategy

if TYPE_CHECKING:
    from consult.strategy.models import Proposal, Version

BESIDE = "beside"


@strategy.get("/proposals/<int:proposal>/compare")
@enter(permissions.read_published, proposal=queries.proposal)
def choose(proposal: Proposal) -> Response:
    """Two versions chosen from lists; what was not chosen well is the first and the newest."""
    numbers = [str(line.number) for line in queries.versions(proposal.id)]
    older, newer = asked("from", 10), asked("to", 10)
    return go(
        "strategy.compare",
        proposal=proposal.id,
        older=older if older in numbers else numbers[-1],
        newer=newer if newer in numbers else numbers[0],
        layout=BESIDE if asked("layout") == BESIDE else None,
    )


@strategy.get("/proposals/<int:proposal>/compare/<int:older>/<int:newer>")
@enter(permissions.read_published, proposal=queries.proposal, older=queries.version, newer=queries.version)
def compare(proposal: Proposal, older: Version, newer: Version) -> Response:
    """What went and what came, word by word, with who changed it and why."""
    texts = queries.passage_texts([older.id, newer.id])
    changes = wording.compared(texts.get(older.id, []), texts.get(newer.id, []))
    lines = queries.versions(proposal.id)
    first, last = sorted((older.number, newer.number))
    between = [line for line in lines if first < line.number <= last]
    return page(
        "strategy/compare.html",
        proposal=proposal,
        pillar=proposal.pillar,
        number=queries.printed_number(proposal),
        version=newer,
        older=older,
        newer=newer,
        title_pieces=wording.worded(older.title, newer.title),
        changes=changes,
        summary=wording.summary(changes),
        versions=lines,
        between=between,
        people=names(line.author_id for line in between if line.author_id is not None),
        beside=asked("layout") == BESIDE,
        tabs=events.tabs(proposal.id),
    )
