"""The discussion of a proposal or a pillar: reading it, and writing for an organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from consult.deliberation import permissions, rules
from consult.deliberation.actions import comments as actions
from consult.deliberation.actions.drafts import save_draft
from consult.deliberation.forms import CommentForm
from consult.deliberation.queries import comments as queries
from consult.deliberation.queries.rounds import situation
from consult.deliberation.queries.threads import talk as read_talk
from consult.deliberation.talk import Said, Talk
from consult.deliberation.views.places import (
    Place,
    of_pillar,
    of_proposal,
    phase_of,
    public_proposal,
    situation_of,
    url_of,
)
from consult.deliberation.views.threads import draft_rights, shown_threads
from consult.deliberation.views.writing import Writing, asked_fields, blamed, fresh_form, number, shape
from consult.kit.clock import now
from consult.kit.forms import asked, asked_page
from consult.kit.guard import enter, everyone
from consult.kit.pages import go as go_to
from consult.kit.pages import page, say, sentence
from consult.kit.refusal import Refused
from consult.kit.visitor import current_visitor
from consult.network.permissions import may_for
from consult.network.queries.organisations import organisation
from consult.network.queries.standing import standing_of
from consult.network.standing import HeldMandate
from consult.strategy.permissions import read_proposal
from consult.strategy.queries import pillar

if TYPE_CHECKING:
    from consult.deliberation.models import Comment
    from consult.network.models import Organisation
    from consult.strategy.models import Pillar, Proposal

bp = Blueprint("deliberation", __name__)


@bp.get("/proposals/<int:proposal>/discussion")
@enter(read_proposal, proposal=public_proposal)
def proposal_discussion(proposal: Proposal) -> Response:
    """What members say on a proposal."""
    return _discussion(of_proposal(proposal))


@bp.get("/pillars/<pillar>/discussion")
@enter(everyone, pillar=pillar)
def pillar_discussion(pillar: Pillar) -> Response:
    """What members say on a pillar as a whole."""
    return _discussion(of_pillar(pillar))


@bp.get("/proposals/<int:proposal>/discussion/<organisation>")
@enter(permissions.write_comment, proposal=public_proposal, organisation=organisation)
def write_on_proposal(proposal: Proposal, organisation: Organisation) -> Response:
    """The discussion with the form of the organisation one has chosen to write for."""
    return _discussion(of_proposal(proposal), organisation)


@bp.get("/pillars/<pillar>/discussion/<organisation>")
@enter(permissions.write_comment, pillar=pillar, organisation=organisation)
def write_on_pillar(pillar: Pillar, organisation: Organisation) -> Response:
    """The same on a pillar."""
    return _discussion(of_pillar(pillar), organisation)


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


@bp.get("/comments/<int:comment>")
@enter(permissions.read_discussion, comment=queries.comment)
def comment(comment: Comment) -> Response:
    """The permanent address of a comment: on to the page of its discussion."""
    return _go_to(comment)


def _go_to(comment: Comment) -> Response:
    number = queries.page_with(comment)
    values = {"page": number} if number > 1 else {}
    endpoint, place = url_of(actions.target_of(comment))
    return go_to(endpoint, f"c{comment.id}", **place, **values)


def _writers() -> tuple[HeldMandate, ...]:
    """For whom the reader may write, the mandate that may most for each organisation."""
    held: dict[int, HeldMandate] = {}
    for mandate in standing_of(current_visitor()).mandates:
        if {"comment", "draft"} & mandate.rights:
            held.setdefault(mandate.organisation_id, mandate)
    return tuple(held.values())


def _discussion(place: Place, chosen: Organisation | None = None) -> Response:
    if not permissions.read_discussion(current_visitor()):
        situation = situation_of(place.target)
        return page(
            "deliberation/members_only.html",
            place=place,
            pillar=place.pillar,
            phase=phase_of(place, situation),
            comments=situation.comments if situation else 0,
        )
    writers = _writers()
    mine = [mandate for mandate in writers if chosen is None or mandate.organisation_id == chosen.id]
    mandate = mine[0] if len(mine) == 1 else None
    writing = None
    if mandate is not None:
        form = fresh_form(asked_fields())
        writing = Writing(
            form, mandate, url_for(place.write_endpoint, **place.values, organisation=mandate.slug)
        )
    return _shown(place, writing, writers)


def _shown(
    place: Place,
    writing: Writing | None,
    writers: tuple[HeldMandate, ...],
    status: int = 200,
    refusal: str = "",
) -> Response:
    situation = situation_of(place.target)
    phase = phase_of(place, situation)
    talk = read_talk(place.target, asked_page(), [mandate.organisation_id for mandate in writers])
    can_reply = phase.is_open and bool(writers)
    if not phase.is_open:
        writing = None
    reply_to = None
    if writing is not None:
        reply_to = _replied(writing, place, talk)
        shape(writing, place, reply_to)
    return page(
        "deliberation/discussion.html",
        status,
        place=place,
        pillar=place.pillar,
        phase=phase,
        comments=situation.comments if situation else 0,
        talk=talk,
        threads=shown_threads(talk.threads, place, _reply_url(place, talk.number) if can_reply else ""),
        drafts=talk.drafts,
        **draft_rights(talk.drafts),
        writers=writers,
        writing=writing,
        reply_to=reply_to,
        refusal=refusal,
        read_url=lambda number: _page_url(place, number),
        asked_reply=asked("reply", 12),
    )


def _replied(writing: Writing, place: Place, talk: Talk) -> Said | None:
    """The comment that is replied to; one that is not here any more is forgotten."""
    id = number(writing.form.reply_to.data or "")
    here = [thread.opening for thread in talk.threads if thread.opening.id == id]
    found = here[0] if here else queries.said(id, place.target) if id else None
    if found is None:
        writing.form.reply_to.data = ""
    return found


def _reply_url(place: Place, number: int) -> str:
    more = {"page": number} if number > 1 else {}
    return url_for(place.read_endpoint, **{**place.values, **more, "reply": 0}, _anchor="write")


def _page_url(place: Place, number: int) -> str:
    more = {"page": number} if number > 1 else {}
    return url_for(place.read_endpoint, **{**place.values, **more})


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
    shape(writing, place, None)
    if drafting and "stands_for" in form and not form.stands_for.data:
        form.stands_for.data = rules.ORGANISATION
    try:
        actions.must_be_open(place.target, now())
        if not form.posted():
            return _shown(place, writing, _writers(), 422)
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
    return _go_to(posted)


def _not_said(place: Place, writing: Writing, refused: Refused) -> Response:
    """A refusal keeps what was typed: on the form while it is open, else as text to copy."""
    # read anew: a refusal may come of what changed meanwhile
    phase = phase_of(place, situation(place.target))
    if phase.is_open and blamed(writing.form, refused):
        return _shown(place, writing, _writers(), 422)
    if phase.is_open and refused.code != "comment-not-allowed":
        return _shown(place, writing, _writers(), 409, sentence(refused))
    return page(
        "deliberation/not_posted.html",
        403 if refused.code == "comment-not-allowed" else 409,
        place=place,
        pillar=place.pillar,
        phase=phase,
        why=sentence(refused),
        texts=[text for text in (writing.form.text.data, writing.wording) if text],
    )
