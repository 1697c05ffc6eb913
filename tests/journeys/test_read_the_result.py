"""The board sees turnout while a ballot is open and its result after it has closed; the public reads the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from tests.journeys.server import Story
from tests.journeys.visiting import WIDE, Visitor, Way, ways

TITLE = "New funding for regions and sectorial organizations"
# Ten of 34 have said yes, three no, two abstain. With these three more than half have taken part.
LATE = ("jwcu", "cwcf", "confcooperative")
RESULT = {"Yes": 13, "No": 3, "Abstain": 2, "Did not vote": 16}
# The page names the closing to the second, so one second later it has closed; five more and it is counted.
COUNTED, SETTLED = timedelta(seconds=1), timedelta(seconds=6)


def vote_yes(delegate: Visitor, slug: str, ballot: str) -> None:
    """From signing in to the receipt, by the shortest way."""
    delegate.sign_in(f"delegate.{slug}")
    delegate.go(f"{ballot}/vote/{slug}")
    delegate.choose("Yes")
    delegate.press("Review our vote")
    delegate.press("Cast our vote: Yes")
    delegate.reads("Our vote is recorded")
    delegate.sign_out()


def closing(reader: Visitor) -> datetime:
    """When the ballot on the page closes."""
    shown = reader.page.locator(".deadline time").first.get_attribute("datetime")
    assert shown is not None
    return datetime.fromisoformat(shown)


def counted(reader: Visitor) -> dict[str, int]:
    """The numbers under the bar of the result."""
    lines = reader.page.locator(".bar-key").first.locator("li").all()
    words = [line.inner_text().rsplit(maxsplit=1) for line in lines]
    return {word.strip(): int(number) for word, number in words}


def row_of(reader: Visitor, table: str) -> list[str]:
    """The cells of the proposal's row in one of the board's tables."""
    rows = reader.page.get_by_role("table", name=table).locator("tr", has_text=TITLE)
    return [" ".join(cell.split()) for cell in rows.locator("td").all_inner_texts()]


@ways(WIDE)
def test_the_board_sees_turnout_first_and_the_result_after_the_closing_as_everyone_does(
    visitor: Callable[[Way], Visitor], story: Story, way: Way
) -> None:
    board = visitor(way)
    board.sign_in("board")
    board.menu("Board")
    opened = board.page.get_by_role("region", name="Open now")
    assert TITLE in opened.inner_text()
    assert "15 of 34" in opened.inner_text()
    assert row_of(board, "Ballots decided, the latest first") == []
    board.follow(TITLE)
    board.zooms()
    ballot = board.path
    closes_at = closing(board)
    board.go("/board/ballots")
    parts = board.page.get_by_role("region", name=TITLE).get_by_role("columnheader")
    assert parts.all_text_contents() == ["Part", "Voted"]
    board.go(f"{ballot}/result")
    board.reads("There is no result yet.", "Until then nobody sees a count.")

    delegate = visitor(way)
    for slug in LATE:
        vote_yes(delegate, slug, ballot)

    story.stop_at(closes_at + COUNTED)
    anyone = visitor(way)
    anyone.go(ballot)
    anyone.reads("Being counted", "The result is here in a few seconds.", "18 of 34 have voted")

    story.stop_at(closes_at + SETTLED)
    anyone.go("/")
    anyone.follow(TITLE)
    anyone.go(f"{ballot}/result")
    anyone.reads(
        "Adopted", "13 of 16 votes for or against say yes, 4 more than needed", "needed 9", "Quorum 18"
    )
    assert counted(anyone) == RESULT
    verdict = anyone.page.locator(".verdict").inner_text()
    anyone.reads(
        "Votes by region", "Votes by category", "16 organisations did not vote", "Check this yourself"
    )
    anyone.zooms()

    board.sign_in("board")
    board.menu("Board")
    assert row_of(board, "Ballots decided, the latest first")[1:] == ["13", "3", "2", "18 of 34"]
    board.reads(verdict)
    board.follow(TITLE)
    assert counted(board) == RESULT
