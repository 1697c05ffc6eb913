"""How many statements and commits the pages of voting cost; the number does not grow with the data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from flask import Flask
from sqlalchemy import event

from consult.kit.db import db, transaction
from consult.network.models import Membership, Organisation
from consult.strategy.events import pillar_counts
from consult.voting.actions.rolls import freeze_due_rolls
from tests.cast import add_proposal
from tests.voting.asking import CLOSES, OPENS, Asking, place, reviewed
from tests.voting.blocks import apart, scheduled_block
from tests.voting.test_change_ballot import change

CASTING, BALLOT, LIST = 10, 10, 8


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements and commits within a block."""
    said: list[str] = []
    with app.app_context():
        engine = db.engine

    def statement(connection: object, cursor: object, words: str, *more: object) -> None:
        said.append(words)

    def commit(connection: object) -> None:
        said.append("COMMIT")

    event.listen(engine, "before_cursor_execute", statement)
    event.listen(engine, "commit", commit)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", statement)
        event.remove(engine, "commit", commit)


def cost(asking: Asking, act: Callable[[], object]) -> tuple[int, int]:
    """Statements (not counting BEGIN) and commits of an act."""
    with counted(asking.app) as said:
        act()
    commits = said.count("COMMIT")
    return len([words for words in said if words != "COMMIT" and not words.startswith("BEGIN")]), commits


def more_members(asking: Asking, count: int) -> None:
    with asking.app.app_context(), transaction(writing=True):
        for number in range(count):
            row = Organisation(
                slug=f"more-{number}",
                name=f"More {number}",
                short_name=f"M{number}",
                country="FR",
                region="Asia",
            )
            db.session.add(row)
            db.session.flush()
            db.session.add(
                Membership(
                    organisation_id=row.id,
                    from_on=OPENS.date() - timedelta(days=900),
                    category="full",
                    standing="active",
                    recorded_at=asking.clock.now(),
                )
            )


def test_a_vote_costs_few_statements_and_one_commit(asking: Asking) -> None:
    id = asking.opened()
    with asking.app.app_context(), transaction(writing=True):
        freeze_due_rolls(asking.clock.now())
    browser = asking.client_of("delegate")
    for choice in ("yes", "no"):
        fields = {**reviewed(browser, id, "coceta", choice), "csrf_token": browser.token()}
        statements, commits = cost(asking, lambda sent=fields: browser.post(place(id, "coceta"), data=sent))
        assert commits == 1
        assert statements <= CASTING
    assert asking.casts(id) == [("yes", False), ("no", True)]


def test_a_ballots_pages_cost_the_same_with_many_members(asking: Asking) -> None:
    id = asking.opened()
    delegate = asking.client_of("delegate")
    paths = [f"/ballots/{id}", place(id, "coceta"), "/ballots", "/for/coceta"]
    before = [cost(asking, lambda path=path: delegate.open(path))[0] for path in paths]
    more_members(asking, 60)
    after = [cost(asking, lambda path=path: delegate.open(path))[0] for path in paths]
    assert before == after
    assert max(before) <= BALLOT


def test_the_pages_of_a_changed_block_keep_within_the_numbers(asking: Asking, finals: list[int]) -> None:
    id = scheduled_block(asking, finals)
    assert apart(asking, id, 2) == 303
    asking.clock.set(OPENS + timedelta(hours=1))
    asking.cast(id, "coceta", "yes")
    change(asking, id, "extend", CLOSES + timedelta(days=1))
    delegate = asking.client_of("delegate")
    costs = {
        path: cost(asking, lambda path=path: delegate.open(path))[0]
        for path in (
            f"/ballots/{id}",
            place(id, "coceta"),
            "/ballots",
            "/for/coceta",
            f"/proposals/{finals[0]}",
        )
    }
    assert costs["/ballots"] <= LIST, costs
    assert max(costs.values()) <= BALLOT, costs
    fields = {**reviewed(delegate, id, "coceta", "no"), "csrf_token": delegate.token()}
    assert cost(asking, lambda: delegate.post(place(id, "coceta"), data=fields))[0] <= CASTING
    asking.clock.set(CLOSES + timedelta(days=2))
    nobody = asking.client_of("nobody")
    for path in (f"/ballots/{id}/result", f"/ballots/{id}/record"):
        assert cost(asking, lambda path=path: nobody.open(path))[0] <= BALLOT + 2, path


def test_the_result_costs_the_same_with_many_members(asking: Asking) -> None:
    more_members(asking, 40)
    id = asking.opened()
    asking.cast(id, "coceta", "yes")
    asking.close()
    nobody = asking.client_of("nobody")
    assert cost(asking, lambda: nobody.open(f"/ballots/{id}/result"))[0] <= BALLOT


def test_many_tallies_in_a_list_cost_two_statements(asking: Asking) -> None:
    with asking.app.app_context(), transaction(writing=True):
        ids = [add_proposal(asking.stage, number, "final", asking.clock.now()) for number in range(10, 22)]
    for id in ids:
        asking.stage.proposals["final"] = id
        asking.stage.versions["final"] = asking.version_of(id)
        asking.scheduled()
    asking.clock.set(OPENS + timedelta(hours=1))
    with asking.app.app_context(), transaction(writing=True):
        assert freeze_due_rolls(asking.clock.now()) == len(ids)
    asking.close()

    def ask(wanted: list[int]) -> list[dict[int, list[str]]]:
        with asking.app.test_request_context(), transaction(writing=False):
            return [answer for answer in pillar_counts.ask(wanted) if answer]

    assert {text for answer in ask(ids) for texts in answer.values() for text in texts} >= {
        "No quorum, 0 yes to 0 no"
    }
    assert cost(asking, lambda: ask(ids))[0] == cost(asking, lambda: ask(ids[:2]))[0] <= LIST
