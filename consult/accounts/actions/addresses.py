"""A person's own change of address: asked for with the password, confirmed from the new address."""

from __future__ import annotations

from datetime import datetime, timedelta

from consult.accounts.actions import links
from consult.accounts.actions.people import move_address
from consult.accounts.models import AddressChange, Person
from consult.accounts.queries import address_change, addresses_asked, person_by_email, token_hash
from consult.accounts.rules import ADDRESS_HOLDS, ADDRESSES_A_DAY
from consult.journal.actions import record
from consult.kit import outbox
from consult.kit.db import db
from consult.kit.refusal import Refused
from consult.kit.visitor import Visitor


def ask_address(person: Visitor, email: str, at: datetime) -> None:
    """Have a letter sent to the new address; so many a day and no more, as it may be anybody's.

    To an address of somebody else none goes, and nobody is told: the change waits all the same and runs out.
    """
    address = email.strip().lower()
    if addresses_asked(person.id, at - timedelta(days=1)) >= ADDRESSES_A_DAY:
        raise Refused("addresses-enough", most=ADDRESSES_A_DAY)
    links.revoke(AddressChange, person.id, at)
    record(person, "address-change-asked", ("person", person.id), at)
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
    if person_by_email(address) is not None:
        return
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
