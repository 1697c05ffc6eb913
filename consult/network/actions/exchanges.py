"""One person takes another's place: an alternate for a time, two who swap, the lead handed over.

Every one of these ends mandates and gives new ones, in one transaction: there is no moment in which both or neither may
vote, and what was is never written over.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from consult.accounts.models import Person
from consult.kit.db import db
from consult.kit.refusal import Refused
from consult.kit.visitor import Visitor
from consult.network import exchanges, rules
from consult.network.actions.entries import journal
from consult.network.actions.people import cut, overlaps, tell_ended, tell_given
from consult.network.exchanges import Term
from consult.network.models import Mandate, Organisation
from consult.network.queries.people import hold


def _held(organisation: Organisation, at: datetime, *mandates: Mandate) -> None:
    """Hold these mandates as they are now, each current and of this organisation."""
    hold(Organisation, organisation.id)
    for mandate in mandates:
        db.session.refresh(mandate)
        if mandate.organisation_id != organisation.id or not rules.term_holds(
            mandate.from_at, mandate.until_at, at
        ):
            raise Refused("mandate-over")
    if len({mandate.person_id for mandate in mandates}) < len(mandates):
        raise Refused("exchange-one-person")


def _give(
    actor: Visitor,
    like: Mandate,
    person_id: int,
    role: str,
    term: Term,
    note: str,
    at: datetime,
    **links: int,
) -> Mandate | None:
    """A mandate that comes of an exchange; None when the person holds that role in that time anyway."""
    if term.is_empty or overlaps(like.organisation_id, person_id, role, term.from_at, term.until_at):
        return None
    row = Mandate(
        organisation_id=like.organisation_id,
        person_id=person_id,
        role=role,
        from_at=term.from_at,
        until_at=term.until_at,
        note=note,
        scope=like.scope,
        given_by_id=actor.id,
        given_at=at,
        **links,
    )
    db.session.add(row)
    db.session.flush()
    return row


def _say(actor: Visitor, given: Mandate | None, at: datetime) -> None:
    if given is not None and given.person_id != actor.id:
        tell_given(actor, given, db.session.get_one(Person, given.person_id), at)


def _end(actor: Visitor, mandate: Mandate, reason: str, at: datetime) -> None:
    cut(actor, mandate, reason, at)
    journal(actor, "mandate-ended", "mandate", mandate.id, at, reason)


def _own(mandate: Mandate) -> None:
    """Who only stands in passes nothing on: the one stood in for could not take it back any more."""
    if mandate.stands_in_for_id is not None:
        raise Refused("exchange-of-stand-in")


def _may_stand_in(alternate: Mandate, replaced: Mandate, until_at: datetime | None, at: datetime) -> None:
    if alternate.role != "alternate":
        raise Refused("exchange-not-alternate")
    if replaced.role not in rules.VOTING_ROLES:
        raise Refused("exchange-not-voting")
    _own(replaced)
    if until_at is not None and until_at <= at:
        raise Refused("term-upside-down")


def stand_in(
    actor: Visitor,
    organisation: Organisation,
    alternate: Mandate,
    replaced: Mandate,
    until_at: datetime | None,
    reason: str,
    at: datetime,
) -> Mandate:
    """Activate an alternate in the place of a lead or voter, whose own right ends in the same instant (F007).

    Until `until_at`, when the other one is back by itself; without it, until it is taken back.
    """
    _held(organisation, at, alternate, replaced)
    _may_stand_in(alternate, replaced, until_at, at)
    terms = exchanges.stand_in(at, replaced.until_at, until_at)
    if overlaps(organisation.id, alternate.person_id, replaced.role, at, terms.term.until_at):
        raise Refused("exchange-holds-already")
    cut(actor, replaced, reason, at)
    begun = _give(
        actor,
        replaced,
        alternate.person_id,
        replaced.role,
        terms.term,
        reason,
        at,
        stands_in_for_id=replaced.id,
    )
    if begun is None:
        raise Refused("exchange-holds-already")
    # meanwhile the one stood in for reads and drafts like an alternate
    _give(actor, replaced, replaced.person_id, "alternate", terms.term, reason, at, exchange_id=begun.id)
    if terms.afterwards is not None:
        _give(
            actor,
            replaced,
            replaced.person_id,
            replaced.role,
            terms.afterwards,
            reason,
            at,
            exchange_id=begun.id,
        )
    until = until_at.isoformat() if until_at else ""
    journal(actor, "stand-in-begun", "mandate", begun.id, at, reason, instead_of=replaced.id, until=until)
    _say(actor, begun, at)
    if replaced.person_id != actor.id:
        tell_ended(replaced, at)
    return begun


def take_back(actor: Visitor, standing_in: Mandate, reason: str, at: datetime) -> Mandate | None:
    """End a stand-in at once: the one stood in for has the role again, for what was left of the term."""
    hold(Organisation, standing_in.organisation_id)
    db.session.refresh(standing_in)
    if standing_in.stands_in_for_id is None:
        raise Refused("exchange-none")
    if not rules.term_holds(standing_in.from_at, standing_in.until_at, at):
        raise Refused("mandate-over")
    replaced = db.session.get_one(Mandate, standing_in.stands_in_for_id)
    meanwhile = db.session.scalars(select(Mandate).where(Mandate.exchange_id == standing_in.id)).all()
    whole_until, afterwards = standing_in.until_at, None
    for row in meanwhile:
        if row.role == replaced.role and row.ended_at is None:
            afterwards = Term(row.from_at, row.until_at)
        if row.until_at is None or row.until_at > at:
            cut(actor, row, reason, at)
    _end(actor, standing_in, reason, at)
    term = exchanges.back(at, whole_until, afterwards)
    again = _give(actor, replaced, replaced.person_id, replaced.role, term, reason, at) if term else None
    journal(actor, "stand-in-ended", "mandate", standing_in.id, at, reason)
    _say(actor, again, at)
    if standing_in.person_id != actor.id:
        tell_ended(standing_in, at)
    return again


def swap(
    actor: Visitor, organisation: Organisation, first: Mandate, second: Mandate, reason: str, at: datetime
) -> tuple[Mandate | None, Mandate | None]:
    """Two people of an organisation take each other's role, each for what is left of the other's term."""
    _held(organisation, at, first, second)
    if first.role == second.role:
        raise Refused("exchange-same-role")
    terms = (Term(at, first.until_at), Term(at, second.until_at))
    for mandate in (first, second):
        cut(actor, mandate, reason, at)
    given = (
        _give(actor, second, first.person_id, second.role, terms[1], reason, at),
        _give(actor, first, second.person_id, first.role, terms[0], reason, at),
    )
    journal(
        actor, "mandates-swapped", "organisation", organisation.id, at, reason, mandates=[first.id, second.id]
    )
    for row in given:
        _say(actor, row, at)
    return given


def hand_over(
    actor: Visitor,
    organisation: Organisation,
    lead: Mandate,
    successor: Mandate,
    role_after: str,
    reason: str,
    at: datetime,
) -> Mandate:
    """Another colleague becomes the lead delegate; the one before keeps a lesser role, or none."""
    _held(organisation, at, lead, successor)
    if lead.role != "lead" or successor.role == "lead":
        raise Refused("exchange-not-lead")
    _own(lead)
    if role_after and role_after not in rules.COLLEAGUE_ROLES:
        raise Refused("role-not-yours-to-give")
    term = Term(at, lead.until_at)
    for mandate in (lead, successor):
        cut(actor, mandate, reason, at)
    begun = _give(actor, lead, successor.person_id, "lead", term, reason, at)
    if begun is None:
        raise Refused("exchange-holds-already")
    kept = _give(actor, lead, lead.person_id, role_after, term, reason, at) if role_after else None
    journal(
        actor, "lead-handed-over", "organisation", organisation.id, at, reason, mandates=[lead.id, begun.id]
    )
    _say(actor, begun, at)
    _say(actor, kept, at)
    if kept is None and lead.person_id != actor.id:
        tell_ended(lead, at)
    return begun
