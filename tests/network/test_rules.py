"""The law of the network: rights, membership by date, slugs, and text that is found without accents."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.network import rules
from consult.network.rules import Status

DAYS = st.dates(date(1950, 1, 1), date(2100, 1, 1))
HISTORIES = st.lists(
    st.builds(Status, DAYS, st.sampled_from(rules.CATEGORIES), st.sampled_from(rules.STANDINGS))
)


@pytest.mark.parametrize(
    ("category", "rights"),
    [
        ("full", {"comment", "amend", "propose", "advise", "vote"}),
        ("associate", {"comment", "amend", "propose", "advise"}),
    ],
)
def test_each_category_has_its_rights(category: str, rights: set[str]) -> None:
    assert rules.CATEGORY_RIGHTS[category] == rights


def test_every_code_of_the_tables_is_known() -> None:
    assert set(rules.CATEGORY_RIGHTS) == set(rules.CATEGORIES)
    assert set(rules.ROLE_RIGHTS) == set(rules.ROLES)
    assert set(rules.STANDING_RIGHTS) == set(rules.STANDINGS)
    given = [*rules.CATEGORY_RIGHTS.values(), *rules.ROLE_RIGHTS.values()]
    assert frozenset().union(*given) == set(rules.RIGHTS)
    assert frozenset().union(*rules.OFFICE_RIGHTS.values()) <= set(rules.OFFICE_ACTS)
    assert set(rules.OFFICES) == set(rules.BODY_KINDS)


def test_no_seat_gives_a_vote_and_the_board_only_reads() -> None:
    assert not [kind for kind, acts in rules.OFFICE_RIGHTS.items() if "vote" in acts]
    assert all(act.startswith("read-") for act in rules.OFFICE_RIGHTS["board"])


def test_no_office_turns_both_keys() -> None:
    both = {"ask-approval", "give-approval"}
    assert not [kind for kind, acts in rules.OFFICE_RIGHTS.items() if both <= acts]


@given(HISTORIES, DAYS)
def test_what_holds_on_a_day_is_the_newest_entry_that_had_begun(history: list[Status], day: date) -> None:
    found = rules.membership_on(history, day)
    begun = [status for status in history if status.from_on <= day]
    assert (found is None) == (not begun)
    if found is not None:
        assert found in begun
        assert all(status.from_on <= found.from_on for status in begun)


@given(HISTORIES, DAYS, st.builds(Status, DAYS, st.just("full"), st.just("active")))
def test_an_entry_for_later_changes_nothing_before_its_day(
    history: list[Status], day: date, entry: Status
) -> None:
    later = Status(day + timedelta(days=1), entry.category, entry.standing)
    assert rules.membership_on([*history, later], day) == rules.membership_on(history, day)


def test_a_member_before_our_records_is_a_member_on_any_day() -> None:
    history = [Status(rules.BEFORE_RECORDS, "full", "active")]
    assert rules.membership_on(history, date(1947, 5, 1)) == history[0]


@pytest.mark.parametrize("role", rules.ROLES)
def test_a_suspended_organisation_reads_and_drafts_and_one_that_left_does_nothing(role: str) -> None:
    assert rules.rights_of(role, "full", "suspended") <= rules.ROLE_ONLY
    assert rules.rights_of(role, "full", "left") == frozenset()


def test_a_term_begins_with_its_first_instant_and_ends_before_its_last() -> None:
    begins, ends = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
    instant = timedelta(microseconds=1)
    assert [
        rules.term_holds(begins, ends, at) for at in (begins - instant, begins, ends - instant, ends)
    ] == [
        False,
        True,
        True,
        False,
    ]
    assert rules.term_holds(begins, None, ends)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("CONFEDERACIÓN", "confederacion"),
        ("Fællesforbund", "faellesforbund"),
        ("Spółdzielni  Pracy", "spoldzielni pracy"),
        ("Đồng", "dong"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Workers’ Union", "workers' union"),
        ("İzmir", "izmir"),
    ],
)
def test_text_is_folded_to_what_people_type_without_accents(typed: str, found: str) -> None:
    assert rules.folded(typed) == found


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert rules.folded(rules.folded(text)) == rules.folded(text)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("COCETA", "coceta"),
        ("Fédération SCOP BTP", "federation-scop-btp"),
        ("Co-operatives UK", "co-operatives-uk"),
        ("AGCI Solidarietà", "agci-solidarieta"),
        ("Workers' Union", "workers-union"),
        ("日本", ""),
    ],
)
def test_a_slug_is_made_from_an_acronym_or_short_name(name: str, slug: str) -> None:
    assert rules.slug_of(name) == slug


@pytest.mark.parametrize(
    "slug", ["", "New", "new", "regions", "a--b", "-a", "a-", "ñ", "a b", "a/b", "a" * 81, "a\n"]
)
def test_odd_slugs_do_not_hold(slug: str) -> None:
    assert not rules.slug_holds(slug)


@given(st.text())
def test_whatever_is_made_into_a_slug_holds_or_is_empty(name: str) -> None:
    slug = rules.slug_of(name)
    assert slug == "" or slug in rules.RESERVED_SLUGS or rules.slug_holds(slug)


@pytest.mark.parametrize(
    "address", ["", "a", "a@b", "a b@c.example", "a@b.example\n", "@b.example", "a@b..", "a@@b.c"]
)
def test_odd_addresses_do_not_hold(address: str) -> None:
    assert not rules.email_holds(address)


def test_an_address_of_any_script_holds() -> None:
    assert rules.email_holds("josé.núñez+consult@coop.example")
