"""The secretariat's desk of ballots: preparing one on a text or a block, seeing who has not voted, withdrawing one."""

from __future__ import annotations

from dataclasses import dataclass
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
from consult.strategy.queries import Heading, all_headings, headings, strategies
from consult.voting import permissions
from consult.voting.actions.scheduling import (
    MOST_ITEMS,
    SCHEDULE,
    Item,
    Plan,
    check_plan,
    prepare_ballot,
    schedule_sha256,
    withdraw_ballot,
)
from consult.voting.forms import ChangeForm, ScheduleForm, WithdrawForm
from consult.voting.phases import LIVE, State, shortfalls, state
from consult.voting.queries import ballots, blocks, casts
from consult.voting.queries.ballots import Paper, rule_of
from consult.voting.roll import Reason
from consult.voting.views.ballots import me
from consult.voting.views.rule_words import is_assumption, one_sentence
from consult.voting.views.showing import Accent, about, history, numbers, way_to

if TYPE_CHECKING:
    from consult.strategy.models import Proposal, Version
    from consult.voting.models import Ballot

bp = Blueprint("voting_desk", __name__, url_prefix="/secretariat/ballots")
_DIGITS = 10


@dataclass(frozen=True)
class Wanted:
    """What a ballot is to be on: one proposal or several, and the annulled ballot it repeats, if it does."""

    proposals: list[Proposal]
    versions: list[Version]
    headings: list[Heading]
    again: Ballot | None

    @property
    def is_block(self) -> bool:
        return len(self.proposals) > 1

    def question(self, place: int) -> str:
        """What is asked about one of them alone, in the language of its text."""
        version, heading = self.versions[place], self.headings[place]
        with in_language(version.language):
            return _(
                "Do you adopt proposal %(number)s, “%(title)s”?", number=heading.number, title=version.title
            )

    def questions(self) -> str:
        """What is asked about all of them."""
        if not self.is_block:
            return self.question(0)
        with in_language(self.versions[0].language):
            return _("Do you adopt these %(num)s proposals together?", num=len(self.proposals))


def _number(given: str) -> int | None:
    return int(given) if given.isascii() and given.isdecimal() and len(given) < _DIGITS else None


def _wanted() -> Wanted | None:
    """What the address or the form names; None when nothing of it can be asked about."""
    sent = request.args if request.method == "GET" else request.form
    ids = [id for given in sent.getlist("proposal")[: 2 * MOST_ITEMS] if (id := _number(given)) is not None]
    again = _number(sent.get("again", ""))
    repeated = ballots.ballot(again) if again is not None else None
    if repeated is not None and not ids:
        ids = blocks.proposals_of([repeated])[repeated.id]
    found = blocks.together(ids)
    versions = blocks.newest_versions(ids)
    named = headings(ids)
    if not found or any(row.id not in versions or row.id not in named for row in found):
        return None
    rows = list(found)
    return Wanted(rows, [versions[row.id] for row in rows], [named[row.id] for row in rows], repeated)


@bp.get("/block")
@enter(permissions.prepare_ballot)
def block() -> Response:
    """Which final texts of a strategy are to be voted on together."""
    known = list(strategies())
    chosen = next((row for row in known if row.slug == asked("strategy")), known[0] if known else None)
    final = [row for row in all_headings(chosen.id) if row.state == "final"] if chosen else []
    held = ballots.ballots_on([row.id for row in final])
    at = now()
    free = [row for row in final if not any(state(ballot, at) in LIVE for ballot in held.get(row.id, []))]
    decided = {id for id, rows in held.items() if any(state(row, at) is State.CLOSED for row in rows)}
    return page("voting/choose.html", strategies=known, strategy=chosen, free=free, decided=decided)


@bp.get("/new")
@enter(permissions.prepare_ballot)
def new() -> Response:
    """The form for a ballot; or why there can be none yet and what to do first."""
    wanted = _wanted()
    if wanted is None:
        return page("voting/no_proposal.html", 404)
    problem = _problem(wanted)
    if problem:
        return page("voting/cannot_prepare.html", problem=problem, **_around(wanted))
    form = ScheduleForm(_rules(), formdata=None)
    form.question.data = wanted.questions()
    if wanted.again is not None:
        form.question.data = wanted.again.question
        before = rule_of(wanted.again.rule_text).id
        form.rule.data = next((str(rule.id) for rule in ballots.newest_rules() if rule.slug == before), None)
    return _form(wanted, form)


@bp.post("/new")
@enter(permissions.prepare_ballot)
def prepare() -> Response:
    """A step of preparing: `preview` shows roll, text and warnings, `edit` goes back, `prepare` turns the first key."""
    wanted = _wanted()
    if wanted is None:
        return page("voting/no_proposal.html", 404)
    form = ScheduleForm(_rules())
    if not form.posted():
        return _form(wanted, form, 422)
    plan = _plan(wanted, form)
    step = request.form.get("step", "preview")
    if step == "edit":
        return _form(wanted, form)
    try:
        if step == "prepare" and _same(form, plan) and _warned(form, plan):
            found = prepare_ballot(me(), plan, form.reason.data or "", now())
            say(_("The ballot is prepared. A teller has to confirm it before it opens."))
            return go("voting_desk.ballot", ballot=found.id)
        return _preview(wanted, plan, form, 422 if form.errors else 200)
    except Refused as refused:
        places = {"opens-in-the-past": "opens_at", "closes-before-opening": "closes_at"}
        form.blame(places.get(refused.code, "rule"), sentence(refused))
        return _form(wanted, form, 422)


def _plan(wanted: Wanted, form: ScheduleForm) -> Plan:
    rule = next(rule for rule in ballots.newest_rules() if str(rule.id) == form.rule.data)
    opens_at, closes_at = form.opens_at.data, form.closes_at.data
    if opens_at is None or closes_at is None:
        raise ValueError("The form asks for both times.")
    question = form.question.data or ""
    items = tuple(
        Item(proposal, version, wanted.question(place))
        for place, (proposal, version) in enumerate(zip(wanted.proposals, wanted.versions, strict=True))
    )
    return Plan(
        wanted.proposals[0],
        wanted.versions[0],
        question,
        rule,
        opens_at,
        closes_at,
        items if wanted.is_block else (),
        wanted.again.id if wanted.again is not None else None,
    )


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


def _problem(wanted: Wanted) -> str:
    """Why no ballot can be prepared on these proposals now, as a code; empty when one can."""
    if any(row.state != "final" for row in wanted.proposals):
        return "not-final"
    held = ballots.ballots_on([row.id for row in wanted.proposals])
    if any(state(ballot, now()) in LIVE for rows in held.values() for ballot in rows):
        return "already"
    return "" if ballots.newest_rules() else "no-rule"


def _around(wanted: Wanted) -> dict[str, Any]:
    heading = wanted.headings[0]
    return {
        "wanted": wanted,
        "proposal": wanted.proposals[0],
        "heading": heading,
        "number": numbers(wanted.headings),
        "way": way_to(heading) if not wanted.is_block else [],
        "pillar": Accent(heading.pillar_title, heading.hue),
    }


def _form(wanted: Wanted, form: ScheduleForm, status: int = 200) -> Response:
    rules = [(rule, one_sentence(rule_of(rule.document))) for rule in ballots.newest_rules()]
    return page("voting/new.html", status, form=form, rules=rules, **_around(wanted))


def _preview(wanted: Wanted, plan: Plan, form: ScheduleForm, status: int) -> Response:
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
        texts=blocks.texts([version.id for version in wanted.versions]),
        **_around(wanted),
    )


@bp.get("/<int:ballot>")
@enter(permissions.read_desk, ballot=ballots.paper)
def ballot(ballot: Paper) -> Response:
    """One ballot for the secretariat: its keys, who has not voted, and what may still be done with it."""
    return desk(ballot)


@bp.post("/<int:ballot>/withdraw")
@enter(permissions.withdraw_ballot, ballot=ballots.paper_to_change)
def withdraw(ballot: Paper) -> Response:
    """Take a ballot back before it opens."""
    form = WithdrawForm()
    if not form.posted():
        return desk(ballot, form, status=422)
    try:
        withdraw_ballot(me(), ballot.ballot, form.reason.data or "", now())
    except Refused as refused:
        form.blame("reason", sentence(refused))
        return desk(ballot, form, status=409)
    say(_("The ballot is withdrawn. Members can read the reason."))
    return go("voting_desk.ballot", ballot=ballot.ballot.id)


def desk(
    paper: Paper, form: WithdrawForm | None = None, change: ChangeForm | None = None, *, status: int = 200
) -> Response:
    """The desk's page of one ballot, with a form as it was sent where one was."""
    at, row = now(), paper.ballot
    now_is = state(row, at)
    asks = now_is in {State.OPEN, State.COUNTING, State.CLOSED, State.ANNULLED}
    change = change or ChangeForm(formdata=None)
    if now_is is not State.OPEN:
        change.only_annul()
    return page(
        "voting/desk.html",
        status,
        form=form or WithdrawForm(formdata=None),
        change_form=change,
        silent=casts.silent(row) if asks else [],
        turnout=casts.turnouts([row])[row.id] if asks else None,
        approval=approval("ballot", row.id, SCHEDULE, row.schedule_sha256),
        may_withdraw=now_is in {State.PREPARED, State.SCHEDULED},
        may_move=now_is is State.OPEN,
        may_annul=now_is in {State.OPEN, State.COUNTING, State.CLOSED},
        **history(row),
        **about(paper, at),
    )
