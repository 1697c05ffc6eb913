"""A drafter prepares what the lead posts; an associate comments but does not vote; what was typed is not lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from tests.journeys.server import Story
from tests.journeys.visiting import PHONE, WIDE, Visitor, Way, ways

PILLAR, PROPOSAL = "Communication", "A renewed communication strategy for the Alliance"
WRITTEN = "Every region should have **one** person to call."
ADDED = "We would begin with a list of them."
ASSOCIATE = "Members of small countries need this most."
SOME_NIGHT = timedelta(hours=13)


def to_discussion(person: Visitor) -> None:
    """From the home page to the discussion of a proposal, as anyone walks there."""
    person.go("/")
    person.follow(PILLAR)
    person.follow(PROPOSAL)
    person.follow("Discussion")


@ways(WIDE)
def test_a_drafter_prepares_a_comment_and_the_lead_posts_it(
    visitor: Callable[[Way], Visitor], way: Way
) -> None:
    drafter = visitor(way)
    drafter.sign_in("drafter.coceta")
    to_discussion(drafter)
    assert drafter.page.get_by_role("button", name="Post the comment").count() == 0
    drafter.fill("Comment", WRITTEN)
    drafter.press("Save the draft")
    drafter.reads("Drafts of COCETA", "one person to call")

    other = visitor(way)
    other.sign_in("delegate.kfwc")
    to_discussion(other)
    assert "one person to call" not in other.text

    lead = visitor(way)
    lead.sign_in("delegate.coceta")
    to_discussion(lead)
    lead.follow("Read and change")
    before = lead.field("Comment").input_value()
    assert before == WRITTEN
    lead.fill("Comment", f"{before}\n\n{ADDED}")
    lead.press("Post for COCETA")
    lead.reads("COCETA", "Nerea Altuzarra Gil", "one person to call", ADDED)

    other.go(other.path)
    other.reads("COCETA", "one person to call", ADDED)
    assert other.page.locator(".comment-text strong", has_text="one").count() == 1


@ways(PHONE)
def test_an_associate_comments_and_is_told_plainly_that_it_does_not_vote(
    visitor: Callable[[Way], Visitor], story: Story, way: Way
) -> None:
    associate = visitor(way)
    associate.sign_in("delegate.credit-cooperatif")
    associate.menu("What needs our voice")
    associate.reads("As an associate member your organisation comments and proposes, but does not vote.")
    assert associate.page.get_by_role("link", name="Cast our vote").count() == 0
    associate.go("/ballots/3/vote/credit-cooperatif", status=403)
    assert associate.heading == "You cannot cast this vote"
    associate.reads("Associate member: it speaks and proposes, but does not vote.", "Nothing was recorded.")
    associate.follow("Back to the ballot")

    to_discussion(associate)
    associate.fill("Comment", ASSOCIATE)
    story.wait(SOME_NIGHT)
    associate.who = "nobody"
    associate.press("Post the comment", status=401)
    assert associate.heading == "Sign in to go on"
    associate.reads("What you typed is kept", ASSOCIATE)
    associate.give_password("delegate.credit-cooperatif")
    associate.press(associate.page.get_by_role("main").get_by_role("button").first.inner_text())
    associate.reads("Crédit Coopératif", ASSOCIATE)
