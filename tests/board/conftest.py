"""What the tests of the faces share: an assembly that can be asked."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.board.assembly import Assembly
from tests.cast import Stage
from tests.voting.asking import RULES


@pytest.fixture
def assembly(app: Flask, stage: Stage) -> Assembly:
    """The cast and the rules of the case."""
    done = app.test_cli_runner().invoke(args=["voting", "import-rules", RULES])
    assert done.exit_code == 0, done.output
    made = Assembly(app, stage)
    made.gather()
    return made
