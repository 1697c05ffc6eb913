"""The page of the search: a question, what was found and why, and ways to narrow it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, url_for

from consult.kit.forms import asked as given
from consult.kit.forms import asked_page
from consult.kit.guard import enter, everyone
from consult.kit.pages import page, paged
from consult.kit.subject import Shown, all_shown, kinds
from consult.kit.visitor import current_visitor
from consult.search import asking, queries
from consult.search.excerpts import Run, excerpt, marked
from consult.search.guessing import meant
from consult.search.permissions import audiences_of
from consult.search.queries import Hit, Narrowed

bp = Blueprint("search", __name__)
PER_PAGE = 20


@dataclass(frozen=True)
class Result:
    """One result as the page says it: what it is, its title and text with the words marked, and the way to it."""

    label: str
    url: str
    title: tuple[Run, ...]
    text: tuple[Run, ...]
    language: str
    at: datetime
    way: tuple[Shown, ...]


@dataclass(frozen=True)
class Narrowing:
    """One way to narrow: its name in the address, what is chosen, and what there is to choose."""

    name: str
    chosen: str
    options: tuple[tuple[str, str], ...]


@bp.get("/search")
@enter(everyone)
def search() -> Response:
    """Find words in everything this reader may read."""
    typed = given("q", asking.LONGEST)
    chosen = {name: given(name, 40) for name in ("kind", "pillar", "organisation", "language")}
    asked, person = asking.read(typed), current_visitor()
    audiences = audiences_of(person) if asked else ()
    where = Narrowed(
        audiences,
        kind=chosen["kind"],
        pillar_id=_number(chosen["pillar"]),
        organisation_id=_number(chosen["organisation"]),
        language=chosen["language"],
    )
    found = queries.hits(asked, where)
    named = [(name, number) for name in ("pillar", "organisation") if (number := _number(chosen[name]))]
    shown = all_shown(person, _about(found, named))
    found = [hit for hit in found if hit.subject in shown]
    some, number, pages = paged(found, asked_page(), PER_PAGE)
    texts = queries.texts(hit.entry_id for hit in some) if some else {}
    kept = {name: value for name, value in chosen.items() if value}
    return page(
        "search/search.html",
        typed=typed,
        asked=asked,
        results=[_result(hit, shown, texts.get(hit.entry_id, ""), asked) for hit in some],
        count=len(found),
        more=len(found) >= queries.MOST,
        narrowings=_narrowings(found, shown, chosen),
        narrowed=bool(kept),
        meant=meant(asked, queries.titles(audiences)) if asked and not found else "",
        number=number,
        pages=pages,
        page_url=lambda number: _address(typed, kept, page=number),
    )


def _address(typed: str, kept: dict[str, str], page: int | None = None) -> str:
    return url_for("search.search", **{"q": typed, "page": page, **kept})  # type: ignore[arg-type]  # any name may be one


def _number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdecimal() and 0 < len(typed) < 10 else None


def _about(found: Sequence[Hit], named: Sequence[tuple[str, int]]) -> Iterable[tuple[str, int]]:
    """Every subject the page may have to name, asked for together."""
    return {*named, *(hit.subject for hit in found), *(part for hit in found for part in hit.within)}


def _result(hit: Hit, shown: dict[tuple[str, int], Shown], text: str, asked: asking.Asked) -> Result:
    subject = shown[hit.subject]
    return Result(
        label=subject.label,
        url=subject.url,
        title=marked(subject.title, asked),
        text=excerpt(text, asked),
        language=hit.language,
        at=hit.at,
        way=tuple(shown[part] for part in hit.within if part in shown and part != hit.subject),
    )


def _narrowings(
    found: Sequence[Hit], shown: dict[tuple[str, int], Shown], chosen: dict[str, str]
) -> list[Narrowing]:
    """What there is to choose among the results, and what is chosen already."""
    labels = {kind: str(subject.label) for kind, subject in kinds().items()}
    options: dict[str, dict[str, str]] = {name: {} for name in chosen}
    for hit in found:
        options["kind"][hit.kind] = labels.get(hit.kind, hit.kind)
        if hit.language:
            options["language"][hit.language] = hit.language
        for kind, id in (hit.subject, *hit.within):
            if kind in ("pillar", "organisation") and (kind, id) in shown:
                options[kind][str(id)] = shown[kind, id].title
    for name, value in chosen.items():
        if value and value not in options[name]:
            options[name][value] = _chosen_name(name, value, shown, labels)
    return [
        Narrowing(name, chosen[name], tuple(sorted(there.items(), key=lambda pair: pair[1])))
        for name, there in options.items()
        if len(there) > 1 or chosen[name]
    ]


def _chosen_name(name: str, value: str, shown: dict[tuple[str, int], Shown], labels: dict[str, str]) -> str:
    if name == "kind":
        return labels.get(value, value)
    number = _number(value)
    known = shown.get((name, number)) if number else None
    return known.title if known else value
