"""Hiding a comment: a reason that stays, words that are nowhere, one appeal, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from consult.deliberation.actions.moderation import appeal_hiding, decide_appeal, hide_comment
from consult.deliberation.models import Comment, CommentHiding
from consult.deliberation.queries.comments import comment as comment_by_id
from consult.journal.models import Entry
from consult.kit import subject
from consult.kit.db import db, transaction
from consult.kit.outbox import Letter
from consult.kit.refusal import Refused
from consult.network.models import Body, Seat
from consult.notices.models import Notice
from tests.cast import START, Stage
from tests.client import Client
from tests.deliberation.speaking import say, visitor

Clients = Callable[[str], Client]
WORDS = "Call Mr Zwetschge at home, he is a scoundrel."
WHY = {"hide-rule": "insult", "hide-reason": "It insults a person by name."}


@pytest.fixture
def target(stage: Stage) -> tuple[str, int]:
    return "proposal", stage.proposals["consultation"]


@pytest.fixture
def id(app: Flask, stage: Stage, target: tuple[str, int]) -> int:
    """A comment of CWCF with a reply, in a discussion with another one."""
    found = say(
        app, stage, "neighbour", WORDS, START, target, wording="To dismiss Mr Zwetschge.", stance="oppose"
    )
    say(app, stage, "delegate", "Please stay civil.", START, target, reply_to_id=found)
    return found


def hidden(app: Flask, stage: Stage, id: int) -> None:
    with app.app_context(), transaction(writing=True):
        row = comment_by_id(id)
        assert row is not None
        hide_comment(visitor(stage, "secretary"), row, "insult", WHY["hide-reason"], START)


def test_its_place_stays_and_its_words_are_nowhere(
    app: Flask, stage: Stage, client_of: Clients, target: tuple[str, int], id: int
) -> None:
    secretary = client_of("secretary")
    assert f"/comments/{id}/moderation" in secretary.get(f"/proposals/{target[1]}/discussion").get_data(
        as_text=True
    )
    assert secretary.send(f"/secretariat/comments/{id}/hide", WHY).status_code == 303
    discussion = f"/proposals/{target[1]}/discussion"
    pages = (
        discussion, f"{discussion}?stance=oppose", f"{discussion}?organisation=cwcf", f"{discussion}?reply={id}",
        f"{discussion}.csv", "/strategies/platform/comments.csv", f"/comments/{id}/thread",
        f"/comments/{id}/moderation", "/network/cwcf", f"/rounds/{stage.round}", "/journal", "/notices",
    )  # fmt: skip
    for name in ("delegate", "associate"):
        member = client_of(name)
        for page in pages:
            answer = member.get(page)
            assert answer.status_code == 200, page
            assert "Zwetschge" not in answer.get_data(as_text=True), page
        assert member.get(f"/comments/{id}/wordings").status_code == 403
    assert "Zwetschge" not in client_of("board").get("/board").get_data(as_text=True)
    text = client_of("delegate").get(discussion).get_data(as_text=True)
    place = text[text.index(f'id="c{id}"') :]
    assert place.index("Hidden by the secretariat on") < place.index("Please stay civil.")
    assert "It insults a person by name." in place
    assert "1 comment<" in text
    with app.app_context():
        assert subject.kinds()["comment"].words([id]) == {}  # type: ignore[misc]  # the kind brings words
        assert "Zwetschge" not in str([row.values for row in db.session.scalars(select(Notice))])
        assert "Zwetschge" not in str([row.values for row in db.session.scalars(select(Letter))])
    assert client_of("delegate").get(f"/comments/{id}").location == f"{discussion}#c{id}"


def test_the_author_and_office_can_still_read_it(
    app: Flask, stage: Stage, client_of: Clients, id: int
) -> None:
    hidden(app, stage, id)
    for name in ("neighbour", "secretary", "board"):
        assert "Zwetschge" in client_of(name).get(f"/comments/{id}/moderation").get_data(as_text=True), name


def test_only_the_secretariat_hides_and_only_with_a_rule_and_a_reason(
    app: Flask, stage: Stage, client_of: Clients, id: int
) -> None:
    for name in ("delegate", "drafter", "board", "teller", "stranger"):
        person = client_of(name)
        for act in ("hide", "show", "decide"):
            assert person.send(f"/secretariat/comments/{id}/{act}", WHY).status_code == 403, (name, act)
    secretary = client_of("secretary")
    for lack in ("hide-rule", "hide-reason"):
        answer = secretary.send(f"/secretariat/comments/{id}/hide", WHY | {lack: ""})
        assert answer.status_code == 422
    assert "It insults a person by name." in secretary.send(
        f"/secretariat/comments/{id}/hide", WHY | {"hide-rule": "ugly"}
    ).get_data(as_text=True)
    with app.app_context():
        assert db.session.scalars(select(CommentHiding)).all() == []
    assert secretary.send(f"/secretariat/comments/{id}/hide", WHY).status_code == 303
    assert secretary.send(f"/secretariat/comments/{id}/hide", WHY | {"once": "x"}).status_code == 409


def test_the_author_is_told_and_answers_once_and_the_trail_can_be_read(
    app: Flask, stage: Stage, client_of: Clients, id: int
) -> None:
    hidden(app, stage, id)
    author = client_of("neighbour")
    assert "has hidden your comment" in author.get("/notices").get_data(as_text=True)
    assert client_of("delegate").send(f"/comments/{id}/appeal", {"appeal-text": "Me too."}).status_code == 403
    assert author.send(f"/comments/{id}/appeal", {"appeal-text": " "}).status_code == 422
    assert author.send(f"/comments/{id}/appeal", {"appeal-text": "It was a joke."}).status_code == 303
    again = author.send(f"/comments/{id}/appeal", {"appeal-text": "It really was."})
    assert again.status_code == 409
    member = client_of("delegate").get(f"/comments/{id}/moderation").get_data(as_text=True)
    assert "The author appealed" in member
    assert "It was a joke." not in member
    secretary = client_of("secretary")
    assert "Appeal waits" in secretary.get("/secretariat/comments").get_data(as_text=True)
    decided = {"decide-decision": "keep", "decide-reason": "A joke can insult."}
    assert secretary.send(f"/secretariat/comments/{id}/decide", decided).status_code == 303
    assert "A joke can insult." in client_of("delegate").get(f"/comments/{id}/moderation").get_data(
        as_text=True
    )
    journal = client_of("delegate").get("/journal").get_data(as_text=True)
    for said in ("Comment hidden", "Author of a hidden comment appealed", "Appeal rejected"):
        assert said in journal
    with app.app_context():
        told = {row.code: row.person_id for row in db.session.scalars(select(Notice).order_by(Notice.id))}
        assert told["comment-appealed"] == stage.people["secretary"]
        assert told["appeal-rejected"] == stage.people["neighbour"]


def test_a_colleague_decides_where_there_is_one(app: Flask, stage: Stage, id: int) -> None:
    hidden(app, stage, id)
    with app.app_context(), transaction(writing=True):
        office = db.session.scalar(select(Body.id).where(Body.kind == "secretariat"))
        colleague = {"person_id": stage.people["stranger"], "body_id": office, "office": "secretary"}
        db.session.add(Seat(**colleague, from_on=START.date() - timedelta(days=1)))
        row = comment_by_id(id)
        assert row is not None
        appeal_hiding(visitor(stage, "neighbour"), row, "It was a joke.", START)
        with pytest.raises(Refused, match="appeal-of-own"):
            decide_appeal(visitor(stage, "secretary"), row, True, "So it was.", START)
        decide_appeal(visitor(stage, "stranger"), row, True, "So it was.", START)
        assert row.hidden_at is None
        with pytest.raises(Refused, match="comment-shown"):
            decide_appeal(visitor(stage, "stranger"), row, True, "Again.", START)


def test_shown_again_with_a_reason_it_is_read_and_counted_as_before(
    app: Flask, stage: Stage, client_of: Clients, target: tuple[str, int], id: int
) -> None:
    hidden(app, stage, id)
    secretary = client_of("secretary")
    assert secretary.send(f"/secretariat/comments/{id}/show", {"show-reason": ""}).status_code == 422
    answer = secretary.send(f"/secretariat/comments/{id}/show", {"show-reason": "The wrong comment."})
    assert answer.status_code == 303
    text = client_of("delegate").get(f"/proposals/{target[1]}/discussion").get_data(as_text=True)
    assert "Zwetschge" in text
    assert "2 comments" in text
    assert "The wrong comment." in client_of("delegate").get(f"/comments/{id}/moderation").get_data(
        as_text=True
    )
    with app.app_context():
        verbs = db.session.scalars(select(Entry.verb).where(Entry.sensitive)).all()
        assert verbs == ["comment-hidden", "comment-shown"]
        row = db.session.get(Comment, id)
        assert row is not None
        assert row.text == WORDS
    assert secretary.send(f"/secretariat/comments/{id}/hide", WHY).status_code == 303
