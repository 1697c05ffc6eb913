"""What needs an organisation's voice: what it can still vote on, by deadline; its votes, rounds, what is coming."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from flask import Response
from flask_babel import gettext as _

from consult.deliberation.queries.rounds import open_now
from consult.kit.clock import now
from consult.kit.guard import enter
from consult.kit.pages import go, page
from consult.kit.pdf import pdf_page
from consult.network.permissions import may_for
from consult.network.queries.standing import standing_of
from consult.voting import permissions
from consult.voting.phases import State, state
from consult.voting.queries import ballots, casts, rolls
from consult.voting.queries.results import verdicts
from consult.voting.queries.voices import Voice, voice
from consult.voting.views.ballots import bp, me
from consult.voting.views.showing import lines
from consult.voting.views.verdict_words import headline

if TYPE_CHECKING:
    from consult.voting.models import Ballot

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
    decided = list(ballots.lately(at - LATELY, at, MOST))
    counting = [row for row in decided if state(row, at) is State.COUNTING]
    decided = [row for row in decided if state(row, at) is State.CLOSED]
    known = verdicts(decided, at)
    return page(
        "voting/needs.html",
        headlines={id: headline(row) for id, row in known.items()},
        others=[m for m in standing_of(me()).mandates if m.slug != organisation.slug],
        **_needs(organisation, at, counting, decided, known),
    )


@bp.get("/for/<organisation>/needs.pdf")
@enter(permissions.read_voice, organisation=voice)
def needs_pdf(organisation: Voice) -> Response:
    """What still needs our vote, on paper: for a board that does not sit at a screen."""
    found = _needs(organisation, now(), [], [], {})
    at = found.pop("at")
    title = _("What still needs the vote of %(name)s", name=organisation.short_name)
    return pdf_page("voting/needs_paper.html", f"needs-{organisation.slug}", at=at, title=title, **found)


def _needs(
    organisation: Voice, at: datetime, counting: list[Ballot], decided: list[Ballot], known: dict[int, Any]
) -> dict[str, Any]:
    """What an organisation can still vote on, what it has voted on, and what is coming to it."""
    found = ballots.under_way(at)
    opened = sorted((row for row in found if state(row, at) is State.OPEN), key=lambda row: row.closes_at)
    coming = sorted((row for row in found if state(row, at) is State.SCHEDULED), key=lambda row: row.opens_at)
    ours = rolls.entitled([*opened, *coming], {organisation.organisation_id})
    own = casts.own_live([row.id for row in opened if ours[row.id]], [organisation.organisation_id])
    given = {ballot_id: cast for (ballot_id, _organisation), cast in own.items()}
    shown = {line.ballot.id: line for line in lines([*opened, *coming, *counting, *decided], at, known)}

    def told(rows: list[Ballot]) -> list[Any]:
        return [shown[row.id] for row in rows if row.id in shown]

    return {
        "organisation": organisation,
        "may_vote": may_for(me(), organisation.organisation_id, "vote") is not None,
        "category": _category(organisation),
        "waiting": told([row for row in opened if ours[row.id] and row.id not in given]),
        "voted": told([row for row in opened if row.id in given]),
        "not_ours": told([row for row in opened if not ours[row.id]]),
        "given": given,
        "coming": told([row for row in coming if ours[row.id]]),
        "coming_to_others": told([row for row in coming if not ours[row.id]]),
        "counting": told(counting),
        "decided": told(decided),
        "rounds": sorted((round for round, _calls in open_now(at)), key=lambda round: round.closes_at),
        "at": at,
    }


def _category(organisation: Voice) -> str:
    held = (m for m in standing_of(me()).mandates if m.organisation_id == organisation.organisation_id)
    return next((mandate.category for mandate in held), "")
