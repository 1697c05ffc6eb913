"""Ballots of every kind among many organisations, put and cast by the rooms' own actions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import cycle, islice

from flask import Flask

from consult.accounts.models import Person
from consult.kit.db import db, transaction
from consult.kit.visitor import Visitor
from consult.network.models import Mandate, Membership, Organisation
from consult.network.queries.standing import standing_of
from consult.network.standing import HeldMandate
from consult.strategy.models import Proposal, Version
from consult.voting.actions.casting import Vote, cast_vote
from consult.voting.actions.scheduling import Plan, confirm_ballot, prepare_ballot
from consult.voting.models import Ballot
from consult.voting.queries import ballots
from tests.cast import NAMES, START, Stage, add_proposal, email

DAY = timedelta(days=1)
SPEAKERS = {"coceta": "delegate", "cwcf": "neighbour", "jwcu": "faraway"}
REGIONS = ("Europe", "Americas", "Asia")


@dataclass
class Assembly:
    """The cast's full members and any number of further ones, ready to be asked."""

    app: Flask
    stage: Stage
    voters: dict[str, tuple[Visitor, HeldMandate]] = field(default_factory=dict)
    numbers: int = 10
    """The number of the last proposal that a ballot was put on."""

    def gather(self) -> None:
        """The delegates of the standing cast."""
        with self.app.app_context(), transaction(writing=False):
            for slug, name in SPEAKERS.items():
                person = self.visitor(name)
                self.voters[slug] = (person, standing_of(person).mandates[0])

    def visitor(self, name: str) -> Visitor:
        return Visitor(self.stage.people[name], NAMES[name], email(name), "en", "Europe/Brussels", 0, "")

    def invite(self, number: int) -> None:
        """So many further full members, each with a lead delegate."""
        with self.app.app_context(), transaction(writing=True):
            for place, region in zip(range(number), cycle(REGIONS), strict=False):
                self._invite(f"member-{place}", region)

    def _invite(self, slug: str, region: str) -> None:
        person = Person(
            email=f"{slug}@cast.example", name=slug, language="en", time_zone="UTC", created_at=START
        )
        row = Organisation(
            slug=slug, name=f"Members of {slug}", short_name=slug.upper(), country="BE", region=region
        )
        db.session.add_all([person, row])
        db.session.flush()
        since = date(2000, 1, 1)
        db.session.add(
            Membership(
                organisation_id=row.id, from_on=since, category="full", standing="active", recorded_at=START
            )
        )
        mandate = Mandate(organisation_id=row.id, person_id=person.id, role="lead", from_at=START - 300 * DAY)
        db.session.add(mandate)
        db.session.flush()
        visitor = Visitor(person.id, slug, person.email, "en", "UTC", 0, "")
        held = HeldMandate(mandate.id, row.id, slug, row.short_name, row.name, "lead", "full", "active")
        self.voters[slug] = (visitor, held)

    def put(self, opens_at: datetime, closes_at: datetime, choices: Iterable[str] = ()) -> int:
        """A confirmed ballot on a proposal of its own; the choices are cast in the order of the members."""
        id = self.prepare(opens_at, closes_at)
        with self.app.app_context(), transaction(writing=True):
            ballot = db.session.get_one(Ballot, id)
            confirm_ballot(self.visitor("teller"), ballot, ballot.schedule_sha256, opens_at - DAY)
        self.cast(id, choices)
        return id

    def prepare(self, opens_at: datetime, closes_at: datetime) -> int:
        """A ballot that waits for a teller's key."""
        with self.app.app_context(), transaction(writing=True):
            self.numbers += 1
            proposal = add_proposal(self.stage, self.numbers, "final", START)
            rule = ballots.rule("ordinary")
            assert rule is not None
            plan = Plan(
                db.session.get_one(Proposal, proposal),
                db.session.get_one(Version, self.stage.versions["final"]),
                "Do you adopt it?",
                rule,
                opens_at,
                closes_at,
            )
            return prepare_ballot(
                self.visitor("secretary"), plan, "As the board asked.", opens_at - 2 * DAY
            ).id

    def cast(self, ballot: int, choices: Iterable[str]) -> None:
        """Votes of the first members, one choice each."""
        with self.app.app_context(), transaction(writing=True):
            for choice, (person, mandate) in zip(choices, self.voters.values(), strict=False):
                paper = ballots.paper_to_cast(ballot)
                assert paper is not None
                at = paper.ballot.opens_at + timedelta(hours=1)
                cast_vote(person, mandate, paper, Vote(choice), lambda at=at: at)  # type: ignore[misc]

    def closed(self, choices: Iterable[str] = (), days_ago: int = 1) -> int:
        """A ballot that closed some days before the story begins."""
        closes_at = START - days_ago * DAY
        return self.put(closes_at - 14 * DAY, closes_at, choices)

    def open(self, choices: Iterable[str] = ()) -> int:
        """A ballot that opened the day before the story begins and closes ten days after."""
        return self.put(START - DAY, START + 10 * DAY, choices)


def shares(**numbers: int) -> list[str]:
    """`shares(yes=2, no=1)`: yes, yes, no."""
    return [choice for choice, number in numbers.items() for choice in islice(cycle([choice]), number)]
