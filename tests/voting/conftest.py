"""What the tests of voting share: the stage with the case's rules."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.cast import Stage
from tests.client import Client
from tests.conftest import FixedClock
from tests.voting.asking import RULES, Asking


@pytest.fixture
def asking(app: Flask, stage: Stage, clock: FixedClock, client_of: Callable[[str], Client]) -> Asking:
    """The cast, ready to be asked under the rules of the case."""
    done = app.test_cli_runner().invoke(args=["voting", "import-rules", RULES])
    assert done.exit_code == 0, done.output
    return Asking(app, stage, clock, client_of)
