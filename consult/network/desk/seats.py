"""The desk's pages for bodies: who sits where, seats given and ended with their terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response
from flask_babel import gettext as _

from consult.kit.clock import now
from consult.kit.guard import enter
from consult.kit.pages import go, page, say, sentence
from consult.kit.refusal import Refused
from consult.kit.visitor import current_visitor
from consult.network import permissions, rules
from consult.network.actions import people as acts
from consult.network.desk.mandates import blame
from consult.network.desk.people import bp
from consult.network.forms.people import EndForm, SeatForm
from consult.network.forms.words import office_name
from consult.network.queries import organisations as known
from consult.network.queries import people as held
from consult.network.queries.standing import today

if TYPE_CHECKING:
    from consult.network.models import Body, Seat


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
            if form.letter.data:
                acts.tell_seat(current_visitor(), person, at)
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
