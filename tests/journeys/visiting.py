"""A person at a browser: they follow links, fill in forms and press buttons, and every page they come to is checked.

delegate = visitor(PHONE)
delegate.sign_in("delegate.coceta")
delegate.follow("Ballots")
delegate.press("Review our vote", status=422)   # any other status is a fault
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, Response

from consult.demo.loading import PASSWORD
from tests.journeys.checking import WIDTH, ZOOMED, Checks

NOBODY = "nobody"
# Long, for a machine that does other work as well; nothing here waits for it when all is well.
TIMEOUT = 60_000


@dataclass(frozen=True)
class Way:
    """How somebody comes to the site: the size of their window, and whether scripts run in it."""

    name: str
    width: int
    height: int
    scripts: bool = True


WIDE = Way("wide", 1280, 900)
PHONE = Way("phone", 390, 844)
PLAIN = Way("without-scripts", 1280, 900, scripts=False)


def ways(*everyday: Way) -> pytest.MarkDecorator:
    """Tells a story in each way; those that are not for every day, in the full run only."""
    each = [
        pytest.param(way, id=way.name, marks=() if way in everyday else pytest.mark.full)
        for way in (WIDE, PHONE, PLAIN)
    ]
    return pytest.mark.parametrize("way", each)


class Visitor:
    """One person with a browser of their own. What is wrong on the way is collected in `faults`."""

    def __init__(self, context: BrowserContext, way: Way, checks: Checks) -> None:
        self.way, self.checks, self.who = way, checks, NOBODY
        self.faults: list[str] = []
        self.page: Page = context.new_page()
        self.page.set_default_timeout(TIMEOUT)
        self.page.on("request", self._hear_request)
        self.page.on("response", self._hear_response)
        self.page.on("console", self._hear_console)
        self.page.on("pageerror", lambda error: self.faults.append(f"{self.page.url}: script: {error}"))

    # --- what is heard on the way ---------------------------------------------------------------------------------

    def _hear_request(self, request: Request) -> None:
        there, here = urlsplit(request.url), urlsplit(self.checks.address)
        if there.scheme != "data" and there.netloc != here.netloc:
            self.faults.append(f"{self.page.url}: asks another host: {request.url}")

    def _hear_response(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.faults.append(f"{self.page.url}: {response.status} for {response.url}")

    def _hear_console(self, message: ConsoleMessage) -> None:
        # A page that answers 409 is said so in the console too; its status is checked by whoever went there.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"{self.page.url}: console: {message.text}")

    # --- going about ----------------------------------------------------------------------------------------------

    def go(self, path: str, status: int = 200) -> None:
        """Type an address."""
        self.come(lambda: self.page.goto(self.checks.address + path), status)

    def follow(self, name: str | re.Pattern[str], within: Locator | None = None, status: int = 200) -> None:
        """Click a link, by its words."""
        link = (within or self.page.get_by_role("main")).get_by_role("link", name=name).first
        self.come(link.click, status)

    def menu(self, name: str) -> None:
        """Click a link of the main menu, which a phone keeps folded."""
        self.unfold_menu()
        self.follow(name, self.page.get_by_role("navigation", name=re.compile("menu|menú", re.IGNORECASE)))

    def link_of(self, name: str) -> str:
        """Where a link leads, by its words."""
        found = self.page.get_by_role("main").get_by_role("link", name=name).first.get_attribute("href")
        assert found is not None
        return found

    def press(self, name: str | re.Pattern[str], within: Locator | None = None, status: int = 200) -> None:
        """Press a button, by its words."""
        self.come((within or self.page).get_by_role("button", name=name).first.click, status)

    def come(self, act: Callable[[], object], status: int = 200) -> None:
        """Do what leads to another page, wait for it, and check it."""
        with self.page.expect_navigation() as coming:
            act()
        self.arrived(coming.value, status)

    def arrived(self, answer: Response, status: int = 200) -> None:
        """Check the page that was come to."""
        if answer.status != status:
            self.faults.append(f"{answer.url}: {answer.status} instead of {status}")
        self.fits(self.way.width)
        outline = [self.page.title(), *self.page.locator("main h2").all_text_contents()]
        self.faults += self.checks.look_at(answer, outline, self.kind)

    @property
    def kind(self) -> str:
        """Whom the page was made for: nobody, a member, the secretary, a teller, the board."""
        return "member" if "." in self.who else self.who

    def fits(self, width: int) -> None:
        """Nothing reaches beyond the window."""
        wide = self.page.evaluate(WIDTH)
        if wide > width:
            self.faults.append(f"{self.page.url}: {wide} px wide in a window of {width} px")

    def zooms(self) -> None:
        """At 400 % the page still fits."""
        width, height = ZOOMED
        self.page.set_viewport_size({"width": width, "height": height})
        self.fits(width)
        self.page.set_viewport_size({"width": self.way.width, "height": self.way.height})

    # --- forms ----------------------------------------------------------------------------------------------------

    def field(self, label: str) -> Locator:
        """The field whose label begins so."""
        labelled = self.page.get_by_label(re.compile(f"^{re.escape(label)}"))
        return self.page.locator("input, select, textarea").and_(labelled).first

    def fill(self, label: str, text: str) -> None:
        """Type into a field, in place of what stands there."""
        self.field(label).fill(text)

    def choose(self, label: str) -> None:
        """Tick a box or mark a choice."""
        self.page.get_by_label(label, exact=True).check()

    def pick(self, label: str, option: str) -> None:
        """Choose from a list by the beginning of an option."""
        select = self.field(label)
        value = select.locator("option").filter(has_text=re.compile(f"^{re.escape(option)}")).first
        select.select_option(value.get_attribute("value"))

    def unfold(self, words: str) -> None:
        """Open what is folded under these words."""
        self.page.locator("summary", has_text=words).first.click()

    def sign_in(self, name: str) -> None:
        """Sign in by the form, as a demo person by the part before the @; read in English."""
        self.go("/sign-in")
        self.give_password(name)
        self.speak("en")

    def give_password(self, name: str) -> None:
        """Fill in the form that asks for address and password, wherever it stands."""
        self.fill("E-mail address", f"{name}@demo.example")
        self.fill("Password", PASSWORD)
        self.who = name
        self.press("Sign in")

    def sign_out(self) -> None:
        """Sign out by the button beside the name."""
        self.unfold_menu()
        self.who = NOBODY
        self.press("Sign out")

    def speak(self, code: str) -> None:
        """Switch the language on the page itself."""
        if self.page.locator("html").get_attribute("lang") == code:
            return
        self.unfold_menu()
        button = self.page.locator(f'form.languages button[value="{code}"]:visible')
        self.come(button.click)

    def unfold_menu(self) -> None:
        """Open the menu that a phone keeps folded."""
        fold = self.page.locator("details.masthead-fold")
        if fold.is_visible() and fold.get_attribute("open") is None:
            fold.locator("summary").click()

    # --- what is read ---------------------------------------------------------------------------------------------

    @property
    def path(self) -> str:
        """Where the person is."""
        return urlsplit(self.page.url).path

    @property
    def heading(self) -> str:
        """The one heading of the page."""
        return " ".join(self.page.locator("h1").inner_text().split())

    @property
    def text(self) -> str:
        """Everything that can be read in the middle of the page, in one line."""
        return " ".join(self.page.get_by_role("main").inner_text().split())

    def reads(self, *texts: str) -> None:
        """Each of these can be read on the page: not in what is folded, nor in what only a screen reader says."""
        shown = self.text
        assert [text for text in texts if text not in shown] == [], f"{self.page.url}: {shown}"

    def picture(self, file: Path) -> None:
        """What the person sees now, as a file."""
        self.page.screenshot(path=file, full_page=True)
