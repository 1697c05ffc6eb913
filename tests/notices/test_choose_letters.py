"""Choosing how letters come, and ending them with one request from a mail program (RFC 8058)."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from flask import Flask

from consult.kit.db import transaction
from consult.notices.letters import unsubscribe_address
from consult.notices.queries import paces
from consult.notices.rules import TOPICS
from tests.cast import Stage
from tests.client import Client

Clients = Callable[[str], Client]
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def held(app: Flask, stage: Stage, name: str = "delegate") -> dict[str, str]:
    with app.app_context(), transaction(writing=False):
        return {topic: paces([stage.people[name]], topic)[stage.people[name]] for topic in TOPICS}


@pytest.fixture
def place(app: Flask, stage: Stage) -> str:
    """The path by which the delegate ends letters about what they follow."""
    with app.app_context():
        return urlsplit(unsubscribe_address(stage.people["delegate"], "follows")).path


def test_a_choice_is_kept_and_shown(app: Flask, stage: Stage, client_of: Clients) -> None:
    client = client_of("delegate")
    assert held(app, stage) == {"calls": "at-once", "answers": "at-once", "follows": "daily"}
    wanted = {"calls": "weekly", "answers": "never", "follows": "at-once"}
    assert client.send("/notices/settings", wanted).location == "/notices/settings"
    assert held(app, stage) == wanted
    text = client.get("/notices/settings").get_data(as_text=True)
    assert len(re.findall(r"<input checked [^>]*value=\"(weekly|never|at-once)\"", text)) == 3
    for odd in ({}, {**wanted, "calls": "hourly"}, {**wanted, "follows": ""}):
        answer = client.send("/notices/settings", odd)
        assert (answer.status_code, held(app, stage)) == (422, wanted)
    assert client_of("nobody").get("/notices/settings").status_code == 401


def test_one_request_ends_the_letters_of_its_topic_without_session_or_token(
    app: Flask, stage: Stage, place: str
) -> None:
    answer = app.test_client().post(place, data=ONE_CLICK, headers={"Origin": "https://mail.example"})
    assert answer.status_code == 200
    assert held(app, stage) == {"calls": "at-once", "answers": "at-once", "follows": "never"}
    assert app.test_client().post(place, data=ONE_CLICK).status_code == 200
    assert held(app, stage, "second")["follows"] == "daily"


def test_a_reader_ends_them_by_a_button_and_takes_it_back(
    app: Flask, stage: Stage, place: str, client_of: Clients
) -> None:
    client = client_of("nobody")
    asked = client.get(place).get_data(as_text=True)
    assert "What I follow" in asked
    assert "End these letters" in asked
    assert held(app, stage)["follows"] == "daily"
    ended = client.send(place)
    assert "These letters have ended" in ended.get_data(as_text=True)
    undo = re.search(r'name="follows" value="([a-z-]+)"', ended.get_data(as_text=True))
    assert undo is not None
    assert app.test_client().post(f"{place}/undo", data={"follows": undo[1]}).status_code == 400
    assert held(app, stage)["follows"] == "never"
    assert client.send(f"{place}/undo", {"follows": undo[1]}).location == place
    assert held(app, stage)["follows"] == "daily"
    client.send(f"{place}/undo", {"follows": "hourly", "calls": "never"})
    assert held(app, stage) == {"calls": "at-once", "answers": "at-once", "follows": "daily"}


def test_a_word_that_is_wrong_gets_a_page_and_does_nothing(
    app: Flask, stage: Stage, place: str, client_of: Clients
) -> None:
    client, before = client_of("nobody"), held(app, stage)
    for odd in (
        f"{place}x",
        place[:-2],
        place.swapcase().replace("/UNSUBSCRIBE", "/unsubscribe"),
        "/unsubscribe/%C3%A9",
    ):
        assert "This address does not work" in client.get(odd).get_data(as_text=True)
        for answer in (client.send(odd), app.test_client().post(odd, data=ONE_CLICK), client.get(odd)):
            assert answer.status_code == 404
        assert client.send(f"{odd}/undo", {"follows": "weekly"}).status_code in (303, 404)
    assert held(app, stage) == before


def test_this_is_the_only_page_that_takes_a_form_without_its_token(app: Flask) -> None:
    protection = app.extensions["csrf"]
    assert protection._exempt_views == {"consult.notices.views.end_letters"}
    assert protection._exempt_blueprints == set()
