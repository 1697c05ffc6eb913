"""The demonstration: the seed case with a life, its people at one click, only in demo mode."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import delete, func, select

from consult.app import create_app
from consult.deliberation.models import Comment
from consult.demo import loading
from consult.demo.serving import prepare
from consult.demo.story import life, moment
from consult.journal.models import Entry
from consult.kit.db import db, transaction
from consult.network.models import Organisation
from consult.search.actions import rebuild
from consult.settings import Settings
from consult.strategy.models import Proposal
from consult.voting import phases
from consult.voting.models import Ballot, Cast
from consult.voting.queries import ballots, casts, results
from tests.client import Client, client
from tests.conftest import FixedClock
from tests.search.indexed import index


@pytest.fixture
def demo(
    story: None,
    database_url: str,
    clock: FixedClock,
    tmp_path: Path,
    compiled_templates: FileSystemBytecodeCache,
) -> Iterator[Flask]:
    """The demonstration as it is loaded, on each database in turn."""
    settings = Settings(
        data=tmp_path / "data",
        database_url=database_url,
        secret_key="x" * 40,
        cheap_passwords=True,
        demo=True,
    )
    app = create_app(settings, clock)
    app.testing = True
    app.jinja_env.bytecode_cache = compiled_templates
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _become(app: Flask, name: str) -> Client:
    visitor = client(app)
    assert visitor.send("/demo/become", {"email": f"{name}@demo.example"}).status_code == 303
    return visitor


def _asked(told: dict[str, Any]) -> list[dict[str, Any]]:
    """Every ballot of the story that was voted in."""
    apart = [part for block in told["blocks"] for part in block["separated"]]
    return [*told["ballots"], *told["blocks"], *apart, *told["repeated"]]


def _rows(model: type[object]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_the_whole_case_is_there(demo: Flask) -> None:
    told = life()
    with demo.app_context():
        assert (_rows(Organisation), _rows(Proposal)) == (46, 22)
        assert _rows(Comment) == len(told["comments"]) + len(told["drafts"])
        assert _rows(Cast) == sum(len(ballot["votes"]) for ballot in _asked(told))
        states = {proposal.ref: proposal.state for proposal in db.session.scalars(select(Proposal))}
        assert states == {proposal["ref"]: proposal["state"] for proposal in told["proposals"]}
        as_acted = index()
        rebuild(lambda: transaction(writing=True))
        assert index() == as_acted  # every act of the story told the search what it changed
        assert {row[0] for row in as_acted} >= {
            "ballot",
            "comment",
            "note",
            "organisation",
            "proposal",
            "rule",
        }


def test_its_ballots_stand_where_the_story_says(demo: Flask, clock: FixedClock) -> None:
    with demo.app_context():
        by_question = {ballot.question: ballot for ballot in db.session.scalars(select(Ballot))}
        for told in life()["ballots"]:
            ballot = by_question[told["question"]]
            assert phases.state(ballot, clock.now()) == told["state"]
            cast = {voted["organisation"] for voted in told["votes"]}
            assert casts.turnouts([ballot])[ballot.id].cast == len(cast)


def test_its_closed_ballots_end_as_the_story_says(demo: Flask, clock: FixedClock) -> None:
    with demo.app_context():
        over, _page, _pages = ballots.over(clock.now(), 1, 50)
        closed = [row for row in over if phases.state(row, clock.now()) is phases.State.CLOSED]
        found = results.verdicts(closed, clock.now())
        by_question = {row.question: found[row.id].verdict.result for row in closed}
    expected = {
        told["question"]: told["expected"]["result"]
        for told in life()["ballots"]
        if told["state"] == "closed"
    }
    assert by_question == expected
    assert sorted(expected.values()) == ["adopted", "no_quorum"]


def test_one_click_signs_in_as_a_demo_person_and_nobody_else(demo: Flask) -> None:
    assert "COCETA" in _become(demo, "second.coceta").get("/me").text
    visitor = client(demo)
    visitor.send("/demo/become", {"email": "root@cicopa.example"})
    assert visitor.get("/me").status_code == 401


def test_everyone_on_its_page_can_sign_in_by_hand_too(demo: Flask) -> None:
    page = client(demo).get("/demo").text
    assert page.count("@demo.example") >= 51
    answer = client(demo).send("/sign-in", {"email": "board@demo.example", "password": loading.PASSWORD})
    assert answer.status_code == 303


def test_starting_over_brings_the_first_day_back(demo: Flask, clock: FixedClock) -> None:
    delegate = _become(demo, "delegate.coceta")
    delegate.send("/me", {"name": "Changed", "language": "fr", "time_zone": "Europe/Paris"})
    clock.advance(timedelta(days=3))
    assert client(demo).send("/demo/start-over").status_code == 303
    assert delegate.get("/me").status_code == 401
    assert "Changed" not in _become(demo, "delegate.coceta").get("/me").text
    with demo.app_context():
        assert loading.loaded_at() == clock.now()
        closes = {row.closes_at for row in db.session.scalars(select(Ballot))}
        assert closes >= {moment(told["closes_at"], clock.now()) for told in life()["ballots"]}


def test_a_block_was_parted_a_closing_moved_and_a_ballot_annulled_and_repeated(
    demo: Flask, clock: FixedClock
) -> None:
    with demo.app_context():
        rows = list(db.session.scalars(select(Ballot)))
        at = clock.now()
    [block] = [row for row in rows if row.is_block]
    assert (block.texts, block.apart, phases.state(block, at)) == (3, 1, "open")
    [extended] = life()["blocks"][0]["changes"]
    assert block.closes_at == moment(extended["becomes"], at)
    [own] = [row for row in rows if row.split_from_id == block.id]
    assert own.closes_at == moment(life()["blocks"][0]["closes_at"], at)
    [annulled] = [row for row in rows if row.annulled_at]
    [again] = [row for row in rows if row.rerun_of_id == annulled.id]
    assert phases.state(again, at) == "scheduled"
    visitor = client(demo)
    assert "It was open for eight days" in visitor.get(f"/ballots/{annulled.id}/result").text


def test_all_others_vote_when_a_newcomer_asks_and_only_the_newcomers_own_vote_is_missing(demo: Flask) -> None:
    visitor = client(demo)
    assert ">Let the other 18 vote<" in visitor.get("/demo").text
    assert visitor.send("/demo/others-vote").status_code == 303
    assert ">Let the other 18 vote<" not in visitor.get("/demo").text
    with demo.app_context():
        [row] = [row for row in db.session.scalars(select(Ballot)) if "New funding" in row.question]
        assert [silent.slug for silent in casts.silent(row)] == ["coceta"]


@pytest.mark.parametrize(
    ("method", "path"), [("get", "/demo"), ("post", "/demo/become"), ("post", "/demo/start-over")]
)
def test_a_real_installation_has_none_of_this(app: Flask, method: str, path: str) -> None:
    visitor = client(app)
    answer = visitor.get(path) if method == "get" else visitor.send(path, {"email": "secretary@demo.example"})
    assert answer.status_code == 404


def test_what_was_not_loaded_as_a_demonstration_is_never_emptied(demo: Flask) -> None:
    with demo.app_context(), transaction(writing=True):
        db.session.execute(delete(Entry).where(Entry.verb == loading.LOADED))
    answer = client(demo).send("/demo/start-over")
    assert answer.status_code == 303
    with demo.app_context():
        assert loading.loaded_at() is None
        assert _rows(Organisation) == 46


def test_the_command_starts_over_what_is_a_demonstration_and_keeps_what_is_not(
    demo: Flask, clock: FixedClock
) -> None:
    assert prepare(demo) is False
    clock.advance(timedelta(days=1))
    assert prepare(demo, anew=True) is True
    with demo.app_context():
        assert loading.loaded_at() == clock.now()
        with transaction(writing=True):
            db.session.execute(delete(Entry).where(Entry.verb == loading.LOADED))
    with pytest.raises(loading.NoDemonstration):
        prepare(demo, anew=True)
    with demo.app_context():
        assert _rows(Organisation) == 46
