"""A strategy as its source file gives it, read strictly: names, kinds, lengths, and no number twice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from consult.strategy import money, rules
from consult.strategy.source_places import Places
from consult.strategy.terms import Terms

LINE, TITLE, PROSE = 200, 300, 20_000
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_REF = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*/[a-z0-9-]+")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_CURRENCY, _BOUND = re.compile(r"[A-Z]{3}"), re.compile("|".join(money.BOUNDS))
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class SourceTerms:
    """What the file says a proposal would cost, when, on which basis and by whom; the owner by its body's slug."""

    path: str
    terms: Terms
    owner: str


@dataclass(frozen=True)
class SourceProposal:
    """A numbered proposal of the file."""

    path: str
    ref: str
    number: int
    title: str
    title_supplied: bool
    text: str
    line: int
    addressee: str
    addressee_basis: str
    terms: SourceTerms | None
    """None where the file is silent: then nothing is changed."""
    tags: tuple[tuple[str, str], ...]
    """(code, why) of what it serves."""


@dataclass(frozen=True)
class SourcePillar:
    """A section of the file."""

    path: str
    slug: str
    position: int
    parent: str | None
    title: str
    title_supplied: bool
    title_basis: str
    hue: str
    objective: str
    lede: str
    note: str
    proposals: tuple[SourceProposal, ...]


@dataclass(frozen=True)
class Source:
    """The whole file, with the places of its values for faults found later."""

    slug: str
    title: str
    title_supplied: bool
    title_basis: str
    period: str
    language: str
    preamble: str
    closing: str
    source: str
    source_sha256: str
    pillars: tuple[SourcePillar, ...]
    places: Places


def read(text: str) -> Source:
    """The file's content; raises Unreadable with every fault found."""
    places = Places(text)
    value = places.read()
    source = _source(_Part(places, "", value))
    _check_parents(source)
    _check_once(places, [(f"{p.path}.key", p.slug) for p in source.pillars])
    _check_once(places, [(f"{p.path}.order", p.position) for p in source.pillars])
    _check_once(places, [(f"{q.path}.ref", q.ref) for p in source.pillars for q in p.proposals])
    for pillar in source.pillars:
        _check_once(places, [(f"{q.path}.number", q.number) for q in pillar.proposals])
    places.stop_at_faults()
    return source


class _Part:
    """One object of the file; each question answers a value of the right kind and notes what is wrong."""

    def __init__(self, places: Places, path: str, value: Any) -> None:
        self.places, self.path = places, path
        self.known: set[str] = set()
        self.value: dict[str, Any] = value if isinstance(value, dict) else {}
        if not isinstance(value, dict):
            places.fault(path, "import-not-object")

    def at(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def fault(self, name: str, code: str, **values: object) -> None:
        self.places.fault(self.at(name), code, **values)

    def given(self, name: str) -> Any:
        self.known.add(name)
        return self.value.get(name)

    def text(
        self, name: str, most: int, *, form: re.Pattern[str] | None = None, optional: bool = False
    ) -> str:
        """A text without characters nobody can see, not longer than `most`, in the given form."""
        value = self.given(name)
        if value is None and optional:
            return ""
        if not isinstance(value, str) or not value.strip():
            self.fault(name, "import-text-missing")
        elif len(value) > most:
            self.fault(name, "import-text-long", most=most)
        elif any(unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\n\t" for sign in value):
            self.fault(name, "import-text-unseen")
        elif form is not None and not form.fullmatch(value):
            self.fault(name, "import-text-form", value=value)
        else:
            return value
        return ""

    def number(self, name: str, most: int) -> int:
        value = self.given(name)
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most:
            return value
        self.fault(name, "import-number", most=most)
        return 0

    def flag(self, name: str) -> bool:
        value = self.given(name)
        if not isinstance(value, bool):
            self.fault(name, "import-flag")
        return value is True

    def parts(self, name: str) -> list[_Part]:
        value = self.given(name)
        if not isinstance(value, list):
            self.fault(name, "import-not-list")
            return []
        return [_Part(self.places, f"{self.at(name)}[{at}]", item) for at, item in enumerate(value)]

    def part(self, name: str) -> _Part:
        return _Part(self.places, self.at(name), self.given(name))

    def done(self) -> None:
        """Names we do not know are faults: most are misspelt."""
        for name in self.value.keys() - self.known:
            self.fault(name, "import-name-unknown", value=name)


def _source(top: _Part) -> Source:
    period, origin = top.part("period"), top.part("source")
    first, last = period.number("from", 9999), period.number("to", 9999)
    if first > last:
        period.fault("to", "import-period")
    period.text("printed", LINE, optional=True)
    file, sha256 = origin.text("file", LINE), origin.text("sha256", 64, form=_SHA256)
    origin.text("text_note", PROSE, optional=True)
    found = Source(
        slug=top.text("key", 80, form=_SLUG),
        title=top.text("title", TITLE),
        title_supplied=top.flag("title_supplied"),
        title_basis=top.text("title_basis", PROSE, optional=True),
        period=f"{first}–{last}",
        language=top.text("language", 8, form=_LANGUAGE),
        preamble=_passages(top.parts("preamble")),
        closing=_passage(top.part("closing"))
        if top.value.get("closing") is not None
        else _none(top, "closing"),
        source=file,
        source_sha256=sha256,
        pillars=tuple(_pillar(part) for part in top.parts("sections")),
        places=top.places,
    )
    for part in (period, origin, top):
        part.done()
    return found


def _pillar(part: _Part) -> SourcePillar:
    hue = part.text("hue", 20)
    if hue and hue not in rules.HUES:
        part.fault("hue", "import-hue", hues=", ".join(rules.HUES))
    part.flag("is_pillar")
    objective = part.value.get("objective")
    found = SourcePillar(
        path=part.path,
        slug=part.text("key", 80, form=_SLUG),
        position=part.number("order", rules.LARGEST_NUMBER),
        parent=part.text("parent", 80, form=_SLUG, optional=True) or None,
        title=part.text("title", LINE),
        title_supplied=part.flag("title_supplied"),
        title_basis=part.text("title_basis", PROSE, optional=True),
        hue=hue,
        objective=_passage(part.part("objective")) if objective is not None else _none(part, "objective"),
        lede=_passages(part.parts("lede")),
        note=part.text("note", PROSE, optional=True),
        proposals=tuple(_proposal(inner) for inner in part.parts("proposals")),
    )
    part.done()
    return found


def _proposal(part: _Part) -> SourceProposal:
    found = SourceProposal(
        path=part.path,
        ref=part.text("ref", 80, form=_REF),
        number=part.number("number", rules.LARGEST_NUMBER),
        title=part.text("title", TITLE),
        title_supplied=part.flag("title_supplied"),
        text=part.text("text", PROSE),
        line=part.number("line", 10**6),
        addressee=part.text("addressee", LINE, optional=True),
        addressee_basis=part.text("addressee_basis", PROSE, optional=True),
        terms=_terms(_maybe(part, "terms")),
        tags=tuple(_tag(inner) for inner in part.parts("tags")) if "tags" in part.value else (),
    )
    part.done()
    return found


def _maybe(part: _Part, name: str) -> _Part | None:
    """An object that may be missing."""
    part.known.add(name)
    return None if part.value.get(name) is None else part.part(name)


def _terms(part: _Part | None) -> SourceTerms | None:
    if part is None:
        return None
    minor, currency, bound, note = _cost(_maybe(part, "cost"))
    terms = Terms(
        cost_minor=minor,
        cost_currency=currency,
        cost_bound=bound,
        cost_note=note,
        from_on=_day(part, "from"),
        until_on=_day(part, "until"),
        legal_basis=part.text("legal_basis", PROSE, optional=True),
        terms_basis=part.text("basis", PROSE, optional=True),
    )
    if terms.fault() == "period-backwards":
        part.fault("until", "import-period")
    owner = part.text("owner", 80, form=_SLUG, optional=True)
    part.done()
    return SourceTerms(part.path, terms, owner)


def _cost(part: _Part | None) -> tuple[int | None, str, str, str]:
    if part is None:
        return None, "", "", ""
    currency = part.text("currency", 3, form=_CURRENCY)
    minor = money.read(part.text("amount", 20), currency)
    if minor is None:
        part.fault("amount", "import-sum")
    bound = part.text("bound", 10, form=_BOUND)
    note = part.text("note", LINE, optional=True)
    part.done()
    return minor, currency, bound, note


def _day(part: _Part, name: str) -> date | None:
    given = part.text(name, 10, form=_DAY, optional=True)
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        part.fault(name, "import-text-form", value=given)
        return None


def _tag(part: _Part) -> tuple[str, str]:
    found = part.text("code", 60), part.text("note", PROSE, optional=True)
    part.done()
    return found


def _passage(part: _Part) -> str:
    part.number("line", 10**6)
    text = part.text("text", PROSE)
    part.done()
    return text


def _passages(parts: list[_Part]) -> str:
    return "\n\n".join(_passage(part) for part in parts)


def _none(part: _Part, name: str) -> str:
    part.known.add(name)
    return ""


def _check_parents(source: Source) -> None:
    slugs = {pillar.slug: pillar for pillar in source.pillars}
    for pillar in source.pillars:
        if pillar.parent is None:
            continue
        parent = slugs.get(pillar.parent)
        if parent is None or parent is pillar or parent.parent is not None:
            source.places.fault(f"{pillar.path}.parent", "import-parent", value=pillar.parent)


def _check_once(places: Places, values: Iterable[tuple[str, object]]) -> None:
    seen: set[object] = set()
    for path, value in values:
        if value and value in seen:
            places.fault(path, "import-again", value=value)
        seen.add(value)
