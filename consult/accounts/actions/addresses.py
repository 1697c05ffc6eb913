"""A person's own change of address: asked for with the password, confirmed from the new address."""

from __future__ import annotations

from datetime import datetime

from consult.accounts.actions import links
from consult.accounts.actions.people import move_address
from consult.accounts.models import AddressChange, Person
from consult.accounts.queries import address_change, person_by_email, token_hash
from consult.accounts.rules import ADDRESS_HOLDS
from consult.journal.actions import record
from consult.kit import outbox
from consult.kit.db import db
from consult.kit.refusal import Refused
from consult.kit.visitor import Visitor


def ask_address(person: Visitor, email: str, at: datetime) -> None:
    """Have a letter sent to the new address. To an address of somebody else none goes, and nobody is told."""
    address = email.strip().lower()
    links.revoke(AddressChange, person.id, at)
    record(person, "address-change-asked", ("person", person.id), at)
    if person_by_email(address) is not None:
        return
    token = links.new_token()
    row = AddressChange(
        person_id=person.id,
        email=address,
        token_sha256=token_hash(token),
        made_at=at,
        expires_at=at + ADDRESS_HOLDS,
    )
    db.session.add(row)
    db.session.flush()
    letter = {person.id: f"address:{row.id}"}
    outbox.put("accounts/address-confirm", letter, at, values={"change": row.id}, secret=token)


def confirm_address(person: Visitor, token: str, at: datetime) -> str:
    """Take the new address: only the person who asked for it, signed in, with the link from the letter."""
    found = address_change(token)
    if found is None or found.person_id != person.id or links.use(AddressChange, token, at) is None:
        raise Refused("address-link-gone")
    row = db.session.get_one(Person, person.id)
    move_address(row, found.email, row.email, at)
    record(person, "address-changed", ("person", person.id), at)
    return found.email
