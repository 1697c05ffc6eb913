"""Counting what was said: by what it is about, by organisation; one statement a question."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, String, cast, func, null, select

from consult.deliberation import rules
from consult.deliberation.models import Comment
from consult.deliberation.queries.comments import SHOWN, on
from consult.deliberation.talk import Target, Voice
from consult.kit.db import db
from consult.network.models import Organisation
from consult.strategy.models import Passage, Pillar, Proposal, Version


def _counts(column: Any, ids: Iterable[int] | None, *where: ColumnElement[bool]) -> dict[int, int]:
    query = select(column, func.count(Comment.id)).where(*SHOWN, column.is_not(None), *where)
    if ids is not None:
        query = query.where(column.in_(set(ids)))
    return {id: count for id, count in db.session.execute(query.group_by(column))}


def comment_counts(proposal_ids: Iterable[int]) -> dict[int, int]:
    """How many comments each proposal has; those without any are left out."""
    return _counts(Comment.proposal_id, proposal_ids)


def pillar_comment_counts(pillar_ids: Iterable[int]) -> dict[int, int]:
    """How many comments each pillar itself has, without those on its proposals."""
    return _counts(Comment.pillar_id, pillar_ids)


def organisation_comment_counts(organisation_ids: Iterable[int] | None = None) -> dict[int, int]:
    """How often each organisation has spoken as such; personal comments are not counted."""
    return _counts(Comment.organisation_id, organisation_ids, Comment.stands_for == rules.ORGANISATION)


def _in_strategy(
    strategy_id: int, opens_at: datetime | None, closes_at: datetime | None
) -> ColumnElement[bool]:
    pillars = select(Pillar.id).where(Pillar.strategy_id == strategy_id)
    proposals = select(Proposal.id).where(Proposal.pillar_id.in_(pillars))
    within = Comment.pillar_id.in_(pillars) | Comment.proposal_id.in_(proposals)
    if opens_at is not None:
        within &= Comment.posted_at >= opens_at
    if closes_at is not None:
        within &= Comment.posted_at < closes_at
    return within


def said_within(
    strategy_id: int, opens_at: datetime, closes_at: datetime
) -> tuple[dict[Target, int], dict[int, Voice]]:
    """What was said on a strategy between two moments, in one statement: by what it is about, and by organisation."""
    where = (*SHOWN, _in_strategy(strategy_id, opens_at, closes_at))
    no_id, no_word = cast(null(), Integer), cast(null(), String)
    by_target = select(Comment.proposal_id, Comment.pillar_id, no_id, no_word, func.count(Comment.id))
    by_voice = select(no_id, no_id, Comment.organisation_id, Comment.stands_for, func.count(Comment.id))
    query = by_target.where(*where).group_by(Comment.proposal_id, Comment.pillar_id)
    said: dict[Target, int] = {}
    spoken: list[tuple[int, str, int]] = []
    both = query.union_all(by_voice.where(*where).group_by(Comment.organisation_id, Comment.stands_for))
    for proposal, pillar, organisation, stands_for, count in db.session.execute(both):
        if organisation is not None:
            spoken.append((organisation, stands_for, count))
        else:
            said[("proposal", proposal) if proposal is not None else ("pillar", pillar)] = count
    return said, _voices(spoken)


def organisations_spoken(
    strategy_id: int, opens_at: datetime | None = None, closes_at: datetime | None = None
) -> dict[int, Voice]:
    """Which organisations have spoken on a strategy, as such or through their people; all time or between moments."""
    query = select(Comment.organisation_id, Comment.stands_for, func.count(Comment.id))
    query = query.where(*SHOWN, _in_strategy(strategy_id, opens_at, closes_at))
    rows = db.session.execute(query.group_by(Comment.organisation_id, Comment.stands_for))
    return _voices((id, stands_for, count) for id, stands_for, count in rows)


def _voices(rows: Iterable[tuple[int, str, int]]) -> dict[int, Voice]:
    found: dict[int, dict[str, int]] = {}
    for id, stands_for, count in rows:
        found.setdefault(id, {})[stands_for] = count
    return {id: Voice(by.get(rules.ORGANISATION, 0), by.get(rules.PERSON, 0)) for id, by in found.items()}


def stances_on(target: Target) -> list[tuple[str, str, int]]:
    """(region, stance, count) of what was said on a proposal or pillar, in one statement."""
    return [(region, stance, count) for _no, region, stance, count in db.session.execute(_stances_on(target))]


def _stances_on(target: Target) -> Select[*tuple[Any, ...]]:
    # counted by organisation first, from an index alone: there are fewer of them than comments
    voices = select(Comment.organisation_id, Comment.stance, func.count(Comment.id).label("number"))
    voices = voices.where(on(target), *SHOWN).group_by(Comment.organisation_id, Comment.stance)
    said = voices.subquery("said")
    return (
        select(
            cast(null(), Integer), Organisation.region, said.c.stance, cast(func.sum(said.c.number), Integer)
        )
        .join(Organisation, Organisation.id == said.c.organisation_id)
        .group_by(Organisation.region, said.c.stance)
    )


def stances_and_paragraphs(
    target: Target, version: int | None
) -> tuple[list[tuple[str, str, int]], list[tuple[int, int, str]]]:
    """The same, and (id, place, text) of the paragraphs of a version of the proposal, both in one statement."""
    if target[0] == "pillar" or version is None:
        return stances_on(target), []
    empty = cast(null(), String)
    text = (
        select(Passage.paragraph_id, Passage.text, empty, Passage.position)
        .join(Version, Version.id == Passage.version_id)
        .where(Version.proposal_id == target[1], Version.number == version)
    )
    stances, paragraphs = [], []
    for id, word, stance, number in db.session.execute(_stances_on(target).union_all(text)):
        if id is None:
            stances.append((word, stance, number))
        else:
            paragraphs.append((id, number, word))
    return stances, sorted(paragraphs, key=lambda row: row[1])


def stances_in(strategy_id: int) -> dict[Target, list[tuple[str, str, int]]]:
    """The same for every proposal and pillar of a strategy that anything was said on, in one statement."""
    what = (Comment.proposal_id, Comment.pillar_id, Organisation.region, Comment.stance)
    query = (
        select(*what, func.count(Comment.id))
        .join(Organisation, Organisation.id == Comment.organisation_id)
        .where(*SHOWN, _in_strategy(strategy_id, None, None))
        .group_by(*what)
    )
    found: dict[Target, list[tuple[str, str, int]]] = {}
    for proposal, pillar, region, stance, count in db.session.execute(query):
        target: Target = ("proposal", proposal) if proposal is not None else ("pillar", pillar or 0)
        found.setdefault(target, []).append((region, stance, count))
    return found
