"""When an organisation needs somebody to speak for it, and what a text waits for: pure, to the microsecond."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from consult.secretariat.lines import ENDING, Gap, Step, Term, TextLine, Voter, by_region, gap
from tests.cast import START

DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)
TEXT = TextLine(
    1, "2.1", "Work group", "en", "pillar-moss", "revision", 1, START - 40 * DAY, None, None, START - 9 * DAY
)


def lead(from_at: datetime = START - DAY, until_at: datetime | None = None, role: str = "lead") -> Term:
    return Term(role, from_at, until_at)


def test_a_lead_without_end_is_enough() -> None:
    assert gap([lead()], START) is None
    assert gap([lead(from_at=START)], START) is None


def test_nobody_is_worse_than_no_lead() -> None:
    assert gap([], START) == (Gap.NOBODY, None)
    assert gap([lead(until_at=START)], START) == (Gap.NOBODY, None)
    assert gap([lead(from_at=START + TICK)], START) == (Gap.NOBODY, None)
    assert gap([lead(role="voter"), lead(until_at=START)], START) == (Gap.NO_LEAD, None)


def test_mandates_that_all_end_soon_are_told_with_the_last_day() -> None:
    last = START + ENDING
    assert gap([lead(until_at=last), lead(until_at=START + DAY)], START) == (Gap.ENDING, last)
    assert gap([lead(until_at=last + TICK)], START) is None
    assert gap([lead(until_at=START + DAY), lead(role="voter")], START) is None
    assert gap([lead(until_at=START + DAY), lead(from_at=START + DAY)], START) is None, (
        "its successor is known"
    )


@pytest.mark.parametrize(
    ("line", "step"),
    [
        (TEXT, Step.WRITE),
        (replace(TEXT, moved_at=None), Step.WRITE),
        (replace(TEXT, draft=2, written_at=START), Step.FINISH_DRAFT),
        (replace(TEXT, version=2, published_at=START), Step.MOVE_ON),
        (replace(TEXT, state="consultation", draft=2, written_at=START), Step.FINISH_DRAFT),
        (replace(TEXT, state="final"), Step.ASK),
        (
            replace(TEXT, state="draft", version=None, published_at=None, draft=1, written_at=START),
            Step.PUBLISH_FIRST,
        ),
    ],
)
def test_a_text_waits_for_one_step(line: TextLine, step: Step) -> None:
    assert line.step is step


def test_a_text_says_since_when_it_waits() -> None:
    assert TEXT.since == START - 9 * DAY
    assert replace(TEXT, draft=2, written_at=START).since == START
    assert replace(TEXT, version=2, published_at=START - DAY).since == START - DAY


def test_those_who_have_voted_are_not_named() -> None:
    voters = [
        Voter("b", "Beta", "Europe", voted=False),
        Voter("a", "alpha", "Europe", voted=False),
        Voter("c", "Gamma", "Asia", voted=False),
        Voter("d", "Delta", "Europe", voted=True),
    ]
    assert [(region, [voter.slug for voter in found]) for region, found in by_region(voters)] == [
        ("Asia", ["c"]),
        ("Europe", ["a", "b"]),
    ]
