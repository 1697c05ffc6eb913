"""One's own sessions, ended one by one, and one's own address, confirmed from the new one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from consult.accounts.agents import browser_of
from consult.accounts.rules import TRIES_BY_ACCOUNT
from tests.accounts.letters import token, waiting
from tests.cast import PASSWORD, Stage, email
from tests.client import Client, client
from tests.conftest import FixedClock

ClientOf = Callable[[str], Client]
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
NEW = {"email": "Dolores@new.example", "password": PASSWORD}


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (WINDOWS, ("Firefox", "Windows")),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Safari/604.1",
            ("Safari", "iPhone"),
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0",
            ("Edge", "Windows"),
        ),
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36",
            ("Chrome", "Android"),
        ),
        ("curl/8", ("", "")),
        ("", ("", "")),
    ],
)
def test_a_browser_is_known_again(agent: str, words: tuple[str, str]) -> None:
    assert browser_of(agent) == words


def test_one_browser_is_signed_out_and_the_others_stay(app: Flask, client_of: ClientOf, stage: Stage) -> None:
    here, there, stranger = client_of("delegate"), client(app), client_of("second")
    there.environ_base["HTTP_USER_AGENT"] = WINDOWS
    there.sign_in("delegate")
    page = here.get("/me").text
    assert "Firefox on Windows" in page
    [path] = re.findall(r'action="(/me/sessions/\d+/end)"', page)
    assert stranger.send(path).status_code == 404
    assert client(app).send(path).status_code in {401, 404}
    assert there.get("/me").status_code == 200
    assert here.send(path).status_code == 303
    assert there.get("/me").status_code == 401
    assert here.get("/me").status_code == 200
    assert here.send(path).status_code == 404


def test_a_new_address_counts_once_it_was_confirmed_and_the_old_one_is_told(
    app: Flask, client_of: ClientOf, stage: Stage
) -> None:
    delegate = client_of("delegate")
    assert delegate.send("/me/address", {**NEW, "password": "wrong wrong wrong"}).status_code == 422
    assert delegate.send("/me/address", NEW).status_code == 303
    link = f"/me/address/{token(app, 'accounts/address-confirm')}"
    assert email("delegate") in delegate.get("/me").text
    assert client(app).get(link).status_code == 401
    assert client_of("second").get(link).status_code == 410
    assert client_of("second").send(link).status_code == 410
    assert "dolores@new.example" in delegate.get(link).text
    assert delegate.send(link).status_code == 303
    assert delegate.send(link).status_code == 410
    [told] = waiting(app, "accounts/address-changed")
    assert told.values == {"to": email("delegate"), "new": "dolores@new.example"}
    entry = {"email": "dolores@new.example", "password": PASSWORD}
    assert client(app).send("/sign-in", entry).status_code == 303


def test_an_address_of_somebody_else_is_not_given_away_nor_taken(
    app: Flask, client_of: ClientOf, stage: Stage, clock: FixedClock
) -> None:
    delegate = client_of("delegate")
    taken = delegate.send("/me/address", {**NEW, "email": email("second")})
    assert (taken.status_code, taken.location) == (303, "/me")
    assert waiting(app, "accounts/address-confirm") == []
    assert email("second") in delegate.get("/me/address").text  # it seems to wait, as a free one does
    delegate.send("/me/address", NEW)
    link = f"/me/address/{token(app, 'accounts/address-confirm')}"
    # somebody else gets this address in the meantime
    second = client_of("second")
    second.send("/me/address", NEW)
    assert second.send(f"/me/address/{token(app, 'accounts/address-confirm')}").status_code == 303
    assert delegate.send(link).status_code == 409
    assert delegate.get("/me").status_code == 200
    clock.advance(timedelta(days=1))
    assert delegate.get(link).status_code in {401, 410}


def test_no_more_than_a_few_letters_a_day_go_to_addresses_that_may_be_anybodys(
    app: Flask, client_of: ClientOf, clock: FixedClock
) -> None:
    delegate = client_of("delegate")
    asked = [email("second"), *(f"victim{n}@new.example" for n in range(5))]
    statuses = [delegate.send("/me/address", {**NEW, "email": address}).status_code for address in asked]
    # one that is taken counts like the others, so the number tells nothing
    assert statuses == [303] * 5 + [422]
    assert len(waiting(app, "accounts/address-confirm")) == 4
    clock.advance(timedelta(days=1))
    assert delegate.sign_in("delegate").send("/me/address", NEW).status_code == 303


def test_a_change_of_password_is_told_by_letter(app: Flask, client_of: ClientOf, stage: Stage) -> None:
    changed = {"password": PASSWORD, "new_password": "eight plain horses run"}
    answer = client_of("delegate").send(
        "/me/password", {**changed, "repeat_password": changed["new_password"]}
    )
    assert answer.status_code == 303
    assert [letter.person_id for letter in waiting(app, "accounts/password-changed")] == [
        stage.people["delegate"]
    ]


def test_who_stole_a_session_cannot_guess_the_password_for_long(
    app: Flask, client_of: ClientOf, clock: FixedClock
) -> None:
    thief = client_of("delegate")
    clock.advance(timedelta(minutes=1))

    def guess(password: str) -> int:
        said = {
            "password": password,
            "new_password": "nine tall windows",
            "repeat_password": "nine tall windows",
        }
        return thief.send("/me/password", said).status_code

    assert {guess(f"wrong wrong {number}") for number in range(TRIES_BY_ACCOUNT)} == {422}
    assert guess(PASSWORD) == 422
    assert (
        "Too many tries"
        in thief.send("/me/address", {"email": "new@cast.example", "password": PASSWORD}).text
    )
