"""The desk edits a pillar's words, colour and place."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Flask

from consult.strategy import queries
from tests.cast import Stage
from tests.client import Client
from tests.strategy.writing import DESK, the

WORDS = {"title": "A living planet", "objective": "Act.", "lede": "", "hue": "pillar-moss", "position": "2"}
PATH = f"{DESK}/pillars/sustainability"


def test_the_words_are_changed(stage: Stage, client_of: Callable[[str], Client]) -> None:
    assert client_of("secretary").send(PATH, WORDS).status_code == 303
    page = client_of("nobody").get("/pillars/sustainability").get_data(as_text=True)
    assert "A living planet" in page
    assert 'class="pillar-moss"' in page


def test_another_place_renumbers_its_proposals_and_keeps_the_former_numbers(
    app: Flask, stage: Stage, client_of: Callable[[str], Client]
) -> None:
    assert client_of("secretary").send(PATH, WORDS | {"position": "1"}).status_code == 303
    with app.app_context():
        assert [pillar.slug for pillar in queries.pillars(stage.strategy)] == [
            "sustainability",
            "national-structures",
        ]
        proposal = the(stage.proposals["final"])
        assert (queries.printed_number(proposal), proposal.former_numbers) == ("1.4", ["2.4"])


def test_who_saves_second_is_told(stage: Stage, client_of: Callable[[str], Client]) -> None:
    client = client_of("secretary")
    found = re.search(r'name="seen"[^>]* value="(\w+)"', client.get(PATH).get_data(as_text=True))
    assert found is not None
    assert client.send(PATH, WORDS).status_code == 303
    answer = client.send(PATH, WORDS | {"title": "Mine", "seen": found[1]})
    assert answer.status_code == 409
    assert "Somebody else changed this pillar" in answer.get_data(as_text=True)
    assert 'value="Mine"' in answer.get_data(as_text=True)


def test_odd_input_is_asked_again(stage: Stage, client_of: Callable[[str], Client]) -> None:
    client = client_of("secretary")
    for wrong in ({"title": ""}, {"hue": "red"}, {"position": "99"}, {"position": "x"}):
        assert client.send(PATH, WORDS | wrong).status_code == 422
    assert client.send(PATH, {}).status_code == 422
    assert client.send(PATH, WORDS).status_code == 303
    assert client.send(PATH, WORDS).status_code == 409
