"""While a ballot is open nothing on any page of the board or the desk depends on how anybody voted."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import case, update

from consult.kit.db import db, transaction
from consult.voting.models import Cast
from tests.board.assembly import Assembly, shares
from tests.board.test_read_board import FILES, PAGES
from tests.cast import START
from tests.client import Client
from tests.conftest import FixedClock


def _seen(board: Client, secretary: Client, ballot: int) -> dict[str, str]:
    """Every page and file of the faces, without what is new on each."""
    paths = [(board, path) for path in (*PAGES, *FILES)]
    paths += [
        (secretary, "/secretariat"),
        (secretary, "/board"),
        (secretary, f"/secretariat/ballots/{ballot}"),
    ]
    found = {}
    for browser, path in paths:
        answer = browser.get(path)
        assert answer.status_code == 200
        text = re.sub(r'name="(csrf_token|once)" value="[^"]*"', "", answer.get_data(as_text=True))
        found[f"{browser is board} {path}"] = text
    return found


def _turn_every_vote() -> None:
    other = case((Cast.choice == "yes", "no"), (Cast.choice == "no", "abstain"), else_="yes")
    db.session.execute(update(Cast).values(choice=other).execution_options(synchronize_session=False))


def test_no_page_or_file_tells_how_the_votes_of_an_open_ballot_fell(
    app: Flask, clock: FixedClock, assembly: Assembly, client_of: Callable[[str], Client]
) -> None:
    assembly.invite(30)
    ballot = assembly.open(shares(yes=17, no=9, abstain=3))
    board, secretary = client_of("board"), client_of("secretary")
    as_cast = _seen(board, secretary, ballot)
    assert "29 of 33 have voted" in as_cast["True /board"]
    with app.app_context(), transaction(writing=True):
        _turn_every_vote()
    assert _seen(board, secretary, ballot) == as_cast
    clock.set(START + timedelta(days=10))
    board = client_of("board")
    at_closing = board.get("/board/ballots.csv").get_data(as_text=True)
    assert "Being counted" in at_closing
    assert ",3,17,9," not in at_closing
    clock.advance(timedelta(minutes=1))
    assert ",3,17,9," in board.get("/board/ballots.csv").get_data(as_text=True), (
        "what was sealed is there now"
    )
