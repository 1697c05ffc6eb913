"""The pages of a strategy and of its pillars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, g

from consult.kit.guard import enter, everyone
from consult.kit.pages import go, page
from consult.kit.visitor import current_visitor
from consult.strategy import events, queries

if TYPE_CHECKING:
    from consult.strategy.lines import PillarPlace
    from consult.strategy.models import Strategy

strategy = Blueprint("strategy", __name__)
pillars = Blueprint("pillars", __name__, url_prefix="/pillars/<pillar>")


@pillars.url_value_preprocessor
def open_pillar(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Remember which pillar the address names; its row is loaded by the guard."""
    g.pillar = (values or {}).get("pillar")


@pillars.url_defaults
def keep_pillar(endpoint: str, values: dict[str, Any]) -> None:
    """Links between the pages of a pillar stay in it."""
    if g.get("pillar") is not None:
        values.setdefault("pillar", g.pillar)


@strategy.get("/strategies")
@enter(everyone)
def strategies() -> Response:
    """All strategies; the only one is opened at once."""
    found = queries.strategies()
    if len(found) == 1:
        return go("strategy.strategy", slug=found[0].slug)
    return page("strategy/strategies.html", strategies=found)


@strategy.get("/strategies/<slug>", endpoint="strategy")
@enter(everyone, slug=queries.strategy)
def read_strategy(slug: Strategy) -> Response:
    """The whole text on one page, to read and to print."""
    texts: dict[int, list[Any]] = {}
    for heading, passages in queries.reading(slug.id):
        texts.setdefault(heading.pillar_id, []).append((heading, passages))
    return page("strategy/strategy.html", strategy=slug, pillars=queries.outline(slug.id), texts=texts)


@pillars.get("")
@enter(everyone, pillar=queries.pillar_place)
def pillar(pillar: PillarPlace) -> Response:
    """One pillar: what it is for and what is proposed in it."""
    headings = queries.proposals_of(pillar.line.id) if pillar.line.proposals else []
    return page(
        "strategy/pillar.html",
        pillar=pillar.line,
        place=pillar,
        headings=headings,
        counts=events.counts([heading.id for heading in headings]),
        panels=events.panels(current_visitor(), pillar.line.id),
    )
