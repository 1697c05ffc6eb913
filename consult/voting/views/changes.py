"""The second key on a change of a ballot: what a teller reads and confirms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response
from flask_babel import gettext as _

from consult.accounts.queries import names
from consult.kit.clock import now
from consult.kit.guard import enter
from consult.kit.pages import go, page, say, sentence
from consult.kit.refusal import Refused
from consult.voting import permissions
from consult.voting.actions.changes import check_change, confirm_change
from consult.voting.forms import ConfirmForm
from consult.voting.queries import ballots, casts, changes
from consult.voting.queries.ballots import Paper
from consult.voting.views.ballots import bp, me
from consult.voting.views.showing import about

if TYPE_CHECKING:
    from consult.voting.models import BallotChange

PLACE = "/ballots/<int:ballot>/changes/<int:change>/confirm"


@bp.get(PLACE)
@enter(permissions.confirm_change, ballot=ballots.paper, change=changes.change)
def change(ballot: Paper, change: BallotChange) -> Response:
    """What a teller reads before turning the second key on a change."""
    return _confirmation(ballot, change)


@bp.post(PLACE)
@enter(permissions.confirm_change, ballot=ballots.paper_to_change, change=changes.change)
def change_now(ballot: Paper, change: BallotChange) -> Response:
    """The second key."""
    form = ConfirmForm()
    try:
        confirm_change(me(), ballot.ballot, change, form.sha256.data or "", now)
    except Refused as refused:
        return _confirmation(ballot, change, sentence(refused), 409)
    say(_("It is done. Those who vote are told, with the reason."))
    return go("voting.ballot", ballot=ballot.ballot.id)


def _confirmation(paper: Paper, change: BallotChange, problem: str = "", status: int = 200) -> Response:
    at, row = now(), paper.ballot
    waits = change.confirmed_at is None and change.dropped_at is None
    if waits and not problem:
        try:
            check_change(row, change.act, change.becomes, at)
        except Refused as refused:
            problem = sentence(refused)
    return page(
        "voting/confirm_change.html",
        status,
        problem=problem,
        change=change,
        waits=waits,
        may=waits and not problem and change.asked_by_id != me().id,
        own=change.asked_by_id == me().id,
        asked_by=names([change.asked_by_id]).get(change.asked_by_id, ""),
        turnout=casts.turnouts([row])[row.id],
        form=ConfirmForm(sha256=change.sha256),
        **about(paper, at),
    )
