"""Moving a proposal: every step of the table, no other, and what goes with it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from flask import Flask

from consult.journal import queries as journal
from consult.kit.db import transaction
from consult.kit.refusal import Refused
from consult.strategy import rules
from consult.strategy.actions import proposals, versions
from tests.cast import Stage
from tests.client import Client
from tests.strategy.writing import DESK, LATER, secretary, the

# the way to each state from a published proposal
WAYS = {
    "draft": ("draft", []),
    "consultation": ("consultation", []),
    "revision": ("consultation", ["revision"]),
    "final": ("consultation", ["revision", "final"]),
    "withdrawn": ("consultation", ["withdrawn"]),
}


def brought(app: Flask, stage: Stage, state: str) -> int:
    """A proposal brought to a state by the steps of the table."""
    begin, steps = WAYS[state]
    id = stage.proposals[begin]
    with app.app_context(), transaction(writing=True):
        for to in steps:
            proposals.move(secretary(stage), the(id), to, "A reason.", LATER)
    return id


@pytest.mark.parametrize("way", [["revision", "consultation", "revision", "final", "revision", "final", "withdrawn",
                                  "revision", "withdrawn"], ["withdrawn", "revision"]])  # fmt: skip
def test_every_legal_step_can_be_taken(app: Flask, stage: Stage, way: list[str]) -> None:
    id = stage.proposals["consultation"]
    with app.app_context(), transaction(writing=True):
        for to in way:
            proposals.move(secretary(stage), the(id), to, "A reason.", LATER)
            assert the(id).state == to
    with app.app_context():
        told = [row.details for row in reversed(journal.of("proposal", id)) if row.verb == "proposal-moved"]
    assert told == [{"was": was, "now": now} for was, now in pairwise(["consultation", *way])]


@pytest.mark.parametrize("was", rules.STATES)
def test_no_other_step_can_be_taken(app: Flask, stage: Stage, was: str) -> None:
    id = brought(app, stage, was)
    illegal = [now for now in rules.STATES if rules.step(was, now) is None]
    assert was in illegal
    for now in illegal:
        with app.app_context(), pytest.raises(Refused, match="step-not-allowed"), transaction(writing=True):
            proposals.move(secretary(stage), the(id), now, "A reason.", LATER)
    with app.app_context():
        assert the(id).state == was


@pytest.mark.parametrize(
    ("was", "now"), [("consultation", "withdrawn"), ("final", "revision"), ("withdrawn", "revision")]
)
def test_a_step_that_needs_a_reason_does_not_go_without(app: Flask, stage: Stage, was: str, now: str) -> None:
    id = brought(app, stage, was)
    with app.app_context(), pytest.raises(Refused, match="reason-missing"), transaction(writing=True):
        proposals.move(secretary(stage), the(id), now, "  ", LATER)


def test_a_waiting_draft_keeps_the_text_from_being_final(app: Flask, stage: Stage) -> None:
    id = stage.proposals["revision"]
    with app.app_context(), transaction(writing=True):
        words = {"title": "Work group", "text": "Half", "language": "en", "note": ""}
        versions.save_draft(secretary(stage), the(id), at=LATER, **words)
    with app.app_context(), pytest.raises(Refused, match="draft-waiting"), transaction(writing=True):
        proposals.move(secretary(stage), the(id), "final", "", LATER)


def test_the_desk_has_a_button_for_each_step_and_for_no_other(
    app: Flask, stage: Stage, client_of: Callable[[str], Client]
) -> None:
    client = client_of("secretary")
    for state, id in stage.proposals.items():
        page = client.get(f"{DESK}/proposals/{id}").get_data(as_text=True)
        offered = {to for to in rules.STATES if f"/proposals/{id}/move/{to}" in page}
        assert offered == {step.now for step in rules.steps_from(state) if step.by == "move"}


def test_withdrawing_asks_for_the_reason_and_then_says_what_happened(
    app: Flask, stage: Stage, client_of: Callable[[str], Client]
) -> None:
    client, id = client_of("secretary"), stage.proposals["consultation"]
    path = f"{DESK}/proposals/{id}/move/withdrawn"
    assert client.send(path, {"withdrawn-reason": ""}).status_code == 422
    assert client.send(path, {"withdrawn-reason": "Merged into another."}).status_code == 303
    assert client.send(path, {"withdrawn-reason": "Once more."}).status_code == 409
    page = client_of("nobody").get(f"/proposals/{id}").get_data(as_text=True)
    assert "This proposal was withdrawn." in page


def test_an_unknown_state_is_no_page(stage: Stage, client_of: Callable[[str], Client]) -> None:
    path = f"{DESK}/proposals/{stage.proposals['revision']}/move/adopted"
    assert client_of("secretary").send(path, {}).status_code == 404
