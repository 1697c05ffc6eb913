"""The secretariat's desk for rounds: open one, move its deadline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response
from flask_babel import gettext as _

from consult.deliberation import permissions, rules
from consult.deliberation.actions import rounds as actions
from consult.deliberation.forms import ExtensionForm, RoundForm
from consult.deliberation.queries import rounds as queries
from consult.kit.clock import now
from consult.kit.forms import MomentField
from consult.kit.guard import enter
from consult.kit.languages import chosen_zone
from consult.kit.moments import federation_moment, moment
from consult.kit.pages import go, page, say, sentence
from consult.kit.refusal import Refused
from consult.kit.visitor import current_visitor
from consult.strategy import queries as texts

if TYPE_CHECKING:
    from datetime import datetime

    from consult.deliberation.models import Round

bp = Blueprint("deliberation_desk", __name__, url_prefix="/secretariat")
_BESIDE = {
    "round-order": "closes_at",
    "round-in-past": "opens_at",
    "round-over": "closes_at",
    "round-far": "closes_at",
    "round-overlaps": "opens_at",
    "round-closed": "closes_at",
    "round-shorter": "closes_at",
    "round-reason": "reason",
    "strategy-gone": "strategy",
    "pillar-elsewhere": "pillars",
}


@bp.get("/rounds")
@enter(permissions.keep_rounds)
def rounds() -> Response:
    """All rounds, and the form of a new one."""
    return _rounds(_round_form())


@bp.post("/rounds")
@enter(permissions.keep_rounds)
def open_round() -> Response:
    """Open a round."""
    form = _round_form()
    if not form.posted():
        return _rounds(form, 422)
    opens_at, closes_at = _moment(form.opens_at), _moment(form.closes_at)
    try:
        actions.open_round(
            current_visitor(),
            int(form.strategy.data),
            form.title.data or "",
            opens_at,
            closes_at,
            now(),
            text=form.text.data or "",
            pillar_ids=[int(id) for id in form.pillars.data or ()],
        )
    except Refused as refused:
        form.blame(_BESIDE[refused.code], sentence(refused))
        return _rounds(form, 422)
    if opens_at > now():
        say(
            _(
                "The round will open %(opens)s and close %(closes)s.",
                opens=_both(opens_at),
                closes=_both(closes_at),
            )
        )
    else:
        say(_("The round is open until %(closes)s.", closes=_both(closes_at)))
    return go("deliberation_desk.rounds")


@bp.get("/rounds/<int:round>/deadline")
@enter(permissions.keep_rounds, round=queries.round)
def deadline(round: Round) -> Response:
    """The form of a later deadline."""
    return _deadline(round, ExtensionForm(closes_at=round.closes_at))


@bp.post("/rounds/<int:round>/deadline")
@enter(permissions.keep_rounds, round=queries.round)
def extend_round(round: Round) -> Response:
    """Move the deadline to later."""
    form = ExtensionForm()
    if not form.posted():
        return _deadline(round, form, 422)
    try:
        actions.extend_round(current_visitor(), round, _moment(form.closes_at), form.reason.data or "", now())
    except Refused as refused:
        field = "closes_at" if refused.code == "round-overlaps" else _BESIDE[refused.code]
        form.blame(field, sentence(refused))
        return _deadline(round, form, 422)
    closes = _both(round.closes_at)
    say(_("The round is now open until %(closes)s. Members read your reason in the journal.", closes=closes))
    return go("deliberation.round", round=round.id)


def _moment(field: MomentField) -> datetime:
    if field.data is None:
        raise LookupError("A form that was well posted has its moments.")
    # the field reads what was typed into an aware moment
    return field.data


def _both(at: datetime) -> str:
    """A moment in the secretary's own zone and in the federation's."""
    there = federation_moment(at)
    return f"{moment(at)} / {there}" if there else moment(at)


def _round_form() -> RoundForm:
    form = RoundForm()
    form.strategy.flags.required = True
    strategies = texts.strategies()
    form.strategy.choices = [(str(strategy.id), strategy.title) for strategy in strategies]
    several = len(strategies) > 1
    form.pillars.choices = [
        (str(pillar.id), f"{pillar.position} {pillar.title}" + (f" ({strategy.title})" if several else ""))
        for strategy in strategies
        for pillar in texts.pillars(strategy.id)
    ]
    return form


def _rounds(form: RoundForm, status: int = 200) -> Response:
    at = now()
    rows = [
        (round, strategy, rules.round_state(round.opens_at, round.closes_at, at))
        for round, strategy in queries.all_rounds()
    ]
    return page("deliberation/rounds.html", status, form=form, rounds=rows, zone=_zone())


def _deadline(round: Round, form: ExtensionForm, status: int = 200) -> Response:
    closed = now() >= round.closes_at
    return page("deliberation/deadline.html", status, form=form, round=round, closed=closed, zone=_zone())


def _zone() -> str:
    return chosen_zone().split("/")[-1].replace("_", " ")
