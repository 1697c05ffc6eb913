"""The server is killed again and again while delegates vote: what it acknowledged is kept, and nothing else is."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path
from threading import Event, Lock, Thread

import pytest
from sqlalchemy import select

from consult.app import create_app
from consult.kit.db import db, transaction
from consult.settings import Settings
from consult.voting.models import Cast, RollEntry
from tests.cast import PASSWORD, email, set_stage
from tests.faults.serving import Browser, Server
from tests.faults.test_simultaneous_casts import open_ballot

CHOICES = ("yes", "no", "abstain")
VOTERS = {"delegate": "coceta", "second": "coceta", "neighbour": "cwcf", "faraway": "jwcu"}
BEFORE_A_KILL = (4, 25)
"""Between how many acknowledged votes the server is killed."""
PATIENCE = 60


@dataclass
class Record:
    """What the delegates know: what they tried to say, by its explanation, and what was acknowledged, by receipt."""

    tried: dict[str, tuple[str, str]] = field(default_factory=dict)
    acknowledged: dict[str, str] = field(default_factory=dict)
    """Receipt -> explanation."""
    failures: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)
    more: Event = field(default_factory=Event)

    def attempt(self, said: str, organisation: str, choice: str) -> None:
        with self.lock:
            self.tried[said] = organisation, choice

    def acknowledge(self, receipt: str, said: str) -> None:
        with self.lock:
            self.acknowledged[receipt] = said
            self.more.set()


def vote_on(browser: Browser, name: str, ballot: int, record: Record, stop: Event) -> None:
    """Vote and change the vote until told to stop; a server that is away is asked again."""
    organisation = VOTERS[name]
    place = f"/ballots/{ballot}/vote/{organisation}"
    choices = random.Random(name)  # noqa: S311 - which way somebody votes in a test, no secret
    number = 0
    while not stop.is_set():
        number += 1
        said, choice = f"{name} {number}", choices.choice(CHOICES)
        try:
            paper = browser.get(place)
            fields = {name: paper.hidden(name) for name in ("csrf_token", "once", "seen")}
            fields |= {"step": "confirm", "choice": choice, "explanation": said}
            record.attempt(said, organisation, choice)
            answer = browser.post(place, fields)
        except (OSError, HTTPException):
            continue  # killed meanwhile: whether this vote counts is not known
        if answer.status == 303:
            record.acknowledge(answer.location.rsplit("/", 1)[1], said)
        elif answer.status != 409:
            record.failures.append(f"{answer.status} after {said}")
            stop.set()


@contextmanager
def voting(port: int, ballot: int, record: Record) -> Iterator[Event]:
    """The delegates of several organisations, voting on and on."""
    stop = Event()
    threads = [
        Thread(
            target=vote_on,
            args=(Browser(port).sign_in(email(name), PASSWORD), name, ballot, record, stop),
        )
        for name in VOTERS
    ]
    for thread in threads:
        thread.start()
    try:
        yield stop
    finally:
        stop.set()
        for thread in threads:
            thread.join(PATIENCE)


def wait_for(record: Record, many: int, stop: Event) -> None:
    """Until so many votes were acknowledged in all."""
    while len(record.acknowledged) < many and not stop.is_set():
        record.more.clear()
        if len(record.acknowledged) < many:
            assert record.more.wait(PATIENCE), "nobody could vote any more"


def kept(database_url: str, folder: Path) -> dict[str, tuple[str, str, int, bool]]:
    """Every cast in the database by receipt: explanation, choice, organisation, whether it counts."""
    app = create_app(Settings(data=folder, database_url=database_url))
    query = select(Cast.receipt, Cast.explanation, Cast.choice, RollEntry.organisation_id, Cast.superseded_at)
    with app.app_context(), transaction(writing=False):
        rows = db.session.execute(query.join(RollEntry, RollEntry.id == Cast.entry_id)).all()
        db.session.remove()
        db.engine.dispose()
    return {row[0]: (row[1], row[2], row[3], row[4] is None) for row in rows}


def killed_and_kept(database_url: str, folder: Path, kills: int) -> None:
    """Vote on through so many kills, then compare what is kept with what everybody knows."""
    app = create_app(Settings(data=folder, database_url=database_url))
    with app.app_context():
        at = datetime.now(UTC)
        stage = set_stage(at)
        with transaction(writing=True):
            ballot = open_ballot(stage, at)
        db.session.remove()
        db.engine.dispose()
    record = Record()
    moments = random.Random(2026)  # noqa: S311 - when a test kills its server, no secret
    with Server(database_url, folder, workers=2) as server:
        with voting(server.port, ballot, record) as stop:
            for _kill in range(kills):
                wait_for(record, len(record.acknowledged) + moments.randint(*BEFORE_A_KILL), stop)
                server.kill()
                server.start()
            wait_for(record, len(record.acknowledged) + len(VOTERS), stop)
        assert record.failures == []
    found = kept(database_url, folder)
    lost = {receipt: said for receipt, said in record.acknowledged.items() if receipt not in found}
    assert lost == {}, "what was acknowledged is kept"
    for receipt, said in record.acknowledged.items():
        assert found[receipt][0] == said
    by_id = {id: slug for slug, id in stage.organisations.items()}
    for said, choice, organisation, _live in found.values():
        assert record.tried.get(said) == (by_id[organisation], choice), "nothing that nobody tried"
    assert len({said for said, *_rest in found.values()}) == len(found), "nothing twice"
    live = sorted(organisation for _said, _choice, organisation, counts in found.values() if counts)
    assert live == sorted({row[2] for row in found.values()}), "one vote that counts for each"


def test_what_was_acknowledged_survives_two_kills(sqlite_url: str, tmp_path: Path) -> None:
    killed_and_kept(sqlite_url, tmp_path / "data", 2)


@pytest.mark.full
def test_what_was_acknowledged_survives_many_kills(sqlite_url: str, tmp_path: Path) -> None:
    killed_and_kept(sqlite_url, tmp_path / "data", 25)
