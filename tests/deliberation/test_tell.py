"""Who is told of what is said: answers, news of what is followed, calls to a round; each once, by letter and notice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from consult.deliberation import letters
from consult.deliberation.actions.rounds import extend_round
from consult.deliberation.jobs import call_to_rounds
from consult.deliberation.models import Comment, Round
from consult.kit.db import db, transaction
from consult.kit.outbox import Letter
from consult.notices.actions import follow
from consult.notices.models import Follow, Notice
from tests.cast import START, Stage
from tests.client import Client
from tests.conftest import FixedClock
from tests.deliberation.speaking import Statements, say, visitor

Clients = Callable[[str], Client]


def told(app: Flask, stage: Stage, code: str) -> set[str]:
    """Who was told, by their names in the cast."""
    names = {id: name for name, id in stage.people.items()}
    with app.app_context():
        return {names[id] for id in db.session.scalars(select(Notice.person_id).where(Notice.code == code))}


def letter_to(app: Flask, stage: Stage, name: str, kind: str) -> Letter:
    with app.app_context():
        query = select(Letter).where(Letter.person_id == stage.people[name], Letter.kind == kind)
        return db.session.scalars(query.order_by(Letter.id.desc())).first() or Letter()


def test_a_reply_is_told_to_who_spoke_and_the_contact_point(app: Flask, stage: Stage) -> None:
    target = ("proposal", stage.proposals["consultation"])
    opening = say(app, stage, "second", "Why **two**?", START, target)
    reply = say(app, stage, "neighbour", "Because of the time.", START, target, reply_to_id=opening)
    assert told(app, stage, "comment-answered") == {"second", "delegate"}
    letter = letter_to(app, stage, "second", "deliberation/answer")
    with app.app_context():
        draft = letters.answer(letter, visitor(stage, "second"))
        assert draft is not None
        assert (draft.context["text"], draft.context["was"]) == ("Because of the time.", "Why two?")
        assert draft.context["page"].endswith(f"/comments/{reply}")
        assert draft.unsubscribe
        assert letters.answer(letter, visitor(stage, "stranger")) is None
    with app.app_context(), transaction(writing=True):
        row = db.session.get(Comment, reply)
        assert row is not None
        row.hidden_at = START
    with app.app_context():
        assert letters.answer(letter, visitor(stage, "second")) is None


def test_followers_of_the_proposal_and_its_pillar_hear_of_a_comment_and_its_author_follows(
    app: Flask, stage: Stage
) -> None:
    target = ("proposal", stage.proposals["consultation"])
    with app.app_context(), transaction(writing=True):
        follow(stage.people["board"], *target, START)
        follow(stage.people["faraway"], "pillar", stage.pillar, START)
        follow(stage.people["associate"], "pillar", stage.empty_pillar, START)
    say(app, stage, "delegate", "Our view.", START, target)
    assert told(app, stage, "comment-posted") == {"board", "faraway"}
    with app.app_context():
        kept = select(Follow.person_id).where(Follow.kind == "proposal", Follow.subject_id == target[1])
        assert set(db.session.scalars(kept)) == {stage.people["board"], stage.people["delegate"]}


def test_everyone_with_a_mandate_is_called_once_when_a_round_opens(
    app: Flask, stage: Stage, client_of: Clients, clock: FixedClock
) -> None:
    with app.app_context():
        call_to_rounds(START)
        call_to_rounds(START)
        with Statements(app) as quiet:
            call_to_rounds(START + timedelta(minutes=1))
    assert quiet.count == 1
    members = {"delegate", "second", "drafter", "alternate", "observer", "neighbour", "faraway", "associate"}
    assert told(app, stage, "round-opened") == members
    with app.app_context():
        assert len(db.session.scalars(select(Notice)).all()) == len(members)
    page = client_of("observer").get("/notices").get_data(as_text=True)
    assert "A round of consultation is open: First reading." in page


def test_who_has_not_spoken_is_reminded_and_whoever_spoke_meanwhile_gets_no_letter(
    app: Flask, stage: Stage, clock: FixedClock
) -> None:
    target = ("proposal", stage.proposals["consultation"])
    say(app, stage, "delegate", "For COCETA.", START, target)
    clock.set(START + timedelta(days=14))
    with app.app_context():
        call_to_rounds(START)
        call_to_rounds(clock.now())
        call_to_rounds(clock.now())
    assert told(app, stage, "round-closes") == {"neighbour", "faraway", "associate"}
    letter = letter_to(app, stage, "neighbour", "deliberation/round")
    with app.app_context():
        draft = letters.call(letter, visitor(stage, "neighbour"))
        assert draft is not None
        assert draft.context["silent"] == ["CWCF"]
    say(app, stage, "neighbour", "For CWCF.", clock.now(), target)
    with app.app_context():
        assert letters.call(letter, visitor(stage, "neighbour")) is None


def test_a_moved_deadline_is_told_and_its_reminders_come_anew(
    app: Flask, stage: Stage, clock: FixedClock
) -> None:
    later = START + timedelta(days=40)
    with app.app_context():
        call_to_rounds(START)
        call_to_rounds(START + timedelta(days=14))
        with transaction(writing=True):
            row = db.session.get(Round, stage.round)
            assert row is not None
            extend_round(visitor(stage, "secretary"), row, later, "Holidays.", START + timedelta(days=15))
        assert len(told(app, stage, "round-extended")) == 8
        for day in (15, 16, 33, 34, 38, 39):
            call_to_rounds(START + timedelta(days=day))
        keys = db.session.scalars(
            select(Notice.key).where(
                Notice.code == "round-closes", Notice.person_id == stage.people["neighbour"]
            )
        ).all()
    assert len(keys) == len(set(keys)) == 3
    assert sum(later.isoformat() in key for key in keys) == 2
