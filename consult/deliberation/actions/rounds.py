"""Opening rounds of consultation and moving their deadlines."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from consult.deliberation import calls, rules
from consult.deliberation.actions.telling import settle_calls, tell_of_deadline
from consult.deliberation.models import Round, RoundPillar
from consult.deliberation.queries import rounds as queries
from consult.journal.actions import record
from consult.kit.db import db
from consult.kit.markup import clean
from consult.kit.refusal import Refused
from consult.kit.subject import touch
from consult.kit.visitor import Visitor
from consult.strategy.models import Strategy
from consult.strategy.queries import pillars


def open_round(
    actor: Visitor | None,
    strategy_id: int,
    title: str,
    opens_at: datetime,
    closes_at: datetime,
    at: datetime,
    *,
    text: str = "",
    pillar_ids: Iterable[int] = (),
) -> Round:
    """A round of consultation on a strategy, or on some pillars of it; a strategy has one at a time."""
    others = _other_rounds(strategy_id, None)
    fault = rules.opening_fault(others, opens_at, closes_at, at)
    if fault is not None:
        raise Refused(fault)
    parts = set(pillar_ids)
    if not parts <= {pillar.id for pillar in pillars(strategy_id)}:
        raise Refused("pillar-elsewhere")
    row = Round(
        strategy_id=strategy_id, title=title, opens_at=opens_at, closes_at=closes_at, text=clean(text).strip()
    )
    db.session.add(row)
    db.session.flush()
    db.session.add_all(RoundPillar(round_id=row.id, pillar_id=id) for id in sorted(parts))
    db.session.flush()
    details: dict[str, object] = {"opens_at": opens_at.isoformat(), "closes_at": closes_at.isoformat()}
    record(actor, "round-opened", ("round", row.id), at, sensitive=True, details=details)
    touch("round", row.id)
    return row


def extend_round(actor: Visitor | None, round: Round, closes_at: datetime, reason: str, at: datetime) -> None:
    """Move a deadline to later, before it has passed and with a reason that members can read."""
    others = _other_rounds(round.strategy_id, round.id)
    db.session.refresh(round)
    fault = rules.extension_fault(others, round.opens_at, round.closes_at, closes_at, at)
    if fault is not None:
        raise Refused(fault)
    if not reason.strip():
        raise Refused("round-reason")
    details: dict[str, object] = {"was": round.closes_at.isoformat(), "closes_at": closes_at.isoformat()}
    round.closes_at = closes_at
    db.session.flush()
    record(actor, "round-extended", ("round", round.id), at, reason=reason, sensitive=True, details=details)
    touch("round", round.id)
    # whoever hears of the new deadline now needs no reminder whose moment is past for it
    told = next((told for known, told in queries.open_now(at) if known.id == round.id), frozenset())
    settle_calls(round, at, {*told, calls.OPENED})
    tell_of_deadline(actor, round, at)


def _other_rounds(strategy_id: int, but: int | None) -> list[tuple[datetime, datetime]]:
    # the strategy's row is held, so that two rounds cannot be entered beside each other at the same moment
    held = db.session.scalar(select(Strategy.id).where(Strategy.id == strategy_id).with_for_update())
    if held is None:
        raise Refused("strategy-gone")
    return [(known.opens_at, known.closes_at) for known in queries.rounds_of(strategy_id) if known.id != but]
