"""The pages of regions: a regional or sub-regional body, or a region of geography without one."""

from __future__ import annotations

from flask import Response, url_for

from consult.kit.forms import asked_page
from consult.kit.guard import enter, everyone
from consult.kit.pages import go, page
from consult.network import directory as reading
from consult.network import rules
from consult.network.directory import Counted, Place
from consult.network.forms.words import country_name, country_names
from consult.network.views import maps
from consult.network.views.organisations import bp as bp
from consult.network.views.showing import added


@bp.get("/network/regions/<region>")
@enter(everyone, region=reading.place)
def region(region: Place) -> Response:
    """A regional or sub-regional body, or a region without one: its members on the map, its parts and countries."""
    if region.slug != region.asked:
        return go("network.region", region=region.slug)
    names = country_names()
    found = reading.counted(region.members, names)
    rows, number, pages = reading.listed(region.members, names, asked_page(), found)
    outside: list[Counted] = []
    neighbours = []
    if region.neighbours is not None:
        outside = reading.counted(region.neighbours, names)
        neighbours, *_rest = reading.listed(region.neighbours, names, 1, outside) if outside else ([],)
    return page(
        "network/region.html",
        place=region,
        rows=rows,
        number=number,
        pages=pages,
        whole=added(found),
        countries=sorted({country_name(part.country) for part in found}, key=rules.folded),
        picture=maps.of_a_region(region.region, found),
        neighbours=neighbours,
        page_url=lambda number: url_for("network.region", region=region.slug, page=number),
    )
