"""Blocks for the tests of voting: planned, confirmed, and a text asked to be voted on apart."""

from __future__ import annotations

from consult.kit.db import db, transaction
from consult.strategy.models import Proposal
from consult.voting.actions.scheduling import Item, Plan, confirm_ballot, prepare_ballot
from consult.voting.queries import ballots, blocks
from tests.voting.asking import CLOSES, OPENS, Asking


def plan(asking: Asking, ids: list[int]) -> Plan:
    """A block of proposals; within an application context."""
    versions = blocks.newest_versions(ids)
    items = tuple(
        Item(db.session.get_one(Proposal, id), versions[id], f"Do you adopt number {id}?") for id in ids
    )
    rule = ballots.rule("ordinary")
    assert rule is not None
    question = "Do you adopt these together?"
    return Plan(items[0].proposal, items[0].version, question, rule, OPENS, CLOSES, items)


def scheduled_block(asking: Asking, ids: list[int]) -> int:
    """A block that a teller has confirmed."""
    with asking.app.app_context(), transaction(writing=True):
        row = prepare_ballot(
            asking.visitor("secretary"), plan(asking, ids), "As the board asked.", asking.clock.now()
        )
        confirm_ballot(asking.visitor("teller"), row, row.schedule_sha256, asking.clock.now())
        return row.id


def apart(asking: Asking, ballot: int, position: int, name: str = "neighbour", slug: str = "cwcf") -> int:
    """Ask by the page that a text be voted on apart; answers the status."""
    place = f"/ballots/{ballot}/apart/{slug}/{position}"
    return asking.client_of(name).send(place, {"reason": "It costs money; the others do not."}).status_code
