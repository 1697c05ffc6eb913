"""The page of a round: what is consulted, until when, who has spoken."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Response

from consult.deliberation import permissions, rules
from consult.deliberation.queries import rounds as queries
from consult.deliberation.queries.counts import said_within
from consult.deliberation.talk import Target, Voice
from consult.deliberation.views.discussion import bp
from consult.kit.clock import now
from consult.kit.guard import enter
from consult.kit.pages import go, page
from consult.kit.visitor import current_visitor
from consult.network.permissions import is_office
from consult.network.queries.organisations import organisations
from consult.network.standing import OrganisationRow
from consult.strategy import queries as texts
from consult.strategy.lines import Heading

if TYPE_CHECKING:
    from consult.deliberation.models import Round
    from consult.strategy.models import Pillar


@dataclass(frozen=True)
class Chapter:
    """A pillar of the strategy with its proposals, as the page of a round lists them."""

    pillar: Pillar
    headings: list[Heading]
    comments: int
    """On the pillar itself."""


@dataclass(frozen=True)
class Region:
    """The members of a region: who has spoken in the round, and who has not."""

    name: str
    spoken: list[tuple[OrganisationRow, Voice]]
    silent: list[OrganisationRow]

    @property
    def members(self) -> int:
        return len(self.spoken) + len(self.silent)


@bp.get("/rounds")
@enter(permissions.read_discussion)
def rounds() -> Response:
    """On to the round that matters now."""
    present = queries.present_round(now())
    if present is not None:
        return go("deliberation.round", round=present.id)
    return page("deliberation/no_round.html", may_keep=permissions.keep_rounds(current_visitor()))


@bp.get("/rounds/<int:round>")
@enter(permissions.read_discussion, round=queries.round)
def round(round: Round) -> Response:
    """One round."""
    person = current_visitor()
    said, voices = said_within(round.strategy_id, round.opens_at, round.closes_at)
    parts = queries.parts_of([round.id]).get(round.id)
    regions = _regions(organisations(), voices)
    return page(
        "deliberation/round.html",
        round=round,
        state=rules.round_state(round.opens_at, round.closes_at, now()),
        now=now(),
        chapters=_chapters(round.strategy_id, said, parts),
        partly=parts is not None,
        counts={id: count for (kind, id), count in said.items() if kind == "proposal"},
        comments=sum(said.values()),
        regions=regions,
        spoken=sum(len(region.spoken) for region in regions),
        members=sum(region.members for region in regions),
        may_see_silent=is_office(person),
        may_keep=permissions.keep_rounds(person),
    )


def _chapters(strategy_id: int, said: dict[Target, int], parts: frozenset[int] | None) -> list[Chapter]:
    headings: dict[int, list[Heading]] = defaultdict(list)
    for heading in texts.all_headings(strategy_id):
        headings[heading.pillar_id].append(heading)
    return [
        Chapter(pillar, headings[pillar.id], said.get(("pillar", pillar.id), 0))
        for pillar in texts.pillars(strategy_id)
        if parts is None or pillar.id in parts
    ]


def _regions(members: list[OrganisationRow], voices: dict[int, Voice]) -> list[Region]:
    found: dict[str, Region] = {}
    for member in members:
        region = found.setdefault(member.region, Region(member.region, [], []))
        voice = voices.get(member.id)
        if voice is not None and voice.organisation:
            region.spoken.append((member, voice))
        else:
            region.silent.append(member)
    return [found[name] for name in sorted(found)]
