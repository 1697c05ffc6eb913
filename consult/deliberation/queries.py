"""Reading rounds and what was said in them: one statement a question, however many comments there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Row, Select, String, and_, cast, func, null, select, union
from sqlalchemy.orm import aliased

from consult.accounts.models import Person
from consult.deliberation import rules
from consult.deliberation.models import Comment, Round
from consult.deliberation.rules import RoundTimes
from consult.deliberation.talk import DRAFT as DRAFT
from consult.deliberation.talk import POSTED as POSTED
from consult.deliberation.talk import Said as Said
from consult.deliberation.talk import Situation as Situation
from consult.deliberation.talk import Talk as Talk
from consult.deliberation.talk import Target as Target
from consult.deliberation.talk import Thread as Thread
from consult.deliberation.talk import Voice as Voice
from consult.kit.db import db
from consult.network.models import Body, Mandate, Organisation, Seat
from consult.strategy.models import Passage, Pillar, Proposal, Strategy, Version


def _times(rows: Iterable[Sequence[Any]]) -> tuple[RoundTimes, ...]:
    return tuple(RoundTimes(row[0], row[1], row[2], row[3]) for row in rows if row[0] is not None)


_OFFICES = ("secretariat", "tellers", "board")
_TIMES = (Round.id, Round.title, Round.opens_at, Round.closes_at)


def rounds_of(strategy_id: int) -> tuple[RoundTimes, ...]:
    """The rounds of a strategy, the newest first."""
    query = select(*_TIMES).where(Round.strategy_id == strategy_id)
    return _times(db.session.execute(query.order_by(Round.opens_at.desc(), Round.id.desc())))


def all_rounds() -> Sequence[Row[Round, str]]:
    """(round, title of its strategy), the newest first."""
    query = select(Round, Strategy.title).join(Strategy, Strategy.id == Round.strategy_id)
    return db.session.execute(query.order_by(Round.opens_at.desc(), Round.id.desc())).all()


def round(id: int) -> Round | None:
    return db.session.get(Round, id)


def open_round(strategy_id: int, at: datetime) -> Round | None:
    """The round of a strategy that is open at a moment."""
    return db.session.scalar(
        select(Round).where(Round.strategy_id == strategy_id, Round.opens_at <= at, Round.closes_at > at)
    )


def present_round(at: datetime) -> RoundTimes | None:
    """Of all strategies the round that matters now: the open one, else the next, else the last."""
    return rules.present_round(_times(db.session.execute(select(*_TIMES))), at)


def _on(target: Target) -> ColumnElement[bool]:
    kind, id = target
    return Comment.proposal_id == id if kind == "proposal" else Comment.pillar_id == id


def situation(target: Target) -> Situation | None:
    """What decides about a discussion, in one statement; None when there is no such thing to discuss."""
    kind, id = target
    said = select(func.count(Comment.id)).where(_on(target), Comment.state == POSTED).scalar_subquery()
    query = select(Proposal.state if kind == "proposal" else Pillar.slug, Pillar.strategy_id, said, *_TIMES)
    if kind == "proposal":
        query = query.select_from(Proposal).join(Pillar, Pillar.id == Proposal.pillar_id)
        query = query.where(Proposal.id == id)
    else:
        query = query.select_from(Pillar).where(Pillar.id == id)
    rows = db.session.execute(query.outerjoin(Round, Round.strategy_id == Pillar.strategy_id)).all()
    if not rows:
        return None
    state, strategy_id, count, *_first = rows[0]
    return Situation(
        state if kind == "proposal" else None, strategy_id, count, _times(row[3:] for row in rows)
    )


def _said(*more: Any) -> Select[*tuple[Any, ...]]:
    speaker = aliased(Person)
    return (
        select(
            Comment.id, Comment.proposal_id, Comment.pillar_id, Comment.reply_to_id, Comment.state,
            Comment.stands_for, Comment.text, Comment.wording, Comment.language,
            func.coalesce(Comment.posted_at, Comment.written_at, type_=Comment.written_at.type),
            Organisation.id, Organisation.slug, Organisation.short_name, speaker.name, Comment.author_id,
            Version.number, Version.language, Comment.paragraph_id, Passage.position, *more,
        )
        .join(Organisation, Organisation.id == Comment.organisation_id)
        .join(speaker, speaker.id == func.coalesce(Comment.posted_by_id, Comment.author_id))
        .outerjoin(Version, Version.id == Comment.version_id)
        .outerjoin(
            Passage,
            and_(Passage.version_id == Comment.version_id, Passage.paragraph_id == Comment.paragraph_id),
        )
        .order_by(func.coalesce(Comment.posted_at, Comment.written_at), Comment.id)
    )  # fmt: skip


def talk(target: Target, number: int = 1, drafts_of: Iterable[int] = ()) -> Talk:
    """A page of threads in the order of time, and the drafts of some organisations, in one statement."""
    most = rules.THREADS_A_PAGE
    reply, opening = aliased(Comment), (_on(target), Comment.state == POSTED, Comment.reply_to_id.is_(None))
    page = select(Comment.id).where(*opening).order_by(Comment.posted_at, Comment.id)
    shown = select(page.limit(most).offset((number - 1) * most).cte("shown").c.id)
    total = select(func.count(Comment.id)).where(*opening).scalar_subquery()
    replied = select(reply.id).where(reply.reply_to_id.in_(shown), reply.state == POSTED)
    drafted = select(Comment.id).where(_on(target), Comment.state == DRAFT)
    drafted = drafted.where(Comment.organisation_id.in_(set(drafts_of)))
    # a union, not conditions with "or": each part is found by its index on both databases
    rows = db.session.execute(_said(total).where(Comment.id.in_(union(shown, replied, drafted)))).all()
    pages = max(1, rules.page_of(rows[0][-1] - 1)) if rows else 1
    if number > 1 and (not rows or number > pages):  # beyond the end: the last page instead
        return talk(target, pages if rows else talk(target).pages, drafts_of)
    found = {row[0]: Said(*row[:-1]) for row in rows}
    posted = [(said.id, said.reply_to_id) for said in found.values() if said.state == POSTED]
    threads = (
        Thread(found[id], tuple(found[reply] for reply in replies)) for id, replies in rules.threaded(posted)
    )
    drafts = tuple(said for said in found.values() if said.state == DRAFT)
    return Talk(tuple(threads), drafts, number, pages)


def newest(target: Target, most: int) -> tuple[int, tuple[Said, ...]]:
    """How many comments there are on a proposal or pillar, and the newest of them, newest first."""
    count = select(func.count(Comment.id)).where(_on(target), Comment.state == POSTED).scalar_subquery()
    rows = db.session.execute(_newest(most, _on(target)).add_columns(count)).all()
    return rows[0][-1] if rows else 0, tuple(Said(*row[:-1]) for row in rows)


def newest_of(organisation_id: int, most: int) -> tuple[Said, ...]:
    """What an organisation said last as such, newest first."""
    mine = (Comment.organisation_id == organisation_id, Comment.stands_for == rules.ORGANISATION)
    return tuple(Said(*row) for row in db.session.execute(_newest(most, *mine)))


def _newest(most: int, *where: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    query = _said().where(*where, Comment.state == POSTED).order_by(None)
    return query.order_by(Comment.posted_at.desc(), Comment.id.desc()).limit(most)


def said(id: int, target: Target) -> Said | None:
    """A posted comment on this proposal or pillar."""
    row = db.session.execute(_said().where(Comment.id == id, _on(target), Comment.state == POSTED)).first()
    return None if row is None else Said(*row)


def drafts_of(organisation_id: int) -> tuple[Said, ...]:
    """What waits for an organisation's lead or voter, the oldest first."""
    mine = (Comment.organisation_id == organisation_id, Comment.state == DRAFT)
    return tuple(Said(*row) for row in db.session.execute(_said().where(*mine)))


def pillar_titles(ids: Iterable[int]) -> dict[int, str]:
    """The titles of pillars by id."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = db.session.execute(select(Pillar.id, Pillar.title).where(Pillar.id.in_(wanted)))
    return {id: title for id, title in rows}


def speakers(ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """For people by id: the body they have or had a seat in, else the organisation they speak for; and their name."""
    body = select(Seat.person_id, Body.name).join(Body, Body.id == Seat.body_id)
    seat = body.where(Body.kind.in_(_OFFICES)).order_by(Seat.person_id, Seat.from_on).subquery()
    query = (
        select(Person.id, seat.c.name, Organisation.short_name, Person.name)
        .outerjoin(seat, seat.c.person_id == Person.id)
        .outerjoin(Mandate, Mandate.person_id == Person.id)
        .outerjoin(Organisation, Organisation.id == Mandate.organisation_id)
        .where(Person.id.in_(set(ids)))
    )
    return {
        id: (office or organisation or "", name)
        for id, office, organisation, name in db.session.execute(query)
    }


def comment(id: int) -> Comment | None:
    """A posted comment."""
    return db.session.scalar(select(Comment).where(Comment.id == id, Comment.state == POSTED))


def draft(id: int, organisation: Organisation) -> Comment | None:
    """A draft of this organisation."""
    mine = (Comment.id == id, Comment.state == DRAFT, Comment.organisation_id == organisation.id)
    return db.session.scalar(select(Comment).where(*mine))


def page_with(comment: Comment) -> int:
    """The page of its discussion on which a posted comment is shown."""
    opening = aliased(Comment)
    first = select(opening.posted_at, opening.id).where(opening.id == (comment.reply_to_id or comment.id))
    posted_at, id = db.session.execute(first).one()
    target = ("proposal", comment.proposal_id) if comment.proposal_id else ("pillar", comment.pillar_id or 0)
    before = (Comment.posted_at < posted_at) | ((Comment.posted_at == posted_at) & (Comment.id < id))
    earlier = select(func.count(Comment.id)).where(
        _on(target), Comment.state == POSTED, Comment.reply_to_id.is_(None), before
    )
    return rules.page_of(db.session.scalar(earlier) or 0)


def version_at(proposal_id: int, at: datetime) -> Version | None:
    """The version that was the published one at a moment."""
    known = (Version.proposal_id == proposal_id, Version.published_at <= at)
    return db.session.scalar(select(Version).where(*known).order_by(Version.number.desc()).limit(1))


def paragraphs(proposal_id: int, version: int) -> list[tuple[int, int, str]]:
    """(id, place, text) of the paragraphs of a version by its number."""
    query = (
        select(Passage.paragraph_id, Passage.position, Passage.text)
        .join(Version, Version.id == Passage.version_id)
        .where(Version.proposal_id == proposal_id, Version.number == version)
        .order_by(Passage.position)
    )
    return [(id, position, text) for id, position, text in db.session.execute(query)]


def _counts(column: Any, ids: Iterable[int] | None, *where: ColumnElement[bool]) -> dict[int, int]:
    query = select(column, func.count(Comment.id)).where(Comment.state == POSTED, column.is_not(None), *where)
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
    where = (Comment.state == POSTED, _in_strategy(strategy_id, opens_at, closes_at))
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
    query = query.where(Comment.state == POSTED, _in_strategy(strategy_id, opens_at, closes_at))
    rows = db.session.execute(query.group_by(Comment.organisation_id, Comment.stands_for))
    return _voices((id, stands_for, count) for id, stands_for, count in rows)


def _voices(rows: Iterable[tuple[int, str, int]]) -> dict[int, Voice]:
    found: dict[int, dict[str, int]] = {}
    for id, stands_for, count in rows:
        found.setdefault(id, {})[stands_for] = count
    return {id: Voice(by.get(rules.ORGANISATION, 0), by.get(rules.PERSON, 0)) for id, by in found.items()}
