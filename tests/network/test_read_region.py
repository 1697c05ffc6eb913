"""Region pages: regional and sub-regional bodies, and geography where no body is known."""

from __future__ import annotations

import pytest
from flask import Flask

from consult.kit.db import transaction
from consult.network.actions.organisations import edit_organisation
from tests.client import client
from tests.conftest import FixedClock
from tests.network.conftest import organisation_named
from tests.network.test_read_directory import listed

pytestmark = pytest.mark.usefixtures("case")


def test_a_regional_body_shows_its_members_parts_and_counts(app: Flask) -> None:
    page = client(app).get("/network/regions/cicopa-americas").text
    assert len(listed(page)) == 13
    assert "13 organisations in 10 countries: 11 full members, 2 associate members" in page
    assert "CICOPA Mercosur" in page
    assert "CICOPA North America" in page
    assert "Printed; which organisations belong to it is inferred from geography." in page


def test_a_sub_regional_body_shows_its_own_members(app: Flask) -> None:
    page = client(app).get("/network/regions/cicopa-north-america").text
    assert listed(page) == ["cwcf", "cnc", "ligacoop", "usfwc"]
    assert "of CICOPA Americas" in page


def test_asia_is_geography_without_a_body(app: Flask) -> None:
    page = client(app).get("/network/regions/asia").text
    assert len(listed(page)) == 6
    assert "No regional body is known here: the region is geography only." in page


def test_a_region_with_a_body_leads_to_the_bodys_page(app: Flask) -> None:
    answer = client(app).get("/network/regions/europe")
    assert (answer.status_code, answer.location) == (303, "/network/regions/cecop-cicopa-europe")


def test_who_lives_in_the_region_but_is_not_known_to_belong_is_said_apart(
    app: Flask, clock: FixedClock
) -> None:
    with app.app_context(), transaction(writing=True):
        edit_organisation(None, organisation_named("coceta"), {"region_body_id": None}, clock.now())
    page = client(app).get("/network/regions/cecop-cicopa-europe").text
    apart = page.index("In the same region, not known to belong to it")
    assert listed(page[apart:]) == ["coceta"]
    assert "coceta" not in listed(page[:apart])


def test_there_is_no_page_where_nobody_is(app: Flask) -> None:
    for slug in ("africa", "oceania", "cicopa", "board", "zz", "ASIA", "%00"):
        assert client(app).get(f"/network/regions/{slug}").status_code == 404, slug
