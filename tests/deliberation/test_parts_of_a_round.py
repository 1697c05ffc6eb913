"""A round on some pillars opens the discussion there only; files and subjects of comments keep the rights of pages."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from consult.deliberation.models import Round, RoundCall
from consult.kit import subject
from consult.kit.db import db, transaction
from tests.cast import START, Stage
from tests.client import Client
from tests.deliberation.speaking import Statements, say, visitor

Clients = Callable[[str], Client]


def only_round(app: Flask, client_of: Clients, stage: Stage, *pillars: int) -> int:
    """A round on some pillars, in place of the one that the cast begins with."""
    with app.app_context(), transaction(writing=True):
        db.session.execute(db.delete(RoundCall))
        db.session.execute(db.delete(Round))
    typed = {
        "strategy": str(stage.strategy), "title": "Means", "text": "What may it *cost*?",
        "opens_at": "2026-11-23T10:00", "closes_at": "2026-12-23T10:00",
        "pillars": [str(id) for id in pillars],
    }  # fmt: skip
    answer = client_of("secretary").send("/secretariat/rounds", typed)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    with app.app_context():
        return db.session.scalars(select(Round.id)).one()


def test_only_what_it_asks_about_is_open(app: Flask, stage: Stage, client_of: Clients) -> None:
    round = only_round(app, client_of, stage, stage.empty_pillar)
    lead = client_of("delegate")
    said = {"act": "post", "stands_for": "organisation", "text": "Here?", "language": "en"}
    open_place, shut_place = "/pillars/national-structures", f"/proposals/{stage.proposals['consultation']}"
    shut = lead.send(f"{shut_place}/discussion/coceta", said)
    assert shut.status_code == 409
    assert "Here?" in shut.get_data(as_text=True)
    assert "<textarea" not in lead.get(f"{shut_place}/discussion").get_data(as_text=True)
    assert lead.send(f"{open_place}/discussion/coceta", said).status_code == 303
    page = lead.get(f"/rounds/{round}").get_data(as_text=True)
    assert "What may it <em>cost</em>?" in page
    assert "National structures" in page
    assert "Work group 2" not in page


def test_without_a_mark_it_is_on_the_whole_strategy(app: Flask, stage: Stage, client_of: Clients) -> None:
    only_round(app, client_of, stage)
    page = client_of("delegate").get(f"/proposals/{stage.proposals['consultation']}/discussion")
    assert "<textarea" in page.get_data(as_text=True)


def test_a_pillar_that_is_not_of_the_strategy_is_refused(stage: Stage, client_of: Clients) -> None:
    typed = {"strategy": str(stage.strategy), "title": "Means", "opens_at": "2027-03-01T09:00"}
    for odd in ("99999", "x", "<b>"):
        answer = client_of("secretary").send(
            "/secretariat/rounds", {**typed, "closes_at": "2027-03-31T18:00", "pillars": odd}
        )
        assert answer.status_code == 422


def test_the_file_has_every_comment_for_those_who_may_read_them(
    app: Flask, stage: Stage, client_of: Clients
) -> None:
    target = ("proposal", stage.proposals["consultation"])
    say(app, stage, "delegate", "=1+1", START, target, stance="support", wording="Shorter.")
    say(
        app, stage, "neighbour", "Why?", START, ("pillar", stage.pillar), kind="question", stands_for="person"
    )
    of_proposal = f"/proposals/{target[1]}/discussion.csv"
    for path, count in (
        (of_proposal, 1),
        ("/pillars/sustainability/discussion.csv", 1),
        ("/strategies/platform/comments.csv", 2),
    ):
        for name in ("stranger", "nobody"):
            assert client_of(name).get(path).status_code in {401, 403}
        answer = client_of("observer").get(path)
        assert answer.mimetype == "text/csv"
        rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
        assert len(rows) == count
    everything = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    assert [(row["About"], row["Organisation"], row["Stance"], row["Kind"]) for row in everything] == [
        ("2", "CWCF", "No stance", "Question"),
        ("2.2", "COCETA", "Support", "Comment"),
    ]
    assert everything[1]["Comment"] == "'=1+1"
    assert everything[0]["Stands for"] == "the person"


def test_comments_are_subjects_that_members_find(app: Flask, stage: Stage) -> None:
    target = ("proposal", stage.proposals["consultation"])
    ids = [
        say(app, stage, "delegate", f"Text {n}.", START + timedelta(seconds=n), target, wording="Words.")
        for n in range(5)
    ]
    with app.test_request_context():
        kind = subject.kinds()["comment"]
        assert kind.look is not None
        assert kind.words is not None
        assert kind.every is not None
        with Statements(app) as one:
            words = kind.words(ids)
        assert one.count == 1
        assert words[ids[0]].text == "Text 0.\n\nWords."
        assert (words[ids[0]].audience, words[ids[0]].language) == ("members", "en")
        assert set(kind.every()) == set(ids)
        found = kind.look(visitor(stage, "neighbour"), [*ids, 999])
        assert found[ids[0]] == ("Comment from COCETA on 2.2", f"/comments/{ids[0]}")
        assert len(found) == 5
        assert kind.look(visitor(stage, "stranger"), ids) == {}
        assert kind.look(None, ids) == {}
