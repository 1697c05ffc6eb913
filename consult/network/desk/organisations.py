"""The desk's pages for organisations: the list, a new one, editing, and the history of its membership."""

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
from consult.network import directory, permissions, rules
from consult.network.actions import organisations as acts
from consult.network.forms.organisations import NewOrganisationForm, OrganisationForm, StatusForm
from consult.network.forms.words import country_names
from consult.network.queries import organisations as known
from consult.network.queries import people as held
from consult.network.queries.standing import today

if TYPE_CHECKING:
    from consult.network.models import Organisation

bp = Blueprint("network_desk", __name__)

# which field a refusal is about
_FIELDS = {
    "slug-odd": "slug",
    "slug-taken": "slug",
    "body-unknown": "region_body_id",
    "status-day-taken": "from_on",
}


def blame(form: OrganisationForm | StatusForm, refused: Refused) -> None:
    """Put a refusal beside its field; one of a later room is about what decides over votes."""
    decides = "region" if "region" in form else "category"
    form.blame(_FIELDS.get(refused.code, decides), sentence(refused))


@bp.get("/secretariat/network")
@enter(permissions.keep_network)
def organisations() -> Response:
    """Every organisation, members or not, to be found by words."""
    words = rules.folded(asked("q")).split()[:8]
    rows, number, pages = paged(directory.kept(words, country_names()), asked_page())
    return page(
        "network/desk/organisations.html",
        rows=rows,
        number=number,
        pages=pages,
        q=asked("q"),
        page_url=lambda number: url_for("network_desk.organisations", q=asked("q") or None, page=number),
    )


def _offer(form: OrganisationForm) -> None:
    bodies = known.bodies()
    form.offer(
        [(str(body.id), body.name) for body in bodies if body.kind == "region"],
        [(str(body.id), body.name) for body in bodies if body.kind == "sub_region"],
    )


@bp.route("/secretariat/network/organisations/new", methods=["GET", "POST"])
@enter(permissions.keep_network)
def new_organisation() -> Response:
    """A new organisation with the beginning of its history."""
    form = NewOrganisationForm()
    _offer(form)
    if form.posted():
        values = form.values()
        slug = form.slug.data or rules.slug_of(form.acronym.data or form.short_name.data or "")
        try:
            row = acts.add_organisation(
                current_visitor(), slug, values, form.status(), form.reason.data or "", now()
            )
        except Refused as refused:
            blame(form, refused)
        else:
            say(_("%(name)s is entered. Give it people who speak for it.", name=row.short_name))
            return go("network_desk.organisation", organisation=row.slug)
    return page("network/desk/new_organisation.html", status=422 if form.errors else 200, form=form)


@bp.get("/secretariat/network/organisations/<organisation>")
@enter(permissions.keep_network, organisation=known.organisation)
def organisation(organisation: Organisation) -> Response:
    """One organisation at the desk: its history and its people, each with what can be done."""
    history = known.history(organisation.id)
    holding = rules.membership_on(
        [rules.Status(row.from_on, row.category, row.standing) for row in history], today()
    )
    rows = held.mandates_of(organisation.id)
    at = now()
    return page(
        "network/desk/organisation.html",
        organisation=organisation,
        history=history,
        holding=holding,
        unknown_day=rules.BEFORE_RECORDS,
        open_mandates=[row for row in rows if row[0].until_at is None or row[0].until_at > at],
        past_mandates=[row for row in rows if row[0].until_at is not None and row[0].until_at <= at],
    )


@bp.route("/secretariat/network/organisations/<organisation>/edit", methods=["GET", "POST"])
@enter(permissions.keep_network, organisation=known.organisation)
def edit_organisation(organisation: Organisation) -> Response:
    """Change what is said of an organisation."""
    form = OrganisationForm(obj=organisation, seen=acts.organisation_mark(organisation))
    _offer(form)
    status = 200
    if form.posted():
        try:
            seen = form.seen.data or None
            changed = acts.edit_organisation(current_visitor(), organisation, form.values(), now(), seen)
        except Refused as refused:
            if refused.code == "organisation-changed-meanwhile":
                status = 409
                _tell_of_others(form, organisation, refused)
            else:
                blame(form, refused)
        else:
            say(_("Saved.") if changed else _("Nothing was different, so nothing was changed."))
            return go("network_desk.organisation", organisation=organisation.slug)
    status = 422 if form.errors and status == 200 else status
    return page("network/desk/edit_organisation.html", status=status, form=form, organisation=organisation)


def _tell_of_others(form: OrganisationForm, organisation: Organisation, refused: Refused) -> None:
    """Say that somebody else saved meanwhile, and in which fields; sent once more, what was typed replaces theirs."""
    labels = [str(form[name].label.text) for name in acts.fields_changed(organisation, form.values())]
    form.form_errors.append(sentence(refused))
    if labels:
        form.form_errors.append(_("Now different from what you typed: %(fields)s.", fields=", ".join(labels)))
    form.seen.raw_data = None
    form.seen.data = acts.organisation_mark(organisation)


@bp.route("/secretariat/network/organisations/<organisation>/status", methods=["GET", "POST"])
@enter(permissions.keep_network, organisation=known.organisation)
def add_status(organisation: Organisation) -> Response:
    """Enter a category and standing from a day on."""
    form = StatusForm()
    if form.posted():
        try:
            acts.add_status(current_visitor(), organisation, form.status(), form.reason.data or "", now())
        except Refused as refused:
            blame(form, refused)
        else:
            say(_("The history of %(name)s has a new entry.", name=organisation.short_name))
            return go("network_desk.organisation", organisation=organisation.slug)
    status = 422 if form.errors else 200
    return page("network/desk/status.html", status=status, form=form, organisation=organisation)
