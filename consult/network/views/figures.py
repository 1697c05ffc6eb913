"""The federation's stated figures as a series with their sources, and what is known of their contradictions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Response
from flask_babel import format_date, get_locale
from flask_babel import gettext as _

from consult.kit.guard import enter, everyone
from consult.kit.pages import page
from consult.network import directory as reading
from consult.network.directory import Sought
from consult.network.forms.words import country_names
from consult.network.queries import organisations as known
from consult.network.queries.standing import today
from consult.network.series import ABOUT, AFTER, DAY, UNDATED, When
from consult.network.views.regions import bp as bp
from consult.network.views.showing import Said, Stated, added, in_words, stated

COUNTED = ("members", "countries")


@dataclass(frozen=True)
class Statement:
    """What one source says at one time: members and countries together."""

    when: When
    label: tuple[str, str]
    """The time in two short lines, as a picture has room for."""
    members: Stated | None
    countries: Stated | None

    @property
    def row(self) -> Stated | None:
        return self.members or self.countries


@dataclass(frozen=True)
class Chapter:
    """Figures of some kind with the remarks about them."""

    rows: tuple[Stated, ...]
    remarks: tuple[Said, ...]


def short(when: When) -> tuple[str, str]:
    """A time in two short lines."""
    if when.kind == DAY and when.day is not None:
        return format_date(when.day, "d MMM"), str(when.year)
    words = {ABOUT: _("about"), AFTER: _("after"), UNDATED: _("no day")}
    return words.get(when.kind, ""), str(when.year) if when.year else when.period[:12]


def statements(rows: Sequence[Stated]) -> list[Statement]:
    """Members and countries said at the same time by the same source, in the order of time."""
    found: dict[tuple[tuple[date, int, str], str], dict[str, Stated]] = {}
    for row in rows:
        if row.code in COUNTED:
            found.setdefault((row.when.order, row.source), {})[row.code] = row
    steps = []
    for key in sorted(found):
        pair = found[key]
        when = next(iter(pair.values())).when
        steps.append(Statement(when, short(when), pair.get("members"), pair.get("countries")))
    return steps


def chapters(rows: Sequence[Stated], remarks: Sequence[Said]) -> tuple[list[Chapter], list[Said]]:
    """Totals, then cooperatives and jobs, then the rest: each with the remarks that were not read before."""
    kinds = ((*COUNTED, "members_joined"), ("cooperatives", "jobs"), None)
    left_rows, left = list(rows), list(remarks)
    made = []
    for codes in kinds:
        taken = [row for row in left_rows if codes is None or row.code in codes]
        left_rows = [row for row in left_rows if row not in taken]
        keys = {row.key for row in taken}
        about = [remark for remark in left if keys & set(remark.about)]
        left = [remark for remark in left if remark not in about]
        ordered = sorted(taken, key=lambda row: (row.measure, row.when.order))
        made.append(Chapter(tuple(ordered), tuple(about)))
    return made, left


@bp.get("/network/figures")
@enter(everyone)
def figures() -> Response:
    """What the federation has stated at different times, and what is counted here today, side by side."""
    whole = added(reading.counted(Sought(), country_names()))
    rows = stated(known.figures_of(None), whole)
    # remarks on the figures of one organisation stand on its own page
    own = {row.key for row in rows}
    remarks = [in_words(remark) for remark in known.remarks() if not remark.about or own & set(remark.about)]
    made, left = chapters(rows, remarks)
    return page(
        "network/figures.html",
        steps=statements(rows),
        chapters=made,
        remarks=left,
        whole=whole,
        today=today(),
        any=bool(rows),
        english=str(get_locale()) == "en",
    )
