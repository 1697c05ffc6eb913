"""Reading discussions: a page of threads, the newest comments; one statement however many there are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, union
from sqlalchemy.orm import aliased

from consult.deliberation import rules
from consult.deliberation.models import Comment
from consult.deliberation.queries.comments import on, said_columns
from consult.deliberation.talk import DRAFT, POSTED, Said, Talk, Target, Thread
from consult.kit.db import db


def talk(target: Target, number: int = 1, drafts_of: Iterable[int] = ()) -> Talk:
    """A page of threads in the order of time, and the drafts of some organisations, in one statement."""
    most = rules.THREADS_A_PAGE
    reply, opening = aliased(Comment), (on(target), Comment.state == POSTED, Comment.reply_to_id.is_(None))
    page = select(Comment.id).where(*opening).order_by(Comment.posted_at, Comment.id)
    shown = select(page.limit(most).offset((number - 1) * most).cte("shown").c.id)
    total = select(func.count(Comment.id)).where(*opening).scalar_subquery()
    replied = select(reply.id).where(reply.reply_to_id.in_(shown), reply.state == POSTED)
    drafted = select(Comment.id).where(on(target), Comment.state == DRAFT)
    drafted = drafted.where(Comment.organisation_id.in_(set(drafts_of)))
    # a union, not conditions with "or": each part is found by its index on both databases
    rows = db.session.execute(said_columns(total).where(Comment.id.in_(union(shown, replied, drafted)))).all()
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
    count = select(func.count(Comment.id)).where(on(target), Comment.state == POSTED).scalar_subquery()
    rows = db.session.execute(_newest(most, on(target)).add_columns(count)).all()
    return rows[0][-1] if rows else 0, tuple(Said(*row[:-1]) for row in rows)


def newest_of(organisation_id: int, most: int) -> tuple[Said, ...]:
    """What an organisation said last as such, newest first."""
    mine = (Comment.organisation_id == organisation_id, Comment.stands_for == rules.ORGANISATION)
    return tuple(Said(*row) for row in db.session.execute(_newest(most, *mine)))


def _newest(most: int, *where: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    query = said_columns().where(*where, Comment.state == POSTED).order_by(None)
    return query.order_by(Comment.posted_at.desc(), Comment.id.desc()).limit(most)
