"""A delegate who does not see the page votes by what a screen reader says: roles, names, headings, announcements."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from consult.demo.loading import PASSWORD
from tests.journeys.visiting import WIDE, Visitor, Way

PERSON = "delegate.cwcf"
QUESTION = "New funding for regions and sectorial organizations"
# What has to be heard on the paper, in this order; more may stand between.
PAPER = """
- main:
  - navigation "Where you are"
  - heading /7.2 Should the proposal .New funding for regions/ [level=1]
  - paragraph:
    - strong:
      - text: Closes
      - time: /Toronto time/
      - text: /Brussels time/
  - paragraph:
    - text: You vote for
    - strong: Canadian Worker Cooperatives Federation
    - text: · 1 vote
  - paragraph: /It is adopted if more than half/
  - group: /The text that is voted on/
  - form "Our vote":
    - group "Our vote":
      - radio "Yes"
      - radio "No"
      - radio "Abstain"
    - textbox /Explanation/
    - paragraph:
      - button "Review our vote"
"""
ERROR = """
- alert:
  - heading "Please check what you wrote" [level=2]
  - list:
    - listitem:
      - link /Our vote. Please choose one of these/
"""
# Landmarks that may stand on a page more than once need a name to be told apart.
NAMELESS = re.compile(r"^\s*- (navigation|complementary|region|form|search)\b(?! \")", re.MULTILINE)
HEADING = re.compile(r"^\s*- '?heading .*\[level=(\d)\]", re.MULTILINE)


def landed(page: Page) -> None:
    """One can find one's way: a title, the four landmarks, each with a name, and headings in their order."""
    heard = page.aria_snapshot()
    assert NAMELESS.findall(heard) == []
    for landmark in ("banner", "main", "contentinfo"):
        expect(page.get_by_role(landmark)).to_have_count(1)
    expect(page.get_by_role("navigation", name="Main menu")).to_be_visible()
    levels = [int(level) for level in HEADING.findall(heard)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    title, heading = page.title(), page.get_by_role("heading", level=1)
    assert title.endswith("· CICOPA")
    expect(heading).to_be_visible()


def hears(where: Page | Locator, *texts: str | re.Pattern[str]) -> None:
    """Each of these is said there, wherever."""
    for text in texts:
        expect(where.get_by_text(text).first).to_be_visible()


def sign_in(delegate: Visitor) -> None:
    """By the names of the fields and the button."""
    page = delegate.page
    delegate.go("/")
    delegate.come(page.get_by_role("banner").get_by_role("link", name="Sign in").click)
    landed(page)
    page.get_by_role("textbox", name="E-mail address").fill(f"{PERSON}@demo.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    delegate.who = PERSON
    delegate.come(page.get_by_role("button", name="Sign in").click)


def to_the_paper(delegate: Visitor) -> None:
    """By the menu to what waits, and by the words of the link to the paper."""
    page = delegate.page
    menu = page.get_by_role("navigation", name="Main menu")
    delegate.come(menu.get_by_role("link", name="What needs our voice").click)
    landed(page)
    expect(page.get_by_role("heading", level=1, name="What needs our voice")).to_be_visible()
    waiting = page.get_by_role("region", name="To vote on").get_by_role("listitem").filter(has_text=QUESTION)
    hears(waiting, re.compile("Open until"))
    delegate.come(waiting.get_by_role("link", name="Cast our vote on 7.2").click)
    landed(page)
    expect(page.get_by_role("main")).to_match_aria_snapshot(PAPER)


def choose(delegate: Visitor) -> None:
    """First nothing, which is said at once; then by the link of what was said to the choice itself."""
    page = delegate.page
    delegate.come(page.get_by_role("button", name="Review our vote").click, 422)
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(page.get_by_role("form", name="Our vote")).to_match_aria_snapshot(ERROR)
    summary.get_by_role("link").press("Enter")
    choices = page.get_by_role("group", name="Our vote")
    expect(choices.get_by_role("radio", name="Yes")).to_be_focused()
    expect(choices).to_have_accessible_description("Error: Please choose one of these.")
    choices.get_by_role("radio", name="Yes").press("Space")
    expect(choices.get_by_role("radio", name="Yes")).to_be_checked()
    explained = page.get_by_role("textbox", name=re.compile("^Explanation"))
    expect(explained).to_have_accessible_description(re.compile("At most 1,500 characters"))
    explained.fill("We ask for a share that is named.")
    delegate.come(page.get_by_role("button", name="Review our vote").click)


def test_a_delegate_votes_by_the_roles_and_names_that_a_screen_reader_says(
    visitor: Callable[[Way], Visitor],
) -> None:
    delegate = visitor(WIDE)
    page = delegate.page
    sign_in(delegate)
    to_the_paper(delegate)
    choose(delegate)

    landed(page)
    expect(page.get_by_role("heading", level=1, name="Is this our vote?")).to_be_visible()
    expect(page.get_by_role("heading", name="Our explanation")).to_be_visible()
    hears(page.get_by_role("main"), re.compile(QUESTION), "Canadian Worker Cooperatives Federation", "Yes")
    expect(page.get_by_role("button", name="Change it first")).to_be_visible()
    delegate.come(page.get_by_role("button", name="Cast our vote: Yes").click)

    landed(page)
    expect(page.get_by_role("heading", level=1, name="Our vote is recorded")).to_be_visible()
    receipt = page.get_by_role("main")
    hears(receipt, "Receipt", re.compile("Keep it: with it you can check later"), "Moira Tansley", "Yes")
    expect(receipt.get_by_role("code").first).to_have_text(re.compile(r"^[\w-]{20,}$"))
    facts = page.get_by_role("complementary", name="Facts and what you can do")
    hears(facts, re.compile("You may change it until"))
    delegate.come(facts.get_by_role("link", name="What else needs our voice").click)
    voted = page.get_by_role("region", name="We have voted")
    hears(voted.get_by_role("listitem").filter(has_text=QUESTION), "Yes")
