"""Who may do what in the network, and the predicates about seats and mandates that all later rooms build on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consult.kit.visitor import Visitor
from consult.network.queries.people import mandate as mandate_row
from consult.network.queries.standing import standing_of
from consult.network.standing import HeldMandate

if TYPE_CHECKING:
    from consult.network.models import Mandate, Organisation

OFFICE_KINDS = ("secretariat", "tellers", "board")


def may_in_office(person: Visitor | None, act: str) -> bool:
    """Whether a seat of this person allows an act of rules.OFFICE_RIGHTS."""
    return act in standing_of(person).acts


def is_secretary(person: Visitor | None, *rows: object) -> bool:
    """Has a seat in the secretariat today."""
    return standing_of(person).sits_in("secretariat")


def is_teller(person: Visitor | None, *rows: object) -> bool:
    """Has a seat among the tellers today."""
    return standing_of(person).sits_in("tellers")


def is_board(person: Visitor | None, *rows: object) -> bool:
    """Has a seat in the board today; it gives no vote and no edit."""
    return standing_of(person).sits_in("board")


def is_office(person: Visitor | None, *rows: object) -> bool:
    """Secretary, teller or board."""
    standing = standing_of(person)
    return any(standing.sits_in(kind) for kind in OFFICE_KINDS)


def is_member(person: Visitor | None, *rows: object) -> bool:
    """Holds a mandate of a member organisation now, whatever its role."""
    return bool(standing_of(person).mandates)


def member_or_office(person: Visitor | None, *rows: object) -> bool:
    """Anyone who may read what is for members only."""
    return is_member(person) or may_in_office(person, "read-members")


def mandate_for(person: Visitor | None, organisation_id: int) -> HeldMandate | None:
    """The strongest mandate of this person for an organisation that holds now."""
    held = (mandate for mandate in standing_of(person).mandates if mandate.organisation_id == organisation_id)
    return next(held, None)


def may_for(person: Visitor | None, organisation_id: int, right: str) -> HeldMandate | None:
    """The mandate by which this person may use a right for an organisation now."""
    for mandate in standing_of(person).mandates:
        if mandate.organisation_id == organisation_id and right in mandate.rights:
            return mandate
    return None


def keep_network(person: Visitor | None, *rows: object) -> bool:
    """Create and edit organisations, their history, mandates and seats."""
    return may_in_office(person, "keep-network")


def read_rights(person: Visitor | None, *rows: object) -> bool:
    """The table of who may do what."""
    return may_in_office(person, "read-office")


def read_approvals(person: Visitor | None, *rows: object) -> bool:
    """What waits for a second key."""
    return may_in_office(person, "read-approvals")


def read_speakers(person: Visitor | None, *rows: object) -> bool:
    """Who speaks for an organisation now: members and office."""
    return member_or_office(person)


def read_addresses(person: Visitor | None, organisation_id: int) -> bool:
    """How to reach them, and who spoke before: the organisation's own people and office."""
    return mandate_for(person, organisation_id) is not None or may_in_office(person, "read-office")


def read_colleagues(person: Visitor | None, organisation: Organisation, *rows: object) -> bool:
    """Who speaks for an organisation, with addresses: its own people and office."""
    return read_addresses(person, organisation.id)


def invite_colleagues(person: Visitor | None, organisation: Organisation, *rows: object) -> bool:
    """Have colleagues speak for the organisation: its lead delegate, and the secretariat."""
    return may_for(person, organisation.id, "invite") is not None or keep_network(person)


def end_colleague(person: Visitor | None, organisation: Organisation, mandate: Mandate) -> bool:
    """End a mandate: the lead delegate those of colleagues, the secretariat every one."""
    return keep_network(person) or (invite_colleagues(person, organisation) and mandate.role != "lead")


def take_back(person: Visitor | None, organisation: Organisation, mandate: Mandate) -> bool:
    """End a stand-in: who may invite, and a lead delegate in whose own place somebody stands."""
    if invite_colleagues(person, organisation):
        return True
    if person is None or mandate.role != "lead" or mandate.stands_in_for_id is None:
        return False
    replaced = mandate_row(mandate.stands_in_for_id)
    return replaced is not None and replaced.person_id == person.id


def read_mandate(person: Visitor | None, mandate: Mandate) -> bool:
    """A mandate's own page with its document: the organisation's people and office."""
    return read_addresses(person, mandate.organisation_id)


def keep_document(person: Visitor | None, mandate: Mandate) -> bool:
    """Put the signed document to a mandate: the lead delegate and the secretariat."""
    return may_for(person, mandate.organisation_id, "invite") is not None or keep_network(person)
