"""Pages about ballots for everyone: the list, one ballot, the tab of a proposal, a rule, what waits for a teller."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response
from flask_babel import gettext as _

from consult.accounts.queries import names
from consult.journal.queries import of as journal_of
from consult.kit.clock import now
from consult.kit.forms import asked_page
from consult.kit.guard import enter, everyone
from consult.kit.pages import PER_PAGE, go, page, say, sentence
from consult.kit.refusal import Refused
from consult.kit.visitor import Visitor, current_visitor
from consult.network.permissions import is_office
from consult.network.queries.approvals import approval
from consult.network.queries.standing import standing_of
from consult.strategy import permissions as strategy_permissions
from consult.strategy.events import next_step, tabs
from consult.strategy.queries import headings, proposal
from consult.voting import permissions
from consult.voting.actions.scheduling import SCHEDULE, confirm_ballot
from consult.voting.forms import ConfirmForm
from consult.voting.phases import State, countable, shortfalls, state
from consult.voting.queries import ballots, blocks, casts, results, rolls
from consult.voting.queries.ballots import Paper, rule_of
from consult.voting.queries.results import verdicts
from consult.voting.roll import Reason
from consult.voting.views import answers
from consult.voting.views.rule_words import is_assumption, one_sentence, plainly
from consult.voting.views.showing import Accent, about, history, lines, way_to
from consult.voting.views.verdict_words import headline

if TYPE_CHECKING:
    from consult.strategy.models import Proposal
    from consult.voting.models import Rule

bp = Blueprint("voting", __name__)


def me() -> Visitor:
    """The person who asks; the guard lets only signed-in people come to the pages that use it."""
    person = current_visitor()
    if person is None:
        raise LookupError("Nobody is signed in.")
    return person


@bp.get("/ballots")
@enter(everyone)
def index() -> Response:
    """All ballots: open, coming, decided; for office also those that wait for a teller."""
    at = now()
    found = ballots.under_way(at)
    office = is_office(current_visitor())
    closed, number, pages = ballots.over(at, max(asked_page(), 1), PER_PAGE)
    decided = verdicts([ballot for ballot in closed if state(ballot, at) is State.CLOSED], at)
    opened = sorted((b for b in found if state(b, at) is State.OPEN), key=lambda b: b.closes_at)
    coming = sorted((b for b in found if state(b, at) is State.SCHEDULED), key=lambda b: b.opens_at)
    waiting = [b for b in found if office and state(b, at) is State.PREPARED]
    shown = {line.ballot.id: line for line in lines([*opened, *coming, *waiting, *closed], at, decided)}
    return page(
        "voting/ballots.html",
        opened=[shown[ballot.id] for ballot in opened],
        coming=[shown[ballot.id] for ballot in coming],
        waiting=[shown[ballot.id] for ballot in waiting],
        closed=[shown[ballot.id] for ballot in closed],
        headlines={id: headline(row) for id, row in decided.items()},
        turnouts=casts.turnouts(opened),
        may_prepare=permissions.prepare_ballot(current_visitor()),
        number=number,
        pages=pages,
    )


@bp.get("/ballots/<int:ballot>")
@enter(permissions.read_ballot, ballot=ballots.paper)
def ballot(ballot: Paper) -> Response:
    """One ballot: question, frozen text, rule, who may vote, and how many have."""
    at = now()
    row = ballot.ballot
    found = results.verdict_of(row, at) if state(row, at) is State.CLOSED else None
    roll = rolls.roll_of(row)
    held = reversed(standing_of(current_visitor()).mandates)  # of several for one organisation the strongest
    mandates = {mandate.organisation_id: mandate for mandate in held}
    own = casts.own_live([row.id], mandates)
    voting = {entry.organisation_id for entry in roll.entries if entry.votes}
    frame = about(ballot, at, found)
    return page(
        "voting/ballot.html",
        texts=blocks.texts_of(row, frame["parts"]),
        roll=roll,
        roll_sha256=row.roll_sha256 or rolls.roll_sha256(roll),
        associates=roll.without(Reason.ASSOCIATE),
        turnout=casts.turnouts([row])[row.id] if row.roll_frozen_at else casts.Turnout(0, roll.voters),
        mine=[mandate for id, mandate in mandates.items() if id in voting],
        casting=[m for id, m in mandates.items() if id in voting and "vote" in m.rights],
        silent_mine=[mandate for id, mandate in mandates.items() if id not in voting],
        casts=own,
        headline=headline(found) if found else "",
        voted_for=[organisation for _ballot, organisation in own],
        may_confirm=permissions.confirm_ballot(current_visitor()),
        may_read_desk=permissions.read_desk(current_visitor()),
        withdrawn=_withdrawal(row.id) if row.withdrawn_at else "",
        countable=countable(row, at),
        **history(row),
        **frame,
    )


def _withdrawal(ballot_id: int) -> str:
    """The reason a ballot was withdrawn for."""
    entries = journal_of("ballot", ballot_id)
    return next((entry.reason for entry in entries if entry.verb == "ballot-withdrawn"), "")


@bp.get("/ballots/<int:ballot>/confirm")
@enter(permissions.confirm_ballot, ballot=ballots.paper)
def confirm(ballot: Paper) -> Response:
    """What a teller reads before turning the second key."""
    return _confirmation(ballot)


@bp.post("/ballots/<int:ballot>/confirm")
@enter(permissions.confirm_ballot, ballot=ballots.paper_to_change)
def confirm_now(ballot: Paper) -> Response:
    """The second key."""
    form = ConfirmForm()
    try:
        confirm_ballot(me(), ballot.ballot, form.sha256.data or "", now())
    except Refused as refused:
        return _confirmation(ballot, sentence(refused), 409)
    say(_("The ballot is scheduled. It opens by itself at the time you confirmed."))
    return go("voting.ballot", ballot=ballot.ballot.id)


def _confirmation(paper: Paper, problem: str = "", status: int = 200) -> Response:
    at, row = now(), paper.ballot
    asked = approval("ballot", row.id, SCHEDULE, row.schedule_sha256)
    rule = rule_of(row.rule_text)
    roll = rolls.roll_of(row)
    frame = about(paper, at)
    return page(
        "voting/confirm.html",
        status,
        problem=problem,
        form=ConfirmForm(sha256=row.schedule_sha256),
        texts=blocks.texts_of(row, frame["parts"]),
        roll=roll,
        associates=roll.without(Reason.ASSOCIATE),
        approval=asked,
        asked_by=names([row.prepared_by_id]).get(row.prepared_by_id, ""),
        own=row.prepared_by_id == me().id,
        short=shortfalls(rule.notice, rule.open_min, row.prepared_at, row.opens_at, row.closes_at),
        plainly=plainly(rule),
        **frame,
    )


@bp.get("/proposals/<int:proposal>/vote")
@enter(strategy_permissions.read_proposal, proposal=proposal)
def of_proposal(proposal: Proposal) -> Response:
    """The tab Vote of a proposal: its ballots with their states and results."""
    at = now()
    office = is_office(current_visitor())
    hidden = set() if office else {State.PREPARED, State.LAPSED}
    found = [row for row in answers.ballots_of(proposal.id) if state(row, at) not in hidden]
    found = [row for row in found if office or row.scheduled_at is not None]
    decided = verdicts([row for row in found if state(row, at) is State.CLOSED], at)
    shown = lines(found, at, decided)
    opened = [row for row in found if state(row, at) is State.OPEN]
    return page(
        "voting/of_proposal.html",
        proposal=proposal,
        lines=shown,
        headlines={id: headline(row) for id, row in decided.items()},
        turnouts=casts.turnouts(opened),
        tabs=tabs(proposal.id),
        step=next_step(current_visitor(), proposal.id),
        **_frame_of(proposal.id),
    )


def _frame_of(proposal_id: int) -> dict[str, Any]:
    found = headings([proposal_id]).get(proposal_id)
    return {
        "heading": found,
        "pillar": Accent(found.pillar_title, found.hue) if found else None,
        "way": way_to(found) if found else [],
    }


@bp.get("/rules/<slug>/<int:number>")
@enter(everyone, slug=ballots.rule_slug, number=ballots.rule_version)
def rule(slug: str, number: Rule) -> Response:
    """A rule in plain sentences, with its hash."""
    read = rule_of(number.document)
    return page(
        "voting/rule.html",
        kept=number,
        plainly=plainly(read),
        summary=one_sentence(read),
        assumption=is_assumption(read),
    )
