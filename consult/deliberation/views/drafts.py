"""An organisation's drafts: read, change, post, discard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, request, url_for
from flask_babel import gettext as _

from consult.deliberation import permissions
from consult.deliberation.actions import drafts as actions
from consult.deliberation.actions.comments import mark_of
from consult.deliberation.forms import CommentForm
from consult.deliberation.queries import comments as queries
from consult.deliberation.talk import target_of
from consult.deliberation.views.comments import go_to_comment
from consult.deliberation.views.discussion import bp
from consult.deliberation.views.places import Place, phase_of, place_of, situation_of, titles
from consult.deliberation.views.threads import draft_rights
from consult.deliberation.views.writing import Writing, blamed, paragraph_choices, shape
from consult.kit.clock import now
from consult.kit.guard import enter
from consult.kit.pages import go, page, say, sentence
from consult.kit.refusal import Refused
from consult.kit.visitor import Visitor, current_visitor
from consult.network.permissions import mandate_for, may_for
from consult.network.queries.organisations import organisation
from consult.network.standing import HeldMandate

if TYPE_CHECKING:
    from consult.deliberation.models import Comment
    from consult.network.models import Organisation


@bp.get("/for/<organisation>/drafts")
@enter(permissions.read_drafts, organisation=organisation)
def drafts(organisation: Organisation) -> Response:
    """What waits to be posted for an organisation."""
    waiting = queries.drafts_of(organisation.id)
    return page(
        "deliberation/drafts.html",
        organisation=organisation,
        drafts=waiting,
        draft_titles=titles(waiting),
        **draft_rights(waiting),
    )


@bp.get("/for/<organisation>/drafts/<int:draft>")
@enter(permissions.edit_draft, organisation=organisation, draft=queries.draft)
def draft(organisation: Organisation, draft: Comment) -> Response:
    """The form of one draft."""
    return _form(organisation, draft, _filled(draft))


def _filled(draft: Comment) -> CommentForm:
    return CommentForm(
        formdata=None,
        text=draft.text,
        wording=draft.wording,
        language=draft.language,
        paragraph=str(draft.paragraph_id or ""),
        reply_to=str(draft.reply_to_id or ""),
        stance=draft.stance,
        kind=draft.kind or None,
        seen=mark_of(draft),
    )


@bp.post("/for/<organisation>/drafts/<int:draft>")
@enter(permissions.edit_draft, organisation=organisation, draft=queries.draft)
def change_draft(organisation: Organisation, draft: Comment) -> Response:
    """Keep the changes, or post the draft with them."""
    me, mandate = _acting(organisation)
    form = CommentForm()
    form.reply_to.data = str(draft.reply_to_id or "")
    writing = _writing(organisation, mandate, draft, form, place_of(draft))
    if not form.posted():
        return _form(organisation, draft, form, 422)
    values = {name: value for name, value in writing.values().items() if name != "reply_to_id"}
    try:
        actions.save_draft(
            me,
            mandate,
            target_of(draft),
            form.text.data or "",
            now(),
            draft=draft,
            seen=form.seen.data or None,
            **values,
        )
        if request.form.get("act") == "post":
            actions.post_draft(me, mandate, draft, now())
            return _posted(draft, mandate)
    except Refused as refused:
        if blamed(form, refused):
            return _form(organisation, draft, form, 422)
        return _form(organisation, draft, form, 409, refused)
    say(_("The draft is saved."))
    return go("deliberation.drafts", organisation=organisation.slug)


@bp.post("/for/<organisation>/drafts/<int:draft>/post")
@enter(permissions.edit_draft, organisation=organisation, draft=queries.draft)
def post_draft(organisation: Organisation, draft: Comment) -> Response:
    """Make the draft the organisation's comment as it is."""
    me, mandate = _acting(organisation)
    try:
        actions.post_draft(me, mandate, draft, now(), request.form.get("seen"))
    except Refused as refused:
        if refused.code != "draft-changed":
            raise
        return _form(organisation, draft, _filled(draft), 409, refused)
    return _posted(draft, mandate)


@bp.post("/for/<organisation>/drafts/<int:draft>/discard")
@enter(permissions.edit_draft, organisation=organisation, draft=queries.draft)
def discard_draft(organisation: Organisation, draft: Comment) -> Response:
    """Drop a draft."""
    me, mandate = _acting(organisation)
    actions.discard_draft(me, mandate, draft, now())
    say(_("The draft is discarded."))
    return go("deliberation.drafts", organisation=organisation.slug)


def _acting(organisation: Organisation) -> tuple[Visitor, HeldMandate]:
    me = current_visitor()
    mandate = may_for(me, organisation.id, "comment") or mandate_for(me, organisation.id)
    if me is None or mandate is None:
        raise LookupError("The guard lets only people of the organisation come here.")
    return me, mandate


def _posted(draft: Comment, mandate: HeldMandate) -> Response:
    say(_("Your comment is posted for %(name)s.", name=mandate.short_name))
    return go_to_comment(draft)


def _writing(
    organisation: Organisation, mandate: HeldMandate, draft: Comment, form: CommentForm, place: Place
) -> Writing:
    url = url_for("deliberation.change_draft", organisation=organisation.slug, draft=draft.id)
    writing = Writing(form, mandate, url)
    if "stands_for" in form:
        del form.stands_for
    shape(writing, place, None, paragraph_choices(place))
    return writing


def _form(
    organisation: Organisation,
    draft: Comment,
    form: CommentForm,
    status: int = 200,
    refused: Refused | None = None,
) -> Response:
    place = place_of(draft)
    _me, mandate = _acting(organisation)
    changed = refused is not None and refused.code == "draft-changed"
    if changed:
        # the writer has been told, and sees what it says now: sending it again is meant
        form.seen.data = mark_of(draft)
    return page(
        "deliberation/draft.html",
        status,
        organisation=organisation,
        draft=draft,
        place=place,
        pillar=place.pillar,
        writing=_writing(organisation, mandate, draft, form, place),
        phase=phase_of(place, situation_of(place.target)),
        refused=sentence(refused) if refused is not None else "",
        now_says=draft.text if changed else "",
    )
