"""The desk's list of all texts, the form of a pillar, and the form of a new proposal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from consult.kit.clock import now
from consult.kit.forms import asked
from consult.kit.guard import enter
from consult.kit.pages import go, page, say, sentence
from consult.kit.refusal import Refused
from consult.kit.visitor import current_visitor
from consult.strategy import permissions, queries
from consult.strategy.actions import pillars as pillar_acts
from consult.strategy.actions import proposals as proposal_acts
from consult.strategy.actions import versions as version_acts
from consult.strategy.forms import PillarForm, ProposalForm

if TYPE_CHECKING:
    from consult.strategy.models import Pillar, Strategy

desk = Blueprint("strategy_desk", __name__, url_prefix="/secretariat/strategy")


@desk.get("")
@enter(permissions.edit_strategy)
def overview() -> Response:
    """Every pillar and proposal, drafts included."""
    shown = [
        (strategy, queries.outline(strategy.id), queries.desk_lines(strategy.id))
        for strategy in queries.strategies()
    ]
    return page("strategy/desk/overview.html", shown=shown)


@desk.route("/pillars/<pillar>", methods=["GET", "POST"])
@enter(permissions.edit_strategy, pillar=queries.pillar)
def edit_pillar(pillar: Pillar) -> Response:
    """Change a pillar's words, colour and place."""
    places = [str(place) for place, _row in enumerate(queries.pillars(pillar.strategy_id), start=1)]
    present = {name: getattr(pillar, name) for name in ("title", "objective", "lede", "hue")}
    form = PillarForm(
        data=present | {"position": str(pillar.position), "seen": pillar_acts.pillar_mark(pillar)}
    )
    form.position.choices = [(place, place) for place in places]
    status = 200
    if form.posted():
        try:
            pillar_acts.edit_pillar(
                current_visitor(),
                pillar,
                title=form.title.data or "",
                objective=form.objective.data or "",
                lede=form.lede.data or "",
                hue=form.hue.data,
                position=int(form.position.data),
                at=now(),
                seen=form.seen.data,
            )
        except Refused as refused:
            form.form_errors.append(sentence(refused))
            form.seen.data = pillar_acts.pillar_mark(pillar)
            status = 409
        else:
            say(_("The pillar is saved."))
            return go("strategy_desk.overview")
    elif request.method == "POST":
        status = 422
    return page("strategy/desk/pillar.html", status=status, pillar=pillar, form=form)


@desk.route("/strategies/<strategy>/new-proposal", methods=["GET", "POST"])
@enter(permissions.edit_strategy, strategy=queries.strategy)
def new_proposal(strategy: Strategy) -> Response:
    """Begin a proposal: it is a draft until its first version is published."""
    pillars = {pillar.slug: pillar for pillar in queries.pillars(strategy.id)}
    form = ProposalForm(data={"pillar": asked("pillar")})
    form.pillar.choices = [(slug, f"{pillar.position} {pillar.title}") for slug, pillar in pillars.items()]
    status = 200
    if form.posted():
        at, person = now(), current_visitor()
        try:
            proposal = proposal_acts.add_proposal(
                person, pillars[form.pillar.data], addressee=form.addressee.data or "", at=at
            )
        except Refused as refused:
            form.form_errors.append(sentence(refused))
            status = 409
        else:
            version_acts.save_draft(
                person,
                proposal,
                title=form.title.data or "",
                text="",
                language=strategy.language,
                note="",
                at=at,
            )
            say(
                _(
                    "The proposal has the number %(number)s. Now write its text.",
                    number=queries.printed_number(proposal),
                )
            )
            return go("strategy_desk.write", proposal=proposal.id)
    elif request.method == "POST":
        status = 422
    return page("strategy/desk/new_proposal.html", status=status, strategy=strategy, form=form)
