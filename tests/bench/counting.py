"""Counts that are exact: SQL statements a page, commits a vote, and what a page weighs."""

from __future__ import annotations

import gzip
import re
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from consult.kit.db import db
from tests.bench.asking import PASSWORD, TOKEN, Browser, Refused

LOADED = {
    "stylesheet",
    "icon",
    "preload",
    "modulepreload",
    "manifest",
    "apple-touch-icon",
    "prefetch",
    "preconnect",
}
FETCHED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "audio": "src", "video": "src"}
IN_SHEETS = re.compile(rb"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""")


class Tape:
    """What an application's database was told since the tape was last cleared."""

    def __init__(self) -> None:
        self.statements: list[str] = []
        self.commits = 0

    def clear(self) -> None:
        self.statements.clear()
        self.commits = 0

    def statement(self, *told: Any) -> None:
        if not told[2].startswith("BEGIN"):
            self.statements.append(told[2])

    def trace(self, connection: sqlite3.Connection, record: object) -> None:
        """Listen to SQLite itself, whoever sends the commit."""

        def heard(text: str) -> None:
            self.commits += text.strip().upper().startswith("COMMIT")

        connection.set_trace_callback(heard)


@contextmanager
def recorded(app: Flask) -> Iterator[Tape]:
    """The application with its database on tape."""
    tape = Tape()
    with app.app_context():
        db.engine.dispose()
        event.listen(db.engine, "connect", tape.trace)
        event.listen(db.engine, "before_cursor_execute", tape.statement)
    try:
        yield tape
    finally:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


class Reader:
    """One person, asking the application within this process."""

    def __init__(self, app: Flask, email: str) -> None:
        self.client: FlaskClient = app.test_client()
        self.token = self._token("/sign-in")
        self.post("/sign-in", {"email": email, "password": PASSWORD})
        self.token = self._token("/sign-in")

    def _token(self, path: str) -> str:
        found = TOKEN.search(self.read(path))
        if found is None:
            raise Refused(f"{path} has no CSRF token")
        return found[1].decode()

    def read(self, path: str) -> bytes:
        """A page that must be there."""
        answer = self.client.get(path, buffered=True)
        if answer.status_code != 200:
            raise Refused(f"{path} answers {answer.status_code}")
        return bytes(answer.data)

    def post(self, path: str, fields: dict[str, str]) -> None:
        """A form that must be taken."""
        given = {"csrf_token": self.token, "once": secrets.token_urlsafe(9), **fields}
        answer = self.client.post(path, data=given, buffered=True)
        if answer.status_code != 303:
            raise Refused(f"{path} answers {answer.status_code}")

    def cast(self, ballot: int, organisation: str) -> None:
        """The last step of a vote."""
        fields = {
            "choice": "yes",
            "explanation": "We agree.",
            "language": "en",
            "seen": "",
            "step": "confirm",
        }
        self.post(f"/ballots/{ballot}/vote/{organisation}", fields)


class Links(HTMLParser):
    """What a browser fetches by itself for a page."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[str] = []
        self.scripts: list[str] = []
        self.others: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        kinds = set(given.get("rel", "").split())
        if tag == "link" and "stylesheet" in kinds:
            self.sheets.append(given.get("href", ""))
        elif tag == "script" and "src" in given:
            self.scripts.append(given["src"])
        elif tag == "link" and kinds & LOADED:
            self.others.append(given.get("href", ""))
        elif tag in FETCHED and FETCHED[tag] in given:
            self.others.append(given[FETCHED[tag]])


def weight(browser: Browser, path: str) -> tuple[int, set[str]]:
    """Bytes of a page with its style sheets and scripts, compressed, and the other hosts it asks."""
    whole, page = _compressed(browser, path)
    links = Links()
    links.feed(page.decode())
    asked = [*links.sheets, *links.scripts, *links.others]
    for address in dict.fromkeys((*links.sheets, *links.scripts)):
        if not urlsplit(address).netloc:
            size, content = _compressed(browser, urljoin(path, address))
            whole += size
            asked += [(first or second).decode() for first, second in IN_SHEETS.findall(content)]
    hosts = {urlsplit(address).netloc for address in asked}
    return whole, {host for host in hosts if host and host != f"127.0.0.1:{browser.port}"}


def _compressed(browser: Browser, path: str) -> tuple[int, bytes]:
    """Bytes as they travel. What the server sends plain is counted as a proxy would pack it."""
    answer = browser.get(path, "Accept-Encoding: gzip\r\n")
    if answer.status != 200:
        raise Refused(f"{path} answers {answer.status}")
    if answer.headers.get("content-encoding") == "gzip":
        return len(answer.body), gzip.decompress(answer.body)
    return len(gzip.compress(answer.body, 6)), answer.body
