"""One's own profile: name, language, zone and password, and the browsers one is signed in with."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.cast import PASSWORD, email
from tests.client import Client, client

ClientOf = Callable[[str], Client]
PROFILE = {"name": "Dolores García", "language": "en", "time_zone": "Europe/Madrid"}
LONGER = "eight plain horses run"


def test_a_delegate_changes_language_and_reads_on_in_it(client_of: ClientOf) -> None:
    delegate = client_of("delegate")
    assert delegate.send("/me", {**PROFILE, "language": "es"}).status_code == 303
    page = delegate.get("/me").text
    assert '<html lang="es">' in page


def test_the_language_buttons_serve_visitors_and_delegates(client_of: ClientOf, app: Flask) -> None:
    visitor = client(app)
    answer = visitor.send("/language", {"language": "fr", "next": "/sign-in"})
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert '<html lang="fr">' in visitor.get("/sign-in").text
    delegate = client_of("delegate")
    delegate.send("/language", {"language": "es", "next": "/me"})
    assert '<html lang="es">' in delegate.get("/me").text
    elsewhere = client(app).sign_in("delegate")
    assert '<html lang="es">' in elsewhere.get("/me").text


def test_a_browser_is_answered_in_the_language_it_asks_for(app: Flask) -> None:
    assert (
        '<html lang="fr">' in client(app).get("/sign-in", headers={"Accept-Language": "fr-BE,en;q=0.5"}).text
    )
    assert '<html lang="en">' in client(app).get("/sign-in", headers={"Accept-Language": "ja"}).text


@pytest.mark.parametrize("language", ["", "xx", "<script>", "en\x00"])
def test_an_unknown_language_changes_nothing(client_of: ClientOf, language: str) -> None:
    delegate = client_of("delegate")
    assert delegate.send("/language", {"language": language, "next": "/me"}).status_code == 303
    assert '<html lang="en">' in delegate.get("/me").text


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 1_000_000},
        {"name": "\x00\x07\u202e"},
        {"language": "tlh"},
        {"time_zone": "Mars/Olympus"},
        {"time_zone": "../../etc/passwd"},
    ],
)
def test_what_cannot_be_is_said_beside_its_field(client_of: ClientOf, wrong: dict[str, str]) -> None:
    delegate = client_of("delegate")
    answer = delegate.send("/me", {**PROFILE, **wrong})
    assert answer.status_code == 422
    assert "aria-invalid" in answer.text
    assert "Dolores García" in delegate.get("/me").text


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "{{ 7 * 7 }}", "دولوريس", "O'Brien & Søn"])
def test_any_name_is_shown_as_it_was_typed(client_of: ClientOf, name: str) -> None:
    delegate = client_of("delegate")
    assert delegate.send("/me", {**PROFILE, "name": name}).status_code == 303
    page = delegate.get("/me").text
    assert "<script>alert" not in page
    assert "49" not in page.split("<main")[1].split("</header>")[0]


def test_a_new_password_ends_the_other_browsers(client_of: ClientOf, app: Flask) -> None:
    delegate, elsewhere = client_of("delegate"), client_of("delegate")
    form = {"password": PASSWORD, "new_password": LONGER, "repeat_password": LONGER}
    assert delegate.send("/me/password", form).status_code == 303
    assert delegate.get("/me").status_code == 200
    assert elsewhere.get("/me").status_code == 401
    old = client(app).send("/sign-in", {"email": email("delegate"), "password": PASSWORD})
    new = client(app).send("/sign-in", {"email": email("delegate"), "password": LONGER})
    assert (old.status_code, new.status_code) == (422, 303)


@pytest.mark.parametrize(
    ("present", "new", "again"),
    [
        ("not this one at all", LONGER, LONGER),
        (PASSWORD, LONGER, LONGER + "!"),
        (PASSWORD, "short", "short"),
        (PASSWORD, "123456789012", "123456789012"),
        (PASSWORD, "aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa"),
        (PASSWORD, "delegate@cast.example", "delegate@cast.example"),
        (PASSWORD, "z" * 300, "z" * 300),
        ("", "", ""),
    ],
)
def test_a_weak_or_mistyped_password_is_refused(
    client_of: ClientOf, app: Flask, present: str, new: str, again: str
) -> None:
    form = {"password": present, "new_password": new, "repeat_password": again}
    assert client_of("delegate").send("/me/password", form).status_code == 422
    assert client(app).send("/sign-in", {"email": email("delegate"), "password": PASSWORD}).status_code == 303


def test_other_browsers_can_be_signed_out_at_once(client_of: ClientOf) -> None:
    delegate, elsewhere = client_of("delegate"), client_of("delegate")
    assert "Sign it out" in delegate.get("/me").text
    assert delegate.send("/me/other-sessions").status_code == 303
    assert elsewhere.get("/me").status_code == 401
    assert delegate.get("/me").status_code == 200
