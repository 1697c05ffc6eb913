"""What a report is asked on: its strategy, period and part of the members, as they stand in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from babel.dates import format_skeleton
from flask import abort, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from consult.board.course import CATEGORY, COUNTRY, KINDS, REGION
from consult.board.course import Ballot as AskedBallot
from consult.board.period import ALL, OWN, ROUND, YEAR, Month, Period, Wish, wish
from consult.board.queries import course as courses
from consult.board.queries import sheet as sheets
from consult.board.queries.course import Part
from consult.kit.clock import now
from consult.kit.forms import asked
from consult.kit.languages import federation_zone
from consult.kit.moments import day
from consult.kit.pages import Link
from consult.network.forms.words import CATEGORIES, REGIONS, category_name, region_name

if TYPE_CHECKING:
    from consult.strategy.models import Strategy


@dataclass(frozen=True)
class Wished:
    """One report as it was asked for."""

    strategy: Strategy
    several: bool
    """Whether there are other strategies, so that the address has to name this one."""
    wish: Wish
    period: Period
    part: Part
    kind: str
    at: datetime

    @property
    def query(self) -> dict[str, str]:
        """The same report in an address."""
        given = {
            "strategy": self.strategy.slug if self.several else "",
            "period": self.wish.preset,
            "from": self.wish.from_on.isoformat() if self.wish.from_on else "",
            "until": self.wish.until_on.isoformat() if self.wish.until_on else "",
            "region": self.part.region,
            "category": self.part.category,
            "by": self.kind if self.kind != REGION else "",
        }
        return {name: value for name, value in given.items() if value}

    @property
    def days(self) -> str:
        """The period in words."""
        zone = federation_zone()
        return _(
            "%(first)s to %(last)s",
            first=day(self.period.first_on(zone)),
            last=day(self.period.last_on(zone)),
        )

    @property
    def heading(self) -> str:
        """What the report covers, in one line."""
        parts = [self.days]
        if self.period.round:
            parts.insert(0, self.period.round)
        if self.part.region:
            parts.append(region_name(self.part.region))
        if self.part.category:
            parts.append(category_name(self.part.category))
        return " · ".join(parts)

    @property
    def name(self) -> str:
        """A piece of a file's name that says which report it is."""
        zone = federation_zone()
        days = f"{self.period.first_on(zone)}-{self.period.last_on(zone)}"
        return "-".join(part for part in (days, self.part.region, self.part.category) if part)


def wished() -> Wished | None:
    """The report that is asked for; None while there is no strategy."""
    strategy, known = sheets.chosen(asked("strategy"))
    if strategy is None:
        return None
    at = now()
    given = wish(asked("period"), asked("from"), asked("until"))
    region, category, kind = asked("region"), asked("category"), asked("by")
    return Wished(
        strategy,
        len(known) > 1,
        given,
        courses.period_of(strategy.id, given, at),
        Part(region if region in REGIONS else "", category if category in CATEGORIES else ""),
        kind if kind in KINDS else REGION,
        at,
    )


def wished_or_none() -> Wished:
    """The same for a file: without a strategy there is none."""
    return wished() or abort(404)


def presets() -> list[tuple[str, str]]:
    """The periods to choose from, in words."""
    return [
        (ROUND, _("The latest round")),
        (YEAR, _("The last twelve months")),
        (ALL, _("Everything")),
        (OWN, _("Days of my choice")),
    ]


def address(endpoint: str, query: Mapping[str, str]) -> str:
    """A page with its query."""
    return url_for(endpoint, **dict[str, Any](query))


def tabs(report: Wished, endpoint: str) -> list[Link]:
    """The ways between the reports, all on the same period and part."""
    query = {name: value for name, value in report.query.items() if name != "by"}
    over_time = "board.participation"
    kinds = {REGION: _("Regions"), COUNTRY: _("Countries"), CATEGORY: _("Categories")}
    others = {
        "board.organisations": _("Organisations"),
        "board.silent": _("Silent members"),
        "board.stances": _("Stances"),
    }
    return [
        *(
            Link(
                label, address(over_time, query | {"by": kind}), (endpoint, report.kind) == (over_time, kind)
            )
            for kind, label in kinds.items()
        ),
        *(Link(label, address(other, query), endpoint == other) for other, label in others.items()),
    ]


def month_name(first_on: date) -> str:
    return format_skeleton("yMMM", first_on, locale=get_locale())


def step_name(step: AskedBallot | Month) -> str:
    """A ballot by its number, a month by its name."""
    if isinstance(step, AskedBallot):
        return step.number
    name = month_name(step.first_on)
    return _("until %(month)s", month=name) if step.and_before else name
