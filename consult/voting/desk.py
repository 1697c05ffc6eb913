"""The secretariat's desk of ballots: preparing one, seeing who has not voted, withdrawing one before it opens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from consult.kit.clock import now
from consult.kit.forms import asked
from consult.kit.guard import enter
from consult.kit.languages import in_language
from consult.kit.pages import go, page, say, sentence
from consult.kit.refusal import Refused
from consult.network.queries.approvals import approval
from consult.strategy.queries import Heading, headings, passages, proposal, published_version
from consult.voting import permissions
from consult.voting.actions.scheduling import (
    SCHEDULE,
    Plan,
    check_plan,
    prepare_ballot,
    schedule_sha256,
    withdraw_ballot,
)
from consult.voting.forms import ScheduleForm, WithdrawForm
from consult.voting.phases import LIVE, State, shortfalls, state
from consult.voting.queries import ballots, casts
from consult.voting.queries.ballots import Paper, rule_of
from consult.voting.roll import Reason
from consult.voting.views.ballots import me
from consult.voting.views.rule_words import is_assumption, one_sentence
from consult.voting.views.showing import Accent, about, way_to

if TYPE_CHECKING:
    from consult.strategy.models import Proposal, Version

bp = Blueprint("voting_desk", __name__, url_prefix="/secretariat/ballots")


def _asked_proposal() -> Proposal | None:
    given = asked("proposal") if request.method == "GET" else request.form.get("proposal", "")
    if not (given.isascii() and given.isdecimal() and len(given) < 10):
        return None
    return proposal(int(given))


@bp.get("/new")
@enter(permissions.prepare_ballot)
def new() -> Response:
    """The form for a ballot on one proposal; or why there can be none yet and what to do first."""
    row = _asked_proposal()
    version = published_version(row.id) if row else None
    heading = headings([row.id]).get(row.id) if row else None
    if row is None or version is None or heading is None:
        return page("voting/no_proposal.html", 404)
    problem = _problem(row)
    if problem:
        return page("voting/cannot_prepare.html", problem=problem, **_around(row, heading))
    form = ScheduleForm(_rules(), formdata=None)
    with in_language(version.language):
        form.question.data = _(
            "Do you adopt proposal %(number)s, “%(title)s”?", number=heading.number, title=version.title
        )
    return _form(row, heading, version, form)


@bp.post("/new")
@enter(permissions.prepare_ballot)
def prepare() -> Response:
    """A step of preparing: `preview` shows roll, text and warnings, `edit` goes back, `prepare` turns the first key."""
    row = _asked_proposal()
    version = published_version(row.id) if row else None
    heading = headings([row.id]).get(row.id) if row else None
    if row is None or version is None or heading is None:
        return page("voting/no_proposal.html", 404)
    form = ScheduleForm(_rules())
    if not form.posted():
        return _form(row, heading, version, form, 422)
    plan = _plan(row, version, form)
    step = request.form.get("step", "preview")
    if step == "edit":
        return _form(row, heading, version, form)
    try:
        if step == "prepare" and _same(form, plan) and _warned(form, plan):
            found = prepare_ballot(me(), plan, form.reason.data or "", now())
            say(_("The ballot is prepared. A teller has to confirm it before it opens."))
            return go("voting_desk.ballot", ballot=found.id)
        return _preview(plan, heading, form, 422 if form.errors else 200)
    except Refused as refused:
        places = {"opens-in-the-past": "opens_at", "closes-before-opening": "closes_at"}
        form.blame(places.get(refused.code, "rule"), sentence(refused))
        return _form(row, heading, version, form, 422)


def _plan(row: Proposal, version: Version, form: ScheduleForm) -> Plan:
    rule = next(rule for rule in ballots.newest_rules() if str(rule.id) == form.rule.data)
    opens_at, closes_at = form.opens_at.data, form.closes_at.data
    if opens_at is None or closes_at is None:
        raise ValueError("The form asks for both times.")
    return Plan(row, version, form.question.data or "", rule, opens_at, closes_at)


def _same(form: ScheduleForm, plan: Plan) -> bool:
    """Whether what is prepared is what the preview showed."""
    same = form.sha256.data == schedule_sha256(plan)
    if not same:
        form.blame("sha256", sentence(Refused("schedule-changed")))
    return same


def _warned(form: ScheduleForm, plan: Plan) -> bool:
    """Whether nothing falls short, or the secretariat says so openly and why."""
    if not _short(plan):
        return True
    if not form.in_spite.data:
        form.blame("in_spite", _("Please tick this to go on, or go back and change the times."))
    if not (form.reason.data or "").strip():
        form.blame("reason", _("Please give the reason: members will read it."))
    return not form.errors


def _short(plan: Plan) -> tuple[str, ...]:
    rule = rule_of(plan.rule.document)
    return shortfalls(rule.notice, rule.open_min, now(), plan.opens_at, plan.closes_at)


def _rules() -> list[tuple[str, str]]:
    return [(str(rule.id), f"{rule.title} ({rule.slug}/{rule.number})") for rule in ballots.newest_rules()]


def _problem(row: Proposal) -> str:
    """Why no ballot can be prepared on a proposal now, as a code; empty when one can."""
    if row.state != "final":
        return "not-final"
    if any(state(ballot, now()) in LIVE for ballot in ballots.ballots_of(row.id)):
        return "already"
    return "" if ballots.newest_rules() else "no-rule"


def _around(row: Proposal, heading: Heading) -> dict[str, Any]:
    return {
        "proposal": row,
        "heading": heading,
        "way": way_to(heading),
        "pillar": Accent(heading.pillar_title, heading.hue),
    }


def _form(
    row: Proposal, heading: Heading, version: Version, form: ScheduleForm, status: int = 200
) -> Response:
    rules = [(rule, one_sentence(rule_of(rule.document))) for rule in ballots.newest_rules()]
    return page("voting/new.html", status, form=form, version=version, rules=rules, **_around(row, heading))


def _preview(plan: Plan, heading: Heading, form: ScheduleForm, status: int) -> Response:
    roll = check_plan(plan, now())
    rule, short = rule_of(plan.rule.document), _short(plan)
    form.reason.flags.required = bool(short)
    return page(
        "voting/preview.html",
        status,
        form=form,
        plan=plan,
        roll=roll,
        associates=roll.without(Reason.ASSOCIATE),
        short=short,
        read=rule,
        rule_sentence=one_sentence(rule),
        assumption=is_assumption(rule),
        sha256=schedule_sha256(plan),
        passages=passages(plan.version.id),
        **_around(plan.proposal, heading),
    )


@bp.get("/<int:ballot>")
@enter(permissions.read_desk, ballot=ballots.paper)
def ballot(ballot: Paper) -> Response:
    """One ballot for the secretariat: its keys, who has not voted, and withdrawing it before it opens."""
    return _desk(ballot, WithdrawForm(formdata=None))


@bp.post("/<int:ballot>/withdraw")
@enter(permissions.withdraw_ballot, ballot=ballots.paper_to_change)
def withdraw(ballot: Paper) -> Response:
    """Take a ballot back before it opens."""
    form = WithdrawForm()
    if not form.posted():
        return _desk(ballot, form, 422)
    try:
        withdraw_ballot(me(), ballot.ballot, form.reason.data or "", now())
    except Refused as refused:
        form.blame("reason", sentence(refused))
        return _desk(ballot, form, 409)
    say(_("The ballot is withdrawn. Members can read the reason."))
    return go("voting_desk.ballot", ballot=ballot.ballot.id)


def _desk(paper: Paper, form: WithdrawForm, status: int = 200) -> Response:
    at, row = now(), paper.ballot
    now_is = state(row, at)
    asks = now_is in {State.OPEN, State.COUNTING, State.CLOSED}
    return page(
        "voting/desk.html",
        status,
        form=form,
        silent=casts.silent(row) if asks else [],
        turnout=casts.turnouts([row])[row.id] if asks else None,
        asked=approval("ballot", row.id, SCHEDULE, row.schedule_sha256),
        may_withdraw=now_is in {State.PREPARED, State.SCHEDULED},
        **about(paper, at),
    )
