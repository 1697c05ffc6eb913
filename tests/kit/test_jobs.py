"""The work of every minute is done once, whoever asks; what a call loses or a crash interrupts is not lost."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Thread
from threading import enumerate as enumerate_threads

import pytest
from flask import Flask

from consult.kit import jobs, pulse
from consult.kit.db import db, transaction
from consult.kit.room import Room
from tests import services
from tests.cast import Stage, email
from tests.client import Client
from tests.conftest import FixedClock
from tests.journeys.server import OffsetClock
from tests.kit.consumer import consumer
from tests.kit.letter_room import kept, put, with_letters
from tests.mailing import PATIENCE, Box, smtp_server

MINUTE = timedelta(minutes=1)


@pytest.fixture
def done(app: Flask) -> Iterator[list[str]]:
    """What the jobs of a room did: one of them always fails."""
    said: list[str] = []

    def broken(at: datetime) -> None:
        with transaction(writing=True):
            said.append("broken")
            raise ZeroDivisionError("a defect of a job")

    def whole(at: datetime) -> None:
        with transaction(writing=False):
            said.append(at.isoformat())

    rooms = app.extensions["consult.rooms"]
    app.extensions["consult.rooms"] = (Room("tested", jobs=(broken, whole)),)
    yield said
    app.extensions["consult.rooms"] = rooms


def test_a_job_that_fails_stops_no_other_and_a_minute_is_run_once(
    app: Flask, done: list[str], clock: FixedClock
) -> None:
    assert jobs.run_minute(app)
    assert done == ["broken", clock.now().isoformat()]
    assert not jobs.run_minute(app)
    with app.app_context(), transaction(writing=False):
        assert pulse.last_run() == clock.now()
    clock.advance(MINUTE)
    assert jobs.run_minute(app)
    assert len(done) == 4


def test_of_many_who_ask_at_once_one_has_the_minute(app: Flask, clock: FixedClock) -> None:
    taken: list[bool] = []

    def ask() -> None:
        with app.app_context():
            taken.append(pulse.begin(clock.now()))
            db.session.remove()

    threads = [Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [False] * 7 + [True]
    with app.app_context():
        clock.advance(MINUTE)
        assert not pulse.begin(clock.now()), "the one before goes on"
        clock.advance(pulse.LONGEST)
        assert pulse.begin(clock.now()), "the one before must have died"


@pytest.fixture
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A store of calls, as CONSULT_JOBS_URL names it."""
    with ExitStack() as stack:
        if request.param == "file":
            yield ""
        elif request.param == "valkey":
            yield stack.enter_context(services.valkey(tmp_path))
        else:
            yield request.getfixturevalue("empty_postgres_url")


def clock_at(folder: Path, at: datetime) -> OffsetClock:
    """The consumer's clock, standing still: so it has one minute only, and does nothing unless it is called."""
    folder.mkdir(exist_ok=True)
    found = OffsetClock(folder / "clock")
    found.set(at)
    return found


@pytest.mark.parametrize(
    ("database_url", "store"),
    [("sqlite", "file"), ("postgres", "postgres"), ("sqlite", "valkey")],
    indirect=True,
)
def test_what_waited_goes_as_the_consumer_starts_and_a_nudge_calls_it_through_each_store(
    app: Flask, stage: Stage, store: str, clock: FixedClock
) -> None:
    before = app.extensions["consult.settings"]
    app.extensions["consult.settings"] = settings = replace(before, jobs_url=store)
    clock_at(settings.data, clock.now())
    put_letter = partial(put, app, person_id=stage.people["delegate"])
    put_letter("waited")
    box = Box()
    with (
        with_letters(app),
        smtp_server(box) as port,
        consumer(settings.data, settings.database_url, port, CONSULT_JOBS_URL=store) as process,
    ):
        box.wait_for(1)
        while kept(app, "waited").state != "sent":
            """It is being written down."""
        put_letter("nudged", secret="tok-en")
        with app.app_context():
            jobs.nudge()
        box.wait_for(2)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    assert kept(app, "nudged").state == "sent"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_killed_between_sending_and_writing_it_down_a_receipt_comes_again_and_a_digest_never(
    app: Flask, stage: Stage, clock: FixedClock
) -> None:
    settings = app.extensions["consult.settings"]
    hour = timedelta(hours=1)
    put(app, "receipt", stage.people["delegate"])
    put(app, "digest", stage.people["second"], at_most_once=True, due_at=clock.now() + hour)
    put(app, "later", stage.people["neighbour"], due_at=clock.now() + 2 * hour)
    box = Box()
    with smtp_server(box) as port:
        for number, victim in enumerate(("delegate", "second")):
            clock_at(settings.data, clock.now() + number * hour)
            with consumer(settings.data, settings.database_url, port) as process:
                box.at_content = partial(kill_at, process, email(victim))
                assert process.wait(PATIENCE) == -signal.SIGKILL
        clock_at(settings.data, clock.now() + 2 * hour)
        box.at_content = lambda address: None
        with consumer(settings.data, settings.database_url, port) as process:
            box.wait_for(4)
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0
    came = [letter.to for letter in box.letters]
    assert came == [email("delegate"), email("delegate"), email("second"), email("neighbour")]
    assert box.letters[0].headers["Message-ID"] == box.letters[1].headers["Message-ID"]
    assert [kept(app, key).state for key in ("receipt", "digest", "later")] == ["sent", "failed", "sent"]


def kill_at(process: subprocess.Popen[bytes], victim: str, address: str) -> None:
    """The letter is taken, and nobody is left to hear it."""
    if address == victim:
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE)


def calls_kept(app: Flask) -> list[bytes]:
    """What stands in the store of calls, once nobody is writing there any more."""
    for thread in enumerate_threads():
        if thread.name == "nudge":
            thread.join()
    with app.app_context():
        store = jobs.Calls(app).huey.storage
        kept_calls: list[bytes] = store.enqueued_items()
        store.close()
    return kept_calls


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_waits_for_a_letter_calls_the_jobs_and_the_store_keeps_names_only(
    app: Flask, stage: Stage, client_of: Callable[[str], Client]
) -> None:
    nobody = client_of("nobody")
    assert calls_kept(app) == []
    assert nobody.send("/sign-in/forgotten", {"email": email("delegate")}).status_code == 303
    assert calls_kept(app) == [b"consult.kit.jobs.deliver"]
    # whether somebody is known here is not to be told by how long the answer takes
    assert nobody.send("/sign-in/forgotten", {"email": "nobody@nowhere.example"}).status_code == 303
    assert calls_kept(app) == 2 * [b"consult.kit.jobs.deliver"]
    assert nobody.send("/sign-in", {"email": email("delegate"), "password": "wrong"}).status_code == 422
    assert len(calls_kept(app)) == 2
