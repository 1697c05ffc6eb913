"""The administration of people: who there is, what each may do, since when and why, and the acts on an account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, Response, url_for
from flask_babel import gettext as _

from consult.accounts import queries as accounts
from consult.accounts.actions import invitations
from consult.accounts.actions import people as acts
from consult.accounts.queries import Account
from consult.journal.queries import of as journal_of
from consult.journal.questions import verb_words
from consult.kit.clock import now
from consult.kit.forms import asked, asked_page
from consult.kit.guard import enter
from consult.kit.pages import go, page, paged, say, sentence
from consult.kit.refusal import Refused
from consult.kit.sheets import csv_file
from consult.kit.visitor import Visitor, current_visitor
from consult.network import permissions, rules
from consult.network.actions.people import correct_person
from consult.network.forms.people import CorrectForm, ReasonForm
from consult.network.forms.words import office_name, role_name
from consult.network.queries import people as held
from consult.network.queries.standing import standing_of, today

if TYPE_CHECKING:
    from consult.accounts.models import Person

bp = Blueprint("network_people", __name__)
FILTERS = ("never", "several", "office", "disabled")


@dataclass(frozen=True)
class Place:
    """Where somebody speaks or sits, for a line of the list."""

    name: str
    role: str
    url: str


@dataclass(frozen=True)
class Listed:
    """A person with everything they hold now or are to hold."""

    account: Account
    mandates: tuple[Place, ...]
    seats: tuple[Place, ...]

    @property
    def fits(self) -> dict[str, bool]:
        """Under which filter this person is found."""
        return {
            "never": self.account.seen_at is None and self.account.disabled_at is None,
            "several": len({place.url for place in self.mandates}) > 1,
            "office": bool(self.seats),
            "disabled": self.account.disabled_at is not None,
        }


def everybody() -> list[Listed]:
    """Everyone there is with mandates and seats, in three statements."""
    at, day = now(), today()
    mandates: dict[int, list[Place]] = {}
    for row, _name, _email, slug, short_name in held.all_mandates():
        if row.until_at is None or row.until_at > at:
            url = url_for("network_desk.organisation", organisation=slug)
            mandates.setdefault(row.person_id, []).append(Place(short_name, role_name(row.role), url))
    seats: dict[int, list[Place]] = {}
    for seat, _name, _email, body in held.seats_of():
        if seat.ended_at is None and (seat.until_on is None or seat.until_on >= day):
            url = url_for("network_people.bodies", _anchor=f"body-{body.slug}")
            seats.setdefault(seat.person_id, []).append(Place(body.name, office_name(seat.office), url))
    return [
        Listed(account, tuple(mandates.get(account.id, ())), tuple(seats.get(account.id, ())))
        for account in accounts.accounts(at)
    ]


def found(kind: str, words: str) -> tuple[list[Listed], dict[str, int]]:
    """Those whom words and a filter fit, and how many each filter would show."""
    wanted = rules.folded(words).split()[:8]
    rows = [row for row in everybody() if all(word in _text_of(row) for word in wanted)]
    counts = {name: sum(row.fits[name] for row in rows) for name in FILTERS} | {"": len(rows)}
    return [row for row in rows if kind not in FILTERS or row.fits[kind]], counts


def _text_of(row: Listed) -> str:
    places = " ".join(f"{place.name} {place.role}" for place in (*row.mandates, *row.seats))
    return rules.folded(f"{row.account.name} {row.account.email} {places}")


@bp.get("/secretariat/people")
@enter(permissions.keep_network)
def people() -> Response:
    """Everyone, to be found by name, address, organisation or role, and sorted out by filters."""
    kind, words = asked("kind", 20), asked("q")
    kind = kind if kind in FILTERS else ""
    fitting, counts = found(kind, words)
    rows, number, pages = paged(fitting, asked_page())

    def filtered(only: str) -> str:
        return url_for("network_people.people", q=words or None, kind=only or None)

    labels = {
        "": _("Everybody"),
        "never": _("Never signed in"),
        "several": _("Several organisations"),
        "office": _("In office"),
        "disabled": _("Disabled"),
    }
    return page(
        "network/desk/people.html",
        rows=rows,
        number=number,
        pages=pages,
        q=words,
        kind=kind,
        filters=[
            {"label": label, "url": filtered(name), "current": name == kind, "count": counts[name]}
            for name, label in labels.items()
        ],
        page_url=lambda number: url_for(
            "network_people.people", q=words or None, kind=kind or None, page=number
        ),
        csv_url=url_for("network_people.people_csv", q=words or None, kind=kind or None),
    )


@bp.get("/secretariat/people.csv")
@enter(permissions.keep_network)
def people_csv() -> Response:
    """The same list as a file, a line for every mandate and seat."""
    rows, _counts = found(asked("kind", 20), asked("q"))
    columns = [
        _("Name"), _("E-mail address"), _("Language"), _("For"), _("Role"), _("Last seen"), _("Disabled"),
    ]  # fmt: skip
    lines = []
    for row in rows:
        account = row.account
        seen = account.seen_at.date().isoformat() if account.seen_at else ""
        disabled = account.disabled_at.date().isoformat() if account.disabled_at else ""
        for place in (*row.mandates, *row.seats) or (Place("", "", ""),):
            lines.append([
                account.name, account.email, account.language, place.name, place.role, seen, disabled,
            ])  # fmt: skip
    return csv_file(f"people-{today().isoformat()}", columns, lines)


def abilities(person: Visitor) -> list[str]:
    """What somebody may do now, in words, read off the same rights that decide each request."""
    standing = standing_of(person)
    said = []
    for mandate in standing.mandates:
        name = mandate.short_name
        if "vote" in mandate.rights:
            said.append(_("May comment and vote for %(organisation)s.", organisation=name))
        elif "comment" in mandate.rights:
            said.append(_("May comment and propose for %(organisation)s.", organisation=name))
        elif "draft" in mandate.rights:
            said.append(_("May read and prepare drafts for %(organisation)s.", organisation=name))
        elif "read" in mandate.rights:
            said.append(_("May read what members read, for %(organisation)s.", organisation=name))
        if "invite" in mandate.rights:
            said.append(_("May have colleagues speak for %(organisation)s and end that.", organisation=name))
    acts_of_office = {
        "keep-network": _("Keeps organisations, mandates and seats."),
        "write-strategy": _("Writes and publishes texts and opens rounds."),
        "ask-approval": _("Turns the first key: prepares ballots."),
        "give-approval": _("Turns the second key: confirms ballots."),
        "read-office": _("Reads the pages of office."),
    }
    return said + [words for act, words in acts_of_office.items() if act in standing.acts]


@bp.get("/secretariat/people/<int:person>")
@enter(permissions.keep_network, person=accounts.person)
def person(person: Person) -> Response:
    """One person: who they are, what they may do and why, their account, and what was done about it."""
    at = now()
    [account] = accounts.accounts(at, person.id)
    told = held.told_of_person(person.id)
    visitor = Visitor(person.id, person.name, person.email, person.language, person.time_zone, 0, "")
    history = journal_of("person", person.id, 30)
    words = {verb: str(said) for answer in verb_words.ask() for verb, said in answer.items()}
    names = accounts.names(entry.actor_id for entry in history if entry.actor_id is not None)
    return page(
        "network/desk/person.html",
        them=account,
        time_zone=person.time_zone,
        abilities=abilities(visitor) if person.disabled_at is None else [],
        current=[row for row in told if row.mandate.until_at is None or row.mandate.until_at > at],
        past=[row for row in told if row.mandate.until_at is not None and row.mandate.until_at <= at],
        at=at,
        seats=held.seats_of_person(person.id),
        day=today(),
        sessions=len(accounts.sessions_of(person.id, at)) if person.disabled_at is None else 0,
        history=[
            (entry, words.get(entry.verb, entry.verb), names.get(entry.actor_id or 0, ""))
            for entry in history
        ],
    )


def _me() -> Visitor:
    visitor = current_visitor()
    if visitor is None:
        raise LookupError("The guard lets only the secretariat come here.")
    return visitor


@bp.post("/secretariat/people/<int:person>/invite")
@enter(permissions.keep_network, person=accounts.person)
def invite(person: Person) -> Response:
    """Send an invitation, or a new one in the place of the former."""
    try:
        invitations.invite(_me(), person, now())
    except Refused as refused:
        say(sentence(refused), "warning")
    else:
        say(_("An invitation goes to %(email)s. It holds for 14 days.", email=person.email))
    return go("network_people.person", person=person.id)


@bp.post("/secretariat/people/<int:person>/withdraw-invitation")
@enter(permissions.keep_network, person=accounts.person)
def withdraw_invitation(person: Person) -> Response:
    """Take an invitation back."""
    try:
        invitations.withdraw_invitation(_me(), person, now())
    except Refused as refused:
        say(sentence(refused), "warning")
    else:
        say(_("The invitation is withdrawn: its link does nothing any more."))
    return go("network_people.person", person=person.id)


@bp.route("/secretariat/people/<int:person>/correct", methods=["GET", "POST"])
@enter(permissions.keep_network, person=accounts.person)
def correct(person: Person) -> Response:
    """Put a name or address right, with the reason."""
    form = CorrectForm(obj=person)
    if form.posted():
        try:
            changed = correct_person(
                _me(), person, form.name.data or "", form.email.data or "", form.reason.data or "", now()
            )
        except Refused as refused:
            form.blame("email", sentence(refused))
        else:
            say(_("Saved.") if changed else _("Nothing was different, so nothing was changed."))
            return go("network_people.person", person=person.id)
    return page(
        "network/desk/person_correct.html", status=422 if form.errors else 200, form=form, them=person
    )


@bp.route("/secretariat/people/<int:person>/disable", methods=["GET", "POST"])
@enter(permissions.keep_network, person=accounts.person)
def disable(person: Person) -> Response:
    """Nobody signs in with this account any more, from now on."""
    return _switch(person, disabling=True)


@bp.route("/secretariat/people/<int:person>/enable", methods=["GET", "POST"])
@enter(permissions.keep_network, person=accounts.person)
def enable(person: Person) -> Response:
    """The account may be used again."""
    return _switch(person, disabling=False)


def _switch(person: Person, *, disabling: bool) -> Response:
    form = ReasonForm()
    if form.posted():
        try:
            (acts.disable_person if disabling else acts.enable_person)(
                _me(), person, form.reason.data or "", now()
            )
        except Refused as refused:
            form.blame("reason", sentence(refused))
        else:
            said = {
                True: _("The account of %(name)s is disabled and signed out everywhere.", name=person.name),
                False: _("The account of %(name)s may be used again.", name=person.name),
            }
            say(said[disabling])
            return go("network_people.person", person=person.id)
    return page(
        "network/desk/person_switch.html",
        status=422 if form.errors else 200,
        form=form,
        them=person,
        disabling=disabling,
    )
