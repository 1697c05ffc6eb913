"""Reading rules and ballots; locking a ballot for those who change it or vote in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, func, or_, select, union_all

from consult.kit.db import db, is_writing
from consult.strategy.models import Version
from consult.voting import rule_document
from consult.voting.models import Ballot, BallotItem, BlockPart
from consult.voting.models import Rule as KeptRule
from consult.voting.phases import Times
from consult.voting.ruling import Rule


class Asked(Times, Protocol):
    """What has to be known of a ballot to count it: its row, or its line in a list."""

    @property
    def id(self) -> int: ...
    @property
    def rule_text(self) -> str: ...
    @property
    def roll_sha256(self) -> str: ...
    @property
    def record_on(self) -> date | None: ...


class Outline(NamedTuple):
    """A ballot without what it asks, for lists of many."""

    proposal_id: int
    id: int
    opens_at: datetime
    closes_at: datetime
    scheduled_at: datetime | None
    withdrawn_at: datetime | None
    annulled_at: datetime | None
    rule_text: str
    roll_sha256: str
    record_on: date | None


@dataclass(frozen=True)
class Paper:
    """A ballot with what is voted on: its one item, and the version whose text is frozen (of a block, the first)."""

    ballot: Ballot
    item_id: int
    version: Version


@lru_cache(maxsize=256)
def rule_of(text: str) -> Rule:
    """The rule of a kept document, read once for as long as the process lives."""
    return rule_document.parse_text(text)


def rules() -> Sequence[KeptRule]:
    """Every version of every rule, in the order they came in."""
    return db.session.scalars(select(KeptRule).order_by(KeptRule.id)).all()


def newest_rules() -> list[KeptRule]:
    """Each rule in its newest version: those a ballot may be scheduled under."""
    newest: dict[str, KeptRule] = {}
    for rule in rules():
        if rule.slug not in newest or newest[rule.slug].number < rule.number:
            newest[rule.slug] = rule  # keeps the place of its first version
    return list(newest.values())


def rule(slug: str, number: int | None = None) -> KeptRule | None:
    """A version of a rule; without a number the newest."""
    query = select(KeptRule).where(KeptRule.slug == slug)
    if number is not None:
        query = query.where(KeptRule.number == number)
    return db.session.scalar(query.order_by(KeptRule.number.desc()).limit(1))


def rule_slug(slug: str) -> str:
    """The name of a rule in an address; whether there is such a rule, its number tells."""
    return slug


def rule_version(number: int, slug: str) -> KeptRule | None:
    """The same for an address, where the slug was read before."""
    return rule(slug, number)


def rule_by_id(id: int) -> KeptRule | None:
    return db.session.get(KeptRule, id)


def ballot(id: int) -> Ballot | None:
    return db.session.get(Ballot, id)


def ballot_to_change(id: int) -> Ballot | None:
    """A ballot alone, held against everyone else while a writing request decides over it."""
    query = select(Ballot).where(Ballot.id == id).with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(query)


_ASKED: tuple[Any, ...] = (Ballot, BallotItem.id, Version)


def _papers() -> Select[Any]:
    return (
        select(*_ASKED)
        .join(BallotItem, BallotItem.ballot_id == Ballot.id)
        .join(Version, Version.id == Ballot.version_id)
    )


def paper(id: int) -> Paper | None:
    """A ballot with its question and frozen text."""
    row = db.session.execute(_papers().where(Ballot.id == id)).first()
    return Paper(*row) if row else None


def paper_to_change(id: int) -> Paper | None:
    """The same, held against everyone else while a writing request decides over it."""
    query = _papers().where(Ballot.id == id)
    if is_writing():
        # first held, then read: PostgreSQL would lose a row it waits for when its join has changed meanwhile
        db.session.execute(select(Ballot.id).where(Ballot.id == id).with_for_update())
        query = query.execution_options(populate_existing=True)
    row = db.session.execute(query).first()
    return Paper(*row) if row else None


def paper_to_cast(id: int) -> Paper | None:
    """The same for a voter: held against changes, but not against other voters once the roll is written."""
    query = _papers().where(Ballot.id == id)
    if not is_writing():
        return paper(id)
    shared = query.where(Ballot.roll_frozen_at.is_not(None)).with_for_update(read=True, of=Ballot)
    row = db.session.execute(shared.execution_options(populate_existing=True)).first()
    return Paper(*row) if row else paper_to_change(id)


def ballots_of(proposal_id: int) -> Sequence[Ballot]:
    """Every ballot on a proposal, alone or in a block, the newest first."""
    query = select(Ballot).where(Ballot.id.in_(_ids_on(proposal_id)))
    return db.session.scalars(query.order_by(Ballot.opens_at.desc(), Ballot.id.desc())).all()


def _ids_on(proposal_id: int) -> Select[Any]:
    alone = select(Ballot.id).where(Ballot.proposal_id == proposal_id)
    together = select(BlockPart.ballot_id).where(
        BlockPart.proposal_id == proposal_id, BlockPart.separated_at.is_(None)
    )
    return select(union_all(alone, together).subquery("asked").c[0])


def under_way(at: datetime) -> Sequence[Ballot]:
    """Every ballot that is prepared, scheduled or open, the latest opening first."""
    confirmed = or_(Ballot.scheduled_at.is_not(None), Ballot.opens_at > at)
    ids = select(Ballot.id).where(
        Ballot.closes_at > at, Ballot.withdrawn_at.is_(None), Ballot.annulled_at.is_(None), confirmed
    )
    query = select(Ballot).where(Ballot.id.in_(ids))  # they are found in an index, without reading all texts
    return db.session.scalars(query.order_by(Ballot.opens_at.desc(), Ballot.id.desc())).all()


def _over(at: datetime) -> ColumnElement[bool]:
    ended = or_(Ballot.closes_at <= at, Ballot.annulled_at.is_not(None))
    return and_(ended, Ballot.withdrawn_at.is_(None), Ballot.scheduled_at.is_not(None))


def over(at: datetime, page: int, per_page: int) -> tuple[Sequence[Ballot], int, int]:
    """A page of the ballots that have closed or were annulled, the latest opening first.

    With its number and how many pages there are; a page beyond the last one is the last one.
    """
    newest = (Ballot.opens_at.desc(), Ballot.id.desc())
    total = select(func.count()).select_from(Ballot).where(_over(at)).scalar_subquery()
    ids = select(Ballot.id).where(_over(at)).order_by(*newest)
    ids = ids.offset((page - 1) * per_page).limit(per_page)
    rows = db.session.execute(select(Ballot, total).where(Ballot.id.in_(ids)).order_by(*newest)).all()
    if rows:
        return [row for row, _total in rows], page, -(-rows[0][1] // per_page)
    if page == 1:
        return [], 1, 1
    last = -(-(db.session.scalar(select(total)) or 0) // per_page)
    return over(at, max(1, last), per_page)


_COLUMNS = Ballot.__table__.c
_PART = BlockPart.__table__.c
_PROPOSALS: BindParameter[Any] = bindparam("proposals", expanding=True)
_OUTLINES = union_all(
    select(*(_COLUMNS[name] for name in Outline._fields)).where(
        _COLUMNS.block_size == 0, _COLUMNS.proposal_id.in_(_PROPOSALS)
    ),
    select(_PART.proposal_id, *(_COLUMNS[name] for name in Outline._fields[1:]))
    .join_from(BlockPart.__table__, Ballot.__table__, _PART.ballot_id == _COLUMNS.id)
    .where(_PART.proposal_id.in_(_PROPOSALS), _PART.separated_at.is_(None)),
)


def ballots_on(proposal_ids: Iterable[int]) -> dict[int, list[Outline]]:
    """The ballots of many proposals, alone or in blocks, in one statement, the newest first."""
    found: dict[int, list[Outline]] = {}
    for row in db.session.execute(_OUTLINES, {"proposals": list(set(proposal_ids))}).all():
        found.setdefault(row[0], []).append(Outline._make(row))
    for rows in found.values():
        rows.sort(key=lambda row: (row.opens_at, row.id), reverse=True)
    return found


def lately(since: datetime, at: datetime, most: int) -> Sequence[Ballot]:
    """The ballots that closed after a moment and were not annulled, the latest first."""
    where = (_over(at), Ballot.closes_at > since, Ballot.annulled_at.is_(None))
    ids = select(Ballot.id).where(*where).order_by(Ballot.closes_at.desc(), Ballot.id.desc()).limit(most)
    query = select(Ballot).where(Ballot.id.in_(ids))
    return db.session.scalars(query.order_by(Ballot.closes_at.desc(), Ballot.id.desc())).all()


def confirmed(since: datetime) -> Sequence[Ballot]:
    """Every ballot that was scheduled and closes after a moment, whatever became of it, by its opening."""
    query = select(Ballot).where(Ballot.scheduled_at.is_not(None), Ballot.closes_at > since)
    return db.session.scalars(query.order_by(Ballot.opens_at, Ballot.id)).all()


def by_id(ids: Iterable[int]) -> dict[int, Ballot]:
    """Some ballots by their number, in one statement."""
    rows = db.session.scalars(select(Ballot).where(Ballot.id.in_(set(ids))))
    return {row.id: row for row in rows}


def all_ids() -> Sequence[int]:
    """The numbers of all ballots."""
    return db.session.scalars(select(Ballot.id).order_by(Ballot.id)).all()


def due(at: datetime) -> Sequence[int]:
    """The ballots about which somebody is to be told by now: one statement, from an index of those alone."""
    return db.session.scalars(select(Ballot.id).where(Ballot.due_at <= at).order_by(Ballot.due_at)).all()


def coming(at: datetime) -> Sequence[Ballot]:
    """Prepared and scheduled ballots that have not opened."""
    query = select(Ballot).where(Ballot.withdrawn_at.is_(None), Ballot.opens_at > at)
    return db.session.scalars(query.order_by(Ballot.id)).all()


def unwritten_rolls() -> Sequence[Ballot]:
    """Scheduled ballots whose roll is not written down, held while a writing request writes it."""
    query = select(Ballot).where(
        Ballot.scheduled_at.is_not(None), Ballot.withdrawn_at.is_(None), Ballot.roll_frozen_at.is_(None)
    )
    if is_writing():
        query = query.with_for_update(of=Ballot).execution_options(populate_existing=True)
    return db.session.scalars(query.order_by(Ballot.id)).all()
