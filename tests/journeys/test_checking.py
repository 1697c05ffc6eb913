"""The checks of visited pages find what they look for: a page with every fault is blamed for each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.checking import Checks
from tests.journeys.server import Server
from tests.journeys.visiting import WIDE, Visitor

GOOD = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Page</title></head><body>{}</body></html>'
SEALED = {"content-type": "text/html; charset=utf-8", "content-security-policy": "default-src 'self'"}


@pytest.fixture
def reader(browser: Browser, server: Server) -> Iterator[Visitor]:
    """A person whose pages are made by the test."""
    context = browser.new_context()
    yield Visitor(context, WIDE, Checks(browser, server.address))
    context.close()


EVERY_FAULT = f"""<h1>Page</h1>
<img src="/static/nowhere.svg">
<p><section></section></p>
<pre>{"wide " * 300}</pre>
<p style="color: red">red</p>
<script>alert(1)</script>"""
BLAME = [
    "1280 px: image-alt",
    "390 px: image-alt",
    "404 for",
    "No “p” element in scope",
    "px wide in a window of 1280 px",
    "390 px: 1",
    "console: Applying inline style",
    "console: Executing inline script",
]


def faults(reader: Visitor, body: str, *, status: int = 200, sealed: bool = True) -> str:
    """What is said about a page with this body."""
    headers = SEALED if sealed else {"content-type": SEALED["content-type"]}
    reader.page.unroute_all()
    reader.page.route("**/made", lambda r: r.fulfill(status=status, headers=headers, body=GOOD.format(body)))
    reader.go("/made")
    return "\n".join(reader.faults)


def test_a_good_page_is_not_blamed(reader: Visitor) -> None:
    assert faults(reader, "<h1>Page</h1>") == ""
    assert reader.checks.end() == []


def test_every_fault_of_a_page_is_found(reader: Visitor) -> None:
    found = faults(reader, EVERY_FAULT) + "\n".join(reader.checks.end())
    assert [blame for blame in BLAME if blame not in found] == []


def test_a_cell_that_falls_apart_where_rows_are_stacked_is_found(reader: Visitor) -> None:
    style = '<link rel="stylesheet" href="/static/css/consult.css">'
    table = '{}<h1>Page</h1><table class="data"><tr><td data-label="Vote">{}</td></tr></table>'
    assert faults(reader, table.format(style, "<span><b>✓</b> Yes</span>")) == ""
    assert "390 px: a cell falls apart: Vote" in faults(
        reader, table.format(style, "<b>✓</b> Yes"), status=201
    )


def test_a_request_to_another_host_is_found(reader: Visitor) -> None:
    elsewhere = '<img alt="" src="http://elsewhere.invalid/picture.png">'
    assert "asks another host: http://elsewhere.invalid" in faults(reader, elsewhere, sealed=False)


def test_another_status_than_the_expected_is_found(reader: Visitor) -> None:
    assert "500 instead of 200" in faults(reader, "<h1>Page</h1>", status=500)
