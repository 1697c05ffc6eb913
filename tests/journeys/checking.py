"""What must hold for every page a journey visits: accessible by axe-core, valid HTML, and nothing wider than a phone.

A page is checked from the very bytes the server sent, shown once more in a tab of its own: so the journey's own page,
its focus and what is typed in it stay untouched, and pages read without JavaScript are checked as well.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python
from playwright.sync_api import Browser, BrowserContext, Page, Response, Route

from tests import html_checker

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
WCAG_2_2_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ASK_AXE = "options => axe.run(document, options).then(found => JSON.stringify(found.violations))"
# A wide page by day and a phone by night: both sizes and both palettes.
SIZES = {"1280 px": (1280, 900, "light"), "390 px": (390, 844, "dark")}
# A window of 1280 by 1024 at 400 %: where WCAG 1.4.10 asks for no scrolling sideways.
ZOOMED = (320, 256)
WIDTH = "document.documentElement.scrollWidth"
# Where rows are stacked a cell is a grid of its label and one thing; a second thing would fall under the label.
FALLEN_APART = """() => [...document.querySelectorAll("td")]
  .filter(cell => getComputedStyle(cell).display === "grid")
  .filter(cell => [...cell.childNodes].filter(one => one.textContent.trim() || one.nodeType === 1).length > 1)
  .map(cell => `${cell.dataset.label}: ${cell.innerText}`)"""


@dataclass
class Checks:
    """The tab that pages are shown in once more, the pages seen so far, and what is left to check at the end."""

    browser: Browser
    address: str
    seen: dict[str, str] = field(default_factory=dict)
    _context: BrowserContext | None = None

    def look_at(self, answer: Response, outline: list[str], who: str) -> list[str]:
        """What is wrong with an answer; asked once for every kind of page, known by its headings, and of person."""
        headings = re.sub(r"[0-9]+", "#", ", ".join(" ".join(heading.split()) for heading in outline))
        kind = f"{answer.status} {kind_of(answer.url)} ({headings}) as {who}"
        if kind in self.seen:
            return []
        body = self.seen[kind] = answer.text()
        tab = self._tab()
        try:
            self._show(tab, answer, body)
            return [f"{kind}, {fault}" for fault in self._faults(tab)]
        finally:
            tab.close()

    def _tab(self) -> Page:
        if self._context is None:
            self._context = self.browser.new_context(reduced_motion="reduce")
        return self._context.new_page()

    def _show(self, tab: Page, answer: Response, body: str) -> None:
        """The page once more, with what it loads from the server."""
        kept = ("content-type", "content-security-policy")
        headers = {name: value for name, value in answer.headers.items() if name in kept}
        address = answer.url.partition("#")[0]

        def repeat(route: Route) -> None:
            route.fulfill(status=200, headers=headers, body=body)

        tab.route(lambda url: url == address, repeat)
        tab.goto(address)

    def _faults(self, tab: Page) -> list[str]:
        faults = []
        for size, (width, height, scheme) in SIZES.items():
            tab.set_viewport_size({"width": width, "height": height})
            tab.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            wide = tab.evaluate(WIDTH)
            if wide > width:
                faults.append(f"{size}: {wide} px wide")
            faults += [f"{size}: a cell falls apart: {cell}" for cell in tab.evaluate(FALLEN_APART)[:1]]
            if size == next(iter(SIZES)):
                tab.evaluate(AXE.read_text(encoding="utf-8"))
            faults += [f"{size}: {fault}" for fault in violations(tab)]
        return faults

    def end(self) -> list[str]:
        """What is wrong with the HTML of all pages together: the checker starts once."""
        if self._context is not None:
            self._context.close()
        return html_checker.check(self.seen)


def violations(tab: Page) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA, each with its first element."""
    options = {"runOnly": WCAG_2_2_AA, "resultTypes": ["violations"]}
    found = json.loads(tab.evaluate(ASK_AXE, options))
    return [
        f"{one['id']} ({one['help']}) at {node['html'][:200]}: {node.get('failureSummary', '')}"
        for one in found
        for node in one["nodes"][:1]
    ]


def kind_of(url: str) -> str:
    """A page's address without what differs from one row to the next."""
    path = re.sub(r"(?<=/receipt/)[^/]+|(?<=/vote/)[^/]+|(?<=/for/)[^/]+", "#", urlsplit(url).path)
    return re.sub(r"[0-9]+", "#", path)
