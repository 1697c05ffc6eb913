"""What the tests of voting share: the stage with the case's rules."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from consult.kit.db import transaction
from tests.cast import Stage, add_proposal
from tests.client import Client
from tests.conftest import FixedClock
from tests.voting.asking import RULES, Asking


@pytest.fixture
def asking(app: Flask, stage: Stage, clock: FixedClock, client_of: Callable[[str], Client]) -> Asking:
    """The cast, ready to be asked under the rules of the case."""
    done = app.test_cli_runner().invoke(args=["voting", "import-rules", RULES])
    assert done.exit_code == 0, done.output
    return Asking(app, stage, clock, client_of)


@pytest.fixture
def finals(asking: Asking) -> list[int]:
    """Three final proposals."""
    at = asking.clock.now()
    with asking.app.app_context(), transaction(writing=True):
        more = [add_proposal(asking.stage, number, "final", at) for number in (5, 6)]
    return [asking.stage.proposals["final"], *more]
