"""Asking that a text of a block be voted on apart: for an organisation that votes, until the ballot opens."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext as _

from consult.kit.clock import now
from consult.kit.guard import enter
from consult.kit.pages import go, page, say, sentence
from consult.kit.refusal import Refused
from consult.voting import permissions
from consult.voting.actions.blocks import separate_part
from consult.voting.forms import SeparateForm
from consult.voting.queries import ballots, blocks
from consult.voting.queries.ballots import Paper
from consult.voting.queries.blocks import Part
from consult.voting.queries.voices import Voice, voice
from consult.voting.views.ballots import bp, me
from consult.voting.views.showing import about

PLACE = "/ballots/<int:ballot>/apart/<organisation>/<int:position>"


@bp.get(PLACE)
@enter(permissions.separate_part, ballot=ballots.paper, organisation=voice, position=blocks.part)
def separate(ballot: Paper, organisation: Voice, position: Part) -> Response:
    """The form: which text, what it means, and why."""
    return _form(ballot, organisation, position, SeparateForm(formdata=None))


@bp.post(PLACE)
@enter(permissions.separate_part, ballot=ballots.paper_to_change, organisation=voice, position=blocks.part)
def separate_now(ballot: Paper, organisation: Voice, position: Part) -> Response:
    """Take the text out of the block."""
    form = SeparateForm()
    if not form.posted():
        return _form(ballot, organisation, position, form, 422)
    mandate = permissions.cast_vote(me(), organisation.organisation_id)
    if mandate is None:
        form.blame("reason", sentence(Refused("separation-not-yours")))
        return _form(ballot, organisation, position, form, 403)
    try:
        own = separate_part(me(), mandate, ballot.ballot, position.position, form.reason.data or "", now)
    except Refused as refused:
        form.blame("reason", sentence(refused))
        return _form(ballot, organisation, position, form, 409)
    say(_("This text is voted on apart: here is its own ballot. The others stay together."))
    return go("voting.ballot", ballot=own.id)


def _form(paper: Paper, organisation: Voice, part: Part, form: SeparateForm, status: int = 200) -> Response:
    frame = about(paper, now())
    return page(
        "voting/separate.html",
        status,
        form=form,
        organisation=organisation,
        part=part,
        text=next(iter(blocks.texts([part.version_id])), None),
        **frame,
    )
