"""What the secretariat and a teller do at their desks, step by step: a text, its way to the vote, the second key."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from tests.journeys.visiting import Visitor

BRUSSELS = ZoneInfo("Europe/Brussels")
TITLE = "A committee on business between cooperatives"
ADDED = "The committee reports to the *General Assembly* once a year."
NOTE = "With a yearly report, as several members asked."
QUESTION = "Do you adopt the proposal on business between cooperatives?"
REASON = "The General Assembly meets in three weeks."


def typed(moment: datetime) -> str:
    """A moment as it is typed into a field for day and time, in the secretary's own zone."""
    return moment.astimezone(BRUSSELS).strftime("%Y-%m-%dT%H:%M")


def publish(secretary: Visitor) -> None:
    """From the desk to a published version 2 of proposal 2.2."""
    secretary.menu("Desk")
    secretary.follow("Texts")
    secretary.follow(TITLE)
    secretary.follow("Write version 2")
    before = secretary.field("Text").input_value()
    secretary.fill("Text", f"{before}\n\n{ADDED}")
    secretary.press("Preview")
    secretary.reads("Preview: nothing is saved yet", "once a year")
    assert secretary.page.locator(".passage em", has_text="General Assembly").count() == 1
    secretary.press("Publish version 2", status=422)
    assert ADDED in secretary.field("Text").input_value()
    secretary.fill("What changed, and why", NOTE)
    secretary.press("Publish version 2")
    secretary.reads("Version 2 is published")


def make_final(secretary: Visitor) -> None:
    """By the buttons of the desk from consultation to final."""
    secretary.press("Close for revision")
    secretary.reads("The proposal is now: Being revised.")
    secretary.press("Make the text final")
    secretary.reads("The proposal is now: Final text.")


def prepare(secretary: Visitor, opens_at: datetime, closes_at: datetime) -> None:
    """From the desk's list of texts to a prepared ballot, with a shorter notice than the rule asks."""
    secretary.menu("Desk")
    row = secretary.page.locator(".desk-row", has_text=TITLE)
    secretary.follow("Prepare a ballot", row)
    fill_in(secretary, opens_at, closes_at)


def fill_in(secretary: Visitor, opens_at: datetime, closes_at: datetime) -> None:
    """From the form of a ballot to its first key."""
    secretary.fill("Question", QUESTION)
    secretary.fill("Opens", typed(opens_at))
    secretary.fill("Closes", typed(closes_at))
    secretary.pick("Rule", "Ordinary decision")
    secretary.press("Preview")
    secretary.reads(QUESTION, "once a year", "The times are shorter than the rule asks.")
    secretary.press("Prepare the ballot", status=422)
    secretary.choose("Schedule it with these times all the same")
    secretary.fill("Reason", REASON)
    secretary.press("Prepare the ballot")
    secretary.reads("A teller has to confirm it before it opens.")


def confirm(teller: Visitor) -> None:
    """From the page of approvals to the second key of that ballot."""
    teller.menu("Approvals")
    teller.follow("Read it and confirm", teller.page.get_by_role("listitem").filter(has_text=QUESTION))
    teller.reads(QUESTION, REASON, "once a year")
    teller.press("Confirm the ballot")
    teller.reads("Scheduled")
