"""What needs an organisation's voice: open ballots first, then what it has voted on, rounds, and what is coming."""

from __future__ import annotations

from datetime import timedelta

from flask import Response

from consult.deliberation.queries.rounds import open_round
from consult.kit.clock import now
from consult.kit.guard import enter
from consult.kit.pages import go, page
from consult.network.permissions import may_for
from consult.network.queries.standing import standing_of
from consult.strategy.queries import strategies
from consult.voting import permissions
from consult.voting.phases import State, state
from consult.voting.queries import ballots, casts
from consult.voting.queries.results import verdicts
from consult.voting.queries.voices import Voice, voice
from consult.voting.views.ballots import bp, me
from consult.voting.views.showing import lines
from consult.voting.views.verdict_words import headline

LATELY = timedelta(days=60)
MOST = 5


@bp.get("/for")
@enter(permissions.read_voices)
def voices() -> Response:
    """Which organisation one speaks for; with one, straight to it."""
    firsts = {mandate.slug: mandate for mandate in reversed(standing_of(me()).mandates)}
    if len(firsts) == 1:
        return go("voting.needs", organisation=next(iter(firsts)))
    return page("voting/voices.html", mandates=list(reversed(firsts.values())))


@bp.get("/for/<organisation>")
@enter(permissions.read_voice, organisation=voice)
def needs(organisation: Voice) -> Response:
    """The delegate's first page."""
    at = now()
    found = ballots.all_ballots()
    by_state = {
        wanted: [row for row in found if state(row, at) is wanted]
        for wanted in (State.OPEN, State.SCHEDULED, State.COUNTING, State.CLOSED)
    }
    opened = sorted(by_state[State.OPEN], key=lambda row: row.closes_at)
    coming = sorted(by_state[State.SCHEDULED], key=lambda row: row.opens_at)
    decided = [row for row in by_state[State.CLOSED] if row.closes_at > at - LATELY][:MOST]
    counting = by_state[State.COUNTING]
    known = verdicts(decided, at)
    own = casts.own_live([row.id for row in opened], [organisation.organisation_id])
    shown = {line.ballot.id: line for line in lines([*opened, *coming, *counting, *decided], at, known)}
    given = {ballot_id: cast for (ballot_id, _organisation), cast in own.items()}
    rounds = [row for strategy in strategies() if (row := open_round(strategy.id, at)) is not None]
    return page(
        "voting/needs.html",
        organisation=organisation,
        may_vote=may_for(me(), organisation.organisation_id, "vote") is not None,
        category=_category(organisation),
        waiting=[shown[row.id] for row in opened if row.id not in given and row.id in shown],
        voted=[shown[row.id] for row in opened if row.id in given and row.id in shown],
        given=given,
        coming=[shown[row.id] for row in coming if row.id in shown],
        counting=[shown[row.id] for row in counting if row.id in shown],
        decided=[shown[row.id] for row in decided if row.id in shown],
        headlines={id: headline(row) for id, row in known.items()},
        rounds=rounds,
        others=[m for m in standing_of(me()).mandates if m.slug != organisation.slug],
        at=at,
    )


def _category(organisation: Voice) -> str:
    held = (m for m in standing_of(me()).mandates if m.organisation_id == organisation.organisation_id)
    return next((mandate.category for mandate in held), "")
