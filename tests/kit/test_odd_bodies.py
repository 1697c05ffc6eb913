"""Bodies that no browser sends for our forms: a file among the fields, JSON, nothing at all, an odd origin."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask import Flask

from tests.cast import PASSWORD, email
from tests.client import Client, client


@pytest.mark.parametrize("path", ["/me", "/me/password", "/secretariat/rounds"])
def test_a_file_where_text_belongs_is_no_text(client_of: Callable[[str], Client], path: str) -> None:
    for field in ("name", "title", "password"):
        file = (io.BytesIO(b"bytes"), "name.txt")
        answer = client_of("secretary").send(path, {field: file}, content_type="multipart/form-data")
        assert answer.status_code == 422, field


@pytest.mark.parametrize("body", [{"name": 7, "language": ["en"]}, [1, 2], "text", 7, None])
def test_json_is_not_a_form(client_of: Callable[[str], Client], body: object) -> None:
    browser = client_of("delegate")
    answer = browser.post("/me", json=body, headers={"X-CSRFToken": browser.token()})
    assert answer.status_code == 422


@pytest.mark.parametrize("kept", ["[" * 100_000, "1" * 10_000, '{"a": 1}', "7", '[["a"]]', '"ab"', "null"])
def test_kept_text_that_is_not_ours_is_dropped_at_signing_in(app: Flask, stage: object, kept: str) -> None:
    fields = {"email": email("delegate"), "password": PASSWORD, "kept": kept, "next": "/me"}
    answer = client(app).send("/sign-in", fields)
    assert (answer.status_code, answer.location) == (303, "/me")


@pytest.mark.parametrize("origin", ["http://[", "null", "http://localhost:abc"])
def test_a_form_from_an_odd_origin_is_told_so(app: Flask, stage: object, origin: str) -> None:
    assert client(app).post("/sign-in", headers={"Origin": origin}).status_code == 400


def test_a_number_of_any_length_in_an_address_is_no_such_page(app: Flask, stage: object) -> None:
    assert client(app).get("/proposals/" + "9" * 5000).status_code == 404
