"""The directory of members with its map."""

from __future__ import annotations

from flask import Blueprint, Response, url_for

from consult.kit.forms import asked, asked_page
from consult.kit.guard import enter, everyone
from consult.kit.pages import page
from consult.network import directory as reading
from consult.network import rules
from consult.network.directory import Counted, Sought
from consult.network.forms.words import CATEGORIES, country_name, country_names, region_name
from consult.network.queries import organisations as known
from consult.network.views import maps
from consult.network.views.showing import added, stated

bp = Blueprint("network", __name__)


def sought() -> Sought:
    """What the address asks for."""
    words = tuple(rules.folded(asked("q")).split())[:8]
    return Sought(words, asked("country", 2), asked("region", 40), asked("category", 20))


@bp.get("/network")
@enter(everyone)
def directory() -> Response:
    """All members, found by words, country, region and category, and where in the world they are."""
    names = country_names()
    wanted = sought()
    whole = reading.counted(Sought(), names)
    found = whole if wanted.everything else reading.counted(wanted, names)
    rows, number, pages = reading.listed(wanted, names, asked_page(), found)
    countries = {part.country: country_name(part.country) for part in whole}
    figures = stated(known.figures_of(None), added(whole))
    return page(
        "network/directory.html",
        rows=rows,
        number=number,
        pages=pages,
        wanted=wanted,
        q=asked("q"),
        whole=added(whole),
        found=added(found),
        regions={
            region: added([part for part in found if part.region == region]) for region in _regions(found)
        },
        all_regions=[(region, region_name(region)) for region in _regions(whole)],
        all_countries=sorted(countries.items(), key=lambda pair: rules.folded(pair[1])),
        all_categories=list(CATEGORIES.items()),
        pictures=maps.of_the_world(whole),
        compared=[row for row in figures if row.counted is not None][:2],
        page_url=_page_url,
    )


def _page_url(number: int) -> str:
    given = {name: asked(name) or None for name in ("q", "country", "region", "category")}
    return url_for("network.directory", page=number, **given, _anchor="found")  # type: ignore[arg-type]  # values of the query string


def _regions(parts: list[Counted]) -> list[str]:
    return sorted({part.region for part in parts})
