"""Printed numbers move; addresses stay, and former numbers are kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from consult.journal import queries as journal
from consult.kit.db import transaction
from consult.kit.refusal import Refused
from consult.strategy import queries
from consult.strategy.actions import proposals
from consult.strategy.models import Pillar
from tests.cast import Stage
from tests.client import Client
from tests.strategy.writing import DESK, LATER, secretary, the


def pillar(id: int) -> Pillar:
    found = queries.pillar_by_id(id)
    assert found is not None
    return found


def printed(app: Flask, stage: Stage) -> dict[str, str]:
    with app.app_context():
        return {state: queries.printed_number(the(id)) for state, id in stage.proposals.items()}


def test_a_proposal_moves_to_another_pillar_and_keeps_its_address(
    app: Flask, stage: Stage, client_of: Callable[[str], Client]
) -> None:
    id = stage.proposals["consultation"]
    with app.app_context(), transaction(writing=True):
        proposals.renumber(secretary(stage), the(id), pillar(stage.empty_pillar), 3, LATER)
    page = client_of("nobody").get(f"/proposals/{id}").get_data(as_text=True)
    assert "1.3 §1" in page
    assert "2.2" in page
    with app.app_context():
        assert the(id).former_numbers == ["2.2"]
        (entry,) = [row for row in journal.of("proposal", id) if row.verb == "proposal-renumbered"]
        assert entry.details == {"was": "2.2", "now": "1.3"}


def test_a_taken_number_is_refused(app: Flask, stage: Stage) -> None:
    id = stage.proposals["final"]
    with app.app_context(), pytest.raises(Refused, match="number-taken"), transaction(writing=True):
        proposals.renumber(secretary(stage), the(id), pillar(stage.pillar), 2, LATER)
    assert printed(app, stage) == {"draft": "2.1", "consultation": "2.2", "revision": "2.3", "final": "2.4"}


def test_with_a_shift_the_others_make_room(app: Flask, stage: Stage) -> None:
    with app.app_context(), transaction(writing=True):
        id = stage.proposals["final"]
        proposals.renumber(secretary(stage), the(id), pillar(stage.pillar), 2, LATER, shift=True)
    assert printed(app, stage) == {"draft": "2.1", "consultation": "2.3", "revision": "2.4", "final": "2.2"}
    with app.app_context():
        assert the(stage.proposals["revision"]).former_numbers == ["2.3"]


def test_numbers_come_and_go_without_forgetting_any(app: Flask, stage: Stage) -> None:
    id = stage.proposals["final"]
    with app.app_context(), transaction(writing=True):
        for number in (9, 4, 7):
            proposals.renumber(secretary(stage), the(id), pillar(stage.pillar), number, LATER)
    with app.app_context():
        assert the(id).former_numbers == ["2.4", "2.9", "2.4"]


@pytest.mark.parametrize(
    ("number", "code"), [(4, "number-unchanged"), (0, "number-out-of-range"), (1000, "number-out-of-range")]
)
def test_an_odd_number_is_refused(app: Flask, stage: Stage, number: int, code: str) -> None:
    id = stage.proposals["final"]
    with app.app_context(), pytest.raises(Refused, match=code), transaction(writing=True):
        proposals.renumber(secretary(stage), the(id), pillar(stage.pillar), number, LATER)


def test_the_desk_renumbers_and_says_so(app: Flask, stage: Stage, client_of: Callable[[str], Client]) -> None:
    client, id = client_of("secretary"), stage.proposals["final"]
    path = f"{DESK}/proposals/{id}/number"
    clash = client.send(path, {"pillar": "sustainability", "number": "2"})
    assert clash.status_code == 409
    assert "The number 2.2 is taken." in clash.get_data(as_text=True)
    moved = client.send(
        path, {"pillar": "sustainability", "number": "2", "shift": "y"}, follow_redirects=True
    )
    assert "2.4 is now 2.2." in moved.get_data(as_text=True)
    assert client.send(path, {"pillar": "elsewhere", "number": "2"}).status_code == 422
    assert client.send(path, {"pillar": "sustainability", "number": "9" * 50}).status_code == 422
