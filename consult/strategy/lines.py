"""Strategies as pages read them: lines of lists, headings, passages; plain values, filled by the queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Heading:
    """A proposal as lists show it, by its newest published version."""

    id: int
    number: str
    title: str
    pillar_slug: str
    pillar_title: str
    hue: str
    state: str
    pillar_id: int
    title_supplied: bool
    language: str
    version: int
    published_at: datetime


@dataclass(frozen=True)
class PassageRow:
    """A paragraph as one version has it."""

    paragraph_id: int
    position: int
    text: str
    address: str
    html: str
    """Its Markdown as safe HTML."""

    @property
    def anchor(self) -> str:
        """Its place on a page: the same in every version."""
        return f"p{self.paragraph_id}"


@dataclass(frozen=True)
class PillarLine:
    """A pillar in the outline of its strategy, with how many proposals members see in it."""

    id: int
    slug: str
    number: int
    title: str
    title_supplied: bool
    title_basis: str
    hue: str
    objective: str
    lede: str
    note: str
    language: str
    parent_id: int | None
    proposals: int


@dataclass(frozen=True)
class PillarPlace:
    """A pillar among the pillars of its strategy."""

    strategy_slug: str
    strategy_title: str
    here: int
    outline: list[PillarLine]
    row: object
    """The pillar's own row: as long as it is held, rooms that ask for it by its id need no statement."""

    @property
    def line(self) -> PillarLine:
        """The pillar itself."""
        return self.outline[self.here]

    @property
    def parent(self) -> PillarLine | None:
        """The pillar it is a section of."""
        return next((line for line in self.outline if line.id == self.line.parent_id), None)

    @property
    def children(self) -> list[PillarLine]:
        """The sections that belong to it."""
        return [line for line in self.outline if line.parent_id == self.line.id]

    @property
    def before(self) -> PillarLine | None:
        return self.outline[self.here - 1] if self.here else None

    @property
    def after(self) -> PillarLine | None:
        return self.outline[self.here + 1] if self.here + 1 < len(self.outline) else None


@dataclass(frozen=True)
class VersionLine:
    """A published version without its text."""

    id: int
    number: int
    title: str
    title_supplied: bool
    language: str
    note: str
    author_id: int | None
    published_at: datetime
    sha256: str


@dataclass(frozen=True)
class DeskLine:
    """A proposal as the secretariat's desk lists it: published or not, with a draft waiting or not."""

    id: int
    pillar_id: int
    number: str
    title: str
    state: str
    version: int | None
    published_at: datetime | None
    draft: int | None


@dataclass(frozen=True)
class TagLine:
    """A tag as pages show it. `goal` is None for a text of others."""

    code: str
    goal: int | None
    short: str
    title: str
    year: int | None
    address: str
    note: str

    @property
    def target(self) -> str:
        """`8.3`, or the number of the whole goal."""
        return self.code.removeprefix("sdg-") if self.goal else ""
