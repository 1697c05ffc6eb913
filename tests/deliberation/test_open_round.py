"""The secretariat opens rounds and moves their deadlines; the clock does the rest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from consult.deliberation.actions.rounds import extend_round, open_round
from consult.deliberation.models import Round
from consult.journal.models import Entry
from consult.kit.db import db, transaction
from consult.kit.refusal import Refused
from tests.cast import START, Stage
from tests.client import Client
from tests.conftest import FixedClock
from tests.deliberation.speaking import say, visitor

Clients = Callable[[str], Client]
DESK = "/secretariat/rounds"


def typed(stage: Stage, **more: str) -> dict[str, str]:
    return {
        "strategy": str(stage.strategy),
        "title": "Second reading",
        "opens_at": "2027-03-01T09:00",
        "closes_at": "2027-03-31T18:00",
        **more,
    }


def present(app: Flask, stage: Stage) -> Round:
    with app.app_context():
        found = db.session.get(Round, stage.round)
        assert found is not None
        return found


def test_a_secretary_opens_a_round_in_her_own_zone(app: Flask, stage: Stage, client_of: Clients) -> None:
    secretary = client_of("secretary")
    assert secretary.send(DESK, typed(stage)).status_code == 303
    page = secretary.get(DESK).get_data(as_text=True)
    assert "Second reading" in page
    with app.app_context():
        second = db.session.scalars(select(Round).order_by(Round.id.desc())).first()
        assert second is not None
        # Brussels is an hour ahead of UTC in March, two at its end
        assert second.opens_at == datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
        assert second.closes_at == datetime(2027, 3, 31, 16, 0, tzinfo=UTC)
        entry = db.session.scalars(select(Entry).where(Entry.verb == "round-opened")).one()
        assert (entry.sensitive, entry.actor_id) == (True, stage.people["secretary"])


def test_nobody_else_opens_or_moves_rounds(app: Flask, stage: Stage, client_of: Clients) -> None:
    deadline = f"{DESK}/{stage.round}/deadline"
    for name in ("delegate", "teller", "board", "observer", "stranger"):
        person = client_of(name)
        assert person.get(DESK).status_code == 403, name
        assert person.get(deadline).status_code == 403, name
        assert person.send(DESK, typed(stage)).status_code == 403, name
        later = {"closes_at": "2027-02-01T12:00", "reason": "More time."}
        assert person.send(deadline, later).status_code == 403, name
    assert present(app, stage).closes_at == START + timedelta(days=20)


def test_a_strategy_has_one_round_at_a_time(stage: Stage, client_of: Clients) -> None:
    answer = client_of("secretary").send(DESK, typed(stage, opens_at="2026-12-01T09:00"))
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "One round after the other" in page
    assert "Second reading" in page


def test_what_cannot_be_is_said_beside_the_field(stage: Stage, client_of: Clients) -> None:
    secretary = client_of("secretary")
    for fields, said in (
        ({"opens_at": "2026-11-01T09:00"}, "cannot open in the past"),
        ({"closes_at": "2027-02-01T09:00"}, "must close after it opens"),
        ({"closes_at": "2099-02-01T09:00"}, "more than three years ahead"),
        ({"strategy": "99"}, "choose one of these"),
        ({"title": " "}, "fill this in"),
    ):
        answer = secretary.send(DESK, typed(stage, **fields))
        assert answer.status_code == 422
        assert said in answer.get_data(as_text=True)


def test_a_doubled_submit_is_one_round(app: Flask, stage: Stage, client_of: Clients) -> None:
    secretary = client_of("secretary")
    for _time in range(2):
        assert secretary.send(DESK, typed(stage, once="one-form")).status_code == 303
    with app.app_context():
        assert len(db.session.scalars(select(Round)).all()) == 2


def test_a_deadline_moves_to_later_with_a_reason_that_members_read(
    app: Flask, stage: Stage, client_of: Clients
) -> None:
    moved = {"closes_at": "2027-01-15T18:00", "reason": "Holidays in three regions."}
    answer = client_of("secretary").send(f"{DESK}/{stage.round}/deadline", moved)
    assert answer.status_code == 303
    assert present(app, stage).closes_at == datetime(2027, 1, 15, 17, 0, tzinfo=UTC)
    page = client_of("delegate").get("/journal").get_data(as_text=True)
    assert "Deadline of a round moved to later" in page
    assert "Holidays in three regions." in page


def test_a_deadline_never_moves_to_earlier_or_without_reason(
    app: Flask, stage: Stage, client_of: Clients
) -> None:
    secretary = client_of("secretary")
    for closes_at, reason in (
        ("2026-12-01T18:00", "Shorter, please."),
        ("2027-01-15T18:00", ""),
        ("2027-01-15T18:00", "   "),
        ("", "No day."),
    ):
        answer = secretary.send(f"{DESK}/{stage.round}/deadline", {"closes_at": closes_at, "reason": reason})
        assert answer.status_code == 422
        assert reason.strip() in answer.get_data(as_text=True)
    assert present(app, stage).closes_at == START + timedelta(days=20)


def test_a_deadline_that_has_passed_stays(
    app: Flask, stage: Stage, client_of: Clients, clock: FixedClock
) -> None:
    clock.set(START + timedelta(days=20))
    secretary = client_of("secretary")
    path = f"{DESK}/{stage.round}/deadline"
    assert "<textarea" not in secretary.get(path).get_data(as_text=True)
    answer = secretary.send(path, {"closes_at": "2027-01-15T18:00", "reason": "Too late to ask."})
    assert answer.status_code == 422
    assert "Too late to ask." in answer.get_data(as_text=True)
    assert present(app, stage).closes_at == START + timedelta(days=20)


def test_the_actions_judge_by_the_moment_they_are_given(app: Flask, stage: Stage) -> None:
    long_ago = START - timedelta(days=200)
    with app.app_context(), transaction(writing=True):
        secretary = visitor(stage, "secretary")
        args = (secretary, stage.strategy, "Before", long_ago, long_ago + timedelta(days=30))
        round = open_round(*args, long_ago)
        extend_round(
            secretary, round, long_ago + timedelta(days=40), "More time.", long_ago + timedelta(days=29)
        )
        with pytest.raises(Refused, match="round-closed"):
            extend_round(
                secretary, round, long_ago + timedelta(days=50), "Again.", long_ago + timedelta(days=40)
            )
        with pytest.raises(Refused, match="round-overlaps"):
            open_round(*args, long_ago)
        with pytest.raises(Refused, match="strategy-gone"):
            open_round(secretary, 999, "Nowhere", START, START + timedelta(days=9), START)


def test_the_page_of_a_round_says_what_until_when_and_who(
    app: Flask, stage: Stage, client_of: Clients
) -> None:
    target = ("proposal", stage.proposals["consultation"])
    say(app, stage, "delegate", "For us.", START, target)
    say(app, stage, "neighbour", "For me.", START, target, stands_for="person")
    path = f"/rounds/{stage.round}"
    member, office = (client_of(name).get(path).get_data(as_text=True) for name in ("delegate", "secretary"))
    for page in (member, office):
        assert "First reading" in page
        assert "Work group 2" in page
        assert "2 comments" in page
        assert "1 of 4 organisations have commented" in page
        assert "COCETA" in page
    assert "have not commented" not in member
    assert "JWCU" not in member
    assert "has not commented" in office
    assert "JWCU" in office


def test_rounds_are_for_members_and_office(stage: Stage, client_of: Clients) -> None:
    for path in ("/rounds", f"/rounds/{stage.round}"):
        assert client_of("stranger").get(path).status_code == 403
        assert client_of("nobody").get(path).status_code == 401
    assert client_of("observer").get("/rounds").location == f"/rounds/{stage.round}"
    assert client_of("observer").get("/rounds/999").status_code == 404


def test_before_the_first_round_the_page_says_so(app: Flask, stage: Stage, client_of: Clients) -> None:
    with app.app_context(), transaction(writing=True):
        db.session.delete(db.session.get(Round, stage.round))
    assert "No round has been opened yet." in client_of("delegate").get("/rounds").get_data(as_text=True)
    assert "No round" in client_of("delegate").get(
        f"/proposals/{stage.proposals['consultation']}/discussion"
    ).get_data(as_text=True)
