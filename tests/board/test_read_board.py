"""The board reads everything it needs and changes nothing; everyone else finds the door closed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.routing import Rule

from consult.kit.db import db, transaction
from consult.network.models import Seat
from consult.strategy.models import Strategy
from tests.board.assembly import Assembly, shares
from tests.cast import START, Stage
from tests.client import Client

PAGES = (
    "/board",
    "/board/ballots",
    "/board/participation?period=all",
    "/board/organisations?period=all",
    "/board/silent?period=all",
    "/board/stances?period=all",
)
FILES = (
    "/board/ballots.csv",
    "/board/ballots-by-part.csv",
    "/board/participation.csv",
    "/board/comments.csv",
    "/board/silent.csv",
    "/board/over-time.csv?period=all",
    "/board/organisations.csv?period=all",
    "/board/silent-members.csv?period=all",
    "/board/stances.csv?period=all",
)
PAPERS = (
    "/board/participation.pdf",
    "/board/organisations.pdf",
    "/board/silent.pdf",
    "/board/stances.pdf",
)
OWN = {"accounts", "notices"}
"""The rooms in which whoever is signed in sends what is about themselves alone."""


@pytest.mark.parametrize("name", ["board", "secretary", "teller"])
def test_people_in_office_read_it(client_of: Callable[[str], Client], name: str) -> None:
    browser = client_of(name)
    for path in (*PAGES, *FILES):
        assert browser.get(path).status_code == 200, path
    assert 'href="/board"' in browser.get("/").get_data(as_text=True)


@pytest.mark.parametrize("name", ["delegate", "associate", "drafter", "observer", "stranger"])
def test_members_and_strangers_do_not(client_of: Callable[[str], Client], name: str) -> None:
    browser = client_of(name)
    for path in (*PAGES, *FILES, *PAPERS):
        assert browser.get(path).status_code == 403, path
    assert 'href="/board"' not in browser.get("/").get_data(as_text=True)


def test_a_visitor_is_asked_to_sign_in(client_of: Callable[[str], Client]) -> None:
    for path in (*PAGES, *FILES, *PAPERS):
        assert client_of("nobody").get(path).status_code == 401, path


def test_a_seat_in_the_board_changes_nothing(
    app: Flask, assembly: Assembly, client_of: Callable[[str], Client]
) -> None:
    given = _places(app, assembly)
    browser = client_of("board")
    sent = {}
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or set()) and rule.endpoint.split(".")[0] not in OWN:
            sent[rule.endpoint] = browser.send(_address(app, rule, given)).status_code
    assert {name: status for name, status in sent.items() if status not in {403, 404, 405}} == {}
    assert list(sent.values()).count(403) > 20, "closed doors, not wrong addresses"


def _places(app: Flask, assembly: Assembly) -> dict[str, object]:
    """A value for every gap in an address, such that the thing exists."""
    stage = assembly.stage
    ballot = assembly.open(shares(yes=1))
    with app.app_context(), transaction(writing=False):
        seat = db.session.scalars(db.select(Seat)).first()
        assert seat is not None
        seat_id = seat.id
    return {
        "proposal": stage.proposals["revision"],
        "ballot": ballot,
        "round": stage.round,
        "mandate": stage.mandates["delegate"],
        "organisation": "coceta",
        "pillar": "sustainability",
        "strategy": "platform",
        "body": "board",
        "seat": seat_id,
        "to": "final",
        "draft": 1,
    }


def _address(app: Flask, rule: Rule, given: dict[str, object]) -> str:
    with app.test_request_context():
        built = rule.build({name: given.get(name, 1) for name in rule.arguments})
    assert built is not None
    return built[1]


def test_its_pages_hold_no_form_but_those_about_the_reader(
    assembly: Assembly, client_of: Callable[[str], Client]
) -> None:
    assembly.closed(shares(yes=2, no=1))
    assembly.open(shares(yes=1))
    browser = client_of("board")
    for path in PAGES:
        page = browser.get(path).get_data(as_text=True)
        forms = re.findall(r'<form[^>]*method="post"[^>]*action="([^"]*)"', page)
        assert forms
        assert set(forms) <= {"/language", "/sign-out"}, path


def test_before_there_is_a_strategy_the_page_says_so(
    app: Flask, stage: Stage, client_of: Callable[[str], Client]
) -> None:
    browser = client_of("board")
    with app.app_context(), transaction(writing=True):
        for table in ("round", "passage", "paragraph", "version", "proposal", "pillar", "strategy"):
            db.session.execute(db.metadata.tables[table].delete())
    for path in PAGES:
        assert "No strategy is published yet." in browser.get(path).get_data(as_text=True)
    for path in (*FILES, *PAPERS):
        assert browser.get(path).status_code == 404


def test_each_strategy_has_its_own_sheet(
    app: Flask, assembly: Assembly, client_of: Callable[[str], Client]
) -> None:
    assembly.closed(shares(yes=3))
    with app.app_context(), transaction(writing=True):
        db.session.add(Strategy(slug="next", title="The next platform", period="", created_at=START))
    browser = client_of("board")
    newest, older = (
        browser.get(path).get_data(as_text=True) for path in ("/board", "/board?strategy=platform")
    )
    assert "Nothing is decided yet." in newest
    assert "Work group 11" in older
    assert "strategy=platform" in newest
    assert browser.get("/board?strategy=%00nowhere").status_code == 200


@pytest.mark.parametrize("query", ["page=0", "page=99", "page=x", "strategy=" + "x" * 5000])
def test_odd_addresses_show_the_page(client_of: Callable[[str], Client], query: str) -> None:
    assert client_of("board").get(f"/board/ballots?{query}").status_code == 200
