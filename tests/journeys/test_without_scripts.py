"""A delegate in whose browser no script runs: from a reminder's letter to the vote, a comment, and fewer letters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from tests.journeys.posting import Post
from tests.journeys.server import Story
from tests.journeys.visiting import NOBODY, PLAIN, Visitor, Way
from tests.mailing import Letter

PERSON, ADDRESS, PAPER = "delegate.cwcf", "delegate.cwcf@demo.example", "/ballots/3/vote/cwcf"
PILLAR, PROPOSAL = "Finance", "Loans by cooperative banks"
COMMENT = "A loan in a foreign currency is a **risk** for a small cooperative."
WORDING = "Loans are given in the currency of the borrower."
# The page names the closing to the second: a second more, and the reminder is due.
TWO_DAYS, FOUR_DAYS = timedelta(days=2, seconds=-1), timedelta(days=4)


def path(letter: Letter, part: str) -> str:
    """The one address in a letter that leads there, without the server."""
    (found,) = {urlsplit(link).path for link in letter.links if part in link}
    return found


def closing(reader: Visitor) -> datetime:
    """When the ballot on the page closes."""
    shown = reader.page.locator(".deadline time").first.get_attribute("datetime")
    assert shown is not None
    return datetime.fromisoformat(shown)


def vote(delegate: Visitor, paper: str) -> None:
    """From the link of the reminder, past the door, to the receipt."""
    delegate.go(paper, status=401)
    delegate.reads("Sign in to go on")
    delegate.give_password(PERSON)
    assert delegate.path == PAPER
    delegate.press("Review our vote", status=422)
    delegate.reads("Our vote: Please choose one of these.")
    delegate.choose("No")
    delegate.press("Review our vote")
    delegate.press("Change it first")
    assert delegate.page.get_by_label("No", exact=True).is_checked()
    delegate.choose("Yes")
    delegate.press("Review our vote")
    delegate.press("Cast our vote: Yes")
    delegate.reads("Our vote is recorded", "Yes", "Receipt")


def comment(delegate: Visitor) -> None:
    """A comment with a stance and another wording, found again by its stance."""
    delegate.go("/")
    delegate.follow(PILLAR)
    delegate.follow(PROPOSAL)
    delegate.follow("Discussion")
    delegate.press("Post the comment", status=422)
    delegate.choose("Support with a change")
    delegate.fill("Comment", COMMENT)
    delegate.fill("Suggested wording", WORDING)
    delegate.press("Post the comment")
    delegate.reads("CWCF", "Support with a change", "for a small cooperative", WORDING)
    delegate.unfold("Filter the comments")
    delegate.pick("Stance", "Support with a change")
    delegate.press("Show", delegate.page.get_by_role("form", name="Filter the comments"))
    delegate.reads("Support with a change", "for a small cooperative", "Clear the filter")


def follow(delegate: Visitor) -> None:
    """Following a ballot and no longer."""
    delegate.go("/ballots/6")
    delegate.press("Follow this ballot")
    delegate.reads("You follow this ballot.")
    delegate.go("/notices/follows")
    delegate.reads("Contracts with cooperatives first")
    delegate.press("Stop following Should the proposal “Contracts")
    assert delegate.page.get_by_role("button", name="“Contracts with cooperatives first”").count() == 0


def unsubscribe(delegate: Visitor, address: str) -> None:
    """By the link of the letter, without signing in."""
    delegate.sign_out()
    delegate.go(address)
    delegate.reads("End these letters?", "You need not sign in.")
    delegate.press("End these letters")
    delegate.reads("These letters have ended")
    delegate.press("Undo: let them come again")
    delegate.go(address)
    delegate.press("End these letters")
    delegate.reads("These letters have ended")


def test_without_scripts_a_reminder_leads_to_the_vote_and_ends_when_one_wants(
    visitor: Callable[[Way], Visitor], story: Story, post: Post
) -> None:
    delegate, other = visitor(PLAIN), "delegate.jwcu@demo.example"
    delegate.go("/ballots/3")
    closes_at = closing(delegate)
    story.stop_at(closes_at - TWO_DAYS)
    reminded = {letter.to: letter for letter in post.minute() if "7.2" in letter.subject}
    assert ADDRESS in reminded
    letter = reminded[ADDRESS]
    assert letter.subject == "Our vote is missing: 2 days left for 7.2"
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    vote(delegate, path(letter, "/vote/"))
    comment(delegate)
    follow(delegate)
    unsubscribe(delegate, path(letter, "/unsubscribe/"))
    assert delegate.who == NOBODY
    delegate.sign_in(PERSON)
    delegate.go("/notices/settings")
    assert delegate.page.get_by_role("group", name="Votes and rounds").get_by_label("No letters").is_checked()

    # two days before the closing of another ballot in which CWCF has not voted either
    story.stop_at(closes_at + FOUR_DAYS)
    late = {letter.to for letter in post.minute() if "Our vote is missing" in letter.subject}
    assert other in late
    assert ADDRESS not in late
