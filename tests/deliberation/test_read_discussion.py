"""Reading a discussion: who may, in which order, by page, with permanent addresses, at a constant cost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from consult.deliberation.actions.comments import post_comment
from consult.deliberation.queries import counts as queries
from consult.kit.canonical import digest
from consult.kit.db import db, transaction
from consult.strategy.actions.proposals import move
from consult.strategy.models import Paragraph, Passage, Proposal, Version
from tests.cast import START, Stage
from tests.client import Client
from tests.conftest import FixedClock
from tests.deliberation.speaking import Statements, held, say, visitor

Clients = Callable[[str], Client]


@pytest.fixture
def target(stage: Stage) -> tuple[str, int]:
    return "proposal", stage.proposals["consultation"]


@pytest.fixture
def path(target: tuple[str, int]) -> str:
    return f"/proposals/{target[1]}/discussion"


def say_many(app: Flask, stage: Stage, target: tuple[str, int], count: int, since: int = 0) -> list[int]:
    """Comments a second apart; their ids."""
    with app.app_context(), transaction(writing=True):
        me, mandate = visitor(stage, "neighbour"), held(stage, "neighbour")
        return [
            post_comment(me, mandate, target, f"Remark {since + n}.", START + timedelta(seconds=since + n)).id
            for n in range(count)
        ]


def test_members_and_office_read_it(
    app: Flask, stage: Stage, client_of: Clients, target: tuple[str, int], path: str
) -> None:
    say(app, stage, "neighbour", "For members only.", START, target)
    for name in ("delegate", "observer", "associate", "secretary", "teller", "board"):
        assert "For members only." in client_of(name).get(path).get_data(as_text=True), name


@pytest.mark.parametrize("name", ["stranger", "nobody"])
def test_strangers_learn_how_much_was_said_and_where_to_sign_in(
    app: Flask, stage: Stage, client_of: Clients, target: tuple[str, int], path: str, name: str
) -> None:
    id = say(app, stage, "neighbour", "For members only.", START, target)
    say(app, stage, "neighbour", "On the pillar.", START, ("pillar", stage.pillar))
    person = client_of(name)
    for page in (
        path,
        "/pillars/sustainability/discussion",
        "/pillars/sustainability",
        path.removesuffix("/discussion"),
    ):
        text = person.get(page).get_data(as_text=True)
        assert "For members only." not in text
        assert "On the pillar." not in text
        assert "1 comment" in text
        assert name == "stranger" or "Sign in" in text
    assert person.get(f"/comments/{id}").status_code in {401, 403}


def test_an_unpublished_proposal_has_no_discussion(stage: Stage, client_of: Clients) -> None:
    for name in ("delegate", "secretary", "nobody"):
        assert client_of(name).get(f"/proposals/{stage.proposals['draft']}/discussion").status_code == 404


def test_threads_stand_in_the_order_of_time_with_their_replies(
    app: Flask, stage: Stage, client_of: Clients, target: tuple[str, int], path: str
) -> None:
    first = say(app, stage, "delegate", "First thought.", START, target)
    say(app, stage, "neighbour", "Second thought.", START + timedelta(hours=1), target)
    say(app, stage, "faraway", "Reply to the first.", START + timedelta(hours=2), target, reply_to_id=first)
    page = client_of("delegate").get(path).get_data(as_text=True)
    places = [page.index(text) for text in ("First thought.", "Reply to the first.", "Second thought.")]
    assert places == sorted(places)
    assert "3 comments" in page


def test_fifty_threads_a_page_and_a_permanent_address_for_each(
    app: Flask, stage: Stage, client_of: Clients, target: tuple[str, int], path: str
) -> None:
    ids = say_many(app, stage, target, 51)
    reply = say(
        app, stage, "delegate", "To the last.", START + timedelta(days=1), target, reply_to_id=ids[50]
    )
    member = client_of("neighbour")
    first, second = (member.get(f"{path}?page={n}").get_data(as_text=True) for n in (1, 2))
    assert "Remark 49." in first
    assert "Remark 50." not in first
    assert "Remark 50." in second
    assert "To the last." in second
    assert member.get(f"/comments/{ids[0]}").location == f"{path}#c{ids[0]}"
    assert member.get(f"/comments/{ids[49]}").location == f"{path}#c{ids[49]}"
    assert member.get(f"/comments/{ids[50]}").location == f"{path}?page=2#c{ids[50]}"
    assert member.get(f"/comments/{reply}").location == f"{path}?page=2#c{reply}"
    assert "Remark 50." in member.get(f"{path}?page=77").get_data(as_text=True)


def test_a_comment_says_on_which_version_it_was_made(
    app: Flask, stage: Stage, client_of: Clients, target: tuple[str, int], path: str
) -> None:
    say(app, stage, "delegate", "On the first text.", START, target)
    with app.app_context(), transaction(writing=True):
        words = {"title": "Work group 2", "text": "Anew.", "written_at": START, "published_at": START}
        sha256 = digest("text", {"title": "Work group 2", "language": "en", "paragraphs": ["Anew."]})
        version = Version(proposal_id=target[1], number=2, author_id=None, sha256=sha256, **words)
        paragraph = Paragraph(proposal_id=target[1])
        db.session.add_all([version, paragraph])
        db.session.flush()
        db.session.add(Passage(version_id=version.id, paragraph_id=paragraph.id, position=1, text="Anew."))
    say(app, stage, "delegate", "On the second text.", START + timedelta(seconds=1), target)
    page = client_of("delegate").get(path).get_data(as_text=True)
    assert "on version 1; the text has changed since" in page
    assert "on version 2<" in page


def test_a_closed_discussion_says_when_it_closed_and_shows_no_form(
    app: Flask, stage: Stage, client_of: Clients, target: tuple[str, int], path: str, clock: FixedClock
) -> None:
    say(app, stage, "delegate", "Said in time.", START, target)
    clock.set(START + timedelta(days=21))
    page = client_of("delegate").get(path).get_data(as_text=True)
    assert "Discussion closed" in page
    assert "Dec 13, 2026" in page
    assert "Said in time." in page
    assert "<textarea" not in page
    assert "Reply" not in page


def test_a_text_that_left_consultation_says_since_when(
    app: Flask, stage: Stage, client_of: Clients, target: tuple[str, int], path: str
) -> None:
    with app.app_context(), transaction(writing=True):
        proposal = db.session.get(Proposal, target[1])
        assert proposal is not None
        move(visitor(stage, "secretary"), proposal, "revision", "", START - timedelta(days=3))
    page = client_of("delegate").get(path).get_data(as_text=True)
    assert "This text is not in consultation now." in page
    assert 'since <time datetime="2026-11-20T09:00:00Z"' in page


def test_a_deadline_is_said_in_both_zones(stage: Stage, client_of: Clients, path: str) -> None:
    page = client_of("associate").get(path).get_data(as_text=True)
    assert "(La Paz time)" in page
    assert "(Brussels time)" in page


def test_the_cost_does_not_grow_with_what_was_said(
    app: Flask, stage: Stage, client_of: Clients, target: tuple[str, int], path: str
) -> None:
    ids = say_many(app, stage, target, 5)
    pillar = ("pillar", stage.pillar)
    say_many(app, stage, pillar, 5)
    member = client_of("delegate")
    pages = (path, "/pillars/sustainability/discussion", f"/rounds/{stage.round}", "/for/coceta/drafts")
    few = {page: _statements(app, member, page) for page in pages}
    say_many(app, stage, target, 195, since=5)
    say_many(app, stage, pillar, 195, since=5)
    say(app, stage, "delegate", "A reply.", START + timedelta(hours=1), target, reply_to_id=ids[0])
    many = {page: _statements(app, member, page) for page in pages}
    assert many == few
    assert max(few[path], few["/pillars/sustainability/discussion"]) <= 10
    assert max(few[f"/rounds/{stage.round}"], few["/for/coceta/drafts"]) <= 8


def _statements(app: Flask, member: Client, page: str) -> int:
    member.get(page)
    with Statements(app) as told:
        assert member.get(page).status_code == 200
    return told.count


def test_counts_for_other_rooms_come_in_one_statement_each(
    app: Flask, stage: Stage, target: tuple[str, int]
) -> None:
    say_many(app, stage, target, 3)
    say_many(app, stage, ("pillar", stage.pillar), 2)
    say(app, stage, "delegate", "Personally.", START, target, stands_for="person")
    everything = list(stage.proposals.values())
    with app.app_context():
        asked = (
            lambda: queries.comment_counts(everything),
            lambda: queries.pillar_comment_counts([stage.pillar, stage.empty_pillar]),
            lambda: queries.organisation_comment_counts(),
        )
        answers = []
        for ask in asked:
            with Statements(app) as told:
                answers.append(ask())
            assert told.count == 1
        neighbour = stage.organisations["cwcf"]
        assert answers == [{target[1]: 4}, {stage.pillar: 2}, {neighbour: 5}]
        spoken = queries.organisations_spoken(stage.strategy)
        assert spoken[neighbour].organisation == 5
        coceta = spoken[stage.organisations["coceta"]]
        assert (coceta.organisation, coceta.personal) == (0, 1)
        said, voices = queries.said_within(stage.strategy, START, START + timedelta(days=1))
        assert said == {target: 4, ("pillar", stage.pillar): 2}
        assert voices == spoken
        assert queries.said_within(stage.strategy, START - timedelta(days=1), START) == ({}, {})
