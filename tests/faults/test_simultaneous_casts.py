"""A hundred casts at the same moment by two delegates of one organisation, against the running server."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select

from consult.app import create_app
from consult.kit.db import db, transaction
from consult.kit.visitor import Visitor
from consult.settings import Settings
from consult.strategy.models import Proposal, Version
from consult.voting.actions.rules import add_rule
from consult.voting.actions.scheduling import Plan, confirm_ballot, prepare_ballot
from consult.voting.document import read_json
from consult.voting.models import Cast
from tests.cast import NAMES, PASSWORD, Stage, email, set_stage
from tests.faults.serving import Answer, Browser, served
from tests.voting.asking import RULES

CASTS = 100
TRIES = 2
CHOICES = ("yes", "no", "abstain")


def visitor(stage: Stage, name: str) -> Visitor:
    return Visitor(stage.people[name], NAMES[name], email(name), "en", "Europe/Brussels", 0, "")


def open_ballot(stage: Stage, at: datetime) -> int:
    """A ballot of the case's first rule that opened a day ago; within a writing transaction."""
    document = read_json(Path(RULES).read_text(encoding="utf-8"))
    assert isinstance(document, dict)
    rule, _new = add_rule(document["rules"][0], at - timedelta(days=40))
    plan = Plan(
        db.session.get_one(Proposal, stage.proposals["final"]),
        db.session.get_one(Version, stage.versions["final"]),
        "Do you adopt proposal 2.4?",
        rule,
        at - timedelta(days=1),
        at + timedelta(days=20),
    )
    prepared_at = at - timedelta(days=30)
    ballot = prepare_ballot(visitor(stage, "secretary"), plan, "", prepared_at)
    confirm_ballot(visitor(stage, "teller"), ballot, ballot.schedule_sha256, prepared_at)
    return ballot.id


@pytest.fixture
def ballot(database_url: str, tmp_path: Path) -> Iterator[tuple[int, int]]:
    """(port of the server, ballot) of an installation whose ballot nobody has voted in yet."""
    folder = tmp_path / "data"
    app = create_app(Settings(data=folder, database_url=database_url))
    with app.app_context():
        at = datetime.now(UTC)
        stage = set_stage(at)
        with transaction(writing=True):
            id = open_ballot(stage, at)
        db.session.remove()
        db.engine.dispose()
    with served(database_url, folder) as port:
        yield port, id


def kept(database_url: str, folder: Path) -> list[tuple[str, bool]]:
    """Every cast in the database: its receipt, and whether it is live."""
    app = create_app(Settings(data=folder, database_url=database_url))
    with app.app_context(), transaction(writing=False):
        rows = db.session.execute(select(Cast.receipt, Cast.superseded_at).order_by(Cast.id)).all()
        db.session.remove()
        db.engine.dispose()
    return [(receipt, gone is None) for receipt, gone in rows]


def cast(browser: Browser, place: str, token: str, choice: str, together: Barrier) -> list[Answer]:
    """Send one vote together with all others; when a colleague was quicker, change theirs openly a few times."""
    fields = {"csrf_token": token, "step": "confirm", "choice": choice, "seen": "", "explanation": ""}
    together.wait()
    answers = [browser.post(place, fields)]
    while answers[-1].status == 409 and len(answers) < TRIES:
        fields["seen"] = answers[-1].hidden("seen")
        answers.append(browser.post(place, fields))
    return answers


def test_one_live_vote_and_every_acknowledged_one_in_the_history(
    ballot: tuple[int, int], database_url: str, tmp_path: Path
) -> None:
    port, id = ballot
    place = f"/ballots/{id}/vote/coceta"
    delegates = [Browser(port).sign_in(email(name), PASSWORD) for name in ("delegate", "second")]
    tokens = [browser.get(place).hidden("csrf_token") for browser in delegates]
    together = Barrier(CASTS)
    with ThreadPoolExecutor(CASTS) as crowd:
        sent = [
            crowd.submit(
                cast,
                replace(delegates[number % 2], cookies=dict(delegates[number % 2].cookies)),
                place,
                tokens[number % 2],
                CHOICES[number % 3],
                together,
            )
            for number in range(CASTS)
        ]
        answers = [answer for future in sent for answer in future.result()]
    assert {answer.status for answer in answers} <= {303, 409}
    acknowledged = {answer.location.rsplit("/", 1)[1] for answer in answers if answer.status == 303}
    stored = kept(database_url, tmp_path / "data")
    assert [live for _receipt, live in stored].count(True) == 1
    assert acknowledged == {receipt for receipt, _live in stored}, "nothing lost, nothing unexpected"
    assert len(acknowledged) > 1
    history = delegates[0].get(place).page
    assert [receipt for receipt in acknowledged if receipt not in history] == []
