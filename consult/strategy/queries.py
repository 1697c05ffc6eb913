"""Every select of the room: strategies, pillars, proposals, their versions and passages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import aliased

from consult.kit.db import db
from consult.kit.markup import blocks, html
from consult.strategy import rules
from consult.strategy.lines import DeskLine as DeskLine
from consult.strategy.lines import Heading as Heading
from consult.strategy.lines import PassageRow as PassageRow
from consult.strategy.lines import PillarLine as PillarLine
from consult.strategy.lines import PillarPlace as PillarPlace
from consult.strategy.lines import VersionLine as VersionLine
from consult.strategy.models import Passage, Pillar, Proposal, Strategy, Version


def _rows(query: Select[*tuple[Any, ...]]) -> Sequence[Sequence[Any]]:
    """The rows of a select over several columns."""
    return db.session.execute(query).all()


def strategies() -> Sequence[Strategy]:
    """All strategies, newest first."""
    return db.session.scalars(select(Strategy).order_by(Strategy.created_at.desc(), Strategy.id.desc())).all()


def strategy(slug: str) -> Strategy | None:
    """A strategy by its address."""
    return db.session.scalar(select(Strategy).where(Strategy.slug == slug))


def strategy_by_id(id: int) -> Strategy | None:
    """A strategy by its id."""
    return db.session.get(Strategy, id)


def pillar(slug: str) -> Pillar | None:
    """A pillar by its address."""
    return db.session.scalar(select(Pillar).where(Pillar.slug == slug))


def pillar_by_id(id: int) -> Pillar | None:
    """A pillar by its id."""
    return db.session.get(Pillar, id)


def pillars(strategy_id: int) -> Sequence[Pillar]:
    """The pillars of a strategy in their order."""
    query = select(Pillar).where(Pillar.strategy_id == strategy_id)
    return db.session.scalars(query.order_by(Pillar.position)).all()


def proposal(id: int) -> Proposal | None:
    """A proposal by its permanent number, together with its pillar and strategy."""
    return db.session.scalar(select(Proposal).where(Proposal.id == id))


def proposal_by_ref(ref: str) -> Proposal | None:
    """A proposal by the name its source file gives it, such as `finance/2`."""
    return db.session.scalar(select(Proposal).where(Proposal.ref == ref))


def printed_number(proposal: Proposal) -> str:
    """The number as printed: 2.1 is the first proposal of the second pillar."""
    return rules.printed_number(proposal.pillar.position, proposal.number)


def _newest() -> ColumnElement[int]:
    """The number of a proposal's newest published version."""
    other = aliased(Version)
    published = other.published_at.is_not(None)
    newest = select(func.max(other.number)).where(other.proposal_id == Proposal.id, published)
    return newest.correlate(Proposal).scalar_subquery()


_HEADING = (
    Proposal.id,
    Pillar.position,
    Proposal.number,
    Version.title,
    Pillar.slug,
    Pillar.title.label("pillar_title"),
    Pillar.hue,
    Proposal.state,
    Proposal.pillar_id,
    Version.title_supplied,
    Version.language,
    Version.number.label("version"),
    Version.published_at,
)


def _heading(row: Sequence[Any]) -> Heading:
    id, position, number, *rest = row[: len(_HEADING)]
    return Heading(id, rules.printed_number(position, number), *rest)


def _passage(paragraph: int, position: int, text: str, printed: str) -> PassageRow:
    return PassageRow(paragraph, position, text, rules.address(printed, position), html(text))


def _published(*columns: Any) -> Select[*tuple[Any, ...]]:
    """Proposals that members see, each with its newest published version."""
    return (
        select(*columns)
        .select_from(Proposal)
        .join(Pillar, Pillar.id == Proposal.pillar_id)
        .join(Version, and_(Version.proposal_id == Proposal.id, Version.number == _newest()))
        .order_by(Pillar.position, Proposal.number)
    )


def headings(ids: Iterable[int]) -> dict[int, Heading]:
    """The headings of proposals by id, in the order of the strategy; unpublished ones are left out."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = _rows(_published(*_HEADING).where(Proposal.id.in_(wanted)))
    return {row[0]: _heading(row) for row in rows}


def proposals_of(pillar_id: int) -> list[Heading]:
    """The published proposals of a pillar by number."""
    rows = _rows(_published(*_HEADING).where(Proposal.pillar_id == pillar_id))
    return [_heading(row) for row in rows]


def all_headings(strategy_id: int) -> list[Heading]:
    """The published proposals of a whole strategy in their order."""
    rows = _rows(_published(*_HEADING).where(Pillar.strategy_id == strategy_id))
    return [_heading(row) for row in rows]


def reading(strategy_id: int) -> list[tuple[Heading, list[PassageRow]]]:
    """The whole published text of a strategy, proposal by proposal, in one statement."""
    columns = (*_HEADING, Passage.paragraph_id, Passage.position, Passage.text)
    query = _published(*columns).where(Pillar.strategy_id == strategy_id)
    query = query.join(Passage, Passage.version_id == Version.id).order_by(Passage.position)
    found: dict[int, tuple[Heading, list[PassageRow]]] = {}
    for row in _rows(query):
        if row[0] not in found:
            found[row[0]] = (_heading(row), [])
        heading, passages = found[row[0]]
        paragraph, position, text = row[-3:]
        passages.append(_passage(paragraph, position, text, heading.number))
    return list(found.values())


_PROPOSALS = (
    select(func.count(Proposal.id))
    .where(Proposal.pillar_id == Pillar.id, Proposal.state != rules.DRAFT)
    .correlate(Pillar)
    .scalar_subquery()
)


_WORDS = (
    *("id", "slug", "title", "title_supplied", "title_basis", "hue"),
    *("objective", "lede", "note", "language", "parent_id"),
)


def _line(row: Pillar, proposals: int) -> PillarLine:
    words = {name: getattr(row, name) for name in _WORDS}
    return PillarLine(**words, number=row.position, proposals=proposals)


def outline(strategy_id: int) -> list[PillarLine]:
    """The pillars of a strategy as numbered lines with the number of published proposals, in one statement."""
    query = select(Pillar, _PROPOSALS).where(Pillar.strategy_id == strategy_id).order_by(Pillar.position)
    return [_line(row, proposals) for row, proposals in _rows(query)]


def pillar_place(slug: str) -> PillarPlace | None:
    """A pillar by its address among the others of its strategy, in one statement."""
    own = select(Pillar.strategy_id).where(Pillar.slug == slug).scalar_subquery()
    query = select(Pillar, _PROPOSALS).where(Pillar.strategy_id == own).order_by(Pillar.position)
    rows = _rows(query)
    here = next((place for place, (row, _count) in enumerate(rows) if row.slug == slug), None)
    if here is None:
        return None
    found = rows[here][0]
    lines = [_line(row, proposals) for row, proposals in rows]
    return PillarPlace(found.strategy.slug, found.strategy.title, here, lines, found)


def published_version(proposal_id: int) -> Version | None:
    """The newest published version."""
    query = select(Version).where(Version.proposal_id == proposal_id, Version.published_at.is_not(None))
    return db.session.scalar(query.order_by(Version.number.desc()).limit(1))


def version(number: int, proposal: Proposal) -> Version | None:
    """A published version by its number."""
    return db.session.scalar(
        select(Version).where(
            Version.proposal_id == proposal.id, Version.number == number, Version.published_at.is_not(None)
        )
    )


def version_by_id(id: int) -> Version | None:
    """A version, published or not."""
    return db.session.get(Version, id)


def versions(proposal_id: int) -> list[VersionLine]:
    """The published versions of a proposal without their texts, newest first."""
    query = (
        select(
            Version.id,
            Version.number,
            Version.title,
            Version.title_supplied,
            Version.language,
            Version.note,
            Version.author_id,
            Version.published_at,
            Version.sha256,
        )
        .where(Version.proposal_id == proposal_id, Version.published_at.is_not(None))
        .order_by(Version.number.desc())
    )
    return [VersionLine(*row) for row in _rows(query)]


def draft(proposal_id: int) -> Version | None:
    """The version the secretariat is writing, if any."""
    return db.session.scalar(
        select(Version).where(Version.proposal_id == proposal_id, Version.published_at.is_(None))
    )


def passages(version_id: int) -> list[PassageRow]:
    """The paragraphs of a version in order, with their derived addresses."""
    query = (
        select(Passage.paragraph_id, Passage.position, Passage.text, Pillar.position, Proposal.number)
        .join(Version, Version.id == Passage.version_id)
        .join(Proposal, Proposal.id == Version.proposal_id)
        .join(Pillar, Pillar.id == Proposal.pillar_id)
        .where(Passage.version_id == version_id)
        .order_by(Passage.position)
    )
    return [
        _passage(paragraph, position, text, rules.printed_number(pillar, number))
        for paragraph, position, text, pillar, number in _rows(query)
    ]


def passage_texts(version_ids: Iterable[int]) -> dict[int, list[tuple[int, str]]]:
    """(paragraph, text) of several versions at once, each in order."""
    query = select(Passage.version_id, Passage.paragraph_id, Passage.text)
    query = query.where(Passage.version_id.in_(set(version_ids)))
    found: dict[int, list[tuple[int, str]]] = {}
    for version_id, paragraph_id, text in _rows(query.order_by(Passage.position)):
        found.setdefault(version_id, []).append((paragraph_id, text))
    return found


def preview(proposal: Proposal, text: str) -> list[PassageRow]:
    """How a text not yet published would stand on the page."""
    printed = printed_number(proposal)
    return [
        _passage(-position, position, part, printed) for position, part in enumerate(blocks(text), start=1)
    ]


def desk_lines(strategy_id: int) -> list[DeskLine]:
    """Every proposal of a strategy for its editors, drafts included, in one statement."""
    public, waiting = aliased(Version), aliased(Version)
    query = (
        select(
            Proposal.id,
            Proposal.pillar_id,
            Pillar.position,
            Proposal.number,
            func.coalesce(public.title, waiting.title, ""),
            Proposal.state,
            public.number,
            public.published_at,
            waiting.number,
        )
        .select_from(Proposal)
        .join(Pillar, Pillar.id == Proposal.pillar_id)
        .outerjoin(public, and_(public.proposal_id == Proposal.id, public.number == _newest()))
        .outerjoin(waiting, and_(waiting.proposal_id == Proposal.id, waiting.published_at.is_(None)))
        .where(Pillar.strategy_id == strategy_id)
        .order_by(Pillar.position, Proposal.number)
    )
    return [
        DeskLine(id, pillar_id, rules.printed_number(position, number), title, state, version, at, waits)
        for id, pillar_id, position, number, title, state, version, at, waits in _rows(query)
    ]
