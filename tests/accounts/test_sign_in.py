"""Signing in and out: right and wrong passwords, throttling, sessions that end on the server."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from consult.accounts.rules import TRIES_BY_ACCOUNT, WINDOW
from tests.cast import PASSWORD, Stage, email
from tests.client import Client, client
from tests.conftest import FixedClock

ClientOf = Callable[[str], Client]


def test_a_delegate_signs_in_and_goes_on_to_where_they_wanted(app: Flask, stage: Stage) -> None:
    visitor = client(app)
    first = visitor.get("/me?x=1")
    assert first.status_code == 401
    assert 'name="next" value="/me?x=1"' in first.text
    answer = visitor.send(
        "/sign-in", {"email": email("delegate").upper(), "password": PASSWORD, "next": "/me"}
    )
    assert (answer.status_code, answer.location) == (303, "/me")
    assert "Dolores García" in visitor.get("/me").text


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", ""]
)
def test_signing_in_never_leads_to_another_host(app: Flask, stage: Stage, elsewhere: str) -> None:
    answer = client(app).send(
        "/sign-in", {"email": email("delegate"), "password": PASSWORD, "next": elsewhere}
    )
    assert answer.status_code == 303
    assert answer.location in {"/", "/for", "/tour/1"}


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(app: Flask, stage: Stage) -> None:
    wrong = client(app).send("/sign-in", {"email": email("delegate"), "password": "wrong wrong wrong"})
    unknown = client(app).send("/sign-in", {"email": "no@body.example", "password": "wrong wrong wrong"})
    assert wrong.status_code == unknown.status_code == 422

    def bare(text: str) -> str:
        return re.sub(r'value="[^"]*"', "", text)

    assert bare(wrong.text) == bare(unknown.text)


def test_the_password_counts_to_the_letter(app: Flask, stage: Stage) -> None:
    answer = client(app).send("/sign-in", {"email": email("delegate"), "password": PASSWORD.upper()})
    assert answer.status_code == 422


def test_many_wrong_tries_close_the_account_for_a_while(app: Flask, stage: Stage, clock: FixedClock) -> None:
    visitor = client(app)
    for _try in range(TRIES_BY_ACCOUNT):
        assert (
            visitor.send("/sign-in", {"email": email("second"), "password": "not this one"}).status_code
            == 422
        )
    right = {"email": email("second"), "password": PASSWORD}
    assert visitor.send("/sign-in", right).status_code == 429
    assert visitor.send("/sign-in", {**right, "email": email("delegate")}).status_code == 303
    clock.advance(WINDOW)
    assert client(app).send("/sign-in", right).status_code == 303


def test_signing_out_ends_the_session_on_the_server(client_of: ClientOf, app: Flask) -> None:
    delegate = client_of("delegate")
    cookie = delegate.get_cookie("consult")
    assert cookie is not None
    assert delegate.send("/sign-out").status_code == 303
    thief = client(app)
    thief.set_cookie("consult", cookie.value)
    assert thief.get("/me").status_code == 401


def test_a_session_ends_when_idle_and_after_its_whole_time(client_of: ClientOf, clock: FixedClock) -> None:
    delegate, second = client_of("delegate"), client_of("second")
    clock.advance(timedelta(minutes=720) - timedelta(seconds=1))
    assert delegate.get("/me").status_code == 200
    clock.advance(timedelta(seconds=1))
    assert second.get("/me").status_code == 401
    assert delegate.get("/me").status_code == 200
    for _hour in range(24 * 7):
        clock.advance(timedelta(hours=1))
        delegate.get("/me")
    assert delegate.get("/me").status_code == 401


def test_signing_in_replaces_the_visitors_session(app: Flask, stage: Stage) -> None:
    visitor = client(app)
    visitor.get("/sign-in")
    before = visitor.get_cookie("consult")
    visitor.sign_in("delegate")
    after = visitor.get_cookie("consult")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    with visitor.session_transaction() as session:
        assert len(session["_user_id"]) >= 43


def test_what_was_typed_survives_a_session_that_ended(client_of: ClientOf, clock: FixedClock) -> None:
    delegate = client_of("delegate")
    token = delegate.token()
    clock.advance(timedelta(days=8))
    typed = {
        "csrf_token": token,
        "name": "Dolores <b>García</b>",
        "language": "es",
        "time_zone": "Europe/Madrid",
    }
    answer = delegate.post("/me", data=typed)
    assert answer.status_code == 401
    assert "Dolores &lt;b&gt;García" in answer.text
    kept = re.search(r'name="kept" value="([^"]*)"', answer.text)
    assert kept is not None
    form = {"email": email("delegate"), "password": PASSWORD, "next": "/me", "kept": _unescaped(kept[1])}
    welcome = delegate.send("/sign-in", form)
    assert welcome.status_code == 200
    assert 'name="time_zone" value="Europe/Madrid"' in welcome.text
    assert (
        delegate.send("/me", {key: typed[key] for key in ("name", "language", "time_zone")}).status_code
        == 303
    )
    assert "Dolores &lt;b&gt;García" in delegate.get("/me").text


def _unescaped(text: str) -> str:
    return text.replace("&#34;", '"').replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def test_a_form_without_its_token_can_be_confirmed_from_our_own_page(client_of: ClientOf) -> None:
    delegate = client_of("delegate")
    form = {"name": "Lola", "language": "es", "time_zone": "Europe/Madrid"}
    here = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    answer = delegate.post("/me", data=form, headers=here)
    assert answer.status_code == 400
    assert 'name="name" value="Lola"' in answer.text
    assert "Dolores García" in delegate.get("/me").text


def test_a_form_sent_from_another_site_is_refused_outright(client_of: ClientOf) -> None:
    delegate = client_of("delegate")
    form = {"name": "Eve", "language": "es", "time_zone": "Europe/Madrid"}
    there = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    answer = delegate.post("/me", data=form, headers=there)
    assert answer.status_code == 400
    assert "Send it now" not in answer.text
