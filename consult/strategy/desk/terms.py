"""The desk's pages of what a proposal costs, when, by whom, on which basis, and of what it serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, request
from flask_babel import gettext as _

from consult.kit.clock import now
from consult.kit.guard import enter
from consult.kit.pages import go, page, say, sentence
from consult.kit.refusal import Refused
from consult.kit.visitor import current_visitor
from consult.network.queries.organisations import bodies
from consult.strategy import goals, money, permissions, queries, tagged
from consult.strategy.actions import terms as acts
from consult.strategy.desk.overview import desk as desk
from consult.strategy.forms import GOALS, InstrumentForm, TagForm, TermsForm
from consult.strategy.terms import Terms

if TYPE_CHECKING:
    from consult.strategy.models import Proposal, Tag

_FIELDS = {
    "cost-unclear": "amount",
    "cost-missing": "amount",
    "period-backwards": "until_on",
    "owner-unknown": "owner",
}


@desk.route("/proposals/<int:proposal>/terms", methods=["GET", "POST"])
@enter(permissions.edit_strategy, proposal=queries.proposal)
def terms(proposal: Proposal) -> Response:
    """Say what it costs, when, on which basis and by whom."""
    form = _terms_form(proposal)
    status = 200
    if form.posted():
        try:
            acts.set_terms(
                current_visitor(),
                proposal,
                _terms(form),
                now(),
                reason=form.reason.data or "",
                seen=form.seen.data,
            )
        except Refused as refused:
            if refused.code in _FIELDS:
                form.blame(_FIELDS[refused.code], sentence(refused))
            else:
                form.form_errors.append(sentence(refused))
                form.seen.data = acts.terms_mark(proposal)
            status = 422 if refused.code in _FIELDS else 409
        else:
            say(_("Saved. Everyone can read it on the proposal’s page."))
            return go("strategy_desk.proposal", proposal=proposal.id)
    elif request.method == "POST":
        status = 422
    return page("strategy/desk/terms.html", status=status, form=form, **_place(proposal))


def _place(proposal: Proposal) -> dict[str, object]:
    version = queries.published_version(proposal.id) or queries.draft(proposal.id)
    return {
        "proposal": proposal,
        "pillar": proposal.pillar,
        "number": queries.printed_number(proposal),
        "title": version.title if version else "",
        "language_of_title": version.language if version else proposal.pillar.language,
    }


def _terms_form(proposal: Proposal) -> TermsForm:
    held = acts.terms_of(proposal)
    sum_of = money.written(held.cost_minor, held.cost_currency) if held.cost_minor is not None else ""
    form = TermsForm(
        data={
            "amount": sum_of,
            "currency": held.cost_currency or "EUR",
            "bound": held.cost_bound or money.ABOUT,
            "cost_note": held.cost_note,
            "from_on": held.from_on,
            "until_on": held.until_on,
            "legal_basis": held.legal_basis,
            "owner": str(held.owner_id or ""),
            "basis": held.terms_basis,
            "seen": acts.terms_mark(proposal),
        }
    )
    form.owner.choices = [("", _("not stated")), *((str(body.id), body.name) for body in bodies())]
    return form


def _terms(form: TermsForm) -> Terms:
    """What the form says; a sum that cannot be read is refused here."""
    typed = form.amount.data or ""
    minor = money.read(typed, form.currency.data or "") if typed else None
    if typed and minor is None:
        raise Refused("cost-unclear")
    return Terms(
        cost_minor=minor,
        cost_currency=form.currency.data if minor is not None else "",
        cost_bound=form.bound.data if minor is not None else "",
        cost_note=form.cost_note.data or "",
        from_on=form.from_on.data,
        until_on=form.until_on.data,
        legal_basis=form.legal_basis.data or "",
        owner_id=int(form.owner.data) if form.owner.data else None,
        terms_basis=form.basis.data or "",
    )


@desk.get("/proposals/<int:proposal>/tags")
@enter(permissions.edit_strategy, proposal=queries.proposal)
def tags(proposal: Proposal) -> Response:
    """What it serves, and the forms to say more."""
    return _tags_page(proposal)


def _tags_page(
    proposal: Proposal,
    status: int = 200,
    *,
    form: TagForm | None = None,
    text_form: InstrumentForm | None = None,
) -> Response:
    return page(
        "strategy/desk/tags.html",
        status=status,
        tags=tagged.tags_of(proposal.id),
        form=form or _tag_form(),
        text_form=text_form or InstrumentForm(formdata=None, prefix="text"),
        **_place(proposal),
    )


def _tag_form(*, sent: bool = False) -> TagForm:
    form = TagForm() if sent else TagForm(formdata=None)
    texts = [(text.code, f"{text.short}: {text.title}"[:120]) for text in tagged.instruments()]
    form.code.choices = [
        ("", _("Please choose")),
        *((f"sdg-{goal}", _("Goal %(number)s: %(title)s", number=goal, title=GOALS[goal])) for goal in GOALS),
        *texts,
    ]
    return form


@desk.post("/proposals/<int:proposal>/tags")
@enter(permissions.edit_strategy, proposal=queries.proposal)
def add_tag(proposal: Proposal) -> Response:
    """Say what it serves."""
    form = _tag_form(sent=True)
    if not form.posted():
        return _tags_page(proposal, 422, form=form)
    code, target = form.code.data, (form.target.data or "").lower()
    if target:
        code = f"sdg-{target}"
        if goals.goal_of(code) is None or f"sdg-{goals.goal_of(code)}" != form.code.data:
            form.blame("target", _("This is no target of what you chose."))
            return _tags_page(proposal, 422, form=form)
    try:
        acts.add_tag(current_visitor(), proposal, code, form.note.data or "", now())
    except Refused as refused:
        form.blame("code", sentence(refused))
        return _tags_page(proposal, 409, form=form)
    say(_("Saved: it is shown on the proposal’s page."))
    return go("strategy_desk.tags", proposal=proposal.id)


@desk.post("/proposals/<int:proposal>/tags/<code>/remove")
@enter(permissions.edit_strategy, proposal=queries.proposal, code=tagged.tag)
def remove_tag(proposal: Proposal, code: Tag) -> Response:
    """Say that it does not serve this."""
    acts.remove_tag(current_visitor(), proposal, code, now())
    say(_("Taken away."))
    return go("strategy_desk.tags", proposal=proposal.id)


@desk.post("/proposals/<int:proposal>/texts")
@enter(permissions.edit_strategy, proposal=queries.proposal)
def add_text(proposal: Proposal) -> Response:
    """Add a text of others to the list that is chosen from."""
    form = InstrumentForm(prefix="text")
    if not form.posted():
        return _tags_page(proposal, 422, text_form=form)
    short = form.short.data or ""
    try:
        acts.add_instrument(
            current_visitor(), short, form.title.data or "", form.year.data, form.address.data or "", now()
        )
    except Refused as refused:
        form.blame("short", sentence(refused))
        return _tags_page(proposal, 409, text_form=form)
    say(_("%(short)s can be chosen now.", short=short))
    return go("strategy_desk.tags", proposal=proposal.id)
