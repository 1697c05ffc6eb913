"""The record of a ballot: everything it was decided with and by, on one page that prints, and as PDF."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_babel import gettext as _

from consult.accounts.queries import names
from consult.kit.clock import now
from consult.kit.guard import enter
from consult.kit.pages import go, page
from consult.kit.pdf import pdf_page
from consult.network.queries.approvals import approval
from consult.voting import permissions
from consult.voting.actions.scheduling import SCHEDULE
from consult.voting.phases import countable, state
from consult.voting.queries import ballots, blocks, results, rolls
from consult.voting.queries.ballots import Paper
from consult.voting.views.ballots import bp
from consult.voting.views.rule_words import plainly
from consult.voting.views.showing import about, history
from consult.voting.views.verdict_words import headline, paradox_sentence, test_rows, turnout_sentence


@bp.get("/ballots/<int:ballot>/record")
@enter(permissions.read_ballot, ballot=ballots.paper)
def record(ballot: Paper) -> Response:
    """The record; sealed until closing like the result."""
    if not countable(ballot.ballot, now()):
        return go("voting.result", ballot=ballot.ballot.id)
    return page("voting/record.html", **_recorded(ballot))


@bp.get("/ballots/<int:ballot>/record.pdf")
@enter(permissions.read_ballot, ballot=ballots.paper)
def record_pdf(ballot: Paper) -> Response:
    """The same on paper."""
    if not countable(ballot.ballot, now()):
        return go("voting.result", ballot=ballot.ballot.id)
    found = _recorded(ballot)
    at = found.pop("at")
    title = _("Record of the vote on %(number)s", number=found["number"])
    name = f"ballot-{ballot.ballot.id}-record"
    return pdf_page("voting/record_paper.html", name, at=at, title=title, **found)


def _recorded(paper: Paper) -> dict[str, Any]:
    at, row = now(), paper.ballot
    found = results.verdict_of(row, at)
    votes = results.votes(row, at)
    roll = rolls.roll_of(row)
    frame = about(paper, at, found)
    block = ballots.ballot(row.split_from_id) if row.split_from_id else row
    keys = block or row  # a text taken out of a block was confirmed with it
    confirmed = approval("ballot", keys.id, SCHEDULE, keys.schedule_sha256)
    people = names(
        id for id in (row.prepared_by_id, confirmed.given_by_id if confirmed else None) if id is not None
    )
    return {
        "found": found,
        "headline": headline(found),
        "turnout_sentence": turnout_sentence(found),
        "paradox": paradox_sentence(found),
        "tests": test_rows(found),
        "plainly": plainly(frame["rule"]),
        "cast": [line for line in votes if line.choice],
        "silent": [line for line in votes if not line.choice],
        "explained": [line for line in votes if line.explanation],
        "texts": blocks.texts_of(row, frame["parts"]),
        "roll": roll,
        "roll_sha256": row.roll_sha256 or rolls.roll_sha256(roll),
        "prepared_by": people.get(row.prepared_by_id, ""),
        "confirmed_by": people.get(confirmed.given_by_id or 0, "") if confirmed else "",
        "confirmed_at": confirmed.given_at if confirmed else row.scheduled_at,
        "annulled": state(row, at) == "annulled",
        **history(row),
        **frame,
    }
