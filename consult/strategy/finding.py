"""What the search finds of strategies, pillars, proposals and their earlier versions, and how they are named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import aliased

from consult.kit.db import db
from consult.kit.subject import Words
from consult.network.models import Body
from consult.strategy import rules
from consult.strategy.models import Instrument, Pillar, Proposal, Strategy, Tag, Version


@dataclass(frozen=True)
class Named:
    """A proposal or one of its versions as lists of subjects name it."""

    proposal_id: int
    version: int
    number: str
    title: str
    state: str


def _newest() -> ColumnElement[int]:
    """The number of the version that a proposal is known by: the newest published, else its draft."""
    other = aliased(Version)
    published = func.max(other.number).filter(other.published_at.is_not(None))
    newest = select(func.coalesce(published, func.max(other.number))).where(other.proposal_id == Proposal.id)
    return newest.correlate(Proposal).scalar_subquery()


def _known_by() -> Any:
    return and_(Version.proposal_id == Proposal.id, Version.number == _newest())


def _all(query: Select[*tuple[Any, ...]]) -> Sequence[Sequence[Any]]:
    return db.session.execute(query).all()


def named_proposals(ids: Sequence[int]) -> dict[int, Named]:
    """Proposals by id, those that nobody has published included."""
    query = (
        select(Proposal.id, Version.number, Pillar.position, Proposal.number, Version.title, Proposal.state)
        .select_from(Proposal)
        .join(Pillar, Pillar.id == Proposal.pillar_id)
        .outerjoin(Version, _known_by())
        .where(Proposal.id.in_(ids))
    )
    return {
        id: Named(id, version or 0, rules.printed_number(pillar, number), title or "", state)
        for id, version, pillar, number, title, state in _all(query)
    }


def named_versions(ids: Sequence[int]) -> dict[int, Named]:
    """Published versions by id."""
    query = (
        select(
            Version.id, Proposal.id, Version.number, Pillar.position, Proposal.number, Version.title,
            Proposal.state,
        )
        .join(Proposal, Proposal.id == Version.proposal_id)
        .join(Pillar, Pillar.id == Proposal.pillar_id)
        .where(Version.id.in_(ids), Version.published_at.is_not(None))
    )  # fmt: skip
    return {
        id: Named(proposal, version, rules.printed_number(pillar, number), title, state)
        for id, proposal, version, pillar, number, title, state in _all(query)
    }


def named_pillars(ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """(number and title, slug) of pillars by id."""
    query = select(Pillar.id, Pillar.position, Pillar.title, Pillar.slug).where(Pillar.id.in_(ids))
    return {id: (f"{position} {title}", slug) for id, position, title, slug in _all(query)}


def named_strategies(ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """(title, slug) of strategies by id."""
    rows = _all(select(Strategy.id, Strategy.title, Strategy.slug).where(Strategy.id.in_(ids)))
    return {id: (title, slug) for id, title, slug in rows}


def strategy_words(ids: Sequence[int]) -> dict[int, Words]:
    """What is found of strategies: title, preamble and closing words."""
    rows = db.session.scalars(select(Strategy).where(Strategy.id.in_(ids)))
    return {
        row.id: Words(row.title, _joined(row.preamble, row.closing), row.language, "public", row.created_at)
        for row in rows
    }


def pillar_words(ids: Sequence[int]) -> dict[int, Words]:
    """What is found of pillars: title, objective and introduction."""
    rows = db.session.scalars(select(Pillar).where(Pillar.id.in_(ids)))
    return {
        row.id: Words(
            f"{row.position} {row.title}",
            _joined(row.objective, row.lede, row.note),
            row.language,
            "public",
            row.strategy.created_at,
            (("strategy", row.strategy_id),),
        )
        for row in rows
    }


def proposal_words(ids: Sequence[int]) -> dict[int, Words]:
    """What is found of proposals: the newest text, to whom, by whom, on what basis, and what they serve."""
    query = (
        select(Proposal, Version, Body.name)
        .select_from(Proposal)
        .join(Version, _known_by())
        .outerjoin(Body, Body.id == Proposal.owner_id)
        .where(Proposal.id.in_(ids))
    )
    tags = _tag_words(ids)
    found = {}
    for row, version, owner in _all(query):
        public = rules.is_public(row.state)
        number = rules.printed_number(row.pillar.position, row.number)
        beside = (row.addressee, owner, row.legal_basis, row.cost_note, *tags.get(row.id, ()))
        found[row.id] = Words(
            f"{number} {version.title}",
            _joined(version.text, *(f"· {part}" for part in beside if part)),
            version.language,
            "public" if public else "secretariat",
            version.published_at or version.written_at,
            (("pillar", row.pillar_id),),
        )
    return found


def _tag_words(ids: Sequence[int]) -> dict[int, list[str]]:
    query = select(Tag.proposal_id, Tag.code, Tag.note, Instrument.short, Instrument.title)
    query = query.outerjoin(Instrument, Instrument.code == Tag.code).where(Tag.proposal_id.in_(ids))
    found: dict[int, list[str]] = {}
    for id, code, note, short, title in _all(query.order_by(Tag.id)):
        said = (code.replace("-", " ").upper(), short, title, note)
        found.setdefault(id, []).append(" ".join(part for part in said if part))
    return found


def version_words(ids: Sequence[int]) -> dict[int, Words]:
    """What is found of versions that newer ones have followed: nobody looks for the newest one twice."""
    later = aliased(Version)
    followed = (
        select(later.id)
        .where(later.proposal_id == Version.proposal_id, later.number > Version.number)
        .where(later.published_at.is_not(None))
        .exists()
    )
    query = (
        select(Version, Proposal)
        .select_from(Version)
        .join(Proposal, Proposal.id == Version.proposal_id)
        .where(Version.id.in_(ids), Version.published_at.is_not(None), followed)
        .where(Proposal.state != rules.DRAFT)
    )
    found = {}
    for version, proposal in _all(query):
        number = rules.printed_number(proposal.pillar.position, proposal.number)
        found[version.id] = Words(
            f"{number} {version.title}",
            _joined(version.text, version.note),
            version.language,
            "public",
            version.published_at,
            (("pillar", proposal.pillar_id), ("proposal", proposal.id)),
        )
    return found


def version_title(title: str, number: int) -> str:
    """A version's title in the reader's language."""
    return _("%(title)s, version %(number)s", title=title, number=number)


def _joined(*parts: str | None) -> str:
    return "\n\n".join(part for part in parts if part and part.strip())


def every_strategy() -> Sequence[int]:
    return db.session.scalars(select(Strategy.id)).all()


def every_pillar() -> Sequence[int]:
    return db.session.scalars(select(Pillar.id)).all()


def every_proposal() -> Sequence[int]:
    return db.session.scalars(select(Proposal.id)).all()


def every_version() -> Sequence[int]:
    return db.session.scalars(select(Version.id).where(Version.published_at.is_not(None))).all()


def versions_of(proposal_ids: Sequence[int]) -> Sequence[int]:
    """The ids of the published versions of proposals."""
    query = select(Version.id).where(Version.proposal_id.in_(proposal_ids))
    return db.session.scalars(query.where(Version.published_at.is_not(None))).all()
