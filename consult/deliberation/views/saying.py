"""Posting a comment, or keeping it as a draft of the organisation; what was typed is never lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, request
from flask_babel import gettext as _

from consult.deliberation import permissions, rules
from consult.deliberation.actions import comments as actions
from consult.deliberation.actions.drafts import save_draft
from consult.deliberation.forms import CommentForm
from consult.deliberation.queries.rounds import situation
from consult.deliberation.views.comments import go_to_comment
from consult.deliberation.views.discussion import bp, shown_discussion, writers_here
from consult.deliberation.views.places import Place, of_pillar, of_proposal, phase_of, public_proposal
from consult.deliberation.views.writing import Writing, blamed, paragraph_choices, shape
from consult.kit.clock import now
from consult.kit.guard import enter
from consult.kit.pages import go as go_to
from consult.kit.pages import page, say, sentence
from consult.kit.refusal import Refused
from consult.kit.visitor import current_visitor
from consult.network.permissions import may_for
from consult.network.queries.organisations import organisation
from consult.strategy.queries import pillar

if TYPE_CHECKING:
    from consult.network.models import Organisation
    from consult.strategy.models import Pillar, Proposal


@bp.post("/proposals/<int:proposal>/discussion/<organisation>")
@enter(permissions.write_comment, proposal=public_proposal, organisation=organisation)
def say_on_proposal(proposal: Proposal, organisation: Organisation) -> Response:
    """Post a comment on a proposal, or keep it as a draft of the organisation."""
    return _say(of_proposal(proposal), organisation)


@bp.post("/pillars/<pillar>/discussion/<organisation>")
@enter(permissions.write_comment, pillar=pillar, organisation=organisation)
def say_on_pillar(pillar: Pillar, organisation: Organisation) -> Response:
    """The same on a pillar."""
    return _say(of_pillar(pillar), organisation)


def _say(place: Place, organisation: Organisation) -> Response:
    me = current_visitor()
    drafting = request.form.get("act") == "draft"
    mandate = may_for(me, organisation.id, "draft" if drafting else "comment") or may_for(
        me, organisation.id, "draft"
    )
    if me is None or mandate is None:
        raise LookupError("The guard lets only those come here who may write for the organisation.")
    form = CommentForm()
    writing = Writing(form, mandate, request.path)
    shape(writing, place, None, paragraph_choices(place))
    if drafting and "stands_for" in form and not form.stands_for.data:
        form.stands_for.data = rules.ORGANISATION
    try:
        actions.must_be_open(place.target, now())
        if not form.posted():
            return shown_discussion(place, writing, writers_here(), 422)
        values = writing.values()
        if drafting:
            if values.pop("stands_for", rules.ORGANISATION) == rules.PERSON:
                raise Refused("draft-personal")
            save_draft(me, mandate, place.target, form.text.data or "", now(), **values)
            say(
                _("The draft is saved. The lead or a voter of %(name)s can post it.", name=mandate.short_name)
            )
            return go_to("deliberation.drafts", organisation=organisation.slug)
        posted = actions.post_comment(me, mandate, place.target, form.text.data or "", now(), **values)
    except Refused as refused:
        return _not_said(place, writing, refused)
    if posted.stands_for == rules.ORGANISATION:
        say(_("Your comment is posted for %(name)s.", name=mandate.short_name))
    else:
        say(_("Your personal comment is posted."))
    return go_to_comment(posted)


def _not_said(place: Place, writing: Writing, refused: Refused) -> Response:
    """A refusal keeps what was typed: on the form while it is open, else as text to copy."""
    # read anew: a refusal may come of what changed meanwhile
    phase = phase_of(place, situation(place.target))
    if phase.is_open and blamed(writing.form, refused):
        return shown_discussion(place, writing, writers_here(), 422)
    if phase.is_open and refused.code != "comment-not-allowed":
        return shown_discussion(place, writing, writers_here(), 409, sentence(refused))
    return page(
        "deliberation/not_posted.html",
        403 if refused.code == "comment-not-allowed" else 409,
        place=place,
        pillar=place.pillar,
        phase=phase,
        why=sentence(refused),
        texts=[text for text in (writing.form.text.data, writing.wording) if text],
    )
