"""Two delegates of one member vote at the same moment: one vote counts, and nobody is left in the dark."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Route

from tests.journeys.visiting import PHONE, Visitor, Way, ways

LEAD, SECOND = "delegate.coceta", "second.coceta"
NAMES = {LEAD: "Nerea Altuzarra Gil", SECOND: "Gorka Belaustegi"}
CHOICES = {LEAD: "Yes", SECOND: "No"}
QUESTION = "New funding for regions and sectorial organizations"


def review(delegate: Visitor, name: str) -> None:
    """From signing in to the page that reads the vote back."""
    delegate.sign_in(name)
    delegate.menu("What needs our voice")
    waiting = delegate.page.get_by_role("region", name="To vote on")
    assert QUESTION in waiting.inner_text()
    delegate.follow("Cast our vote", waiting)
    delegate.reads("COCETA", "1 vote")
    delegate.zooms()
    delegate.press("Review our vote", status=422)
    delegate.choose(CHOICES[name])
    delegate.fill("Explanation", f"{NAMES[name]} gives **the reason**.")
    delegate.press("Review our vote")
    delegate.reads("Is this our vote?", CHOICES[name], "the reason", "Can be changed Until")
    delegate.zooms()


def confirm_together(one: Visitor, other: Visitor) -> None:
    """Both confirm; neither request leaves its browser before both are on their way."""
    held: list[Route] = []

    def meet(route: Route) -> None:
        held.append(route)
        if len(held) == 2:
            for waiting in held:
                waiting.continue_()

    for delegate in (one, other):
        delegate.page.route("**/vote/coceta", lambda route: meet(route))
    with one.page.expect_navigation() as first, other.page.expect_navigation() as second:
        for delegate in (one, other):
            button = delegate.page.get_by_role("button", name="Cast our vote")
            button.click(no_wait_after=True)
    for delegate, coming in ((one, first), (other, second)):
        delegate.page.unroute("**/vote/coceta")
        delegate.arrived(coming.value, 200 if "/receipt/" in coming.value.url else 409)


@ways(PHONE)
def test_of_two_votes_of_one_member_at_the_same_moment_one_counts_until_it_is_changed_openly(
    visitor: Callable[[Way], Visitor], way: Way
) -> None:
    people = {name: visitor(way) for name in (LEAD, SECOND)}
    for name, delegate in people.items():
        review(delegate, name)
    confirm_together(*people.values())

    receipts = [name for name, delegate in people.items() if "/receipt/" in delegate.path]
    assert len(receipts) == 1
    early = receipts[0]
    (late,) = set(people) - {early}
    people[early].reads("Our vote is recorded", CHOICES[early], "Receipt", NAMES[early])

    told = people[late]
    assert told.heading == "Your organisation has voted meanwhile"
    told.reads(f"{NAMES[early]} has cast this vote", CHOICES[early], "Nothing of yours was recorded.")
    assert told.page.get_by_role("main").locator("time").count() > 0
    told.press(f"Change our vote to: {CHOICES[late]}")
    told.reads("Our vote is recorded", CHOICES[late], NAMES[late])

    for delegate in people.values():
        delegate.menu("What needs our voice")
        voted = delegate.page.get_by_role("region", name="We have voted")
        delegate.follow("See or change it", voted)
        casts = delegate.page.get_by_role("region", name="What we have cast").get_by_role("listitem")
        history = casts.all_inner_texts()
        assert len(history) == 2
        assert [CHOICES[late] in history[0], NAMES[late] in history[0], "counts" in history[0]] == [True] * 3
        assert [CHOICES[early] in history[1], NAMES[early] in history[1], "replaced" in history[1]] == [
            True
        ] * 3
