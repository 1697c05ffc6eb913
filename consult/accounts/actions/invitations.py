"""Invitations: made, sent again, withdrawn and accepted."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import update

from consult.accounts import queries
from consult.accounts.actions import links
from consult.accounts.actions.passwords import set_password
from consult.accounts.actions.sessions import end_sessions
from consult.accounts.models import Invitation, PasswordReset, Person
from consult.accounts.queries import token_hash
from consult.accounts.rules import INVITATION_HOLDS
from consult.journal.actions import record
from consult.kit import outbox
from consult.kit.db import db
from consult.kit.refusal import Refused
from consult.kit.visitor import Visitor


def invite(actor: Visitor | None, person: Person, at: datetime) -> Invitation:
    """Invite somebody who has never signed in; a former invitation is worth nothing from now on."""
    if person.disabled_at is not None:
        raise Refused("invite-disabled", name=person.name)
    if queries.ever_signed_in(person.id):
        raise Refused("invite-signed-in", name=person.name)
    return _invite(actor, person.id, at)


def _invite(actor: Visitor | None, person_id: int, at: datetime) -> Invitation:
    links.revoke(Invitation, person_id, at)
    token = links.new_token()
    row = Invitation(
        person_id=person_id,
        token_sha256=token_hash(token),
        made_by_id=actor.id if actor else None,
        made_at=at,
        expires_at=at + INVITATION_HOLDS,
    )
    db.session.add(row)
    db.session.flush()
    letter = {person_id: f"invitation:{row.id}"}
    outbox.put("accounts/invitation", letter, at, values={"invitation": row.id}, secret=token)
    record(actor, "person-invited", ("person", person_id), at)
    return row


def invite_many(actor: Visitor, people: Collection[int], at: datetime) -> int:
    """Invite those of these people who may be invited; answers how many."""
    able = queries.may_be_invited(people)
    for person_id in able:
        _invite(actor, person_id, at)
    return len(able)


def withdraw_invitation(actor: Visitor, person: Person, at: datetime) -> None:
    """Take an invitation back: its link does nothing any more."""
    if not links.revoke(Invitation, person.id, at):
        raise Refused("invitation-gone")
    record(actor, "invitation-withdrawn", ("person", person.id), at)


def invite_afresh(token: str, at: datetime) -> None:
    """Send a fresh invitation to the same address where this one was real and has only run out.

    Nothing happens to an invitation that was used or withdrawn, and nobody is told which it was.
    """
    found = queries.invitation(token)
    if found is None or found.used_at is not None or found.revoked_at is not None or found.expires_at > at:
        return
    if queries.may_be_invited([found.person_id]):
        inviter = found.made_by_id
        row = _invite(None, found.person_id, at)
        row.made_by_id = inviter
        db.session.flush()


def accept_invitation(
    token: str, password_hash: str, language: str, time_zone: str, at: datetime
) -> int | None:
    """Use an invitation: the person has a password from now on. None when the invitation is not good (any more)."""
    person_id = links.use(Invitation, token, at)
    if person_id is None:
        return None
    set_password(person_id, password_hash, at)
    values = {"language": language, "time_zone": time_zone}
    db.session.execute(update(Person).where(Person.id == person_id).values(**values))
    for kind in (Invitation, PasswordReset):
        links.revoke(kind, person_id, at)
    end_sessions(person_id, at)
    record(None, "invitation-accepted", ("person", person_id), at)
    return person_id
