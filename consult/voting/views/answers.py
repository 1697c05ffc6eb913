"""What voting answers to earlier rooms: a proposal's tab, step, facts and short texts; what keys wait for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from flask import g, get_template_attribute, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from consult.kit.clock import now
from consult.kit.moments import day
from consult.kit.pages import Link
from consult.kit.visitor import Visitor
from consult.network.events import ApprovalWords
from consult.network.permissions import is_teller
from consult.network.queries.standing import standing_of
from consult.strategy.events import Fact, Step
from consult.strategy.queries import headings, proposal
from consult.voting import permissions
from consult.voting.actions.scheduling import SCHEDULE
from consult.voting.changes import ANNUL, CLOSE_EARLY, EXTEND
from consult.voting.phases import LIVE, SHOWN, State, Times, state
from consult.voting.queries import ballots, casts, changes
from consult.voting.queries.results import VerdictRow, record_of, verdicts
from consult.voting.ruling import OVERALL, VOTES
from consult.voting.verdict import Result
from consult.voting.views.words import RESULTS, STATES, number

if TYPE_CHECKING:
    from datetime import datetime

    from consult.network.models import Approval
    from consult.voting.models import Ballot

Asks = TypeVar("Asks", bound=Times)

CAST, CONFIRM, CHANGE, PREPARE, RESULT = 0, 10, 20, 30, 60
"""Ranks of the steps: the lowest is the one the proposal's page shows."""
OF_AN_ORGANISATION = 5


def ballots_of(proposal_id: int) -> list[Ballot]:
    """Asked for the page, the tab, the step and the facts of one page; read once."""
    kept: dict[int, list[Ballot]] = g.setdefault("consult_ballots", {})
    if proposal_id not in kept:
        kept[proposal_id] = list(ballots.ballots_of(proposal_id))
    return kept[proposal_id]


def _present(found: list[Asks]) -> Asks | None:
    """The ballot that matters now: the one under way, else the last one decided, else the last one annulled."""
    at = now()
    shown = [row for row in found if state(row, at) in SHOWN]
    under_way = [row for row in shown if state(row, at) in LIVE]
    decided = [row for row in shown if state(row, at) is State.CLOSED]
    return next(iter(under_way or decided or shown), None)


def _verdict(row: Ballot) -> VerdictRow | None:
    """What a closed ballot decided; read once a page."""
    if state(row, now()) is not State.CLOSED:
        return None
    kept: dict[int, VerdictRow] = g.setdefault("consult_verdicts", {})
    if row.id not in kept:
        kept.update(verdicts([row], now()))
    return kept[row.id]


def _state_word(row: Ballot) -> str:
    found = _verdict(row)
    return str(RESULTS[found.verdict.result][0] if found else STATES[state(row, now())][0])


def tab(proposal_id: int) -> list[Link]:
    """The tab Vote, with the state of the ballot that matters now."""
    row = _present(ballots_of(proposal_id))
    label = _("Vote: %(state)s", state=_state_word(row)) if row else _("Vote")
    return [Link(label, url_for("voting.of_proposal", proposal=proposal_id))]


def facts(proposal_id: int) -> list[Fact]:
    """The line of the fact column: until when one votes, or what was decided."""
    row = _present(ballots_of(proposal_id))
    if row is None:
        return []
    return [Fact(_("Vote"), _short(row, _verdict(row)), url_for("voting.ballot", ballot=row.id))]


def step(person: Visitor | None, proposal_id: int) -> Step | None:
    """What this person can do about the vote on a proposal."""
    found = ballots_of(proposal_id)
    at = now()
    row = _present(found)
    if row is not None and state(row, at) is State.OPEN:
        asked = _cast_step(person, row)
        if asked is not None:
            return asked
    waiting = next((b for b in found if state(b, at) is State.PREPARED), None)
    if waiting is not None and is_teller(person):
        url = url_for("voting.confirm", ballot=waiting.id)
        hint = _("It opens only if a teller confirms it before.")
        return Step(_("Confirm the ballot"), url, waiting.opens_at, hint, CONFIRM)
    if not any(state(b, at) in LIVE for b in found) and permissions.prepare_ballot(person):
        held = proposal(proposal_id)
        if held is not None and held.state == "final":
            url = url_for("voting_desk.new", proposal=proposal_id)
            return Step(
                _("Prepare a ballot"), url, None, _("The text is final and can be voted on."), PREPARE
            )
    if row is not None and state(row, at) is State.CLOSED:
        return Step(_("See the result"), url_for("voting.result", ballot=row.id), None, "", RESULT)
    return None


def _cast_step(person: Visitor | None, row: Ballot) -> Step | None:
    may = {m.organisation_id: m for m in standing_of(person).mandates if "vote" in m.rights}
    if not may:
        return None
    given = casts.own_live([row.id], may)
    asked = next((m for id, m in may.items() if (row.id, id) not in given), None)
    held = asked or next(iter(may.values()))
    url = url_for("voting.vote", ballot=row.id, organisation=held.slug)
    if asked is not None:
        hint = _("Nobody sees how others vote before it closes.")
        return Step(_("Cast our vote for %(name)s", name=held.short_name), url, row.closes_at, hint, CAST)
    hint = _("Your vote is recorded. You may change it until closing.")
    return Step(_("Change our vote for %(name)s", name=held.short_name), url, row.closes_at, hint, CHANGE)


def counts(proposal_ids: list[int]) -> dict[int, list[str]]:
    """For lists of proposals: the vote in a few words. One statement for ballots, one for all tallies."""
    at = now()
    present = {id: _present(rows) for id, rows in ballots.ballots_on(proposal_ids).items()}
    closed = [row for row in present.values() if row is not None and state(row, at) is State.CLOSED]
    known = verdicts(closed, at)
    said = _("%(result)s, %(yes)s yes to %(no)s no")  # one look into the catalogue for all of them
    words = {result: str(RESULTS[result][0]) for result in {found.verdict.result for found in known.values()}}
    return {
        id: [_decided(known[row.id], said, words) if row.id in known else _undecided(row, at)]
        for id, row in present.items()
        if row is not None
    }


def adopted(proposal_ids: list[int]) -> set[int]:
    """Those of the proposals that the members adopted in the ballot that matters now."""
    at = now()
    present = {id: _present(rows) for id, rows in ballots.ballots_on(proposal_ids).items()}
    closed = {id: row for id, row in present.items() if row is not None and state(row, at) is State.CLOSED}
    known = verdicts(closed.values(), at)
    return {id for id, row in closed.items() if known[row.id].verdict.result is Result.ADOPTED}


def _decided(found: VerdictRow, said: str, words: dict[Result, str]) -> str:
    tally = found.tally.at(OVERALL, VOTES)
    values = {"result": words[found.verdict.result], "yes": number(tally.yes), "no": number(tally.no)}
    return said % values


def _short(row: Ballot, found: VerdictRow | None) -> str:
    if found is None:
        return _undecided(row, now())
    result = found.verdict.result
    return _decided(found, _("%(result)s, %(yes)s yes to %(no)s no"), {result: str(RESULTS[result][0])})


def _undecided(row: Times, at: datetime) -> str:
    where = state(row, at)
    if where is State.OPEN:
        return _("Vote open until %(day)s", day=day(row.closes_at))
    if where is State.SCHEDULED:
        return _("Vote opens on %(day)s", day=day(row.opens_at))
    return str(STATES[where][0])


def text_may_leave_final(proposal_id: int) -> bool:
    """Not while a ballot on the text waits, runs or has decided, alone or in a block.

    What never came to be scheduled holds nothing, and what was annulled has decided nothing.
    """
    free = {State.WITHDRAWN, State.LAPSED, State.ANNULLED}
    return all(state(row, now()) in free for row in ballots.ballots_of(proposal_id))


def organisation_panel(person: Visitor | None, organisation_id: int) -> Markup | None:
    """How an organisation voted last: recorded votes are public once they are closed."""
    rows = record_of(organisation_id, now(), OF_AN_ORGANISATION)
    if not rows:
        return None
    named = headings({row.proposal_id for row, _choice in rows})
    told = [(row, named[row.proposal_id], choice) for row, choice in rows if row.proposal_id in named]
    panel: Markup = get_template_attribute("voting/parts.html", "organisation_votes")(told)
    return panel


def approvals(person: Visitor | None, asked: Sequence[Approval]) -> dict[int, ApprovalWords]:
    """What a second key confirms of a ballot: one statement for the ballots, one for changes that wait."""
    ours = [row for row in asked if row.subject_kind == "ballot"]
    known = ballots.by_id({row.subject_id for row in ours}) if ours else {}
    waiting = {row.sha256: row.id for row in changes.all_waiting()} if known else {}
    found = {}
    for row in ours:
        ballot = known.get(row.subject_id)
        if ballot is None or not permissions.read_ballot_at(person, ballot, now()):
            continue
        words = {
            SCHEDULE: _("Schedule the ballot: %(question)s", question=ballot.question),
            EXTEND: _("Extend the ballot: %(question)s", question=ballot.question),
            CLOSE_EARLY: _("Close the ballot early: %(question)s", question=ballot.question),
            ANNUL: _("Annul the ballot: %(question)s", question=ballot.question),
        }
        url = url_for("voting.ballot", ballot=ballot.id)
        if permissions.confirm_ballot(person) and row.given_at is None and row.withdrawn_at is None:
            if row.act == SCHEDULE:
                url = url_for("voting.confirm", ballot=ballot.id)
            elif row.sha256 in waiting:
                url = url_for("voting.change", ballot=ballot.id, change=waiting[row.sha256])
        found[row.id] = ApprovalWords(words[row.act], url)
    return found
