"""What pages of the network show: members added up, stated figures with sources, remarks in the reader's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flask_babel import format_decimal, get_locale

from consult.network import series
from consult.network.directory import Counted
from consult.network.forms.words import PRECISION_WORDS, PRECISIONS, is_year, measure_name
from consult.network.series import When

if TYPE_CHECKING:
    from consult.network.models import Figure, Remark


@dataclass(frozen=True)
class Sum:
    """Members added up, as a heading or a facts column shows them."""

    members: int
    countries: int
    full: int
    associate: int


@dataclass(frozen=True)
class Stated:
    """A stated figure as a page shows it."""

    key: str
    measure: str
    code: str
    value: int
    number: str
    precision: str
    as_of: date | None
    period: str
    when: When
    source: str
    wording: str
    counted: int | None
    """What is counted here, where the same can be counted."""


@dataclass(frozen=True)
class Said:
    """A remark in the reader's language if there is a translation, else in its own."""

    key: str
    text: str
    language: str
    sources: str
    about: tuple[str, ...]


def added(parts: Sequence[Counted]) -> Sum:
    """Members, countries and categories of some counts."""
    full = sum(part.number for part in parts if part.category == "full")
    associate = sum(part.number for part in parts if part.category == "associate")
    return Sum(full + associate, len({part.country for part in parts}), full, associate)


def stated(figures: Sequence[Figure], whole: Sum | None = None) -> list[Stated]:
    """Figures for a page; those of members and countries with what is counted here, never mixed with it."""
    beside = {"members": whole.members, "countries": whole.countries} if whole else {}
    rows = []
    for figure in figures:
        number = str(figure.value) if is_year(figure.measure) else format_decimal(figure.value)
        word = str(PRECISIONS[figure.precision])
        rows.append(
            Stated(
                key=figure.key,
                measure=measure_name(figure.measure),
                code=figure.measure,
                value=figure.value,
                number=f"{word} {number}" if word else number,
                precision=str(PRECISION_WORDS[figure.precision]),
                as_of=figure.as_of,
                period=figure.period,
                when=series.when(figure.as_of, figure.period),
                source=figure.source,
                wording=figure.wording,
                counted=beside.get(figure.measure),
            )
        )
    return rows


def said(remarks: Sequence[Remark], figures: Sequence[Figure]) -> list[Said]:
    """The remarks about these figures."""
    keys = {figure.key for figure in figures}
    return [in_words(remark) for remark in remarks if keys & set(remark.about)]


def in_words(remark: Remark) -> Said:
    """A remark as this reader reads it."""
    language = str(get_locale())
    there = language in remark.translations
    text = remark.translations.get(language, remark.text)
    return Said(remark.key, text, language if there else "en", remark.sources, tuple(remark.about))
