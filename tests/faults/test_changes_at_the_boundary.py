"""Votes, extensions, early closings and separations at the same moment: what was acknowledged is never lost.

Threads with connections of their own and the real clock, on both databases; each act waits at one barrier.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from consult.app import create_app
from consult.kit.db import db, transaction
from consult.kit.refusal import Refused
from consult.network.standing import HeldMandate
from consult.settings import Settings
from consult.strategy.models import Proposal
from consult.voting import changes as law
from consult.voting.actions.blocks import separate_part
from consult.voting.actions.casting import Vote, cast_vote
from consult.voting.actions.changes import ask_change, confirm_change
from consult.voting.actions.rules import add_rule
from consult.voting.actions.scheduling import Item, Plan, confirm_ballot, prepare_ballot
from consult.voting.document import read_json
from consult.voting.models import Ballot, BallotChange, BlockPart, Cast
from consult.voting.queries import ballots, blocks, casts
from consult.voting.queries import changes as kept
from tests.cast import Stage, add_proposal, set_stage
from tests.faults.test_simultaneous_casts import visitor
from tests.voting.asking import RULES

VOTERS = {"coceta": "delegate", "cwcf": "neighbour", "jwcu": "faraway"}
Act = Callable[[], object]


def clock() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Flask:
    return create_app(Settings(data=tmp_path / "data", database_url=database_url, secret_key="x" * 40))


def held(
    stage: Stage, at: datetime, opens: timedelta, closes: timedelta, *, block: bool = False
) -> tuple[int, int]:
    """(ballot, an item) prepared long ago that opens and closes so long from now; within a writing transaction."""
    document = read_json(Path(RULES).read_text(encoding="utf-8"))
    assert isinstance(document, dict)
    long_ago = at - timedelta(days=60)
    rule, _new = add_rule(document["rules"][0], long_ago)
    ids = [stage.proposals["final"]]
    if block:
        ids += [add_proposal(stage, number, "final", at) for number in (7, 8)]
    versions = blocks.newest_versions(ids)
    items = tuple(Item(db.session.get_one(Proposal, id), versions[id], f"Number {id}?") for id in ids)
    plan = Plan(
        items[0].proposal, items[0].version, "Do you adopt it?", rule, at + opens, at + closes,
        items if block else (),
    )  # fmt: skip
    row = prepare_ballot(visitor(stage, "secretary"), plan, "As the board asked.", long_ago)
    confirm_ballot(visitor(stage, "teller"), row, row.schedule_sha256, long_ago)
    return row.id, len(items)


def together(app: Flask, acts: list[Act]) -> list[object]:
    """Every act in a thread and a writing transaction of its own, begun at the same moment; a refusal is an answer."""
    barrier = Barrier(len(acts))

    def run(act: Act) -> object:
        with app.app_context():
            barrier.wait()
            try:
                with transaction(writing=True):
                    return act()
            except Refused as refused:
                return refused
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def mandate(stage: Stage, slug: str) -> HeldMandate:
    name = VOTERS[slug]
    held_for = stage.organisations[slug]
    return HeldMandate(stage.mandates[name], held_for, slug, slug.upper(), slug, "lead", "full", "active")


def casting(stage: Stage, ballot: int, slug: str, read: Callable[[], datetime] = clock) -> Act:
    def act() -> object:
        paper = ballots.paper_to_cast(ballot)
        assert paper is not None
        return cast_vote(visitor(stage, VOTERS[slug]), mandate(stage, slug), paper, Vote("yes"), read)

    return act


def confirming(stage: Stage, ballot: int, change: int) -> Act:
    def act() -> object:
        paper, row = ballots.paper_to_change(ballot), kept.change(change)
        assert paper is not None
        assert row is not None
        return confirm_change(visitor(stage, "teller"), paper.ballot, row, row.sha256, clock)

    return act


def asked(stage: Stage, ballot: int, act: str, becomes: datetime | None) -> int:
    """A change that waits for a teller; within a writing transaction."""
    paper = ballots.paper_to_change(ballot)
    assert paper is not None
    return ask_change(visitor(stage, "secretary"), paper.ballot, act, becomes, "For the test.", clock()).id


def test_a_vote_beside_an_early_closing_is_in_or_refused(app: Flask) -> None:
    with app.app_context():
        stage = set_stage(clock())
        with transaction(writing=True):
            ballot, _items = held(stage, clock(), -timedelta(days=20), timedelta(days=5))
        with transaction(writing=True):
            for slug in VOTERS:
                casting(stage, ballot, slug)()
            closes = clock() + timedelta(milliseconds=400)
            change = asked(stage, ballot, law.CLOSE_EARLY, closes)

        def again(slug: str) -> Act:
            def act() -> object:
                paper = ballots.paper_to_cast(ballot)
                assert paper is not None
                [given] = casts.own_live([ballot], [stage.organisations[slug]]).values()
                vote = Vote("no", seen=given.id)
                return cast_vote(visitor(stage, VOTERS[slug]), mandate(stage, slug), paper, vote, clock)

            return act

        answers = together(app, [confirming(stage, ballot, change), *map(again, VOTERS)])
        assert answers[0] is None, "the key was turned"
        acknowledged = {answer for answer in answers if isinstance(answer, str)}
        with transaction(writing=False):
            row = db.session.get_one(Ballot, ballot)
            assert row.closes_at == closes
            live = db.session.execute(
                select(Cast.receipt, Cast.cast_at).where(Cast.superseded_at.is_(None))
            ).all()
            assert acknowledged <= {receipt for receipt, _at in live}, "none that was acknowledged is lost"
            assert all(at < row.closes_at for _receipt, at in live)
        db.session.remove()
        db.engine.dispose()


def test_an_extension_at_the_closing_holds_or_is_refused_and_votes_go_by_what_holds(app: Flask) -> None:
    with app.app_context():
        stage = set_stage(clock())
        with transaction(writing=True):
            ballot, _items = held(stage, clock(), -timedelta(days=20), timedelta(milliseconds=900))
            was = db.session.get_one(Ballot, ballot).closes_at
            change = asked(stage, ballot, law.EXTEND, was + timedelta(days=3))
        late = was + timedelta(milliseconds=1)
        # two vote at their own moment, one by a clock that stands just behind the first closing
        answers = together(
            app,
            [
                confirming(stage, ballot, change),
                casting(stage, ballot, "coceta"),
                casting(stage, ballot, "cwcf"),
                casting(stage, ballot, "jwcu", lambda: late),
            ],
        )
        with transaction(writing=False):
            row = db.session.get_one(Ballot, ballot)
            extended = row.closes_at > was
            assert extended is (answers[0] is None)
            for receipt, at in db.session.execute(select(Cast.receipt, Cast.cast_at)):
                assert receipt in answers
                assert at < row.closes_at, "no vote is kept that came after the closing that holds"
            kept_receipts = set(db.session.scalars(select(Cast.receipt)))
            assert kept_receipts == {answer for answer in answers if isinstance(answer, str)}
        db.session.remove()
        db.engine.dispose()


def test_of_two_keys_turned_at_once_on_an_annulment_one_counts(app: Flask) -> None:
    with app.app_context():
        stage = set_stage(clock())
        with transaction(writing=True):
            ballot, _items = held(stage, clock(), -timedelta(days=20), timedelta(days=5))
            change = asked(stage, ballot, law.ANNUL, None)
        answers = together(
            app, [*(confirming(stage, ballot, change) for _key in range(4)), casting(stage, ballot, "coceta")]
        )
        assert [answer is None for answer in answers[:4]].count(True) == 1
        with transaction(writing=False):
            row = db.session.get_one(Ballot, ballot)
            assert row.annulled_at is not None
            assert row.changes == 1
            assert db.session.get_one(BallotChange, change).confirmed_at == row.annulled_at
            for at in db.session.scalars(select(Cast.cast_at)):
                assert at < row.annulled_at, "a vote is in before, or refused"
        db.session.remove()
        db.engine.dispose()


def test_two_organisations_take_out_texts_at_once_and_nothing_is_asked_twice(app: Flask) -> None:
    with app.app_context():
        stage = set_stage(clock())
        with transaction(writing=True):
            ballot, _items = held(stage, clock(), timedelta(days=10), timedelta(days=30), block=True)

        def separating(slug: str, position: int) -> Act:
            def act() -> object:
                paper = ballots.paper_to_change(ballot)
                assert paper is not None
                actor = visitor(stage, VOTERS[slug])
                return separate_part(actor, mandate(stage, slug), paper.ballot, position, "Apart.", clock).id

            return act

        wanted = [(slug, position) for slug in VOTERS for position in (1, 2, 3)]
        answers = together(app, [separating(*one) for one in wanted])
        made = [answer for answer in answers if isinstance(answer, int)]
        with transaction(writing=False):
            parts = db.session.scalars(select(BlockPart).where(BlockPart.ballot_id == ballot)).all()
            block = db.session.get_one(Ballot, ballot)
            assert len(made) == 2, "two leave, and the one that is left stays alone"
            assert sorted(made) == sorted(part.own_ballot_id for part in parts if part.own_ballot_id)
            assert (block.apart, block.is_block) == (2, False)
            asked_about = [row.proposal_id for row in db.session.scalars(select(Ballot))]
            assert len(asked_about) == len(set(asked_about)) == 3
        db.session.remove()
        db.engine.dispose()


def test_a_text_leaves_before_the_opening_or_stays(app: Flask) -> None:
    with app.app_context():
        stage = set_stage(clock())
        with transaction(writing=True):
            ballot, _items = held(
                stage, clock(), timedelta(seconds=5, milliseconds=600), timedelta(days=30), block=True
            )
        opens = clock() + timedelta(seconds=5, milliseconds=600)

        def separating() -> object:
            paper = ballots.paper_to_change(ballot)
            assert paper is not None
            return separate_part(
                visitor(stage, "delegate"), mandate(stage, "coceta"), paper.ballot, 1, "Apart.", clock
            ).id

        answers = together(app, [separating, separating, casting(stage, ballot, "cwcf", lambda: opens)])
        left = [answer for answer in answers[:2] if isinstance(answer, int)]
        with transaction(writing=False):
            block = db.session.get_one(Ballot, ballot)
            assert block.apart == len(left) <= 1
            hashes = [part.text_sha256 for part in blocks.parts(ballot) if part.together]
            assert len(hashes) == 3 - len(left)
        db.session.remove()
        db.engine.dispose()
