"""The secretariat's desk for comments: what was hidden, hide one, show it again, decide an appeal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import Response, url_for
from flask_babel import gettext as _

from consult.deliberation import permissions
from consult.deliberation.actions import moderation as actions
from consult.deliberation.desk.rounds import bp
from consult.deliberation.forms import DecisionForm, HideForm, ReasonForm
from consult.deliberation.queries import comments as queries
from consult.deliberation.queries.moderation import all_hidings
from consult.deliberation.views.moderation import blamed_page, moderation_page
from consult.kit.clock import now
from consult.kit.forms import asked_page
from consult.kit.guard import enter
from consult.kit.pages import go, page, say
from consult.kit.refusal import Refused
from consult.kit.visitor import Visitor, current_visitor

if TYPE_CHECKING:
    from consult.deliberation.models import Comment


@bp.get("/comments")
@enter(permissions.moderate)
def hidden_comments() -> Response:
    """Every comment that was hidden, appeals that wait among them."""
    number = asked_page()
    rows, pages = all_hidings(number)
    return page(
        "deliberation/hidden.html",
        rows=rows,
        number=min(number, pages),
        pages=pages,
        page_url=lambda number: url_for("deliberation_desk.hidden_comments", page=number),
    )


@bp.post("/comments/<int:comment>/hide")
@enter(permissions.moderate, comment=queries.comment)
def hide_comment(comment: Comment) -> Response:
    """Hide a comment under a rule and for a reason."""
    form = HideForm(prefix="hide")
    return _done(
        comment,
        "hide_form",
        form,
        lambda me: actions.hide_comment(me, comment, form.rule.data, form.reason.data or "", now()),
        _(
            "The comment is hidden. Its place says so, with your reason; its author has been told and can answer."
        ),
    )


@bp.post("/comments/<int:comment>/show")
@enter(permissions.moderate, comment=queries.comment)
def show_comment(comment: Comment) -> Response:
    """Show it again, for a reason."""
    form = ReasonForm(prefix="show")
    return _done(
        comment,
        "show_form",
        form,
        lambda me: actions.show_comment(me, comment, form.reason.data or "", now()),
        _("The comment is shown again. Its author has been told."),
    )


@bp.post("/comments/<int:comment>/decide")
@enter(permissions.moderate, comment=queries.comment)
def decide_appeal(comment: Comment) -> Response:
    """Say how an appeal ends, and why."""
    form = DecisionForm(prefix="decide")
    return _done(
        comment,
        "decide_form",
        form,
        lambda me: actions.decide_appeal(
            me, comment, form.decision.data == "show", form.reason.data or "", now()
        ),
        _("The appeal is decided. Its author has been told."),
    )


def _done(comment: Comment, name: str, form: Any, act: Callable[[Visitor], object], said: str) -> Response:
    me = current_visitor()
    if me is None:
        raise LookupError("The guard lets only the secretariat come here.")
    if not form.posted():
        return moderation_page(comment, 422, **{name: form})
    try:
        act(me)
    except Refused as refused:
        return blamed_page(comment, name, form, refused)
    say(said)
    return go("deliberation.moderation", comment=comment.id)
