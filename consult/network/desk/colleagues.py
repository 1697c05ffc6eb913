"""Who speaks for us: an organisation's own page of its people, kept by its lead delegate."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import Blueprint, Response, url_for
from flask_babel import gettext as _

from consult.kit.clock import now
from consult.kit.guard import enter
from consult.kit.pages import go, page, say, sentence
from consult.kit.refusal import Refused
from consult.kit.visitor import Visitor, current_visitor
from consult.network import permissions, rules
from consult.network.actions import exchanges
from consult.network.actions import people as acts
from consult.network.forms.people import (
    ColleagueForm,
    EndForm,
    ExchangeForm,
    HandOverForm,
    ReasonForm,
    StandInForm,
    SwapForm,
)
from consult.network.forms.words import ROLE_HELP, ROLES
from consult.network.queries import organisations as known
from consult.network.queries import people as held
from consult.network.queries.people import Told

if TYPE_CHECKING:
    from consult.network.models import Mandate, Organisation

bp = Blueprint("network_colleagues", __name__)


def _me() -> Visitor:
    visitor = current_visitor()
    if visitor is None:
        raise LookupError("The guard lets only signed-in people come here.")
    return visitor


def _holding(organisation: Organisation) -> list[Told]:
    at = now()
    rows = held.told_of_organisation(organisation.id)
    return [row for row in rows if rules.term_holds(row.mandate.from_at, row.mandate.until_at, at)]


@bp.get("/for/<organisation>/people")
@enter(permissions.read_colleagues, organisation=known.organisation)
def people(organisation: Organisation) -> Response:
    """Who speaks for us: role, since, until, whether they have signed in; and what can be done about it."""
    at, visitor = now(), _me()
    rows = held.told_of_organisation(organisation.id)
    may_invite = permissions.invite_colleagues(visitor, organisation)
    current = [row for row in rows if rules.term_holds(row.mandate.from_at, row.mandate.until_at, at)]
    return page(
        "network/colleagues/people.html",
        organisation=organisation,
        current=sorted(current, key=lambda row: (rules.ROLES.index(row.mandate.role), row.name)),
        coming=[
            row for row in rows if row.mandate.from_at > at and row.mandate.until_at != row.mandate.from_at
        ],
        past=[row for row in rows if row.mandate.until_at is not None and row.mandate.until_at <= at],
        may_invite=may_invite,
        may_end={  # what belongs to a stand-in is taken back with it
            row.mandate.id
            for row in current
            if row.mandate.exchange_id is None
            and permissions.end_colleague(visitor, organisation, row.mandate)
        },
        may_take_back={
            row.mandate.id
            for row in current
            if row.mandate.stands_in_for_id and permissions.take_back(visitor, organisation, row.mandate)
        },
        has_alternate=bool(_free_alternates(current)),
        has_others=len({row.mandate.person_id for row in current}) > 1,
        role_help=ROLE_HELP,
    )


@bp.route("/for/<organisation>/people/invite", methods=["GET", "POST"])
@enter(permissions.invite_colleagues, organisation=known.organisation)
def invite(organisation: Organisation) -> Response:
    """Have a colleague speak for us."""
    form = ColleagueForm(data={"language": _me().language, "role": "voter"})
    if form.posted():
        at = now()
        try:
            person = acts.person_for(
                form.email.data or "", form.name.data or "", form.language.data, _me().time_zone, at
            )
            acts.give_to_colleague(_me(), organisation, person, form.role.data, form.until_at(), at)
        except Refused as refused:
            fields = {
                "mandate-held": "role",
                "role-not-yours-to-give": "role",
                "term-upside-down": "until_on",
            }
            form.blame(fields.get(refused.code, "email"), sentence(refused))
        else:
            say(
                _(
                    "%(name)s now speaks for us. A letter goes to %(email)s.",
                    name=person.name,
                    email=person.email,
                )
            )
            return go("network_colleagues.people", organisation=organisation.slug)
    return page(
        "network/colleagues/invite.html",
        status=422 if form.errors else 200,
        form=form,
        organisation=organisation,
        role_help=ROLE_HELP,
    )


@bp.route("/for/<organisation>/people/<int:mandate>/end", methods=["GET", "POST"])
@enter(permissions.end_colleague, organisation=known.organisation, mandate=held.mandate_of)
def end(organisation: Organisation, mandate: Mandate) -> Response:
    """A colleague speaks for us no more, from now on."""
    form = EndForm()
    if form.posted():
        at = now()
        try:
            acts.end_mandate(_me(), mandate, form.reason.data or "", at)
        except Refused as refused:
            form.blame("reason", sentence(refused))
        else:
            if mandate.person_id != _me().id:
                acts.tell_ended(mandate, at)
            say(_("The mandate has ended."))
            return go("network_colleagues.people", organisation=organisation.slug)
    return page(
        "network/desk/end_mandate.html",
        status=422 if form.errors else 200,
        form=form,
        mandate=mandate,
        back=url_for("network_colleagues.people", organisation=organisation.slug),
        organisation=organisation,
        title=held.mandate_title(mandate.id),
    )


@bp.route("/for/<organisation>/people/<int:mandate>/take-back", methods=["GET", "POST"])
@enter(permissions.take_back, organisation=known.organisation, mandate=held.mandate_of)
def take_back(organisation: Organisation, mandate: Mandate) -> Response:
    """A stand-in ends at once, and the one stood in for is back."""
    form = ReasonForm()
    if form.posted():
        try:
            exchanges.take_back(_me(), mandate, form.reason.data or "", now())
        except Refused as refused:
            form.blame("reason", sentence(refused))
        else:
            say(_("It is taken back. Who was stood in for has the role again."))
            return go("network_colleagues.people", organisation=organisation.slug)
    return page(
        "network/colleagues/take_back.html",
        status=422 if form.errors else 200,
        form=form,
        organisation=organisation,
        told=held.told_once(mandate.id),
    )


def _named(rows: list[Told]) -> list[tuple[str, object]]:
    return [(str(row.mandate.id), f"{row.name} ({ROLES[row.mandate.role]})") for row in rows]


def _chosen(rows: list[Told], value: object) -> Mandate:
    return next(row.mandate for row in rows if str(row.mandate.id) == str(value))


def _free_alternates(rows: list[Told]) -> list[Told]:
    """Alternates who may stand in: not those who do already, nor those in whose own place somebody stands."""
    busy = {row.mandate.person_id for row in rows if row.mandate.role in rules.VOTING_ROLES}
    return [
        row
        for row in rows
        if row.mandate.role == "alternate"
        and row.mandate.exchange_id is None
        and row.mandate.person_id not in busy
    ]


@bp.route("/for/<organisation>/people/stand-in", methods=["GET", "POST"])
@enter(permissions.invite_colleagues, organisation=known.organisation)
def stand_in(organisation: Organisation) -> Response:
    """Activate an alternate in somebody's place."""
    rows = _holding(organisation)
    voting = [row for row in rows if row.mandate.role in rules.VOTING_ROLES]
    alternates = _free_alternates(rows)
    form = StandInForm()
    form.offer(first=_named(alternates), second=_named(voting))

    def act() -> None:
        exchanges.stand_in(
            _me(),
            organisation,
            _chosen(rows, form.first.data),
            _chosen(rows, form.second.data),
            form.until_at(),
            form.reason.data or "",
            now(),
        )

    return _exchange(organisation, form, "stand_in", act, able=bool(alternates and voting))


@bp.route("/for/<organisation>/people/swap", methods=["GET", "POST"])
@enter(permissions.invite_colleagues, organisation=known.organisation)
def swap(organisation: Organisation) -> Response:
    """Two colleagues take each other's role."""
    # the lead is handed over on its own page; a stand-in is taken back first
    rows = [
        row
        for row in _holding(organisation)
        if row.mandate.role != "lead"
        and row.mandate.stands_in_for_id is None
        and row.mandate.exchange_id is None
    ]
    form = SwapForm()
    form.offer(first=_named(rows), second=_named(rows))

    def act() -> None:
        first, second = _chosen(rows, form.first.data), _chosen(rows, form.second.data)
        exchanges.swap(_me(), organisation, first, second, form.reason.data or "", now())

    return _exchange(organisation, form, "swap", act, able=len({row.mandate.role for row in rows}) > 1)


@bp.route("/for/<organisation>/people/hand-over", methods=["GET", "POST"])
@enter(permissions.invite_colleagues, organisation=known.organisation)
def hand_over(organisation: Organisation) -> Response:
    """Another colleague becomes the lead delegate."""
    rows = _holding(organisation)
    leads = [row for row in rows if row.mandate.role == "lead"]
    own = [row for row in leads if row.mandate.person_id == _me().id] or leads
    others = [row for row in rows if row.mandate.role != "lead"]
    form = HandOverForm()
    form.offer(first=_named(others))

    def act() -> None:
        lead, successor = own[0].mandate, _chosen(others, form.first.data)
        role_after = form.role_after.data or ""
        exchanges.hand_over(_me(), organisation, lead, successor, role_after, form.reason.data or "", now())

    return _exchange(organisation, form, "hand_over", act, able=bool(own and others))


def _exchange(
    organisation: Organisation, form: ExchangeForm, kind: str, act: Callable[[], object], *, able: bool
) -> Response:
    if able and form.posted():
        try:
            act()
        except Refused as refused:
            form.blame("until_on" if refused.code == "term-upside-down" else "first", sentence(refused))
        else:
            said = {
                "stand_in": _("Done. The right to vote has passed over, at this very moment."),
                "swap": _("Done. The two have each other's role from now on."),
                "hand_over": _("Done. The lead has passed over, at this very moment."),
            }
            say(said[kind])
            return go("network_colleagues.people", organisation=organisation.slug)
    return page(
        f"network/colleagues/{kind}.html",
        status=422 if form.errors else 200,
        form=form,
        organisation=organisation,
        able=able,
    )
