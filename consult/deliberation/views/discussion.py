"""The discussion of a proposal or a pillar: reading it, by threads or through a filter, and the form to write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, url_for

from consult.deliberation import permissions
from consult.deliberation.queries import comments as queries
from consult.deliberation.queries.counts import stances_and_paragraphs
from consult.deliberation.queries.threads import talk as read_talk
from consult.deliberation.stances import lines
from consult.deliberation.talk import Said, Talk, Wanted
from consult.deliberation.views.filters import Choices, wanted
from consult.deliberation.views.places import (
    Place,
    of_pillar,
    of_proposal,
    phase_of,
    public_proposal,
    situation_of,
)
from consult.deliberation.views.threads import Reading, draft_rights
from consult.deliberation.views.writing import (
    Writing,
    addressed,
    asked_fields,
    fresh_form,
    number,
    shape,
)
from consult.kit.forms import asked, asked_page
from consult.kit.guard import enter, everyone
from consult.kit.pages import page
from consult.kit.visitor import current_visitor
from consult.network.queries.organisations import organisation
from consult.network.queries.standing import standing_of
from consult.network.standing import HeldMandate
from consult.strategy.permissions import read_proposal
from consult.strategy.queries import pillar

if TYPE_CHECKING:
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


def writers_here() -> tuple[HeldMandate, ...]:
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
    writers = writers_here()
    mine = [mandate for mandate in writers if chosen is None or mandate.organisation_id == chosen.id]
    mandate = mine[0] if len(mine) == 1 else None
    writing = None
    if mandate is not None:
        form = fresh_form(asked_fields())
        writing = Writing(
            form, mandate, url_for(place.write_endpoint, **place.values, organisation=mandate.slug)
        )
    return shown_discussion(place, writing, writers)


def shown_discussion(
    place: Place,
    writing: Writing | None,
    writers: tuple[HeldMandate, ...],
    status: int = 200,
    refusal: str = "",
) -> Response:
    """The page of a discussion for its readers, perhaps with a form as it was sent."""
    situation, asks = situation_of(place.target), wanted()
    phase = phase_of(place, situation)
    talk = read_talk(place.target, asked_page(), [mandate.organisation_id for mandate in writers], asks)
    can_reply = phase.is_open and bool(writers)
    stances, rows = stances_and_paragraphs(place.target, place.version)
    paragraphs = addressed(place, rows)
    if not phase.is_open:
        writing = None
    reply_to = None
    if writing is not None:
        reply_to = _replied(writing, place, talk)
        shape(writing, place, reply_to, paragraphs)
    reading = Reading(
        place, phase.is_open, _reply_url(place, talk.number, asks) if can_reply else "", asks.filtered
    )
    return page(
        "deliberation/discussion.html",
        status,
        place=place,
        pillar=place.pillar,
        phase=phase,
        comments=situation.comments if situation else 0,
        talk=talk,
        asks=asks,
        choices=Choices.of(paragraphs),
        figures=lines(stances),
        threads=[reading.thread(thread) for thread in talk.threads],
        drafts=talk.drafts,
        **draft_rights(talk.drafts),
        writers=writers,
        writing=writing,
        reply_to=reply_to,
        refusal=refusal,
        read_url=lambda number, **other: _page_url(place, number, asks, other),
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


def _reply_url(place: Place, number: int, asks: Wanted) -> str:
    return _page_url(place, number, asks, {"reply": 0, "_anchor": "write"})


def _page_url(place: Place, number: int, asks: Wanted, other: dict[str, Any]) -> str:
    """A page of the same list, or with `other` values of another one."""
    values = {**place.values, **asks.address(), **({"page": number} if number > 1 else {}), **other}
    return url_for(
        place.read_endpoint, **{name: value for name, value in values.items() if value is not None}
    )
