"""What the proposals of a strategy serve: by goal and by text of others, with their states; also as a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Response
from flask_babel import gettext as _

from consult.kit.guard import enter, everyone
from consult.kit.pages import page
from consult.kit.sheets import csv_file
from consult.strategy import events, goals, queries, tagged
from consult.strategy.views.pillars import strategy as strategy
from consult.strategy.views.words import tag_title

if TYPE_CHECKING:
    from consult.strategy.lines import Heading, TagLine
    from consult.strategy.models import Strategy


@dataclass(frozen=True)
class Serving:
    """A proposal under what it serves: its target and why, and what became of it."""

    heading: Heading
    tag: TagLine
    meta: tuple[str, ...]
    adopted: bool


@dataclass(frozen=True)
class Shelf:
    """A goal or a text of others with the proposals that serve it."""

    code: str
    goal: int | None
    title: str
    tag: TagLine
    proposals: tuple[Serving, ...]

    @property
    def adopted(self) -> int:
        """How many of its proposals the members have adopted."""
        return len({serving.heading.id for serving in self.proposals if serving.adopted})


def shelves(strategy_id: int) -> list[Shelf]:
    """All that is served, goals first; a proposal stands under each of its tags."""
    by_proposal = tagged.tags_in(strategy_id)
    headings = [heading for heading in queries.all_headings(strategy_id) if heading.id in by_proposal]
    ids = [heading.id for heading in headings]
    meta, adopted = events.counts(ids), events.adopted_among(ids)
    found: dict[str, list[Serving]] = {}
    for heading in headings:
        for tag in by_proposal[heading.id]:
            code = f"sdg-{tag.goal}" if tag.goal else tag.code
            serving = Serving(heading, tag, tuple(meta.get(heading.id, ())), heading.id in adopted)
            found.setdefault(code, []).append(serving)
    shelved = [
        Shelf(code, servings[0].tag.goal, tag_title(servings[0].tag), servings[0].tag, tuple(servings))
        for code, servings in found.items()
    ]
    return sorted(
        shelved, key=lambda shelf: (shelf.goal is None, shelf.goal or 0, shelf.tag.short.casefold())
    )


@strategy.get("/strategies/<slug>/tags")
@enter(everyone, slug=queries.strategy)
def tags(slug: Strategy) -> Response:
    """Every goal and text with the proposals that serve it."""
    found = shelves(slug.id)
    served = {shelf.goal for shelf in found if shelf.goal}
    return page(
        "strategy/tags.html",
        strategy=slug,
        shelves=found,
        one=None,
        unserved=[goal for goal in goals.GOALS if goal not in served],
    )


def _known(code: str) -> str | None:
    """A goal or a text that exists; targets stand on their goal's page."""
    goal = goals.goal_of(code)
    return code if (goal and code == f"sdg-{goal}") or tagged.instrument(code) else None


@strategy.get("/strategies/<slug>/tags/<code>")
@enter(everyone, slug=queries.strategy, code=_known)
def tag(slug: Strategy, code: str) -> Response:
    """One goal or text."""
    found = [shelf for shelf in shelves(slug.id) if shelf.code == code]
    text = tagged.instrument(code)
    goal = goals.goal_of(code)
    return page("strategy/tags.html", strategy=slug, shelves=found, one=(goal, text), unserved=[])


@strategy.get("/strategies/<slug>/tags.csv")
@enter(everyone, slug=queries.strategy)
def tags_file(slug: Strategy) -> Response:
    """The same as a file for a spreadsheet, a line for each proposal and tag."""
    columns = [
        _("Serves"), _("Target"), _("Title of what is served"), _("Proposal"), _("Title"), _("Pillar"), _("State"),
        _("Adopted"), _("Why"),
    ]  # fmt: skip
    rows = [
        [
            f"SDG {shelf.goal}" if shelf.goal else shelf.tag.short,
            serving.tag.target if "." in serving.tag.target else "",
            shelf.title,
            serving.heading.number,
            serving.heading.title,
            serving.heading.pillar_title,
            str(events.state_label(serving.heading.state)),
            _("yes") if serving.adopted else _("no"),
            serving.tag.note,
        ]
        for shelf in shelves(slug.id)
        for serving in shelf.proposals
    ]
    return csv_file(f"{slug.slug}-tags", columns, rows)
