"""Everyone of the demo walks through every page they can reach: no dead link, no broken page, no form that breaks."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import html5lib
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from consult.app import create_app
from consult.demo import loading
from consult.kit.db import db
from consult.settings import Settings
from tests.client import Client, client

PEOPLE = ["nobody", "secretary", "teller", "board", "delegate.coceta", "drafter.coceta", "delegate.coboce"]
PER_ROUTE = 3
ENDS_THE_WALK = {"accounts.sign_out", "demo.become", "demo.start_over", "accounts.end_other_sessions"}
SAMPLES = "/help/components"  # shows every component once; its forms and some links lead nowhere on purpose
LONG = "x" * 1_000_000
BAD = {
    "empty": "",
    "long": LONG,
    "null": "a\x00b\x07\u202e\ud7ff\ufeff",
    "right-to-left": "مرحبا <bdo dir=rtl>abc</bdo> שלום",
    "markup": "<script>alert(1)</script>{{ 7 * 7 }}{% raw %}${7*7}'\"--; DROP TABLE ballot",
    "number": "-99999999999999999999",
}


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The demonstration, loaded once for the walks, on each database."""
    folder = tmp_path_factory.mktemp("walk")
    if request.param == "sqlite":
        url = f"sqlite:///{folder / 'walk.sqlite3'}"
        templates: Path = request.getfixturevalue("sqlite_templates")
        (folder / "walk.sqlite3").write_bytes((templates / "empty").read_bytes())
    else:
        server = request.getfixturevalue("postgres")
        url = server.create(request.getfixturevalue("postgres_templates")["empty"])
    settings = Settings(data=folder, database_url=url, secret_key="x" * 40, cheap_passwords=True, demo=True)
    app = create_app(settings)
    app.testing = False  # a defect must show as a page with status 500, as it would for people
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.app_context():
        loading.load()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _walker(app: Flask, name: str) -> Client:
    visitor = client(app)
    if name != "nobody":
        assert visitor.send("/demo/become", {"email": f"{name}@demo.example"}).status_code == 303
    return visitor


class Walk:
    """What one person found: pages by route, and forms by where they lead."""

    def __init__(self, app: Flask, name: str) -> None:
        self.app, self.visitor = app, _walker(app, name)
        self.seen: set[str] = set()
        self.visits: dict[str, int] = defaultdict(int)
        self.faults: list[str] = []
        self.forms: dict[tuple[str, tuple[str, ...]], tuple[str, dict[str, str]]] = {}
        self.waiting = deque(["/", SAMPLES])

    def endpoint(self, path: str, method: str = "GET") -> str:
        """The route behind an address."""
        return str(self.app.url_map.bind("localhost").match(path, method=method)[0])

    def run(self) -> Walk:
        """Follow every link until nothing new comes; a few addresses of each route are enough."""
        while self.waiting:
            address = self.waiting.popleft()
            path = urlsplit(address).path
            try:
                route = self.endpoint(path)
            except Exception as error:
                self.faults.append(f"a link to {address}: {error}")
                continue
            shape = route + "?" * bool(urlsplit(address).query)
            if self.visits[shape] >= PER_ROUTE or route == "files.static_file":
                continue
            self.visits[shape] += 1
            self._visit(address)
        return self

    def _visit(self, address: str) -> None:
        answer = self.visitor.get(address)
        if answer.status_code in {302, 303} and answer.location:
            self._add(answer.location)
        elif answer.status_code >= 400:
            self.faults.append(f"{address} answers {answer.status_code}")
        elif answer.mimetype == "text/html":
            self._read(address, answer)

    def _read(self, address: str, answer: TestResponse) -> None:
        tree = html5lib.parse(answer.get_data(as_text=True), namespaceHTMLElements=False)
        ids = {element.get("id") for element in tree.iter() if element.get("id")}
        for link in tree.iter("a"):
            href = link.get("href", "")
            if href.startswith("#"):
                if href != "#" and href[1:] not in ids and address != SAMPLES:
                    self.faults.append(f"{address} points to {href}, which is not on the page")
            elif href.startswith("/"):
                self._add(href.split("#")[0])
            elif not href.startswith(("mailto:", "https://", "http://")):
                self.faults.append(f"{address} has an odd link {href!r}")
        for form in tree.iter("form") if address != SAMPLES else ():
            self._note(address, form)

    def _note(self, address: str, form: object) -> None:
        action = form.get("action") or urlsplit(address).path  # type: ignore[attr-defined]
        method = (form.get("method") or "get").upper()  # type: ignore[attr-defined]
        fields: dict[str, str] = {}
        for tag in ("input", "textarea", "select", "button"):
            for element in form.iter(tag):  # type: ignore[attr-defined]
                if element.get("name"):
                    fields[element.get("name")] = element.get("value") or element.text or ""
        if method == "POST" and action.startswith("/"):
            key = (self.endpoint(urlsplit(action).path, "POST"), tuple(sorted(fields)))
            self.forms.setdefault(key, (action, fields))

    def _add(self, address: str) -> None:
        if address not in self.seen:
            self.seen.add(address)
            self.waiting.append(address)


@pytest.mark.parametrize("name", PEOPLE)
def test_no_link_leads_nowhere_and_every_page_is_whole(demo: Flask, name: str) -> None:
    walk = Walk(demo, name).run()
    assert not walk.faults, "\n".join(walk.faults)
    assert len(walk.visits) >= (12 if name == "nobody" else 18)


@pytest.mark.parametrize("name", PEOPLE)
def test_every_form_survives_whatever_is_typed(demo: Flask, name: str) -> None:
    walk = Walk(demo, name).run()
    broken, tried, token = [], 0, walk.visitor.token()
    for (endpoint, _fields), (action, fields) in walk.forms.items():
        if endpoint in ENDS_THE_WALK:
            continue
        typed = {field: value for field, value in fields.items() if field not in {"csrf_token", "once"}}
        for kind, bad in BAD.items():
            # a page that gives a megabyte back is not read through by the slow checker
            send = walk.visitor.post if kind == "long" else walk.visitor.send
            answer = send(action, data={"csrf_token": token, **{field: bad for field in typed}})
            tried += 1
            if answer.status_code >= 500 or "Traceback" in answer.get_data(as_text=True):
                broken.append(f"{action} with {kind}: {answer.status_code}")
        for field in typed:
            answer = walk.visitor.send(action, {**typed, field: BAD["null"]})
            tried += 1
            if answer.status_code >= 500:
                broken.append(f"{action} with odd {field}: {answer.status_code}")
        answer = walk.visitor.send(action, {})
        if answer.status_code >= 500:
            broken.append(f"{action} with nothing: {answer.status_code}")
    assert not broken, "\n".join(broken)
    assert tried >= len(BAD)
