"""Reading the directory: members counted and listed by filters, region pages, and the desk's whole list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from consult.kit.db import db
from consult.kit.pages import PER_PAGE
from consult.network import rules
from consult.network.models import Body, Membership, Organisation
from consult.network.queries import organisations as known
from consult.network.queries.organisations import members_on
from consult.network.queries.standing import membership_on, today
from consult.network.standing import OrganisationRow


@dataclass(frozen=True)
class Sought:
    """What a reader looks for in the directory. Words are folded; each has to be found."""

    words: tuple[str, ...] = ()
    country: str = ""
    region: str = ""
    category: str = ""
    body_id: int | None = None
    """Only members of this regional or sub-regional body."""
    outside_body_id: int | None = None
    """Only members that are not of this regional body."""

    @property
    def everything(self) -> bool:
        return self == Sought()


@dataclass(frozen=True)
class Counted:
    """How many members of one category a country has."""

    region: str
    country: str
    category: str
    number: int


@dataclass(frozen=True)
class Place:
    """What a region page is about: a regional or sub-regional body, or a region of geography without a body."""

    asked: str
    """The address it was asked by; a region with a body is found by its name too."""
    slug: str
    name: str
    region: str
    body: Body | None
    parent: Body | None = None
    parts: tuple[Body, ...] = ()

    @property
    def members(self) -> Sought:
        """Its members: of the body, or by geography."""
        return Sought(body_id=self.body.id) if self.body else Sought(region=self.region)

    @property
    def neighbours(self) -> Sought | None:
        """Members of the same region that are not known to be of its body."""
        if self.body is None or self.body.kind != "region":
            return None
        return Sought(region=self.region, outside_body_id=self.body.id)


def _conditions(sought: Sought, countries: Mapping[str, str]) -> Iterable[ColumnElement[bool]]:
    o = Organisation
    for word in sought.words:
        named = [code for code, name in countries.items() if word in rules.folded(name)]
        yield or_(o.search_text.contains(word, autoescape=True), o.country.in_(named))
    for column, wanted in (
        (o.country, sought.country),
        (o.region, sought.region),
        (Membership.category, sought.category),
    ):
        if wanted:
            yield column == wanted
    if sought.body_id is not None:
        yield or_(o.region_body_id == sought.body_id, o.sub_region_body_id == sought.body_id)
    if sought.outside_body_id is not None:
        yield or_(o.region_body_id.is_(None), o.region_body_id != sought.outside_body_id)


def counted(sought: Sought, countries: Mapping[str, str]) -> list[Counted]:
    """The members found, counted by region, country and category. `countries` are names by code."""
    o = Organisation
    # a column a category, not a group: the groups then lie in the order of the index, and nothing is sorted
    numbers = [func.count(case((Membership.category == category, 1))) for category in rules.CATEGORIES]
    query = (
        select(o.region, o.country, *numbers)
        .select_from(o)
        .join(Membership, membership_on(today()))
        .where(Membership.standing != "left", *_conditions(sought, countries))
        .group_by(o.region, o.country)
        .order_by(o.region, o.country)
    )
    return [
        Counted(region, country, category, number)
        for region, country, *found in db.session.execute(query)
        for category, number in zip(rules.CATEGORIES, found, strict=True)
        if number
    ]


def listed(
    sought: Sought, countries: Mapping[str, str], number: int, found: Iterable[Counted]
) -> tuple[list[OrganisationRow], int, int]:
    """One page of the members found: by region, then by country as the reader calls it, then by name.

    Answers the rows, the page's number (held within bounds) and how many pages there are.
    """
    found = list(found)
    pages = max(1, -(-sum(part.number for part in found) // PER_PAGE))
    number = min(max(number, 1), pages)
    present = sorted(
        {part.country for part in found}, key=lambda code: (rules.folded(countries.get(code, code)), code)
    )
    ranks: dict[Any, int] = {code: rank for rank, code in enumerate(present)}
    by_country = [case(ranks, value=Organisation.country)] if ranks else []
    within, before = _groups_of_page(found, ranks, (number - 1) * PER_PAGE)
    query = (
        members_on(today())
        .where(*_conditions(sought, countries), *within)
        .order_by(Organisation.region, *by_country, func.lower(Organisation.short_name), Organisation.id)
        .limit(PER_PAGE)
        .offset((number - 1) * PER_PAGE - before)
    )
    return [OrganisationRow(*row) for row in db.session.execute(query)], number, pages


def _groups_of_page(
    found: Iterable[Counted], ranks: Mapping[str, int], start: int
) -> tuple[list[ColumnElement[bool]], int]:
    """The regions and countries that a page shows, so that no others are read, and how many members precede them.

    `found` has the regions in the database's own order.
    """
    regions: dict[str, Counter[str]] = {}
    for part in found:
        regions.setdefault(part.region, Counter())[part.country] += part.number
    shown: dict[str, list[str]] = {}
    before = passed = 0
    for region, numbers in regions.items():
        for country in sorted(numbers, key=lambda code: ranks[code]):
            if passed + numbers[country] <= start:
                before += numbers[country]
            elif passed < start + PER_PAGE:
                shown.setdefault(region, []).append(country)
            passed += numbers[country]
    o = Organisation
    groups = [and_(o.region == region, o.country.in_(codes)) for region, codes in shown.items()]
    return ([or_(*groups)] if passed > PER_PAGE else []), before


def place(slug: str) -> Place | None:
    """The body or the region without a body that a region page shows."""
    bodies = [body for body in known.bodies() if body.kind in {"region", "sub_region", "federation"}]
    by_id = {body.id: body for body in bodies}
    for body in bodies:
        if body.slug == slug and body.kind != "federation":
            parts = tuple(part for part in bodies if part.parent_id == body.id)
            parent = by_id.get(body.parent_id) if body.parent_id else None
            return Place(slug, slug, body.name, body.region, body, parent, parts)
    for region in rules.REGIONS:
        if region.lower() == slug:
            heads = [body for body in bodies if body.kind == "region" and body.region == region]
            if heads:
                return Place(slug, heads[0].slug, heads[0].name, region, heads[0])
            exists = db.session.scalar(select(Organisation.id).where(Organisation.region == region).limit(1))
            return Place(slug, slug, region, region, None) if exists is not None else None
    return None


@dataclass(frozen=True)
class Kept:
    """An organisation as the desk lists it, whether it is a member today or not."""

    slug: str
    name: str
    short_name: str
    country: str
    category: str | None
    standing: str | None


def kept(words: Sequence[str], countries: Mapping[str, str]) -> list[Kept]:
    """Every organisation there is, by name; for the desk."""
    o = Organisation
    query = (
        select(o.slug, o.name, o.short_name, o.country, Membership.category, Membership.standing)
        .select_from(o)
        .outerjoin(Membership, membership_on(today()))
        .where(*_conditions(Sought(words=tuple(words)), countries))
        .order_by(func.lower(o.short_name), o.id)
    )
    return [Kept(*row) for row in db.session.execute(query)]
