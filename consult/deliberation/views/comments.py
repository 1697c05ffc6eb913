"""A comment by itself: its permanent address, its thread, editing it, what it said before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, url_for
from flask_babel import gettext as _

from consult.deliberation import editing, permissions
from consult.deliberation.actions.comments import Words, mark_of
from consult.deliberation.actions.editing import edit_comment as edit
from consult.deliberation.forms import CommentForm
from consult.deliberation.queries import comments as queries
from consult.deliberation.queries import moderation, threads
from consult.deliberation.rules import is_folded, page_of
from consult.deliberation.talk import DRAFT, target_of
from consult.deliberation.views.discussion import bp, writers_here
from consult.deliberation.views.filters import wanted
from consult.deliberation.views.places import Place, phase_of, place_of, situation_of, url_of
from consult.deliberation.views.threads import Reading
from consult.deliberation.views.writing import Writing, blamed, paragraph_choices, shape
from consult.kit.clock import now
from consult.kit.forms import asked_page
from consult.kit.guard import enter
from consult.kit.pages import go, page, say, sentence
from consult.kit.refusal import Refused
from consult.kit.visitor import current_visitor
from consult.network.permissions import may_for
from consult.network.queries.organisations import organisation_by_id

if TYPE_CHECKING:
    from consult.deliberation.models import Comment


def _known(id: int) -> Comment | None:
    """A comment, or a draft of an organisation that the reader writes for: others learn of no draft."""
    found = queries.any_comment(id)
    if found is None or found.state != DRAFT:
        return found
    return found if may_for(current_visitor(), found.organisation_id, "draft") is not None else None


@bp.get("/comments/<int:comment>")
@enter(permissions.read_discussion, comment=_known)
def comment(comment: Comment) -> Response:
    """The permanent address of a comment: on to where it stands, or among what a filter in the address finds."""
    if comment.state == DRAFT:
        organisation = organisation_by_id(comment.organisation_id)
        return go(
            "deliberation.drafts", f"d{comment.id}", organisation=organisation.slug if organisation else ""
        )
    asks = wanted()
    endpoint, place = url_of(target_of(comment))
    if asks.filtered and (number := threads.page_with(comment, asks)) is not None:
        return go(endpoint, f"c{comment.id}", **place, **asks.address(), **_page(number))
    return go_to_comment(comment)


def go_to_comment(comment: Comment) -> Response:
    """On to the page of its discussion, or of its thread when it is folded there."""
    if comment.reply_to_id is not None:
        before = threads.place_in_thread(comment)
        if is_folded(before):
            page = _page(page_of(before))
            return go("deliberation.thread", f"c{comment.id}", comment=comment.reply_to_id, **page)
    endpoint, place = url_of(target_of(comment))
    return go(endpoint, f"c{comment.id}", **place, **_page(threads.page_with(comment) or 1))


def _page(number: int) -> dict[str, Any]:
    return {"page": number} if number > 1 else {}


@bp.get("/comments/<int:comment>/thread")
@enter(permissions.read_discussion, comment=queries.opening)
def thread(comment: Comment) -> Response:
    """A comment with every reply to it."""
    place = place_of(comment)
    phase = phase_of(place, situation_of(place.target))
    found, number, pages = threads.thread(comment, asked_page())
    reading = Reading(place, phase.is_open, "")
    endpoint, values = url_of(place.target)
    reply_url = url_for(endpoint, **values, reply=comment.id, _anchor="write")
    return page(
        "deliberation/thread.html",
        place=place,
        pillar=place.pillar,
        phase=phase,
        opening=reading.shown(found.opening, found.replied),
        replies=[reading.shown(reply) for reply in found.replies],
        replied=found.replied,
        reply_url=reply_url if phase.is_open and comment.hidden_at is None and writers_here() else "",
        number=number,
        pages=pages,
        page_url=lambda number: url_for("deliberation.thread", comment=comment.id, **_page(number)),
    )


@bp.get("/comments/<int:comment>/wordings")
@enter(permissions.read_wordings, comment=queries.comment)
def wordings(comment: Comment) -> Response:
    """What a comment says, and what it said before."""
    place = place_of(comment)
    return page(
        "deliberation/wordings.html",
        place=place,
        pillar=place.pillar,
        comment=comment,
        organisation=organisation_by_id(comment.organisation_id),
        earlier=moderation.wordings(comment.id),
    )


@bp.get("/comments/<int:comment>/edit")
@enter(permissions.edit_comment, comment=queries.comment)
def edit_form(comment: Comment) -> Response:
    """The form to say it otherwise."""
    form = CommentForm(
        text=comment.text,
        wording=comment.wording,
        language=comment.language,
        paragraph=str(comment.paragraph_id or ""),
        stance=comment.stance,
        kind=comment.kind or None,
        seen=mark_of(comment),
    )
    return _editing(comment, form)


@bp.post("/comments/<int:comment>/edit")
@enter(permissions.edit_comment, comment=queries.comment)
def edit_comment(comment: Comment) -> Response:
    """Keep the new words; the old ones can still be read."""
    form = CommentForm()
    place = place_of(comment)
    writing = _writing(comment, form, place)
    me = current_visitor()
    if me is None:
        raise LookupError("The guard lets only people of the organisation come here.")
    if not form.posted():
        return _editing(comment, form, 422)
    values = {name: value for name, value in writing.values().items() if name != "reply_to_id"}
    try:
        changed = edit(
            me, writing.mandate, comment, Words(form.text.data or "", **values), now(), form.seen.data or None
        )
    except Refused as refused:
        if blamed(form, refused):
            return _editing(comment, form, 422)
        return _not_edited(comment, writing, place, refused)
    say(
        _("Your comment is changed. What it said before can still be read.")
        if changed
        else _("Nothing was changed.")
    )
    return go_to_comment(comment)


def _writing(comment: Comment, form: CommentForm, place: Place) -> Writing:
    mandate = may_for(current_visitor(), comment.organisation_id, "comment")
    if mandate is None:
        raise LookupError("The guard lets only people of the organisation come here.")
    if "stands_for" in form:
        del form.stands_for
    form.reply_to.data = str(comment.reply_to_id or "")
    writing = Writing(form, mandate, url_for("deliberation.edit_comment", comment=comment.id))
    shape(writing, place, None, paragraph_choices(place))
    return writing


def _editing(
    comment: Comment, form: CommentForm, status: int = 200, refused: Refused | None = None
) -> Response:
    place = place_of(comment)
    writing = _writing(comment, form, place)
    at = now()
    until = (comment.posted_at or at) + editing.EDITABLE_FOR
    fault = editing.fault(
        comment.posted_at or at,
        at,
        replied=queries.is_replied(comment.id),
        hidden=comment.hidden_at is not None,
    )
    if status == 200 and fault is not None:
        return _not_edited(comment, writing, place, Refused(fault), typed=False)
    return page(
        "deliberation/edit.html",
        status,
        comment=comment,
        place=place,
        pillar=place.pillar,
        writing=writing,
        until=until,
        refused=sentence(refused) if refused is not None else "",
        now_says=comment.text if refused is not None and refused.code == "comment-changed" else "",
    )


def _not_edited(
    comment: Comment, writing: Writing, place: Place, refused: Refused, *, typed: bool = True
) -> Response:
    """A refusal keeps what was typed: to send again where that can help, else as text to copy."""
    if refused.code == "comment-changed":
        # the writer has been told, and sees what it says now: sending it again is meant
        writing.form.seen.data = mark_of(comment)
        return _editing(comment, writing.form, 409, refused)
    return page(
        "deliberation/not_posted.html",
        409,
        place=place,
        pillar=place.pillar,
        phase=phase_of(place, situation_of(place.target)),
        why=sentence(refused),
        texts=[text for text in (writing.form.text.data, writing.wording) if text] if typed else [],
        title=_("Nothing was changed"),
        back=url_for("deliberation.comment", comment=comment.id),
    )
