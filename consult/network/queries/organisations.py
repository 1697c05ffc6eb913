"""Organisations as of a day, bodies, stated figures and remarks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Select, func, literal, select, union_all
from sqlalchemy.orm import aliased

from consult.kit.db import db
from consult.network import rules
from consult.network.models import Body, Figure, Membership, Organisation, Remark
from consult.network.queries.standing import membership_on, today
from consult.network.standing import OrganisationRow


def members_on(day: date) -> Select[*tuple[Any, ...]]:
    """The select behind every list of members: one row an organisation that has begun and not left."""
    region_body, sub_region_body = aliased(Body), aliased(Body)
    o = Organisation
    columns = (
        o.id, o.slug, o.name, o.short_name, o.country, o.region, Membership.category, Membership.standing,
        func.coalesce(region_body.slug, ""), func.coalesce(sub_region_body.slug, ""), o.affiliated_2017,
        o.country_as_printed, func.coalesce(region_body.name, ""), func.coalesce(sub_region_body.name, ""),
    )  # fmt: skip
    return (
        select(*columns)
        .select_from(o)
        .join(Membership, membership_on(day))
        .outerjoin(region_body, region_body.id == o.region_body_id)
        .outerjoin(sub_region_body, sub_region_body.id == o.sub_region_body_id)
        .where(Membership.standing != "left")
    )


def roll_source(day: date) -> list[OrganisationRow]:
    """The members as of a day, ordered by slug; those suspended are there and say so, those who left are not."""
    return [OrganisationRow(*row) for row in db.session.execute(members_on(day).order_by(Organisation.slug))]


def roll_sources(days: Collection[date]) -> dict[date, list[OrganisationRow]]:
    """The same for each of some days, in one statement however many days there are."""
    found: dict[date, list[OrganisationRow]] = {day: [] for day in days}
    if found:
        dated = [members_on(day).add_columns(literal(day, Date)) for day in sorted(found)]
        for *columns, day in db.session.execute(union_all(*dated)):
            found[day].append(OrganisationRow(*columns))
    return {day: sorted(rows, key=lambda row: row.slug) for day, rows in found.items()}


def organisations() -> list[OrganisationRow]:
    """The members as of today, ordered by slug."""
    return roll_source(today())


def organisation(slug: str) -> Organisation | None:
    return db.session.scalar(select(Organisation).where(Organisation.slug == slug))


def organisation_by_id(id: int) -> Organisation | None:
    return db.session.get(Organisation, id)


def some_organisations(ids: Collection[int]) -> Sequence[Organisation]:
    """Several at once, in one statement."""
    return db.session.scalars(select(Organisation).where(Organisation.id.in_(ids))).all()


def with_first_record(ids: Collection[int]) -> list[tuple[Organisation, datetime]]:
    """Several with the moment at which the first entry of their history was recorded."""
    first = select(func.min(Membership.recorded_at)).where(Membership.organisation_id == Organisation.id)
    query = select(Organisation, first.correlate(Organisation).scalar_subquery())
    rows = db.session.execute(query.where(Organisation.id.in_(ids)))
    return [(row, at) for row, at in rows if at is not None]


def organisation_ids() -> Sequence[int]:
    """All of them, members or not."""
    return db.session.scalars(select(Organisation.id).order_by(Organisation.id)).all()


def history(organisation_id: int) -> Sequence[Membership]:
    """Category and standing by date, the newest entry first."""
    query = select(Membership).where(Membership.organisation_id == organisation_id)
    return db.session.scalars(query.order_by(Membership.from_on.desc())).all()


def body(slug: str) -> Body | None:
    return db.session.scalar(select(Body).where(Body.slug == slug))


def body_by_id(id: int) -> Body | None:
    return db.session.get(Body, id)


def bodies() -> Sequence[Body]:
    """All bodies, parents before their parts."""
    order = {kind: rank for rank, kind in enumerate(rules.BODY_KINDS)}
    rows = db.session.scalars(select(Body).order_by(Body.name)).all()
    return sorted(rows, key=lambda row: (order[row.kind], row.region, row.name))


def figures_of(organisation_id: int | None) -> Sequence[Figure]:
    """The stated figures of one organisation, or with None those of the federation."""
    return db.session.scalars(
        select(Figure).where(Figure.organisation_id == organisation_id).order_by(Figure.position, Figure.id)
    ).all()


def remarks() -> Sequence[Remark]:
    """What is said about the figures, in its order."""
    return db.session.scalars(select(Remark).order_by(Remark.position, Remark.id)).all()
