"""The front door of the network room."""

from __future__ import annotations

from flask import Flask, url_for
from flask_babel import lazy_gettext as _l

from consult.accounts.events import SecretaryCreated
from consult.kit.pages import Acting, acting_for
from consult.kit.room import Room
from consult.kit.subject import SubjectKind
from consult.kit.visitor import Visitor
from consult.network import actions, permissions, queries
from consult.network.forms.words import FILTERS, role_name


def _acting(person: Visitor) -> list[Acting]:
    """Each organisation once, by the strongest mandate."""
    firsts = {mandate.slug: mandate for mandate in reversed(queries.standing_of(person).mandates)}
    return [Acting(held.short_name, held.slug, role_name(held.role)) for held in reversed(firsts.values())]


def _organisation_title(id: int) -> str | None:
    row = queries.organisation_by_id(id)
    return row.short_name if row else None


def _organisation_url(id: int) -> str:
    row = queries.organisation_by_id(id)
    return url_for("network.organisation", organisation=row.slug) if row else url_for("network.directory")


def _body_title(id: int) -> str | None:
    row = queries.body_by_id(id)
    return row.name if row else None


def _body_url(id: int) -> str:
    row = queries.body_by_id(id)
    if row is not None and row.kind in {"region", "sub_region"}:
        return url_for("network.region", region=row.slug)
    return url_for("network.directory")


def _mandate_title(id: int) -> str | None:
    return queries.mandate_title(id)


def _mandate_url(id: int) -> str:
    row = queries.mandate(id)
    return _organisation_url(row.organisation_id) if row else url_for("network.directory")


def _secretary_created(event: SecretaryCreated) -> None:
    actions.seat_first_secretary(event.person_id, event.at)


def _prepare(app: Flask) -> None:
    app.jinja_env.filters.update(FILTERS)


room = Room(
    "network",
    subjects=(
        SubjectKind(
            "organisation",
            _l("Organisation"),
            _organisation_title,
            _organisation_url,
            lambda person, id: True,
        ),
        SubjectKind("body", _l("Body"), _body_title, _body_url, lambda person, id: True),
        SubjectKind(
            "mandate",
            _l("Mandate"),
            _mandate_title,
            _mandate_url,
            lambda person, id: permissions.member_or_office(person),
        ),
    ),
    prepare=_prepare,
    refusals={
        "slug-odd": _l(
            "An address has small letters without accents, digits and single hyphens, such as coceta."
        ),
        "slug-taken": _l("The address “%(slug)s” is taken by another organisation."),
        "body-unknown": _l("Please choose a regional body of the list."),
        "status-day-taken": _l("The history has an entry for this day already. Choose another day."),
        "person-nameless": _l("Nobody with the address %(email)s is known yet: give the person's name too."),
        "term-upside-down": _l("The end has to come after the beginning."),
        "mandate-held": _l("%(name)s has this role in that time already. End that mandate first."),
        "mandate-over": _l("This mandate has ended already."),
        "office-unknown": _l("Please choose an office of this body."),
        "seat-held": _l("%(name)s has this seat in that time already."),
        "seat-over": _l("This seat has ended already."),
        "seat-last": _l(
            "This is the last seat of the secretariat: nobody could give another. Give one to somebody else first."
        ),
        "approval-not-secretary": _l("The first key is turned by the secretariat."),
        "approval-not-teller": _l("The second key is turned by a teller."),
        "approval-same-person": _l("The second key has to be turned by somebody else than the first."),
        "approval-changed": _l("What was to be confirmed has changed since. Read it again."),
        "approval-given": _l("This was confirmed already."),
    },
    listens={SecretaryCreated: _secretary_created},
    answers={acting_for: _acting},
)
