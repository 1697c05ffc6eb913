"""Everyone of the demo walks through every page they can reach: no dead link, no broken page, no form that breaks."""

from __future__ import annotations

import os
from collections import defaultdict, deque
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask

from consult.app import create_app
from consult.kit.db import db
from consult.settings import Settings
from tests.cast import START
from tests.client import Client, client
from tests.conftest import FixedClock

PEOPLE = ["nobody", "secretary", "teller", "board", "delegate.coceta", "drafter.coceta", "delegate.coboce"]
PER_ROUTE = 2
FULL = os.environ.get("CONSULT_TEST_FULL") == "1"
QUICK = {
    "long",
    "null",
    "markup",
}  # the kinds of bad input for every day; all of them, and field by field, in full
PRINTS = "board"  # a paper takes a second to print: one of them looks at each
EVERYDAY = {"secretary", "delegate.coceta"}  # on the second database; all of them in the full run
ENDS_THE_WALK = {"accounts.sign_out", "demo.become", "demo.start_over", "accounts.end_other_sessions"}
SAMPLES = "/help/components"  # shows every component once; its forms and some links lead nowhere on purpose
GUIDES = ("/help/", "/tour/")  # written for all: what they point to may be for others
LONG = "x" * 1_000_000
BAD = {
    "empty": "",
    "long": LONG,
    "null": "a\x00b\x07\u202e\ud7ff\ufeff",
    "right-to-left": "مرحبا <bdo dir=rtl>abc</bdo> שלום",
    "markup": "<script>alert(1)</script>{{ 7 * 7 }}{% raw %}${7*7}'\"--; DROP TABLE ballot",
    "number": "-99999999999999999999",
}


@pytest.fixture(scope="module")
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The demonstration, loaded once for the walks, on each database."""
    folder = tmp_path_factory.mktemp("walk")
    if request.param == "sqlite":
        url = f"sqlite:///{folder / 'walk.sqlite3'}"
        template: Path = request.getfixturevalue("sqlite_story")
        (folder / "walk.sqlite3").write_bytes(template.read_bytes())
    else:
        server = request.getfixturevalue("postgres")
        url = server.create(request.getfixturevalue("postgres_story"))
    settings = Settings(data=folder, database_url=url, secret_key="x" * 40, cheap_passwords=True, demo=True)
    app = create_app(settings, FixedClock(START))
    app.testing = False  # a defect must show as a page with status 500, as it would for people
    app.config["PROPAGATE_EXCEPTIONS"] = False
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
        self.app, self.name, self.visitor = app, name, _walker(app, name)
        self.seen: set[str] = set()
        self.told: set[str] = set()
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
            if path.endswith(".pdf") and (self.name != PRINTS or self.visits[shape]):
                continue
            self.visits[shape] += 1
            self._visit(address)
        return self

    def _visit(self, address: str) -> None:
        answer = self.visitor.get(address)
        if answer.status_code in {302, 303} and answer.location:
            self._add(answer.location)
        elif answer.status_code in {401, 403} and address in self.told:
            pass
        elif answer.status_code >= 400:
            self.faults.append(f"{address} answers {answer.status_code}")
        elif answer.mimetype == "text/html":
            self._read(address)

    def _read(self, address: str) -> None:
        tree = self.visitor.tree
        ids = {element.get("id") for element in tree.iter() if element.get("id")}
        for link in tree.iter("a"):
            href = link.get("href", "")
            if href.startswith("#"):
                if href != "#" and href[1:] not in ids and address != SAMPLES:
                    self.faults.append(f"{address} points to {href}, which is not on the page")
            elif href.startswith("/"):
                self._add(href.split("#")[0])
                if urlsplit(address).path.startswith(GUIDES):
                    self.told.add(href.split("#")[0])
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


@pytest.fixture(scope="module")
def walks() -> dict[tuple[int, str], Walk]:
    """The walks that were made, by application and name: both tests look at the same."""
    return {}


def walked(demo: Flask, name: str, walks: dict[tuple[int, str], Walk]) -> Walk:
    """What one of them found: walked once."""
    if (id(demo), name) not in walks:
        walks[id(demo), name] = Walk(demo, name).run()
    return walks[id(demo), name]


EVERYONE = [
    pytest.param(
        database, name, marks=[pytest.mark.full] if database == "postgres" and name not in EVERYDAY else []
    )
    for database in ("sqlite", "postgres")
    for name in PEOPLE
]


@pytest.mark.parametrize(("demo", "name"), EVERYONE, indirect=["demo"])
def test_no_link_leads_nowhere_and_every_page_is_whole(
    demo: Flask, name: str, walks: dict[tuple[int, str], Walk]
) -> None:
    walk = walked(demo, name, walks)
    assert not walk.faults, "\n".join(walk.faults)
    assert len(walk.visits) >= (12 if name == "nobody" else 18)


@pytest.mark.parametrize(("demo", "name"), EVERYONE, indirect=["demo"])
def test_every_form_survives_whatever_is_typed(
    demo: Flask, name: str, walks: dict[tuple[int, str], Walk]
) -> None:
    walk = walked(demo, name, walks)
    broken, tried, token = [], 0, walk.visitor.token()
    for (endpoint, _fields), (action, fields) in walk.forms.items():
        if endpoint in ENDS_THE_WALK:
            continue
        typed = {field: value for field, value in fields.items() if field not in {"csrf_token", "once"}}
        for kind, bad in BAD.items():
            if kind not in QUICK and not FULL:
                continue
            # reading a page through is slow: one kind of what comes back is checked, the others only answer
            send = walk.visitor.send if kind == "markup" else walk.visitor.post
            answer = send(action, data={"csrf_token": token, **{field: bad for field in typed}})
            tried += 1
            if answer.status_code >= 500 or "Traceback" in answer.get_data(as_text=True):
                broken.append(f"{action} with {kind}: {answer.status_code}")
        for field in typed if FULL else ():
            answer = walk.visitor.post(action, data={"csrf_token": token, **typed, field: BAD["null"]})
            tried += 1
            if answer.status_code >= 500:
                broken.append(f"{action} with odd {field}: {answer.status_code}")
        answer = walk.visitor.send(action, {})
        if answer.status_code >= 500:
            broken.append(f"{action} with nothing: {answer.status_code}")
    assert not broken, "\n".join(broken)
    assert tried >= len(QUICK)
