"""When a notice is mailed: by its reader's clock, by what they want now, and never long after it was news."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from consult.notices.rules import (
    AT_ONCE,
    DAILY,
    FOLLOWS,
    GATHERED,
    NEVER,
    TOO_OLD,
    WEEKLY,
    Waiting,
    Wish,
    due_at,
    last_digest,
    next_digest,
    sorted_out,
    zone_of,
)
from consult.notices.subscription import read, token

ZONES = [
    "America/La_Paz",
    "Asia/Tokyo",
    "Europe/Brussels",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/St_Johns",
]
moments = st.integers(0, 6 * 365 * 86400).map(
    lambda seconds: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@given(st.sampled_from(GATHERED), st.sampled_from(ZONES), moments)
@example(DAILY, "Europe/Brussels", utc("2026-03-28 06:00"))
def test_a_digest_goes_at_seven_on_its_readers_clock(pace: str, zone: str, after: datetime) -> None:
    found = next_digest(pace, ZoneInfo(zone), after)
    local = found.astimezone(ZoneInfo(zone))
    assert (local.hour, local.minute, local.second) == (7, 0, 0)
    assert after < found <= after + timedelta(days=1 if pace == DAILY else 7, hours=2)
    assert pace == DAILY or local.weekday() == 0


@given(st.sampled_from(GATHERED), st.sampled_from(ZONES), moments)
def test_between_two_digests_there_is_none(pace: str, zone: str, at: datetime) -> None:
    before = last_digest(pace, ZoneInfo(zone), at)
    assert before <= at < next_digest(pace, ZoneInfo(zone), at) == next_digest(pace, ZoneInfo(zone), before)


@pytest.mark.parametrize(
    ("zone", "told", "due"),
    [
        ("Europe/Brussels", "2026-03-28 12:00", "2026-03-29 05:00"),  # clocks go forward in that night
        ("Europe/Brussels", "2026-03-27 12:00", "2026-03-28 06:00"),
        ("Europe/Brussels", "2026-10-24 12:00", "2026-10-25 06:00"),  # and back
        ("Europe/Brussels", "2026-10-23 12:00", "2026-10-24 05:00"),
        ("America/La_Paz", "2026-03-28 12:00", "2026-03-29 11:00"),
        ("America/La_Paz", "2026-03-28 10:59", "2026-03-28 11:00"),
        ("Asia/Tokyo", "2026-03-28 12:00", "2026-03-28 22:00"),
        (
            "Asia/Tokyo",
            "2026-03-28 22:00",
            "2026-03-29 22:00",
        ),  # what is told as it goes out waits for the next
    ],
)
def test_the_day_the_clocks_change(zone: str, told: str, due: str) -> None:
    assert next_digest(DAILY, ZoneInfo(zone), utc(told)) == utc(due)


def test_a_choice_made_while_a_notice_waits_holds_from_then_on() -> None:
    zone = ZoneInfo("Europe/Brussels")
    told = utc("2026-11-23 09:00")  # a Monday
    chosen = utc("2026-11-25 15:00")
    assert due_at(Wish(WEEKLY), zone, told) == utc("2026-11-30 06:00")
    assert due_at(Wish(DAILY, chosen), zone, told) == utc("2026-11-26 06:00")
    assert due_at(Wish(AT_ONCE, chosen), zone, told) == chosen
    assert due_at(Wish(NEVER, chosen), zone, told) is None


def test_after_a_pause_what_was_due_comes_together_and_what_is_too_old_does_not() -> None:
    told = utc("2026-11-23 09:00")
    waiting = [Waiting(number, FOLLOWS, told + timedelta(days=number)) for number in range(20)]
    at = told + timedelta(days=19, hours=1)
    mailed, dropped = sorted_out(waiting, {}, UTC, at)
    assert [notice.id for notice in dropped] == [0, 1, 2, 3, 4]
    assert [notice.id for notice in mailed] == list(range(5, 19))
    oldest = next_digest(DAILY, UTC, waiting[5].told_at)
    assert at - oldest <= TOO_OLD < at - next_digest(DAILY, UTC, waiting[4].told_at)


def test_a_zone_nobody_knows_is_the_federations() -> None:
    assert [zone_of(name, UTC) for name in ("", "Nowhere/At all", "../etc", "Europe")] == [UTC] * 4
    assert zone_of("Asia/Tokyo", UTC) == ZoneInfo("Asia/Tokyo")


@given(st.integers(1, 2**31), st.sets(st.sampled_from(["calls", "answers", "follows"]), min_size=1))
def test_the_word_in_a_letter_is_read_again(person_id: int, topics: set[str]) -> None:
    word = token("s" * 40, person_id, topics)
    found = read("s" * 40, word)
    assert found is not None
    assert (found[0], set(found[1])) == (person_id, topics)
    assert read("t" * 40, word) is None
    assert word.replace("-", "").replace("_", "").isalnum()


@given(
    st.one_of(
        st.text(), st.binary(max_size=40).map(bytes.hex), st.text("ABCab01-_=", min_size=34, max_size=34)
    )
)
def test_no_other_word_is(given: str) -> None:
    assert read("s" * 40, given) is None


def test_the_word_tells_neither_person_nor_topic() -> None:
    words = [token("s" * 40, id, ["calls"]) for id in range(1, 200)]
    for place in range(len(words[0]) - 1):
        assert len({word[place] for word in words}) > 20
