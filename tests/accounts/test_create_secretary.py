"""The first secretary of a real installation comes from the command line."""

from __future__ import annotations

import pytest
from flask import Flask

from consult.accounts import queries
from consult.kit.visitor import Visitor
from consult.network.queries.standing import standing_of
from tests.client import client

ARGUMENTS = ["accounts", "create-secretary", "--email", "Sec@Cicopa.example", "--name", "Sara Voss"]


def test_the_secretary_can_sign_in_and_has_a_seat(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=[*ARGUMENTS, "--password", "a long enough sentence"])
    assert done.exit_code == 0, done.output
    visitor = client(app)
    answer = visitor.send("/sign-in", {"email": "sec@cicopa.example", "password": "a long enough sentence"})
    assert answer.status_code == 303
    with app.app_context():
        person = queries.person_by_email("sec@cicopa.example")
        assert person is not None
        asked = Visitor(person.id, person.name, person.email, "en", "Europe/Brussels", 0, "")
        assert standing_of(asked).sits_in("secretariat")


@pytest.mark.parametrize(
    "more",
    [
        ["--password", "short"],
        ["--password", "a long enough sentence", "--email", "no address"],
        ["--password", "a long enough sentence", "--name", " "],
    ],
)
def test_what_will_not_do_is_said_and_nothing_is_made(app: Flask, more: list[str]) -> None:
    done = app.test_cli_runner().invoke(args=[*ARGUMENTS, *more])
    assert done.exit_code == 1
    assert "Error:" in done.output
    with app.app_context():
        assert queries.person_by_email("sec@cicopa.example") is None


def test_a_known_address_is_not_taken_over(app: Flask) -> None:
    runner = app.test_cli_runner()
    assert runner.invoke(args=[*ARGUMENTS, "--password", "a long enough sentence"]).exit_code == 0
    again = runner.invoke(args=[*ARGUMENTS, "--password", "another long sentence"])
    assert again.exit_code == 1
    assert "already known" in again.output
