"""The board's pages and the desk ask the database as often for forty ballots as for four."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from tests.board.assembly import Assembly, shares
from tests.board.test_read_board import FILES, PAGES
from tests.cast import START
from tests.client import Client
from tests.deliberation.speaking import Statements, say

MOST = 15
DAY = timedelta(days=1)


def _one_of_each(assembly: Assembly, place: int) -> None:
    assembly.closed(shares(yes=2, no=1), days_ago=place + 1)
    assembly.open(shares(yes=1))
    assembly.put(START - (1 + place) * DAY, START + 10 * DAY)  # nobody has voted: its roll is not written yet
    assembly.put(START + (5 + place) * DAY, START + (25 + place) * DAY)
    assembly.prepare(START + (6 + place) * DAY, START + (26 + place) * DAY)


@pytest.mark.parametrize(
    ("name", "paths"), [("board", (*PAGES, *FILES)), ("secretary", ("/secretariat", "/board"))]
)
def test_the_number_of_statements_does_not_grow(
    app: Flask, assembly: Assembly, client_of: Callable[[str], Client], name: str, paths: tuple[str, ...]
) -> None:
    browser = client_of(name)
    _one_of_each(assembly, 0)

    def asked() -> dict[str, int]:
        found = {}
        for path in paths:
            browser.get(path)
            with Statements(app) as told:
                assert browser.get(path).status_code == 200
            found[path] = told.count
        return found

    few = asked()
    for place in range(1, 10):
        _one_of_each(assembly, place)
    assembly.invite(20)
    for number in range(5):
        proposal = assembly.stage.proposals["consultation"]
        say(app, assembly.stage, "delegate", f"Comment {number}.", START, ("proposal", proposal))
    many = asked()
    assert {path: many[path] for path in paths if many[path] > few[path]} == {}
    assert max(many.values()) <= MOST
