"""What the room puts on the pages of others: tab, step, facts, counts, panels, menu."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from tests.cast import START, Stage
from tests.client import Client
from tests.conftest import FixedClock
from tests.deliberation.speaking import say

Clients = Callable[[str], Client]


@pytest.fixture
def proposal(stage: Stage) -> str:
    return f"/proposals/{stage.proposals['consultation']}"


def test_the_proposal_offers_the_step_that_is_open_to_the_reader(client_of: Clients, proposal: str) -> None:
    for name, label in (
        ("delegate", "Comment for COCETA"),
        ("associate", "Comment for COBOCE"),
        ("drafter", "Draft a comment for COCETA"),
    ):
        page = client_of(name).get(proposal).get_data(as_text=True)
        assert label in page
        assert f'href="{proposal}/discussion#write"' in page


def test_who_may_not_write_is_offered_nothing(client_of: Clients, proposal: str) -> None:
    for name in ("observer", "secretary", "board", "nobody"):
        page = client_of(name).get(proposal).get_data(as_text=True)
        assert "#write" not in page, name
        assert f'href="{proposal}/discussion"' in page, name


def test_after_the_deadline_the_step_is_gone_and_the_fact_says_when(
    client_of: Clients, clock: FixedClock, proposal: str
) -> None:
    clock.set(START + timedelta(days=20))
    page = client_of("delegate").get(proposal).get_data(as_text=True)
    assert "#write" not in page
    assert "closed" in page
    assert "Dec 13, 2026" in page


def test_the_tab_and_the_list_count_comments(
    app: Flask, stage: Stage, client_of: Clients, proposal: str
) -> None:
    for text in ("One.", "Two."):
        say(app, stage, "delegate", text, START, ("proposal", stage.proposals["consultation"]))
    nobody = client_of("nobody")
    assert '<span class="count">2</span>' in nobody.get(proposal).get_data(as_text=True)
    assert "2 comments" in nobody.get("/pillars/sustainability").get_data(as_text=True)


def test_the_tab_of_the_discussion_is_marked_on_its_own_page(client_of: Clients, proposal: str) -> None:
    lead = client_of("delegate")
    for path in (f"{proposal}/discussion", f"{proposal}/discussion/coceta"):
        page = lead.get(path).get_data(as_text=True)
        assert f'<a href="{proposal}/discussion" aria-current="page">' in page


def test_a_pillar_shows_its_newest_contributions_to_members(
    app: Flask, stage: Stage, client_of: Clients
) -> None:
    for n in range(5):
        say(
            app, stage, "delegate", f"Idea {n}.", START + timedelta(minutes=n), ("pillar", stage.empty_pillar)
        )
    page = client_of("observer").get("/pillars/national-structures").get_data(as_text=True)
    assert "5 comments" in page
    assert "Idea 4." in page
    assert "Idea 1." not in page


def test_an_organisations_page_shows_its_own_words_to_members_only(
    app: Flask, stage: Stage, client_of: Clients
) -> None:
    target = ("proposal", stage.proposals["consultation"])
    say(app, stage, "delegate", "Our view.", START, target)
    say(app, stage, "delegate", "My view.", START, target, stands_for="person")
    page = client_of("neighbour").get("/network/coceta").get_data(as_text=True)
    assert "Our view." in page
    assert "My view." not in page
    assert "Our view." not in client_of("nobody").get("/network/coceta").get_data(as_text=True)


def test_the_menu_leads_members_to_the_round(client_of: Clients) -> None:
    assert 'href="/rounds"' in client_of("observer").get("/").get_data(as_text=True)
    assert 'href="/rounds"' not in client_of("nobody").get("/").get_data(as_text=True)
