"""The page of what was hidden and why: readable by members without the words, with the author's one appeal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response
from flask_babel import gettext as _

from consult.deliberation import permissions
from consult.deliberation.actions.moderation import appeal_hiding as appeal
from consult.deliberation.forms import AppealForm, DecisionForm, HideForm, ReasonForm
from consult.deliberation.moderation import appeal_fault, decision_fault
from consult.deliberation.queries import comments as queries
from consult.deliberation.queries import moderation
from consult.deliberation.talk import Hiding
from consult.deliberation.views.discussion import bp
from consult.deliberation.views.places import place_of
from consult.kit.clock import now
from consult.kit.forms import Form
from consult.kit.guard import enter
from consult.kit.pages import go, page, say, sentence
from consult.kit.refusal import Refused
from consult.kit.visitor import Visitor, current_visitor
from consult.network.queries.organisations import organisation_by_id
from consult.network.queries.standing import today

if TYPE_CHECKING:
    from consult.deliberation.models import Comment

_BESIDE = {
    "hiding-rule-unknown": "rule",
    "moderation-reason": "reason",
    "appeal-empty": "text",
}


def moderation_page(
    comment: Comment, status: int = 200, refused: Refused | None = None, **forms: Any
) -> Response:
    """The trail of a comment, with the forms that are open to its reader, one of them perhaps as it was sent."""
    me, place = current_visitor(), place_of(comment)
    trail = moderation.hidings(comment.id)
    present = trail[0] if trail and trail[0].steps.stands else None
    fault = _fault(me, present)
    return page(
        "deliberation/moderation.html",
        status,
        comment=comment,
        place=place,
        pillar=place.pillar,
        organisation=organisation_by_id(comment.organisation_id),
        trail=trail,
        present=present,
        may_read=comment.hidden_at is not None and permissions.read_hidden(me, comment),
        reads_appeals=permissions.read_hidden(me, comment),
        is_author=permissions.appeal_hiding(me, comment),
        left_to_others=fault == "appeal-of-own",
        refused=sentence(refused) if refused is not None else "",
        **_open_forms(comment, me, present, fault) | forms,
    )


def _fault(me: Visitor | None, present: Hiding | None) -> str | None:
    """Why this reader may not decide the appeal; None when they may."""
    if me is None or present is None or not permissions.moderate(me):
        return "no-appeal"
    return decision_fault(present.steps, me.id, moderation.secretaries(today()))


def _open_forms(
    comment: Comment, me: Visitor | None, present: Hiding | None, fault: str | None
) -> dict[str, Form | None]:
    moderates, author = permissions.moderate(me), permissions.appeal_hiding(me, comment)
    may_appeal = author and present is not None and appeal_fault(present.steps) is None
    return {
        "hide_form": HideForm(formdata=None, prefix="hide") if moderates and present is None else None,
        "show_form": ReasonForm(formdata=None, prefix="show") if moderates and present and fault else None,
        "decide_form": DecisionForm(formdata=None, prefix="decide") if fault is None else None,
        "appeal_form": AppealForm(formdata=None, prefix="appeal") if may_appeal else None,
    }


def blamed_page(comment: Comment, name: str, form: Any, refused: Refused) -> Response:
    """The page with a refusal beside its field, or above everything."""
    field = _BESIDE.get(refused.code, "")
    if field in form:
        form.blame(field, sentence(refused))
        return moderation_page(comment, 422, **{name: form})
    return moderation_page(comment, 409, refused)


@bp.get("/comments/<int:comment>/moderation", endpoint="moderation")
@enter(permissions.read_moderation, comment=queries.comment)
def trail(comment: Comment) -> Response:
    """What was hidden, under which rule, why, and what came of it."""
    return moderation_page(comment)


@bp.post("/comments/<int:comment>/appeal")
@enter(permissions.appeal_hiding, comment=queries.comment)
def appeal_hiding(comment: Comment) -> Response:
    """The author answers, once."""
    me = current_visitor()
    form = AppealForm(prefix="appeal")
    if me is None:
        raise LookupError("The guard lets only the author come here.")
    if not form.posted():
        return moderation_page(comment, 422, appeal_form=form)
    try:
        appeal(me, comment, form.text.data or "", now())
    except Refused as refused:
        return blamed_page(comment, "appeal_form", form, refused)
    say(_("Your answer is with the secretariat. You will be told what it decides."))
    return go("deliberation.moderation", comment=comment.id)
