"""When a stated figure holds, put in order as far as its source says it; and divisions with one decimal."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from consult.network.series import tenths, when
from tests.cases.reading import FIGURES


def test_the_series_of_the_federation_stands_in_the_order_of_time() -> None:
    members = [row for row in FIGURES["figures"] if row["measure"] == "members"]
    times = {
        row["key"]: when(date.fromisoformat(row["as_of"]) if row["as_of"] else None, row["period"] or "")
        for row in members
    }
    assert sorted(times, key=lambda key: times[key].order) == [
        "members-1997",
        "members-2013",
        "members-january-2017",
        "members-june-2017",
        "members-stated",
        "members-later",
    ]
    kinds = {key: found.kind for key, found in times.items()}
    assert kinds["members-2013"] == "about"
    assert kinds["members-stated"] == "undated"
    assert kinds["members-later"] == "after"


def test_what_has_no_year_comes_last_and_is_not_guessed() -> None:
    unknown = when(None, "some time ago")
    assert (unknown.kind, unknown.year) == ("unknown", 0)
    assert unknown.order > when(None, "after 2199").order


@given(st.integers(0, 10**12), st.integers(1, 10**9))
def test_tenths_are_within_half_a_tenth(whole: int, parts: int) -> None:
    ones, tenth = tenths(whole, parts)
    assert 0 <= tenth <= 9
    assert abs((ones * 10 + tenth) * parts - whole * 10) * 2 <= parts


def test_the_members_of_a_cooperative_in_vietnam() -> None:
    assert tenths(7_386_572, 18_024) == (409, 8)
