"""The directory: everyone listed, found by words without accents, filtered, with stated beside counted numbers."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from consult.kit.db import db, transaction
from consult.kit.pages import PER_PAGE
from consult.network import directory, rules
from consult.network.actions.organisations import add_organisation, add_status
from consult.network.directory import Sought
from consult.network.models import Membership, Organisation
from consult.network.queries.organisations import organisations
from consult.network.queries.standing import today
from consult.network.rules import Status
from tests.client import client
from tests.conftest import FixedClock
from tests.network.conftest import organisation_named

pytestmark = pytest.mark.usefixtures("case")


NAMES = {"ES": "b spain", "FR": "a france", "JP": "c japan"}
"""Countries as a reader calls them, in another order than their codes."""


def listed(page: str) -> list[str]:
    """The addresses of the organisations a page lists, in its order."""
    return re.findall(r'class="line-title"><a href="/network/([a-z0-9-]+)"', page)


def search(app: Flask, query: str) -> list[str]:
    page = client(app).get(f"/network?{query}")
    assert page.status_code == 200
    return listed(page.text)


def test_all_46_are_listed_by_region_with_their_counts(app: Flask) -> None:
    page = client(app).get("/network").text
    assert len(listed(page)) == len(set(listed(page))) == 46
    assert "46 organisations in 30 countries: 34 full members, 12 associate members" in page
    for said in (
        "13 organisations in 10 countries: 11 full members, 2 associate members",
        "6 organisations in 5 countries: 5 full members, 1 associate member",
        "27 organisations in 15 countries: 18 full members, 9 associate members",
    ):
        assert said in page


FOUND = {
    "q=espanola": ["coceta"],
    "q=ESPAÑOLA": ["coceta"],
    "q=españa": [],
    "q=spain": ["coceta", "confesal"],
    "q=viet+nam": ["vca"],
    "q=sooperatives": ["cgscop"],
    "q=faellesforbund": ["kooperationen"],
    "q=workers+japan": ["jwcu"],
    "q=co-operatives-uk": ["co-operatives-uk"],
    "q=%25": [],
    "q=_": [],
    "country=BE": ["diesis", "smart"],
    "country=BE&category=full": [],
    "region=Asia&category=associate": ["ulccs"],
    "region=Atlantis": [],
}


def test_words_and_filters_find(app: Flask) -> None:
    assert {query: search(app, query) for query in FOUND} == FOUND


def test_a_country_is_found_by_its_name_in_the_readers_language(app: Flask) -> None:
    reader = client(app)
    page = reader.get("/network?q=espana", headers={"Accept-Language": "es"})
    assert set(listed(page.text)) >= {"coceta", "confesal"}
    assert "España" in page.text


def test_odd_addresses_still_answer(app: Flask) -> None:
    for query in ("q=" + "a" * 5000, "q=%00%01", "q={{7*7}}", "q=<script>", "page=0", "page=9999"):
        page = client(app).get(f"/network?{query}")
        assert page.status_code == 200, query
        assert "<script>" not in page.text, query


def test_stated_numbers_stand_beside_counted_ones_and_are_not_smoothed(app: Flask) -> None:
    page = client(app).get("/network").text
    assert "48 stated, 46 listed" in page
    assert "32 stated, 30 listed" in page
    assert 'href="/network/figures"' in page


def test_the_mark_of_2017_stands_at_four_with_its_text(app: Flask) -> None:
    page = client(app).get("/network").text
    lines = re.findall(r'<li class="line.*?</li>', page, re.DOTALL)
    marked = [line for line in lines if 'href="#affiliated-2017"' in line]
    assert listed("".join(marked)) == ["ligacoop", "ulccs", "smart", "credit-cooperatif"]
    assert "INFORMATION ON MEMBERS AFFILIATED IN 2017 IS NOT INCLUDED IN THIS REPORT" in page


def test_who_left_is_listed_no_more_and_who_is_suspended_says_so(app: Flask, clock: FixedClock) -> None:
    with app.app_context(), transaction(writing=True):
        for slug, standing in (("vca", "left"), ("kfwc", "suspended")):
            status = Status(today(), "full", standing)
            add_status(None, organisation_named(slug), status, "Decided.", clock.now())
    page = client(app).get("/network?region=Asia").text
    assert "vca" not in listed(page)
    assert "kfwc" in listed(page)
    assert "Suspended" in page
    # its own page stays, and says it
    assert "Left the federation" in client(app).get("/network/vca").text


def test_a_change_counts_from_its_day_on(app: Flask, clock: FixedClock) -> None:
    tomorrow = clock.now() + timedelta(days=1)
    with app.app_context(), transaction(writing=True):
        status = Status(tomorrow.date(), "full", "active")
        add_status(None, organisation_named("coboce"), status, "Raised.", clock.now())
    assert "12 associate members" in client(app).get("/network").text
    clock.set(tomorrow)
    assert "11 associate members" in client(app).get("/network").text


def test_without_members_the_page_says_what_will_be_here(app: Flask, clock: FixedClock) -> None:
    with app.app_context(), transaction(writing=True):
        for row in organisations():
            status = Status(today(), row.category, "left")
            add_status(None, organisation_named(row.slug), status, "Left.", clock.now())
    assert "No member organisation is entered yet." in client(app).get("/network").text


def test_the_statements_of_a_page_do_not_grow_with_the_members(app: Flask, clock: FixedClock) -> None:
    with app.app_context():
        engine = db.engine
    counted: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *given: counted.append(given[2]))

    def statements() -> int:
        counted.clear()
        assert client(app).get("/network").status_code == 200
        return sum(statement.lstrip().upper().startswith("SELECT") for statement in counted)

    few = statements()
    with app.app_context(), transaction(writing=True):
        for number in range(120):
            values = {
                "name": f"Cooperative {number}",
                "short_name": f"C{number}",
                "country": "FR",
                "region": "Europe",
            }
            status = Status(today(), "full", "active")
            add_organisation(None, f"c{number}", values, status, "New.", clock.now())
    assert statements() == few <= 5
    pages = [listed(client(app).get(f"/network?page={number}").text) for number in (1, 2, 3, 4)]
    assert [len(rows) for rows in pages] == [50, 50, 50, 16]
    assert len({slug for rows in pages for slug in rows}) == 166


def test_pages_put_together_list_every_member_once_in_order(app: Flask, clock: FixedClock) -> None:
    at = clock.now()
    with app.app_context(), transaction(writing=True):
        further = [
            Organisation(
                slug=f"further-{n}", name=f"Further {n}", short_name=f"Further {n:03}",
                country=("ES", "FR", "JP")[n % 3], region=("Europe", "Europe", "Asia")[n % 3],
            )
            for n in range(210)
        ]  # fmt: skip
        db.session.add_all(further)
        db.session.flush()
        for n, row in enumerate(further):
            entry = Membership(organisation_id=row.id, from_on=rules.BEFORE_RECORDS, recorded_at=at)
            entry.category, entry.standing = rules.CATEGORIES[n % 2], "active"
            db.session.add(entry)
    for asked in (Sought(), Sought(region="Europe"), Sought(words=("further",), category="full")):
        with app.app_context():
            found = directory.counted(asked, NAMES)
            last = directory.listed(asked, NAMES, 99, found)[1]
            pages = [directory.listed(asked, NAMES, number, found)[0] for number in range(1, last + 1)]
        rows = [row for page in pages for row in page]
        assert {len(page) for page in pages[:-1]} == {PER_PAGE}
        assert len({row.id for row in rows}) == len(rows) == sum(part.number for part in found)
        groups = [(row.region, rules.folded(NAMES.get(row.country, row.country))) for row in rows]
        assert groups == sorted(groups)
        names = [row.short_name for row in rows if row.country == "ES" and row.slug.startswith("further")]
        assert names == sorted(names)
