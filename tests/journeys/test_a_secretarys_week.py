"""What a secretary does with a ballot that does not go smoothly: it is extended, annulled and put to the vote again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from tests.journeys.desk import QUESTION, TITLE, confirm, fill_in, make_final, prepare, publish, typed
from tests.journeys.posting import Post
from tests.journeys.server import Story
from tests.journeys.visiting import WIDE, Visitor, Way

NUMBER, VOTER, SILENT = "2.2", "delegate.kfwc", "delegate.cwcf"
LONGER = "Two members hold their assemblies in the last days of voting."
ANNULLED = "The text that was sent to two members was an older one."
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def vote(delegate: Visitor, name: str) -> None:
    """From what needs a voice to the receipt."""
    delegate.sign_in(name)
    delegate.menu("What needs our voice")
    waiting = delegate.page.get_by_role("region", name="To vote on").get_by_role("listitem")
    delegate.follow("Cast our vote", waiting.filter(has_text=QUESTION))
    delegate.choose("Yes")
    delegate.press("Review our vote")
    delegate.press("Cast our vote: Yes")
    delegate.reads("Our vote is recorded")


def ask(secretary: Visitor, act: str, reason: str, becomes: datetime | None = None) -> None:
    """The first key on a change of the ballot, from the desk."""
    secretary.sign_in("secretary")
    secretary.menu("Desk")
    row = secretary.page.get_by_role("region", name="Ballots").get_by_role("listitem").filter(has_text=NUMBER)
    secretary.follow("See who is missing", row)
    secretary.choose(act)
    secretary.press("Ask a teller to confirm", status=422)
    secretary.choose(act)
    if becomes is not None:
        secretary.fill("New closing", typed(becomes))
    secretary.fill("Reason", reason)
    secretary.press("Ask a teller to confirm")
    secretary.reads("Waits for a teller", reason)


def turn(teller: Visitor, button: str, reason: str) -> None:
    """The second key on it, from the page of approvals."""
    teller.sign_in("teller")
    teller.menu("Approvals")
    waiting = teller.page.get_by_role("listitem").filter(has_text=QUESTION)
    teller.follow("Read it and confirm", waiting)
    teller.reads(reason)
    teller.press(button)


def told(post: Post, words: str = "") -> set[str]:
    """Whom the letters of this minute reach that are about our ballot, but receipts: each once, all of one sort."""
    minute = post.minute()
    letters = [one for one in minute if NUMBER in one.subject and "/receipt/" not in one.text]
    english = [letter.subject for letter in letters if '<html lang="en">' in letter.html]
    assert [subject for subject in english if words not in subject] == []
    readers = [letter.to.partition("@")[0] for letter in letters]
    assert len(readers) == len(set(readers))
    return set(readers)


def now_open(board: Visitor) -> str:
    """What the board reads to be open."""
    board.sign_in("board")
    board.menu("Board")
    return board.page.get_by_role("region", name="Open now").inner_text()


def decided(board: Visitor) -> int:
    """How many decisions on our proposal the board reads of."""
    table = board.page.get_by_role("table", name="Ballots decided, the latest first")
    return table.get_by_role("row").filter(has_text=TITLE).count()


def test_a_ballot_is_reminded_of_extended_annulled_and_put_to_the_vote_again(
    visitor: Callable[[Way], Visitor], story: Story, post: Post
) -> None:
    secretary, teller, delegate, board = (visitor(WIDE) for _person in range(4))
    opens_at = (story.now() + 7 * DAY).astimezone(UTC).replace(second=0, microsecond=0)
    closes_at = opens_at + 14 * DAY
    secretary.sign_in("secretary")
    publish(secretary)
    make_final(secretary)
    prepare(secretary, opens_at, closes_at)
    teller.sign_in("teller")
    confirm(teller)

    # it opens by itself, and everybody who speaks for a voter hears of it
    story.stop_at(opens_at)
    opened = told(post)
    assert {VOTER, SILENT} <= opened
    vote(delegate, VOTER)
    ballot = delegate.path.partition("/vote/")[0]
    assert TITLE in now_open(board)

    # a reminder goes to whoever is missing, and to nobody else
    story.stop_at(closes_at - 2 * DAY)
    reminded = told(post, "Our vote is missing: 2 days left")
    assert SILENT in reminded
    assert VOTER not in reminded
    assert reminded < opened

    # more time, by two keys: said on the ballot and by letter, and it closes later
    longer = closes_at + 5 * DAY
    ask(secretary, "Extend it: more time to vote", LONGER, longer)
    assert told(post) == set()
    turn(teller, "Extend the ballot", LONGER)
    story.wait(MINUTE)
    assert told(post, "More time to vote") >= {VOTER, SILENT}
    story.stop_at(closes_at + DAY)
    vote(delegate, SILENT)
    delegate.go(ballot)
    delegate.reads("Open", "What was changed", "Extended", LONGER, "Clara Wendeling")
    assert TITLE in now_open(board)

    # annulled by two keys while it is open: it decides nothing, and no count is ever seen
    ask(secretary, "Annul it: it decides nothing", ANNULLED)
    turn(teller, "Annul the ballot", ANNULLED)
    story.wait(MINUTE)
    assert told(post, "The vote on 2.2 is annulled") >= {VOTER, SILENT}
    delegate.go(ballot)
    delegate.reads("This ballot decides nothing.", ANNULLED)
    assert delegate.page.get_by_role("link", name="Cast our vote").count() == 0
    delegate.go(f"{ballot}/result")
    assert delegate.page.locator(".bar-key").count() == 0
    assert TITLE not in now_open(board)

    # and put to the vote again, with the full way by two keys
    again = longer + 10 * DAY
    secretary.go(f"/secretariat{ballot}")
    secretary.follow("Run it again")
    secretary.reads("This repeats a ballot that was annulled.")
    fill_in(secretary, again, again + 14 * DAY)
    confirm(teller)
    story.stop_at(again)
    assert told(post, "Voting is open") >= {VOTER, SILENT}
    vote(delegate, VOTER)
    delegate.go(ballot)
    delegate.follow("It is put to the vote again: see the new ballot")
    delegate.reads("Open", "This repeats a ballot that was annulled.", "1 of 34 have voted")
    assert TITLE in now_open(board)

    # until it closes and is counted; what was annulled stands nowhere among the decisions
    story.stop_at(again + 14 * DAY + MINUTE)
    assert told(post, "Result of the vote") >= {VOTER, SILENT}
    assert TITLE not in now_open(board)
    assert decided(board) == 1
