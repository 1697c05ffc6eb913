"""People: added, changed by themselves, put right by the secretariat, disabled and enabled."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from consult.accounts.actions import links
from consult.accounts.actions.sessions import end_sessions
from consult.accounts.models import AddressChange, Invitation, PasswordReset, Person
from consult.accounts.queries import person_by_email
from consult.journal.actions import record
from consult.kit import outbox
from consult.kit.db import db
from consult.kit.refusal import Refused
from consult.kit.visitor import Visitor


def add_person(email: str, name: str, language: str, time_zone: str, at: datetime) -> Person:
    """A new person without a password. Raises Refused when the address is taken."""
    address = email.strip().lower()
    if person_by_email(address) is not None:
        raise Refused("address-taken", email=address)
    person = Person(email=address, name=name, language=language, time_zone=time_zone, created_at=at)
    try:
        with db.session.begin_nested():
            db.session.add(person)
    except IntegrityError as error:  # added by somebody else at this very moment
        raise Refused("address-taken", email=address) from error
    record(None, "person-added", ("person", person.id), at)
    return person


def change_profile(person: Visitor, name: str, language: str, time_zone: str, at: datetime) -> None:
    """The person's own name, language and time zone."""
    values = {"name": name, "language": language, "time_zone": time_zone}
    db.session.execute(update(Person).where(Person.id == person.id).values(**values))
    record(person, "profile-changed", ("person", person.id), at)


def change_language(person: Visitor, language: str) -> None:
    """The language chosen in the header of a page."""
    db.session.execute(update(Person).where(Person.id == person.id).values(language=language))


def correct_person(
    actor: Visitor, person: Person, name: str, email: str, reason: str, at: datetime
) -> tuple[str, ...]:
    """Put a name or address right, with the reason; answers what changed. The old address is told of a new one."""
    address = email.strip().lower()
    changed = tuple(
        field
        for field, was, new in (("name", person.name, name), ("email", person.email, address))
        if was != new
    )
    if not changed:
        return ()
    former = person.email
    person.name = name
    if "email" in changed:
        move_address(person, address, former, at)
    db.session.flush()
    details: dict[str, object] = {"changed": list(changed)}
    # whoever holds an address can have a new password sent to it: members read who moved it and why
    record(
        actor, "person-corrected", ("person", person.id), at, reason=reason, sensitive="email" in changed,
        details=details,
    )  # fmt: skip
    return changed


def move_address(person: Person, address: str, former: str, at: datetime) -> None:
    """Give somebody another address: links sent to the former one are worth nothing from now on."""
    try:
        with db.session.begin_nested():
            person.email = address
            db.session.flush()
    except IntegrityError as error:
        db.session.refresh(person)
        raise Refused("address-taken", email=address) from error
    for kind in (Invitation, PasswordReset, AddressChange):
        links.revoke(kind, person.id, at)
    key = f"address-changed:{person.id}:{at.isoformat()}"
    outbox.put("accounts/address-changed", {person.id: key}, at, values={"to": former, "new": address})


def disable_person(actor: Visitor, person: Person, reason: str, at: datetime) -> None:
    """Nobody signs in with this account any more: its sessions and links end at once."""
    if actor.id == person.id:
        raise Refused("disable-oneself")
    if person.disabled_at is not None:
        raise Refused("person-disabled-already")
    person.disabled_at = at
    db.session.flush()
    end_sessions(person.id, at)
    for kind in (Invitation, PasswordReset, AddressChange):
        links.revoke(kind, person.id, at)
    record(actor, "person-disabled", ("person", person.id), at, reason=reason, sensitive=True)


def enable_person(actor: Visitor, person: Person, reason: str, at: datetime) -> None:
    """The account may be used again, with the password it had."""
    if person.disabled_at is None:
        raise Refused("person-enabled-already")
    person.disabled_at = None
    db.session.flush()
    record(actor, "person-enabled", ("person", person.id), at, reason=reason, sensitive=True)
