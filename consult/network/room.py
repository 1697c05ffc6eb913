"""The front door of the network room."""

from __future__ import annotations

from flask import Flask, url_for
from flask_babel import lazy_gettext as _l

from consult.accounts.events import SecretaryCreated, posts_of
from consult.journal.questions import actors, readers, verb_words
from consult.kit import logo
from consult.kit.federation import current
from consult.kit.outbox import kind_words
from consult.kit.pages import Acting, acting_for, first_page
from consult.kit.room import MenuEntry, Room
from consult.kit.subject import SubjectKind
from consult.kit.visitor import Visitor
from consult.network import letters, permissions
from consult.network.actions.people import seat_first_secretary
from consult.network.commands import network
from consult.network.desk import answers, colleagues, federation, office, organisations, people
from consult.network.desk import inviting as inviting  # puts its pages on the desk of people
from consult.network.desk import mandates as mandates  # the same
from consult.network.desk import seats as seats  # the same
from consult.network.forms.words import FILTERS, role_name
from consult.network.queries.organisations import body_by_id, organisation_by_id, organisation_ids
from consult.network.queries.people import mandate_title
from consult.network.queries.standing import standing_of
from consult.network.views import subjects
from consult.network.views.figures import bp


def _acting(person: Visitor) -> list[Acting]:
    """Each organisation once, by the strongest mandate."""
    firsts = {mandate.slug: mandate for mandate in reversed(standing_of(person).mandates)}
    return [Acting(held.short_name, held.slug, role_name(held.role)) for held in reversed(firsts.values())]


def _organisation_title(id: int) -> str | None:
    row = organisation_by_id(id)
    return row.short_name if row else None


def _organisation_url(id: int) -> str:
    row = organisation_by_id(id)
    return url_for("network.organisation", organisation=row.slug) if row else url_for("network.directory")


def _body_title(id: int) -> str | None:
    row = body_by_id(id)
    return row.name if row else None


def _body_url(id: int) -> str:
    row = body_by_id(id)
    if row is not None and row.kind in {"region", "sub_region"}:
        return url_for("network.region", region=row.slug)
    return url_for("network.directory")


def _mandate_title(id: int) -> str | None:
    return mandate_title(id)


def _secretary_created(event: SecretaryCreated) -> None:
    seat_first_secretary(event.person_id, event.at)


def _first_page(person: Visitor | None) -> str | None:
    """A teller's work begins where the second key is waited for."""
    return url_for("network_office.approvals") if permissions.is_teller(person) else None


def _prepare(app: Flask) -> None:
    app.jinja_env.filters.update(FILTERS)


REFUSALS = {
    "slug-odd": _l(
        "An address has small letters without accents, digits and single hyphens, such as coceta."
    ),
    "slug-taken": _l("The address “%(slug)s” is taken by another organisation."),
    "body-unknown": _l("Please choose a regional body of the list."),
    "status-day-taken": _l("The history has an entry for this day already. Choose another day."),
    "person-nameless": _l("Nobody with the address %(email)s is known yet: give the person's name too."),
    "term-upside-down": _l("The end has to come after the beginning."),
    "mandate-held": _l("%(name)s has this role in that time already. End that mandate first."),
    "person-disabled": _l(
        "The account with the address %(email)s is disabled: the secretariat can enable it."
    ),
    "role-not-yours-to-give": _l("A lead delegate makes colleagues voter, alternate, drafter or observer."),
    "colleagues-enough": _l(
        "%(most)d colleagues a day are enough. Go on tomorrow, or ask the secretariat to enter them."
    ),
    "mandate-verified": _l("This mandate is verified already."),
    "document-large": _l("This file is too large: at most 5 MB."),
    "document-odd": _l("This is not a PDF, JPEG or PNG file, whatever its name says."),
    "address-of-teller": _l(
        "%(name)s turns the second key, so nobody else may move this address: "
        "only %(name)s can, on the page of the profile."
    ),
    "exchange-one-person": _l("Choose two different people."),
    "exchange-not-alternate": _l("Only an alternate stands in."),
    "exchange-not-voting": _l("Only in the place of a lead delegate or voter does somebody stand in."),
    "exchange-holds-already": _l("This person has that role in that time already."),
    "exchange-of-stand-in": _l("Whoever stands in cannot pass the role on. It is taken back first."),
    "exchange-none": _l("Nobody stands in by this mandate."),
    "exchange-same-role": _l("These two have the same role."),
    "exchange-not-lead": _l("The lead passes from its delegate to a colleague who is not the lead."),
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
    "organisation-changed-meanwhile": _l(
        "Somebody else saved this organisation while you were writing. What you typed is still here; compare, "
        "then save again to replace theirs."
    ),
    "federation-changed-meanwhile": _l(
        "Somebody else saved these settings while you were writing. What you typed is still here; compare, then "
        "save again to replace theirs."
    ),
    "logo-too-heavy": _l("This file is too heavy: at most %(most)d MB."),
    "logo-too-large": _l("This picture is too large: at most %(most)d million pixels."),
    "logo-unknown": _l("This is neither PNG, JPEG nor WebP, whatever its name says."),
    "logo-broken": _l("This picture is broken or unfinished. Save it anew and try again."),
}
FAULTS = {
    "file-encoding": _l("This file is not in UTF-8. Save it as CSV in UTF-8 and try again."),
    "file-semicolons": _l("The columns are parted by semicolons. Save the file with commas and try again."),
    "file-csv": _l(
        "This cannot be read as a table: a quotation mark is missing, or there is a character too many."
    ),
    "file-empty": _l("The file is empty."),
    "file-json": _l("This cannot be read as JSON."),
    "column-unknown": _l("There is no such column. Check its name."),
    "column-twice": _l("This column is there twice."),
    "column-missing": _l("This column is missing."),
    "row-width": _l("This row has %(found)d cells instead of %(wanted)d."),
    "row-two-places": _l("A row gives a mandate or a seat, not both. Write two rows."),
    "row-half-mandate": _l("A mandate needs both the organisation and the role."),
    "row-half-seat": _l("A seat needs both the body and the office."),
    "json-list": _l("There should be a list here."),
    "json-object": _l("There should be an object here."),
    "json-field": _l("This is missing, or of the wrong kind."),
    "cell-empty": _l("This may not be empty."),
    "cell-unseen": _l("There is a character in it that nobody can see. Type it anew."),
    "cell-long": _l("This is too long: at most %(most)d characters."),
    "cell-twice": _l('"%(value)s" is there already, in line %(line)d.'),
    "cell-day": _l('"%(value)s" is not a day such as 2026-11-23.'),
    "cell-number": _l('"%(value)s" is not a whole number of a sensible size.'),
    "cell-yes-no": _l('"%(value)s" is neither yes nor no.'),
    "cell-country": _l('"%(value)s" is not a country\'s code of two capital letters, such as ES.'),
    "cell-region": _l('"%(value)s" is none of Africa, Americas, Asia, Europe, Oceania.'),
    "cell-category": _l('"%(value)s" is neither full nor associate.'),
    "cell-standing": _l('"%(value)s" is none of active, suspended, left.'),
    "cell-role": _l('"%(value)s" is none of lead, voter, alternate, drafter, observer.'),
    "cell-email": _l('"%(value)s" is not an e-mail address.'),
    "cell-language": _l('"%(value)s" is none of en, es, fr.'),
    "cell-zone": _l('"%(value)s" is not a time zone such as Europe/Brussels.'),
    "cell-body-kind": _l('"%(value)s" is not a kind of body.'),
    "cell-body": _l('"%(value)s" is not a body that is known here. Bring in the bodies first.'),
    "cell-organisation": _l(
        '"%(value)s" is not an organisation that is known here. Bring in the members first.'
    ),
    "cell-subject": _l('"%(value)s" is neither body nor organisation.'),
    "cell-precision": _l('"%(value)s" is none of exact, around, estimated, derived.'),
    "cell-status-day": _l(
        "The history has an entry for %(value)s already. Give another day in the column from."
    ),
}

VERBS = {
    "organisation-added": _l("Organisation added"),
    "organisation-edited": _l("Organisation edited"),
    "status-entered": _l("Category or standing entered"),
    "mandate-given": _l("Mandate given"),
    "mandate-ended": _l("Mandate ended"),
    "mandate-verified": _l("Mandate verified by the secretariat"),
    "mandate-document-kept": _l("Signed document put to a mandate"),
    "stand-in-begun": _l("Alternate stands in"),
    "stand-in-ended": _l("Stand-in taken back"),
    "mandates-swapped": _l("Two colleagues swapped their roles"),
    "lead-handed-over": _l("Lead handed over"),
    "seat-given": _l("Seat given"),
    "seat-ended": _l("Seat ended"),
    "federation-edited": _l("Federation settings edited"),
    "approval-asked": _l("Second key asked for"),
    "approval-given": _l("Second key given"),
    "approval-withdrawn": _l("Request for a second key withdrawn"),
}

_LETTERS = {
    "network/mandate-given": _l("Mandate given"),
    "network/mandate-ended": _l("Mandate ended"),
}

room = Room(
    "network",
    blueprints=(bp, organisations.bp, people.bp, colleagues.bp, office.bp, federation.bp, logo.bp),
    menu=(
        MenuEntry(_l("Members"), "network.directory", rank=30),
        MenuEntry(_l("Network desk"), "network_desk.organisations", 30, "office", permissions.keep_network),
        MenuEntry(_l("People"), "network_people.people", 35, "office", permissions.keep_network),
        MenuEntry(_l("Approvals"), "network_office.approvals", 40, "office", permissions.read_approvals),
        MenuEntry(_l("Rights"), "network_office.rights", 90, "office", permissions.read_rights),
    ),
    subjects=(
        SubjectKind(
            "organisation",
            _l("Organisation"),
            _organisation_title,
            _organisation_url,
            lambda person, id: True,
            look=subjects.organisations,
            words=subjects.organisation_words,
            every=organisation_ids,
        ),
        SubjectKind(
            "federation",
            _l("Federation"),
            lambda id: current().name,
            lambda id: url_for("network_federation.settings"),
            lambda person, id: permissions.member_or_office(person),
        ),
        SubjectKind(
            "body", _l("Body"), _body_title, _body_url, lambda person, id: True, look=subjects.bodies
        ),
        SubjectKind(
            "mandate",
            _l("Mandate"),
            _mandate_title,
            answers.mandate_url,
            answers.mandate_seen,
        ),
        SubjectKind("person", _l("Person"), answers.person_title, answers.person_url, answers.person_seen),
    ),
    commands=(network,),
    prepare=_prepare,
    refusals={**REFUSALS, **FAULTS},
    listens={SecretaryCreated: _secretary_created},
    answers={
        acting_for: _acting,
        actors: answers.actors,
        first_page: _first_page,
        kind_words: lambda: _LETTERS,
        posts_of: answers.posts,
        readers: permissions.member_or_office,
        verb_words: lambda: VERBS,
    },
    letters=letters.WRITERS,
)
