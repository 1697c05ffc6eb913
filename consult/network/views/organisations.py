"""An organisation's page: who it is, its membership by date, its figures, who speaks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Response

from consult.accounts.queries import names
from consult.kit.clock import now
from consult.kit.guard import enter, everyone
from consult.kit.pages import page
from consult.kit.visitor import current_visitor
from consult.network import permissions, rules
from consult.network.events import organisation_panels
from consult.network.queries import organisations as known
from consult.network.queries import people as held
from consult.network.queries.standing import today
from consult.network.series import tenths
from consult.network.views.directory import bp as bp
from consult.network.views.showing import Stated, said, stated

if TYPE_CHECKING:
    from consult.network.models import Organisation

WHOLE, OTHERS, KIND = "cooperatives", "cooperatives_other", "cooperatives_"


@dataclass(frozen=True)
class Breakdown:
    """An organisation's cooperatives by kind, with what no kind is named for shown as such."""

    whole: Stated
    kinds: tuple[Stated, ...]
    others: Stated | None
    named: int
    """The kinds added up."""
    each: tuple[int, int] | None
    """Members of a cooperative, worked out: (409, 8) is 409.8."""
    members: Stated | None


def breakdown(rows: Sequence[Stated]) -> Breakdown | None:
    """The kinds of an organisation's cooperatives, if its figures name any."""
    by_code = {row.code: row for row in rows}
    kinds = tuple(row for row in rows if row.code.startswith(KIND) and row.code != OTHERS)
    whole, members = by_code.get(WHOLE), by_code.get("individual_members")
    if whole is None or not kinds or not whole.value:
        return None
    each = tenths(members.value, whole.value) if members else None
    named = sum(row.value for row in kinds)
    return Breakdown(whole, kinds, by_code.get(OTHERS), named, each, members)


@bp.get("/network/<organisation>")
@enter(everyone, organisation=known.organisation)
def organisation(organisation: Organisation) -> Response:
    """One organisation: who it is, its membership by date, its figures, who speaks for it."""
    person = current_visitor()
    at, day = now(), today()
    history = known.history(organisation.id)
    holding = rules.membership_on(
        [rules.Status(row.from_on, row.category, row.standing) for row in history], day
    )
    bodies = {body.id: body for body in known.bodies()}
    figures = known.figures_of(organisation.id)
    rows = stated(figures)
    read_all = permissions.read_speakers(person)
    speakers = held.mandates_of(organisation.id) if read_all else []
    addresses = permissions.read_addresses(person, organisation.id)
    panels = [panel for panel in organisation_panels.ask(person, organisation.id) if panel]
    return page(
        "network/organisation.html",
        organisation=organisation,
        history=history,
        holding=holding,
        today=day,
        recorders=names(row.recorded_by_id for row in history if row.recorded_by_id) if read_all else {},
        unknown_day=rules.BEFORE_RECORDS,
        region_body=bodies.get(organisation.region_body_id or 0),
        sub_region_body=bodies.get(organisation.sub_region_body_id or 0),
        stated=rows,
        breakdown=breakdown(rows),
        remarks=said(known.remarks(), figures) if figures else [],
        speakers=[
            row
            for row in speakers
            if row[0].from_at <= at and (row[0].until_at is None or row[0].until_at > at)
        ],
        others=[
            row
            for row in speakers
            if row[0].from_at > at or (row[0].until_at is not None and row[0].until_at <= at)
        ]
        if addresses
        else [],
        may_read_speakers=read_all,
        may_read_addresses=addresses,
        may_keep=permissions.keep_network(person),
        own=permissions.mandate_for(person, organisation.id),
        panels=panels,
    )
