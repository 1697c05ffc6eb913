"""Maps: every country with members is there with its number and leads to them; the table says the same."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter

import html5lib
import pytest
from flask import Flask

from consult.kit.db import transaction
from consult.network import directory
from consult.network.actions.organisations import add_organisation
from consult.network.directory import Sought
from consult.network.queries.organisations import organisations
from consult.network.queries.standing import today
from consult.network.rules import Status
from consult.network.views import maps
from tests.client import client
from tests.conftest import FixedClock
from tests.house.source import ROOT

OUTLINES = json.loads((ROOT / "static/vendor/world-atlas/maps.json").read_text("utf-8"))
STYLE = (ROOT / "static/css/map.css").read_text("utf-8")
# States of the United Nations too small for a map of this scale.
SMALL = (
    "MT",
    "SG",
    "MV",
    "SC",
    "MU",
    "LI",
    "MC",
    "SM",
    "VA",
    "AD",
    "BB",
    "GD",
    "KI",
    "NR",
    "TV",
    "PW",
    "MH",
    "FM",
)


def linked(page: str) -> dict[str, str]:
    """country -> the words of its link on a map; a country that is linked twice fails."""
    found: dict[str, str] = {}
    for link in html5lib.parse(page).iter("{http://www.w3.org/2000/svg}a"):
        code = re.search(r"country=([A-Z]{2})", link.get("href"))
        assert code is not None
        assert code[1] not in found
        found[code[1]] = "".join(link.find("{http://www.w3.org/2000/svg}title").itertext())
    return found


def test_a_picture_has_the_proportions_that_the_style_gives_it() -> None:
    for name, outlines in OUTLINES.items():
        wanted = f".map-{name.lower()} {{ aspect-ratio: {outlines['width']} / {outlines['height']}; }}"
        assert wanted in STYLE


def test_small_states_are_dots_inside_the_picture() -> None:
    world = OUTLINES["world"]
    for code in (*SMALL, "PR", "GF", "RE", "XK"):
        x, y = world["places"][code]["at"]
        assert 0 <= x <= world["width"], code
        assert 0 <= y <= world["height"], code
    assert len(world["places"]) >= 240


@pytest.mark.usefixtures("case")
def test_every_country_with_members_is_on_the_map_and_in_the_table_with_its_numbers(app: Flask) -> None:
    page = client(app).get("/network").text
    with app.app_context():
        rows = organisations()
    counted = Counter((row.country, row.category) for row in rows)
    words = linked(page)
    assert set(words) == {row.country for row in rows}
    assert len(words) == 30
    assert words["IT"].startswith("Italy: 6 full members, 3 associate members")
    assert words["PR"].startswith("Puerto Rico: 1 full member")
    table = re.findall(
        r'country=([A-Z]{2})#found">[^<]+</a></th><td class="number">(\d+)</td><td class="number">(\d+)</td>'
        r'<td class="number">(\d+)</td>',
        page,
    )
    assert {code: (int(full), int(associate)) for code, full, associate, _all in table} == {
        code: (counted[code, "full"], counted[code, "associate"]) for code in words
    }
    for code, full, associate, _all in table:
        assert f"{full} full member" in words[code]
        assert f"{associate} associate member" in words[code]
    assert sum(int(everyone) for *_row, everyone in table) == 46


@pytest.mark.usefixtures("case")
def test_who_is_hatched_has_no_full_member_and_malta_is_a_dot(app: Flask) -> None:
    with app.test_request_context("/network"):
        world, europe = maps.of_the_world(directory.counted(Sought(), {}))
    assert {land.code for land in world.lands if land.tone == "associate"} == {"BE", "BO", "IN", "PY", "SE"}
    dots = {land.code for land in world.lands if not land.path}
    assert {"MT", "PR"} <= dots
    assert all(land.there for land in world.lands)
    # those up close carry their numbers there, not twice
    assert {land.code for land in world.lands if not land.numbered} == {land.code for land in europe.lands}


@pytest.mark.usefixtures("case")
def test_a_region_page_shows_its_own_countries_up_close(app: Flask) -> None:
    words = linked(client(app).get("/network/regions/cicopa-americas").text)
    assert set(words) == {"CA", "US", "MX", "PR", "CO", "BR", "BO", "PY", "AR", "UY"}
    assert set(linked(client(app).get("/network/regions/asia").text)) == {"CN", "JP", "KR", "IN", "VN"}


@pytest.mark.usefixtures("case")
def test_a_country_nobody_has_drawn_still_stands_in_the_table(app: Flask, clock: FixedClock) -> None:
    values = {"name": "Overseas Cooperatives", "short_name": "OC", "country": "UM", "region": "Oceania"}
    with app.app_context(), transaction(writing=True):
        add_organisation(None, "oc", values, Status(today(), "full", "active"), "New.", clock.now())
    page = client(app).get("/network").text
    assert "UM" not in linked(page)
    assert 'country=UM#found"' in page
    assert client(app).get("/network/regions/oceania").status_code == 200


@pytest.mark.usefixtures("case")
def test_the_page_with_the_map_stays_light(app: Flask) -> None:
    visitor = client(app)
    page = visitor.get("/network").data
    parts = [gzip.compress(page, 6)]
    for path in re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js)\?v=[0-9a-f]+)"', page.decode()):
        parts.append(visitor.get(path, headers={"Accept-Encoding": "gzip"}).data)
    assert len(parts) >= 3
    assert sum(len(part) for part in parts) <= 60_000
