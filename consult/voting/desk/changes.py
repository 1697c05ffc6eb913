"""Asking for a change of a ballot that has opened: more time, less time, annulment; and taking the request back."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext as _

from consult.kit.clock import now
from consult.kit.guard import enter
from consult.kit.pages import go, say, sentence
from consult.kit.refusal import Refused
from consult.voting import changes as law
from consult.voting import permissions
from consult.voting.actions.changes import ask_change, drop_change
from consult.voting.desk.ballots import (
    bp as bp,  # the front door takes it from here, with the pages below on it
)
from consult.voting.desk.ballots import desk
from consult.voting.forms import ChangeForm, WithdrawForm
from consult.voting.queries import ballots
from consult.voting.queries.ballots import Paper
from consult.voting.views.ballots import me


@bp.post("/<int:ballot>/change")
@enter(permissions.change_ballot, ballot=ballots.paper_to_change)
def ask(ballot: Paper) -> Response:
    """The first key on a change; a teller turns the second."""
    form = ChangeForm()
    held = form.posted()
    if held and form.act.data != law.ANNUL and form.becomes.data is None:
        form.blame("becomes", _("Please give a day and a time."))
        held = False
    if not held:
        return desk(ballot, change=form, status=422)
    becomes = None if form.act.data == law.ANNUL else form.becomes.data
    try:
        ask_change(me(), ballot.ballot, form.act.data, becomes, form.reason.data or "", now())
    except Refused as refused:
        about_act = refused.code.startswith(("annul", "change-not-open"))
        place = "reason" if refused.code == "reason-missing" else "act" if about_act else "becomes"
        form.blame(place, sentence(refused))
        return desk(ballot, change=form, status=409)
    say(_("A teller has to confirm it. Until then nothing changes."))
    return go("voting_desk.ballot", ballot=ballot.ballot.id)


@bp.post("/<int:ballot>/change/drop")
@enter(permissions.change_ballot, ballot=ballots.paper_to_change)
def drop(ballot: Paper) -> Response:
    """Take back what waits for a teller."""
    form = WithdrawForm()
    drop_change(me(), ballot.ballot, str(form.reason.data or ""), now())
    say(_("The request is taken back. Nothing was changed."))
    return go("voting_desk.ballot", ballot=ballot.ballot.id)
