"""Maps of members: the outlines drawn beforehand from Natural Earth, with the countries of today's members in them."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import current_app, url_for

from consult.network.directory import Counted
from consult.network.forms.words import country_name, region_name
from consult.network.rules import folded

WORLD = "world"
# Regions whose countries lie too close together for numbers on a map of the world: it is drawn again, up close.
CLOSE = ("Europe",)
# Square units of a picture under which a state is drawn as a dot, so that it can be seen and met.
SMALL = {WORLD: 60}
SMALL_UP_CLOSE = 150
_OUTLINES = "vendor/world-atlas/maps.json"


@dataclass(frozen=True)
class Land:
    """A country with members, as a map shows it and as its line in the table says it."""

    code: str
    name: str
    region: str
    full: int
    associate: int
    url: str
    path: str = ""
    """Empty for a small state: it is a dot."""
    x: str = ""
    y: str = ""
    """Where its number or its dot stands, in per cent of the picture."""
    room: int = 0
    """How far its number is from the shape's edge, in units of the picture."""
    numbered: bool = True
    there: bool = True
    """Whether this picture holds it at all."""

    @property
    def members(self) -> int:
        return self.full + self.associate

    @property
    def tone(self) -> str:
        """A country with a full member is solid, one with associates only is hatched."""
        return "full" if self.full else "associate"


@dataclass(frozen=True)
class Picture:
    """A map: the ground of countries without members in one path, and those with members each for itself."""

    key: str
    name: str
    width: int
    height: int
    ground: str
    lands: tuple[Land, ...]
    shown: bool = True
    """False where no member is to be seen on it."""


@lru_cache(maxsize=1)
def _outlines(mark: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(current_app.extensions["consult.assets"][_OUTLINES].content)
    return found


def lands(parts: Sequence[Counted]) -> list[Land]:
    """The countries of some members by region and name, each with its numbers."""
    numbers: dict[tuple[str, str], dict[str, int]] = {}
    for part in parts:
        held = numbers.setdefault((part.region, part.country), {})
        held[part.category] = held.get(part.category, 0) + part.number
    found = [
        Land(
            code, country_name(code), region, held.get("full", 0), held.get("associate", 0),
            url_for("network.directory", country=code, _anchor="found"),
        )
        for (region, code), held in numbers.items()
    ]  # fmt: skip
    return sorted(found, key=lambda land: (folded(region_name(land.region)), folded(land.name), land.code))


def drawn(key: str, countries: Sequence[Land], others: Collection[str] = ()) -> Picture:
    """The picture of the world or of a region. `others` are codes that are drawn without number and link."""
    outlines = _outlines(current_app.extensions["consult.assets"][_OUTLINES].mark)[key]
    places, width, height = outlines["places"], outlines["width"], outlines["height"]
    present = {land.code for land in countries}
    ground = outlines["land"] + "".join(
        place["path"] for code, place in places.items() if code not in present
    )
    least = SMALL.get(key, SMALL_UP_CLOSE)
    shown = tuple(
        _on(one, places.get(one.code), width, height, least, one.code not in others) for one in countries
    )
    name = "" if key == WORLD else region_name(key)
    return Picture(
        key.lower(), name, width, height, ground, shown, any(land.there and land.numbered for land in shown)
    )


def _on(
    land: Land, place: dict[str, Any] | None, width: int, height: int, least: int, numbered: bool
) -> Land:
    values = vars(land) | {"numbered": numbered, "there": place is not None}
    if place is not None:
        x, y = place["at"]
        values |= {"x": f"{100 * x / width:.2f}", "y": f"{100 * y / height:.2f}", "room": place["room"]}
        values["path"] = place["path"] if place["size"] >= least else ""
    return Land(**values)


def of_the_world(parts: Sequence[Counted]) -> list[Picture]:
    """The world, and up close those of its regions that need it."""
    countries = lands(parts)
    close = [region for region in CLOSE if any(land.region == region for land in countries)]
    small = {land.code for land in countries if land.region in close}
    pictures = [drawn(WORLD, countries, small)]
    return pictures + [drawn(region, [one for one in countries if one.region == region]) for region in close]


def of_a_region(region: str, parts: Sequence[Counted]) -> Picture | None:
    """One region up close; None for a region nobody has drawn."""
    outlines = _outlines(current_app.extensions["consult.assets"][_OUTLINES].mark)
    return drawn(region, lands(parts)) if region in outlines else None
