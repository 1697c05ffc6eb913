"""A pillar's words, colour and place are edited."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from consult.journal.actions import record
from consult.kit.canonical import digest
from consult.kit.db import db
from consult.kit.refusal import Refused
from consult.kit.subject import touch
from consult.kit.visitor import Visitor
from consult.strategy import rules
from consult.strategy.actions.proposals import keep_former_number, touch_proposals
from consult.strategy.models import Pillar, Proposal


def pillar_mark(pillar: Pillar) -> str:
    """What an editor has before them: it changes when somebody else saves the pillar."""
    words = [pillar.title, pillar.objective, pillar.lede, pillar.hue]
    return digest("pillar-words", [*words, pillar.position])[:16]


def edit_pillar(
    actor: Visitor | None,
    pillar: Pillar,
    *,
    title: str,
    objective: str,
    lede: str,
    hue: str,
    position: int,
    at: datetime,
    seen: str | None = None,
) -> None:
    """Change a pillar. Another position moves its neighbours; all printed numbers that change are kept."""
    query = select(Pillar).where(Pillar.strategy_id == pillar.strategy_id).with_for_update(of=Pillar)
    neighbours = {row.id: row for row in db.session.scalars(query.execution_options(populate_existing=True))}
    if seen is not None and seen != pillar_mark(pillar):
        raise Refused("pillar-changed-meanwhile")
    if not title.strip():
        raise Refused("title-empty")
    if hue not in rules.HUES:
        raise Refused("hue-unknown")
    if not 1 <= position <= len(neighbours):
        raise Refused("position-out-of-range", most=len(neighbours))
    words = {"title": title, "objective": objective, "lede": lede, "hue": hue}
    changed: dict[str, object] = {name: new for name, new in words.items() if getattr(pillar, name) != new}
    if "title" in changed:
        pillar.title_supplied, pillar.title_basis = False, ""
    for name in changed:
        setattr(pillar, name, words[name])
    places = {id: row.position for id, row in neighbours.items()}
    moved = rules.shifted(places, pillar.id, position)
    if moved:
        changed["position"] = position
        place_pillars([(neighbours[id], place) for id, place in moved.items()])
    if not changed:
        raise Refused("nothing-changed")
    record(actor, "pillar-edited", ("pillar", pillar.id), at, sensitive=True, details=changed)
    touch("pillar", pillar.id)


def place_pillars(places: list[tuple[Pillar, int]]) -> None:
    """Write new positions of several pillars at once; their proposals keep their former numbers."""
    ids = [pillar.id for pillar, _position in places]
    for proposal in db.session.scalars(select(Proposal).where(Proposal.pillar_id.in_(ids))):
        keep_former_number(proposal)
    try:
        with db.session.begin_nested():
            for pillar, _position in places:
                pillar.position = -pillar.id  # out of the way first: the database checks row by row
            db.session.flush()
            for pillar, position in places:
                pillar.position = position
            db.session.flush()
    except IntegrityError:
        raise Refused("written-meanwhile") from None
    touch("pillar", *ids)
    touch_proposals(db.session.scalars(select(Proposal.id).where(Proposal.pillar_id.in_(ids))).all())
