"""Telling those concerned of a ballot: what they find on the site and, by their own pace, in a letter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from consult.network.queries.people import mandated, seats_of
from consult.notices.actions import tell
from consult.notices.queries import followers
from consult.notices.rules import CALLS, FOLLOWS
from consult.voting.models import Ballot, BallotChange
from consult.voting.occasions import Occasion
from consult.voting.queries import blocks, casts, rolls

ASKED = ("lead", "voter", "alternate")
"""The roles that hear of a ballot: those who cast the vote, and those who stand in for them."""


def scheduled(ballot: Ballot, at: datetime) -> None:
    """A teller has confirmed it: when it opens and closes."""
    _tell(ballot, "ballot-announced", at, key=f"announced:{ballot.id}", letter="voting/announced")


def opened(ballot: Ballot, at: datetime) -> None:
    """Voting has begun."""
    _tell(ballot, "ballot-opened", at, key=f"opened:{ballot.id}", letter="voting/opened")


def reminded(ballot: Ballot, occasion: Occasion, at: datetime) -> None:
    """Little time is left: only organisations whose vote is missing hear of it. A moved closing is another one."""
    silent = {row.organisation_id for row in casts.silent(ballot)}
    closes = ballot.closes_at.strftime("%Y%m%dT%H%M%S")
    key = f"reminder:{ballot.id}:{occasion}:{closes}"
    people = _speakers(silent, at)
    tell("ballot-reminder", people, ("ballot", ballot.id), at, topic=CALLS, key=key, letter="voting/reminder")


def decided(ballot: Ballot, at: datetime) -> None:
    """It has closed and been counted."""
    _tell(ballot, "ballot-decided", at, key=f"decided:{ballot.id}", letter="voting/result")


def withdrawn(ballot: Ballot, reason: str, at: datetime, actor: int) -> None:
    """It was taken back before it opened."""
    key = f"withdrawn:{ballot.id}"
    values = {"reason": reason}
    _tell(ballot, "ballot-withdrawn", at, key=key, letter="voting/withdrawn", values=values, but=actor)


def changed(ballot: Ballot, change: BallotChange, at: datetime) -> None:
    """Two keys have moved its closing or annulled it."""
    codes = {"extend": "ballot-extended", "close-early": "ballot-closes-early", "annul": "ballot-annulled"}
    values = {"change": str(change.id)}
    key = f"changed:{change.id}"
    _tell(ballot, codes[change.act], at, key=key, letter="voting/changed", values=values)


def waits_for_teller(ballot: Ballot, key: str, at: datetime, actor: int) -> None:
    """The tellers are asked to turn the second key."""
    people = _in_office("tellers", at) - {actor}
    tell("ballot-waits", people, ("ballot", ballot.id), at, topic=CALLS, key=key)


def separated(block: Ballot, own: Ballot, organisation: str, at: datetime, actor: int) -> None:
    """The secretariat hears who had a text asked about apart; everyone asked hears of its own ballot."""
    people = _in_office("secretariat", at) - {actor}
    values = {"organisation": organisation}
    key = f"separated:{own.id}"
    about, within = ("ballot", own.id), ("ballot", block.id)
    letter = "voting/separated"
    tell(
        "ballot-separated",
        people,
        about,
        at,
        topic=CALLS,
        key=key,
        within=within,
        values=values,
        letter=letter,
    )
    scheduled(own, at)


def _tell(
    ballot: Ballot,
    code: str,
    at: datetime,
    *,
    key: str,
    letter: str,
    values: dict[str, str] | None = None,
    but: int = 0,
) -> None:
    """Whoever speaks for an organisation that votes; and whoever follows the ballot or what it asks about."""
    about = ("ballot", ballot.id)
    speakers = _speakers(rolls.voters_of(ballot), at)
    tell(code, speakers - {but}, about, at, topic=CALLS, key=key, values=values, letter=letter)
    others = _following(ballot) - speakers - {but}
    tell(code, others, about, at, topic=FOLLOWS, key=key, values=values, letter=letter)


def _speakers(organisations: Iterable[int], at: datetime) -> set[int]:
    return {person for _organisation, person in mandated(set(organisations), ASKED, at)}


def _following(ballot: Ballot) -> set[int]:
    asked = blocks.named([ballot])[ballot.id]
    pillars = {("pillar", heading.pillar_id) for heading in asked}
    return followers(("ballot", ballot.id), *(("proposal", heading.id) for heading in asked), *pillars)


def _in_office(kind: str, at: datetime) -> set[int]:
    day = rolls.day_of(at)
    return {
        seat.person_id
        for seat, _name, _email, body in seats_of()
        if body.kind == kind
        and seat.ended_at is None
        and seat.from_on <= day
        and (seat.until_on is None or seat.until_on >= day)
    }
