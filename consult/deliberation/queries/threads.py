"""Reading discussions: a page of threads or of what a filter finds, one thread, the newest; one statement each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select, union
from sqlalchemy.orm import aliased

from consult.deliberation import rules
from consult.deliberation.models import Comment
from consult.deliberation.queries.comments import SHOWN, on, said_columns
from consult.deliberation.stances import GENERAL
from consult.deliberation.talk import DRAFT, POSTED, UNSTATED, Said, Talk, Target, Thread, Wanted
from consult.kit.db import db
from consult.network.models import Organisation
from consult.network.rules import folded

_EVERYTHING = Wanted()


def talk(
    target: Target, number: int = 1, drafts_of: Iterable[int] = (), wanted: Wanted = _EVERYTHING
) -> Talk:
    """A page of a discussion and the drafts of some organisations, in one statement.

    Without a filter it is threads with their first replies; with one the single comments that it finds.
    """
    page, total = _found(target, wanted) if wanted.filtered else _openings(target, wanted)
    most, columns = rules.THREADS_A_PAGE, (_replied(), total)
    shown = select(page.limit(most).offset((number - 1) * most).cte("shown").c.id)
    drafted = select(Comment.id).where(on(target), Comment.state == DRAFT)
    parts = [shown, drafted.where(Comment.organisation_id.in_(set(drafts_of)))]
    if not wanted.filtered:
        parts.append(_first_replies(shown))
    # a union, not conditions with "or": each part is found by its index on both databases
    rows = db.session.execute(said_columns(*columns).where(Comment.id.in_(union(*parts)))).all()
    found = rows[0][-1] if rows else 0
    pages = rules.pages_for(found)
    if number > 1 and (not rows or number > pages):  # beyond the end: the last page instead
        return talk(target, pages if rows else talk(target, 1, (), wanted).pages, drafts_of, wanted)
    drafts = tuple(Said(*row[:-2]) for row in rows if row[4] == DRAFT)
    posted = [row for row in rows if row[4] == POSTED]
    return Talk(_threads(posted, wanted), drafts, number, pages, found)


def _threads(rows: Sequence[Sequence[Any]], wanted: Wanted) -> tuple[Thread, ...]:
    said = {row[0]: Said(*row[:-2]) for row in rows}
    if wanted.filtered:
        singles = [Thread(one, ()) for one in said.values()]
        return tuple(reversed(singles) if wanted.newest else singles)
    replied = {row[0]: row[-2] for row in rows}
    threads = [
        Thread(said[id], tuple(said[reply] for reply in replies), replied[id])
        for id, replies in rules.threaded([(one.id, one.reply_to_id) for one in said.values()])
    ]
    return tuple(reversed(threads) if wanted.newest else threads)


def _openings(target: Target, wanted: Wanted) -> tuple[Select[int], Any]:
    opening = (on(target), Comment.state == POSTED, Comment.reply_to_id.is_(None))
    total = select(func.count(Comment.id)).where(*opening).scalar_subquery()
    return _in_order(select(Comment.id).where(*opening), wanted), total


def _found(target: Target, wanted: Wanted) -> tuple[Select[int], Any]:
    found = _wanted(select(Comment.id), target, wanted)
    total = _wanted(select(func.count(Comment.id)), target, wanted).scalar_subquery()
    return _in_order(found, wanted), total


def _in_order(query: Select[int], wanted: Wanted) -> Select[int]:
    if wanted.newest:
        return query.order_by(Comment.posted_at.desc(), Comment.id.desc())
    return query.order_by(Comment.posted_at, Comment.id)


def _wanted(query: Select[*tuple[Any, ...]], target: Target, wanted: Wanted) -> Select[*tuple[Any, ...]]:
    """The comments that a filter finds, replies among them."""
    query = query.join(Organisation, Organisation.id == Comment.organisation_id).where(on(target), *SHOWN)
    if wanted.organisation:
        query = query.where(Organisation.search_text.contains(folded(wanted.organisation), autoescape=True))
    if wanted.region:
        query = query.where(Organisation.region == wanted.region)
    if wanted.stance:
        query = query.where(Comment.stance == ("" if wanted.stance == UNSTATED else wanted.stance))
    if wanted.kind:
        query = query.where(Comment.kind.in_(("", GENERAL) if wanted.kind == GENERAL else (wanted.kind,)))
    if wanted.language:
        query = query.where(Comment.language == wanted.language)
    if wanted.paragraph:
        query = query.where(Comment.paragraph_id == wanted.paragraph)
    return query


def _replied() -> Any:
    """How many replies a comment has."""
    reply = aliased(Comment)
    query = select(func.count(reply.id)).where(reply.reply_to_id == Comment.id, reply.state == POSTED)
    return query.correlate(Comment).scalar_subquery()


def _first_replies(openings: Select[int]) -> Select[int]:
    """The first few replies to each of some comments."""
    reply = aliased(Comment)
    place = func.row_number().over(partition_by=reply.reply_to_id, order_by=(reply.posted_at, reply.id))
    ranked = select(reply.id, place.label("place")).where(
        reply.reply_to_id.in_(openings), reply.state == POSTED
    )
    first = ranked.subquery("first_replies")
    return select(first.c.id).where(first.c.place <= rules.REPLIES_SHOWN)


def thread(opening: Comment, number: int = 1) -> tuple[Thread, int, int]:
    """A whole thread: its opening with one page of the replies; the page's number, and how many pages there are."""
    most = rules.THREADS_A_PAGE
    mine = (Comment.reply_to_id == opening.id, Comment.state == POSTED)
    page = select(Comment.id).where(*mine).order_by(Comment.posted_at, Comment.id)
    shown = select(page.limit(most).offset((number - 1) * most).cte("shown").c.id)
    total = select(func.count(Comment.id)).where(*mine).scalar_subquery()
    wanted = union(shown, select(Comment.id).where(Comment.id == opening.id))
    rows = db.session.execute(said_columns(total).where(Comment.id.in_(wanted))).all()
    pages = rules.pages_for(rows[0][-1])
    if number > pages:
        return thread(opening, pages)
    said = {row[0]: Said(*row[:-1]) for row in rows}
    first = said.pop(opening.id)
    return Thread(first, tuple(said.values()), rows[0][-1]), number, pages


def page_with(comment: Comment, wanted: Wanted = _EVERYTHING) -> int | None:
    """The page of its discussion on which a posted comment stands; None where the filter does not find it."""
    target = ("proposal", comment.proposal_id) if comment.proposal_id else ("pillar", comment.pillar_id or 0)
    if wanted.filtered:
        known = func.count(case((Comment.id == comment.id, 1)))
        before = func.count(case((_before(comment, wanted), 1)))
        there, place = db.session.execute(_wanted(select(known, before), target, wanted)).one()
        return rules.page_of(place) if there else None
    first = comment
    if comment.reply_to_id is not None:
        first = db.session.get_one(Comment, comment.reply_to_id)
    opening = (on(target), Comment.state == POSTED, Comment.reply_to_id.is_(None))
    earlier = select(func.count(Comment.id)).where(*opening, _before(first, wanted))
    return rules.page_of(db.session.scalar(earlier) or 0)


def place_in_thread(reply: Comment) -> int:
    """How many replies stand before one in its thread."""
    mine = (Comment.reply_to_id == reply.reply_to_id, Comment.state == POSTED)
    return db.session.scalar(select(func.count(Comment.id)).where(*mine, _before(reply, _EVERYTHING))) or 0


def _before(comment: Comment, wanted: Wanted) -> ColumnElement[bool]:
    """Whether a comment stands before another in the order that is asked for."""
    at, id = comment.posted_at, comment.id
    if wanted.newest:
        return (Comment.posted_at > at) | ((Comment.posted_at == at) & (Comment.id > id))
    return (Comment.posted_at < at) | ((Comment.posted_at == at) & (Comment.id < id))


def newest(target: Target, most: int) -> tuple[int, tuple[Said, ...]]:
    """How many comments there are on a proposal or pillar, and the newest of them, newest first."""
    count = select(func.count(Comment.id)).where(on(target), *SHOWN).scalar_subquery()
    rows = db.session.execute(_newest(most, on(target)).add_columns(count)).all()
    return rows[0][-1] if rows else 0, tuple(Said(*row[:-1]) for row in rows)


def newest_of(organisation_id: int, most: int) -> tuple[Said, ...]:
    """What an organisation said last as such, newest first."""
    mine = (Comment.organisation_id == organisation_id, Comment.stands_for == rules.ORGANISATION)
    return tuple(Said(*row) for row in db.session.execute(_newest(most, *mine)))


def _newest(most: int, *where: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    query = said_columns().where(*where, *SHOWN).order_by(None)
    return query.order_by(Comment.posted_at.desc(), Comment.id.desc()).limit(most)
