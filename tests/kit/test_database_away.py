"""The database is away: one clear page with what was typed, and all is well when it comes back."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from sqlalchemy import text
from structlog.testing import capture_logs

from consult.kit.db import db
from tests.cast import NAMES, Stage
from tests.client import Client


def test_without_its_tables_a_page_says_so_and_keeps_what_was_typed(
    app: Flask, stage: Stage, client_of: Callable[[str], Client]
) -> None:
    app.testing = False
    browser = client_of("delegate")
    token = browser.token()
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE session RENAME TO session_away"))
    fields = {"csrf_token": token, "name": "Dolores", "language": "en", "time_zone": "Europe/Madrid"}
    answer = browser.post("/me", data=fields)
    assert answer.status_code >= 500
    assert "Nothing was saved" in answer.text
    assert "Dolores" in answer.text
    with capture_logs() as said:
        assert browser.get("/me/address/a-token-of-a-letter").status_code >= 500
    assert [line["path"] for line in said] == ["/me/address/..."], "no log learns a token"
    assert "a-token-of-a-letter" not in str(said)
    assert browser.get("/").status_code >= 500
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE session_away RENAME TO session"))
    page = browser.get("/me")
    assert page.status_code == 200
    assert NAMES["delegate"] in page.text
