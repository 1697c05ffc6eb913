"""The directory of members, an organisation's page, and the pages of regions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, Response, url_for
from flask_babel import format_decimal, get_locale

from consult.kit.clock import now
from consult.kit.forms import asked, asked_page
from consult.kit.guard import enter, everyone
from consult.kit.pages import go, page
from consult.kit.visitor import current_visitor
from consult.network import directory as reading
from consult.network import permissions, rules
from consult.network.directory import Counted, Place, Sought
from consult.network.events import organisation_panels
from consult.network.forms.words import (
    CATEGORIES,
    PRECISIONS,
    country_name,
    country_names,
    is_year,
    measure_name,
    region_name,
)
from consult.network.queries import organisations as known
from consult.network.queries import people as held
from consult.network.queries.standing import today

if TYPE_CHECKING:
    from collections.abc import Sequence

    from consult.network.models import Figure, Organisation, Remark

bp = Blueprint("network", __name__)


@dataclass(frozen=True)
class Sum:
    """Members added up, as a heading or a facts column shows them."""

    members: int
    countries: int
    full: int
    associate: int


@dataclass(frozen=True)
class Stated:
    """A stated figure as a page shows it, with the number counted here beside it where there is one."""

    measure: str
    number: str
    as_of: object
    period: str
    source: str
    wording: str
    counted: int | None


@dataclass(frozen=True)
class Said:
    """A remark in the reader's language if there is a translation, else in its own."""

    key: str
    text: str
    language: str


def added(parts: list[Counted]) -> Sum:
    """Members, countries and categories of some counts."""
    full = sum(part.number for part in parts if part.category == "full")
    associate = sum(part.number for part in parts if part.category == "associate")
    return Sum(full + associate, len({part.country for part in parts}), full, associate)


def stated(figures: Sequence[Figure], whole: Sum | None) -> list[Stated]:
    """Figures for a page; those of members and countries beside what is counted here."""
    beside = {"members": whole.members, "countries": whole.countries} if whole else {}
    rows = []
    for figure in figures:
        number = str(figure.value) if is_year(figure.measure) else format_decimal(figure.value)
        word = str(PRECISIONS[figure.precision])
        rows.append(
            Stated(
                measure_name(figure.measure),
                f"{word} {number}" if word else number,
                figure.as_of,
                figure.period,
                figure.source,
                figure.wording,
                beside.get(figure.measure),
            )
        )
    return rows


def said(remarks: Sequence[Remark], figures: Sequence[Figure]) -> list[Said]:
    """The remarks about these figures."""
    keys = {figure.key for figure in figures}
    language = str(get_locale())
    return [
        Said(
            remark.key,
            remark.translations.get(language, remark.text),
            language if language in remark.translations else "en",
        )
        for remark in remarks
        if keys & set(remark.about)
    ]


def sought() -> Sought:
    """What the address asks for."""
    words = tuple(rules.folded(asked("q")).split())[:8]
    return Sought(words, asked("country", 2), asked("region", 40), asked("category", 20))


@bp.get("/network")
@enter(everyone)
def directory() -> Response:
    """All members, found by words, country, region and category."""
    names = country_names()
    wanted = sought()
    whole = reading.counted(Sought(), names)
    found = whole if wanted.everything else reading.counted(wanted, names)
    rows, number, pages = reading.listed(wanted, names, asked_page(), found)
    figures = known.figures_of(None)
    countries = {part.country: country_name(part.country) for part in whole}
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
        stated=stated(figures, added(whole)),
        remarks=said(known.remarks(), figures),
        page_url=_directory_page,
    )


def _directory_page(number: int) -> str:
    given = {name: asked(name) or None for name in ("q", "country", "region", "category")}
    return url_for("network.directory", page=number, **given)  # type: ignore[arg-type]  # values of the query string


def _regions(parts: list[Counted]) -> list[str]:
    return sorted({part.region for part in parts})


@bp.get("/network/<organisation>")
@enter(everyone, organisation=known.organisation)
def organisation(organisation: Organisation) -> Response:
    """One organisation: who it is, its membership by date, its figures, who speaks for it."""
    person = current_visitor()
    at, day = now(), today()
    history = known.history(organisation.id)
    holding = rules.membership_on(
        [rules.Status(row.from_on, row.category, row.standing) for row in history], day
    )
    bodies = {body.id: body for body in known.bodies()}
    figures = known.figures_of(organisation.id)
    speakers = held.mandates_of(organisation.id) if permissions.read_speakers(person) else []
    addresses = permissions.read_addresses(person, organisation.id)
    panels = [panel for panel in organisation_panels.ask(person, organisation.id) if panel]
    return page(
        "network/organisation.html",
        organisation=organisation,
        history=history,
        holding=holding,
        today=day,
        unknown_day=rules.BEFORE_RECORDS,
        region_body=bodies.get(organisation.region_body_id or 0),
        sub_region_body=bodies.get(organisation.sub_region_body_id or 0),
        stated=stated(figures, None),
        remarks=said(known.remarks(), figures) if figures else [],
        speakers=[
            row
            for row in speakers
            if row[0].from_at <= at and (row[0].until_at is None or row[0].until_at > at)
        ],
        others=[
            row
            for row in speakers
            if row[0].from_at > at or (row[0].until_at is not None and row[0].until_at <= at)
        ]
        if addresses
        else [],
        may_read_speakers=permissions.read_speakers(person),
        may_read_addresses=addresses,
        may_keep=permissions.keep_network(person),
        own=permissions.mandate_for(person, organisation.id),
        panels=panels,
    )


@bp.get("/network/regions/<region>")
@enter(everyone, region=reading.place)
def region(region: Place) -> Response:
    """A regional or sub-regional body, or a region without one: its members, parts and countries."""
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
        neighbours=neighbours,
        page_url=lambda number: url_for("network.region", region=region.slug, page=number),
    )
