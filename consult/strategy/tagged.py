"""Reading what proposals serve: tags of one proposal, of a whole strategy, and the texts that can be named."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from consult.kit.db import db
from consult.strategy.goals import KNOWN, Text, goal_of
from consult.strategy.lines import TagLine
from consult.strategy.models import Instrument, Pillar, Proposal, Tag

_ADDED = (Instrument.short, Instrument.title, Instrument.year, Instrument.address)


def _order(line: TagLine) -> tuple[int, int, list[tuple[bool, int, str]]]:
    """Goals first, their targets by number with letters last, then texts by name."""
    if line.goal is None:
        return 1, 0, [(False, 0, line.short.casefold())]
    part = line.target.partition(".")[2]
    return 0, line.goal, [(not part.isdecimal() and bool(part), int(part) if part.isdecimal() else 0, part)]


def _line(code: str, note: str, added: tuple[str, str, int | None, str] | None) -> TagLine:
    goal = goal_of(code)
    known = KNOWN.get(code)
    if goal is not None or (known is None and added is None):
        return TagLine(code, goal, code, "", None, "", note)
    text = known or Text(code, *(added or ("", "", None, "")))
    return TagLine(code, None, text.short, text.title, text.year, text.address, note)


def tags_of(proposal_id: int) -> list[TagLine]:
    """What a proposal serves."""
    query = select(Tag.code, Tag.note, Instrument.id, *_ADDED)
    query = query.outerjoin(Instrument, Instrument.code == Tag.code).where(Tag.proposal_id == proposal_id)
    lines = [
        _line(code, note, (short, title, year, address) if id else None)
        for code, note, id, short, title, year, address in db.session.execute(query)
    ]
    return sorted(lines, key=_order)


def tags_in(strategy_id: int) -> dict[int, list[TagLine]]:
    """What the published proposals of a strategy serve, by proposal."""
    query = (
        select(Tag.proposal_id, Tag.code, Tag.note, Instrument.id, *_ADDED)
        .select_from(Tag)
        .join(Proposal, Proposal.id == Tag.proposal_id)
        .join(Pillar, Pillar.id == Proposal.pillar_id)
        .outerjoin(Instrument, Instrument.code == Tag.code)
        .where(Pillar.strategy_id == strategy_id)
    )
    found: dict[int, list[TagLine]] = {}
    for proposal_id, code, note, id, short, title, year, address in db.session.execute(query):
        line = _line(code, note, (short, title, year, address) if id else None)
        found.setdefault(proposal_id, []).append(line)
    return {id: sorted(lines, key=_order) for id, lines in found.items()}


def instruments() -> list[Text]:
    """All texts that can be named: those we know and those the secretariat added."""
    rows = db.session.execute(select(Instrument.code, *_ADDED))
    added = [Text(code, short, title, year, address) for code, short, title, year, address in rows]
    found = {text.code: text for text in (*added, *KNOWN.values())}
    return sorted(found.values(), key=lambda text: text.short.casefold())


def instrument(code: str) -> Text | None:
    """A text by its code."""
    return next((text for text in instruments() if text.code == code), None)


def tag(code: str, proposal: Proposal) -> Tag | None:
    """A tag of a proposal."""
    return db.session.scalar(select(Tag).where(Tag.proposal_id == proposal.id, Tag.code == code))


def with_code(code: str) -> Sequence[int]:
    """The proposals that have this tag."""
    return db.session.scalars(select(Tag.proposal_id).where(Tag.code == code)).all()
