"""Who may read a ballot, prepare, confirm or withdraw one, and vote in it: one predicate a verb."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consult.kit.clock import now
from consult.kit.visitor import Visitor
from consult.network.permissions import (
    is_member,
    is_office,
    is_secretary,
    is_teller,
    mandate_for,
    may_in_office,
)
from consult.network.queries.standing import standing_of
from consult.voting.phases import SHOWN, State, state

if TYPE_CHECKING:
    from datetime import datetime

    from consult.network.standing import HeldMandate
    from consult.voting.models import Ballot
    from consult.voting.queries.ballots import Paper
    from consult.voting.queries.voices import Voice


def read_ballot_at(person: Visitor | None, ballot: Ballot, at: datetime) -> bool:
    """Everyone reads a ballot once it is scheduled, a withdrawn one too; before, it is office's."""
    if state(ballot, at) in SHOWN or (
        state(ballot, at) is State.WITHDRAWN and ballot.scheduled_at is not None
    ):
        return True
    return is_office(person)


def read_ballot(person: Visitor | None, paper: Paper) -> bool:
    """The same, now."""
    return read_ballot_at(person, paper.ballot, now())


def prepare_ballot(person: Visitor | None, *rows: object) -> bool:
    """The first key: the secretariat."""
    return may_in_office(person, "ask-approval")


def confirm_ballot(person: Visitor | None, *rows: object) -> bool:
    """The second key: a teller. That it is another person is checked when the key is turned."""
    return is_teller(person)


def withdraw_ballot(person: Visitor | None, *rows: object) -> bool:
    """The secretariat takes back what is not open yet."""
    return is_secretary(person)


def change_ballot(person: Visitor | None, *rows: object) -> bool:
    """The first key on a change of a ballot that has opened: the secretariat."""
    return may_in_office(person, "ask-approval")


def confirm_change(person: Visitor | None, *rows: object) -> bool:
    """The second key on it: a teller. That it is another person is checked when the key is turned."""
    return is_teller(person)


def separate_part(person: Visitor | None, paper: Paper, voice: Voice, *rows: object) -> bool:
    """To have a text of a block voted on apart: who casts the organisation's vote. The roll says in what."""
    shown = paper.ballot.scheduled_at is not None
    return shown and cast_vote(person, voice.organisation_id) is not None


def read_desk(person: Visitor | None, *rows: object) -> bool:
    """Who has not voted, by name and never by choice: the secretariat."""
    return is_secretary(person)


def speak_for(person: Visitor | None, paper: Paper, voice: Voice, *rows: object) -> bool:
    """The pages of an organisation's vote: its own people, whatever their role."""
    return mandate_for(person, voice.organisation_id) is not None


def read_voices(person: Visitor | None, *rows: object) -> bool:
    """The way to what needs our voice: everyone who speaks for an organisation."""
    return is_member(person)


def read_voice(person: Visitor | None, voice: Voice) -> bool:
    """What needs an organisation's voice: its own people."""
    return mandate_for(person, voice.organisation_id) is not None


def cast_vote(person: Visitor | None, organisation_id: int) -> HeldMandate | None:
    """The mandate by which this person may vote for an organisation now: lead or voter. The roll says in what."""
    held = (m for m in standing_of(person).mandates if m.organisation_id == organisation_id and m.votes)
    return next(held, None)
