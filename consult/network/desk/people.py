"""The desk's pages for people: mandates given and ended, seats with their terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, url_for
from flask_babel import gettext as _

from consult.kit.clock import now
from consult.kit.forms import asked, asked_page
from consult.kit.guard import enter
from consult.kit.pages import go, page, paged, say, sentence
from consult.kit.refusal import Refused
from consult.kit.visitor import current_visitor
from consult.network import permissions, rules
from consult.network.actions import people as acts
from consult.network.forms.people import EndForm, MandateForm, PersonForm, SeatForm
from consult.network.forms.words import ROLE_HELP, office_name
from consult.network.queries import organisations as known
from consult.network.queries import people as held
from consult.network.queries.standing import today

if TYPE_CHECKING:
    from consult.network.models import Body, Mandate, Organisation, Seat

bp = Blueprint("network_people", __name__)

# which field a refusal is about
_FIELDS = {
    "person-nameless": "name",
    "address-taken": "email",
    "mandate-held": "role",
    "seat-held": "office",
    "office-unknown": "office",
}


def blame(form: PersonForm, refused: Refused) -> None:
    """Put a refusal beside its field."""
    upside_down = "until_at" if isinstance(form, MandateForm) else "until_on"
    form.blame(_FIELDS.get(refused.code, upside_down), sentence(refused))


@bp.get("/secretariat/network/people")
@enter(permissions.keep_network)
def people() -> Response:
    """Everyone with a mandate that has not ended, to be found by name, address or organisation."""
    words = rules.folded(asked("q")).split()[:8]
    at = now()
    found = [
        row
        for row in held.all_mandates()
        if (row[0].until_at is None or row[0].until_at > at)
        and all(word in rules.folded(f"{row[1]} {row[2]} {row[3]} {row[4]}") for word in words)
    ]
    rows, number, pages = paged(found, asked_page())
    return page(
        "network/desk/people.html",
        rows=rows,
        number=number,
        pages=pages,
        q=asked("q"),
        page_url=lambda number: url_for("network_people.people", q=asked("q") or None, page=number),
    )


@bp.route("/secretariat/network/organisations/<organisation>/mandates/new", methods=["GET", "POST"])
@enter(permissions.keep_network, organisation=known.organisation)
def give_mandate(organisation: Organisation) -> Response:
    """Enter an organisation's word for a person."""
    form = MandateForm()
    if form.posted():
        at = now()
        try:
            person = acts.person_for(*form.person(), at)
            acts.give_mandate(
                current_visitor(),
                organisation,
                person,
                form.role.data,
                form.from_at.data or at,
                form.until_at.data,
                at,
                document_sha256=form.document_sha256.data or "",
                signatory=form.signatory.data or "",
            )
        except Refused as refused:
            blame(form, refused)
        else:
            say(
                _(
                    "%(person)s now has a mandate of %(name)s.",
                    person=person.name,
                    name=organisation.short_name,
                )
            )
            return go("network_desk.organisation", organisation=organisation.slug)
    status = 422 if form.errors else 200
    return page(
        "network/desk/mandate.html", status=status, form=form, organisation=organisation, role_help=ROLE_HELP
    )


@bp.route("/secretariat/network/mandates/<int:mandate>/end", methods=["GET", "POST"])
@enter(permissions.keep_network, mandate=held.mandate)
def end_mandate(mandate: Mandate) -> Response:
    """Take an organisation's word back, at once, with the reason."""
    form = EndForm()
    organisation = known.organisation_by_id(mandate.organisation_id)
    if form.posted():
        try:
            acts.end_mandate(current_visitor(), mandate, form.reason.data or "", now())
        except Refused as refused:
            form.blame("reason", sentence(refused))
        else:
            say(_("The mandate has ended."))
            return go("network_desk.organisation", organisation=organisation.slug if organisation else "")
    return page(
        "network/desk/end_mandate.html",
        status=422 if form.errors else 200,
        form=form,
        mandate=mandate,
        organisation=organisation,
        title=held.mandate_title(mandate.id),
    )


@bp.get("/secretariat/network/bodies")
@enter(permissions.keep_network)
def bodies() -> Response:
    """All bodies with the seats that hold or are to come."""
    day = today()
    seats: dict[int, list[object]] = {}
    for row in held.seats_of():
        if row[0].ended_at is None and (row[0].until_on is None or row[0].until_on >= day):
            seats.setdefault(row[0].body_id, []).append(row)
    return page("network/desk/bodies.html", bodies=known.bodies(), held=seats, today=day)


@bp.route("/secretariat/network/bodies/<body>/seats/new", methods=["GET", "POST"])
@enter(permissions.keep_network, body=known.body)
def give_seat(body: Body) -> Response:
    """Give a person a seat in a body with its term."""
    form = SeatForm()
    form.office.choices = [(office, office_name(office)) for office in rules.OFFICES[body.kind]]
    if form.from_on.data is None and not form.is_submitted():
        form.from_on.data = today()
    if form.posted():
        at = now()
        try:
            person = acts.person_for(*form.person(), at)
            begins = form.from_on.data or today()
            acts.give_seat(current_visitor(), body, person, form.office.data, begins, form.until_on.data, at)
        except Refused as refused:
            blame(form, refused)
        else:
            say(_("%(person)s now has a seat in %(body)s.", person=person.name, body=body.name))
            return go("network_people.bodies")
    return page("network/desk/seat.html", status=422 if form.errors else 200, form=form, body=body)


@bp.route("/secretariat/network/seats/<int:seat>/end", methods=["GET", "POST"])
@enter(permissions.keep_network, seat=held.seat)
def end_seat(seat: Seat) -> Response:
    """End a seat before its term, at once, with the reason."""
    form = EndForm()
    if form.posted():
        try:
            acts.end_seat(current_visitor(), seat, form.reason.data or "", now())
        except Refused as refused:
            form.blame("reason", sentence(refused))
        else:
            say(_("The seat has ended."))
            return go("network_people.bodies")
    return page(
        "network/desk/end_seat.html",
        status=422 if form.errors else 200,
        form=form,
        seat=seat,
        title=held.seat_title(seat.id),
    )
