"""The desk names what waits for somebody: changes by two keys, appeals, failed letters, people without a way in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import delete, update

from consult.accounts.models import Credential, Invitation, Session
from consult.deliberation.actions.moderation import appeal_hiding, decide_appeal, hide_comment
from consult.deliberation.models import Comment
from consult.kit import outbox
from consult.kit.db import db, transaction
from consult.kit.outbox import Letter
from consult.voting.actions.changes import ask_change, drop_change
from consult.voting.models import Ballot
from tests.board.assembly import Assembly, shares
from tests.board.reading import lists
from tests.cast import START
from tests.client import Client
from tests.deliberation.speaking import say, visitor

DAY = timedelta(days=1)


def waiting(client: Client, about: str) -> list[str]:
    """The lines of the desk that say something."""
    return [line for line in lists(client.get("/secretariat"), "desk-row") if about in line]


def opens(client: Client, line: str) -> bool:
    """Whether the address that a line of the desk ends in is there."""
    return line in client.get("/secretariat").get_data(as_text=True) and client.get(line).status_code == 200


def test_a_change_waits_for_a_teller_until_it_is_taken_back(
    app: Flask, assembly: Assembly, client_of: Callable[[str], Client]
) -> None:
    ballot = assembly.open(shares(yes=1))
    secretary = visitor(assembly.stage, "secretary")
    desk = client_of("secretary")
    assert not waiting(desk, "Waits for a teller’s key")
    with app.app_context(), transaction(writing=True):
        row = db.session.get_one(Ballot, ballot)
        ask_change(
            secretary,
            row,
            "extend",
            row.closes_at + 5 * DAY,
            "The mail was down.",
            START - timedelta(hours=3),
        )
    assert [
        line.endswith("Remind a teller") for line in waiting(desk, "to close later; asked 3 hours ago")
    ] == [True]
    assert opens(desk, f"/secretariat/ballots/{ballot}")
    with app.app_context(), transaction(writing=True):
        drop_change(secretary, db.session.get_one(Ballot, ballot), "Not needed.", START)
    assert not waiting(desk, "to close later")


def test_an_appeal_waits_until_it_is_decided(
    app: Flask, assembly: Assembly, client_of: Callable[[str], Client]
) -> None:
    stage = assembly.stage
    id = say(app, stage, "delegate", "Rubbish.", START, ("proposal", stage.proposals["consultation"]))
    desk = client_of("secretary")
    with app.app_context(), transaction(writing=True):
        row = db.session.get_one(Comment, id)
        hide_comment(visitor(stage, "secretary"), row, "insult", "It insults.", START)
    assert not waiting(desk, "appeal")
    with app.app_context(), transaction(writing=True):
        appeal_hiding(visitor(stage, "delegate"), db.session.get_one(Comment, id), "It does not.", START)
    assert len(waiting(desk, "1 appeal against a hidden comment")) == 1
    assert opens(desk, "/secretariat/comments")
    with app.app_context(), transaction(writing=True):
        row = db.session.get_one(Comment, id)
        decide_appeal(visitor(stage, "board"), row, False, "It does.", START)
    assert not waiting(desk, "appeal against")


def test_letters_that_failed_and_people_without_a_way_in_are_counted(
    app: Flask, assembly: Assembly, client_of: Callable[[str], Client]
) -> None:
    stage = assembly.stage
    desk = client_of("secretary")
    # whoever has a password has a way in, signed in or not
    assert not waiting(desk, "no invitation")
    with app.app_context(), transaction(writing=True):
        outbox.put("notices/notice", {stage.people["delegate"]: "a", stage.people["second"]: "b"}, START)
        db.session.execute(update(Letter).where(Letter.key == "a").values(state="failed"))
        one, other = stage.people["delegate"], stage.people["second"]
        without = (one, other, stage.people["board"])
        db.session.execute(delete(Credential).where(Credential.person_id.in_(without)))
        db.session.add(Session(person_id=one, token_sha256="1" * 64, started_at=START, seen_at=START))
        db.session.add(
            Invitation(person_id=other, token_sha256="2" * 64, made_at=START, expires_at=START + DAY)
        )
    assert waiting(desk, "1 letter could not be delivered")[0].endswith("See why")
    assert opens(desk, "/secretariat/letters?state=failed")
    assert waiting(desk, "has no invitation")[0].startswith("1 person with")
    assert waiting(desk, "1 invited person has not signed in yet")[0].endswith("See who")
    assert opens(desk, "/secretariat/people/invite")
