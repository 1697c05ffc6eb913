"""Asking the cast to vote: ballots prepared, confirmed and cast by the rooms' own actions and pages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from consult.kit.clock import now
from consult.kit.db import db, transaction
from consult.kit.visitor import Visitor
from consult.strategy.models import Proposal, Version
from consult.voting.actions.rules import add_rule
from consult.voting.actions.scheduling import Plan, confirm_ballot, prepare_ballot
from consult.voting.models import Ballot, Cast
from consult.voting.queries import ballots
from tests.cast import NAMES, Stage, email
from tests.client import Client
from tests.conftest import FixedClock

RULES = "consult/cases/cicopa/rules.json"
OPENS = datetime(2026, 12, 20, 9, 0, tzinfo=UTC)
CLOSES = datetime(2027, 1, 10, 9, 0, tzinfo=UTC)
SPEAKERS = {"coceta": "delegate", "cwcf": "neighbour", "jwcu": "faraway"}


@dataclass
class Asking:
    """The stage with the case's rules, and short ways to what voting tests begin with."""

    app: Flask
    stage: Stage
    clock: FixedClock
    client_of: Callable[[str], Client]

    def add_rule(self, slug: str, **changes: object) -> None:
        """One more rule: the ordinary one with changes."""
        document = json.loads(Path(RULES).read_text(encoding="utf-8"))["rules"][0]
        with self.app.app_context(), transaction(writing=True):
            add_rule({**document, "id": slug, **changes}, now())

    def visitor(self, name: str) -> Visitor:
        return Visitor(self.stage.people[name], NAMES[name], email(name), "en", "Europe/Brussels", 0, "")

    def version_of(self, proposal: int) -> int:
        """The id of a proposal's first version."""
        with self.app.app_context():
            return db.session.scalars(select(Version.id).where(Version.proposal_id == proposal)).one()

    def plan(self, rule: str = "ordinary", opens_at: datetime = OPENS, closes_at: datetime = CLOSES) -> Plan:
        """A plan on the final proposal; within an application context."""
        proposal = db.session.get_one(Proposal, self.stage.proposals["final"])
        version = db.session.get_one(Version, self.stage.versions["final"])
        found = ballots.rule(rule)
        assert found is not None
        return Plan(proposal, version, "Do you adopt proposal 2.4?", found, opens_at, closes_at)

    def prepared(
        self, rule: str = "ordinary", opens_at: datetime = OPENS, closes_at: datetime = CLOSES
    ) -> int:
        """A ballot that waits for a teller."""
        with self.app.app_context(), transaction(writing=True):
            plan = self.plan(rule, opens_at, closes_at)
            return prepare_ballot(self.visitor("secretary"), plan, "As the board asked.", now()).id

    def scheduled(
        self, rule: str = "ordinary", opens_at: datetime = OPENS, closes_at: datetime = CLOSES
    ) -> int:
        """A ballot that a teller has confirmed."""
        id = self.prepared(rule, opens_at, closes_at)
        with self.app.app_context(), transaction(writing=True):
            ballot = db.session.get_one(Ballot, id)
            confirm_ballot(self.visitor("teller"), ballot, ballot.schedule_sha256, now())
        return id

    def opened(self, rule: str = "ordinary") -> int:
        """A ballot that opened an hour ago."""
        id = self.scheduled(rule)
        self.clock.set(OPENS + timedelta(hours=1))
        return id

    def close(self) -> None:
        """Let the time of voting pass, and that of settling."""
        self.clock.set(CLOSES + timedelta(minutes=1))

    def cast(self, ballot: int, organisation: str, choice: str, name: str = "", **more: str) -> TestResponse:
        """Vote for an organisation as its delegate does: open the paper, confirm what the review shows."""
        browser = self.client_of(name or SPEAKERS[organisation])
        return confirm(browser, ballot, organisation, choice, **more)

    def cast_refused(self, ballot: int, name: str = "delegate", organisation: str = "coceta") -> int:
        """Send a confirming form without the way there; answers the status."""
        fields = {"step": "confirm", "choice": "yes", "seen": "", "explanation": ""}
        return self.client_of(name).send(place(ballot, organisation), fields).status_code

    def casts(self, ballot: int) -> list[tuple[str, bool]]:
        """Every cast kept, in order: its choice, and whether it counts."""
        with self.app.app_context(), transaction(writing=False):
            query = select(Cast.choice, Cast.superseded_at).order_by(Cast.id)
            return [(choice, gone is None) for choice, gone in db.session.execute(query)]


def place(ballot: int, organisation: str) -> str:
    """The address of an organisation's paper."""
    return f"/ballots/{ballot}/vote/{organisation}"


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'<input[^>]*name="{name}"[^>]*?(?:value="([^"]*)")?[^>]*>', page)
    assert found is not None, f"no field {name}"
    value = re.search(r'value="([^"]*)"', found[0])
    return unescape(value[1]) if value else ""


def reviewed(browser: Client, ballot: int, organisation: str, choice: str, **more: str) -> dict[str, str]:
    """Fill in the paper and read the review; answers the fields of its confirming form."""
    paper = browser.get(place(ballot, organisation))
    assert paper.status_code == 200, paper.status
    seen = hidden(paper.get_data(as_text=True), "seen")
    given = {"step": "review", "choice": choice, "seen": seen, **more}
    review = browser.send(place(ballot, organisation), given)
    assert review.status_code == 200, review.get_data(as_text=True)
    page = review.get_data(as_text=True)
    names = ("choice", "explanation", "seen", "language", "once")
    return {**{name: hidden(page, name) for name in names}, "step": "confirm"}


def confirm(browser: Client, ballot: int, organisation: str, choice: str, **more: str) -> TestResponse:
    """The whole way to a receipt."""
    fields = reviewed(browser, ballot, organisation, choice, **more)
    return browser.send(place(ballot, organisation), fields)


def text(answer: TestResponse) -> str:
    """A page's words without its tags, blanks folded."""
    page = re.sub(r"<(script|style)\b.*?</\1>", " ", answer.get_data(as_text=True), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())
