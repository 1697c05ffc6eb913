"""The secretary publishes a version and schedules a ballot, a teller turns the second key, a delegate sees it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, timedelta

from tests.journeys.desk import QUESTION, confirm, make_final, prepare, publish
from tests.journeys.server import Story
from tests.journeys.visiting import WIDE, Visitor, Way, ways


@ways(WIDE)
def test_the_secretary_publishes_a_version_and_schedules_a_ballot_that_opens_by_itself(
    visitor: Callable[[Way], Visitor], story: Story, way: Way
) -> None:
    opens_at = (story.now() + timedelta(days=7)).astimezone(UTC).replace(second=0, microsecond=0)
    secretary = visitor(way)
    secretary.sign_in("secretary")
    publish(secretary)
    make_final(secretary)
    prepare(secretary, opens_at, opens_at + timedelta(days=14))

    teller = visitor(way)
    teller.sign_in("teller")
    confirm(teller)

    delegate = visitor(way)
    delegate.sign_in("delegate.kfwc")
    delegate.menu("What needs our voice")
    coming = delegate.page.get_by_role("region", name="Coming")
    assert QUESTION in coming.inner_text()
    delegate.go(delegate.link_of(QUESTION))
    delegate.reads("Scheduled")

    story.stop_at(opens_at)
    delegate.sign_in("delegate.kfwc")
    delegate.menu("What needs our voice")
    waiting = delegate.page.get_by_role("region", name="To vote on")
    assert QUESTION in waiting.inner_text()
    delegate.follow(QUESTION, waiting)
    delegate.unfold("The text that is voted on: version 2")
    delegate.reads("Open", "not cast yet", "once a year")
    delegate.follow("Vote")
    delegate.follow("Text")
    delegate.reads("Version 2")
