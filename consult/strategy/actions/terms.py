"""Cost, period, legal basis and owner of a proposal are set, and what it serves is tagged."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from consult.journal.actions import record
from consult.kit.canonical import digest
from consult.kit.db import db
from consult.kit.refusal import Refused
from consult.kit.subject import touch
from consult.kit.visitor import Visitor
from consult.network.queries.organisations import body_by_id
from consult.strategy import goals, tagged, terms
from consult.strategy.actions.versions import lock
from consult.strategy.events import may_leave_final
from consult.strategy.models import Instrument, Proposal, Tag
from consult.strategy.terms import Terms

MOST_TAGS = 40


def terms_of(proposal: Proposal) -> Terms:
    """The terms as they stand."""
    return Terms(**{name: getattr(proposal, name) for name in terms.NAMES})


def terms_mark(proposal: Proposal) -> str:
    """What an editor has before them: it changes when somebody else sets the terms."""
    held = terms_of(proposal)
    return digest("terms", [str(getattr(held, name)) for name in terms.NAMES])[:16]


def set_terms(
    actor: Visitor | None,
    proposal: Proposal,
    new: Terms,
    at: datetime,
    *,
    reason: str = "",
    seen: str | None = None,
) -> None:
    """Say what a proposal costs, when, on which basis and by whom. While a ballot is on it, all stays as read."""
    lock(proposal)
    if seen is not None and seen != terms_mark(proposal):
        raise Refused("terms-changed-meanwhile")
    if not all(may_leave_final.ask(proposal.id)):
        raise Refused("ballot-holds-terms")
    if fault := new.fault():
        raise Refused(fault)
    if new.owner_id is not None and body_by_id(new.owner_id) is None:
        raise Refused("owner-unknown")
    changed = terms.changes(terms_of(proposal), new)
    if not changed:
        raise Refused("nothing-changed")
    write_terms(proposal, new)
    record(
        actor,
        "proposal-terms-set",
        ("proposal", proposal.id),
        at,
        reason=reason,
        sensitive=True,
        details=dict(changed),
    )
    touch("proposal", proposal.id)


def write_terms(proposal: Proposal, new: Terms) -> None:
    """Write terms without a word: for those who tell of it themselves."""
    for name in terms.NAMES:
        setattr(proposal, name, getattr(new, name))
    db.session.flush()


def add_tag(actor: Visitor | None, proposal: Proposal, code: str, note: str, at: datetime) -> None:
    """Say that a proposal serves a goal, a target or a text of others; said again, the note is replaced."""
    lock(proposal)
    if goals.goal_of(code) is None and tagged.instrument(code) is None:
        raise Refused("tag-unknown")
    row = tagged.tag(code, proposal)
    if row is not None and row.note == note:
        raise Refused("nothing-changed")
    was = row.note if row is not None else None
    if row is None:
        if len(tagged.tags_of(proposal.id)) >= MOST_TAGS:
            raise Refused("too-many-tags", most=MOST_TAGS)
        row = Tag(proposal_id=proposal.id, code=code, added_at=at)
        db.session.add(row)
    row.note = note
    db.session.flush()
    details: dict[str, object] = {"tag": code, "was": was, "now": note}
    record(actor, "proposal-tagged", ("proposal", proposal.id), at, sensitive=True, details=details)
    touch("proposal", proposal.id)


def write_tags(proposal: Proposal, given: Iterable[tuple[str, str]], at: datetime) -> None:
    """Write tags of a file without a word; those that are not in it stay."""
    for code, note in given:
        row = tagged.tag(code, proposal)
        if row is None:
            row = Tag(proposal_id=proposal.id, code=code, added_at=at)
            db.session.add(row)
        row.note = note
    db.session.flush()


def remove_tag(actor: Visitor | None, proposal: Proposal, tag: Tag, at: datetime) -> None:
    """Say that it does not."""
    lock(proposal)
    details: dict[str, object] = {"tag": tag.code, "was": tag.note, "now": None}
    db.session.execute(delete(Tag).where(Tag.id == tag.id))
    record(actor, "proposal-untagged", ("proposal", proposal.id), at, sensitive=True, details=details)
    touch("proposal", proposal.id)


def add_instrument(
    actor: Visitor | None, short: str, title: str, year: int | None, address: str, at: datetime
) -> Instrument:
    """A text of others that proposals may serve, beside those we know."""
    plain = unicodedata.normalize("NFKD", short).encode("ascii", "ignore").decode().lower()
    code = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60]
    if not code or code.startswith("sdg") or tagged.instrument(code) is not None:
        raise Refused("instrument-known", short=short)
    row = Instrument(code=code, short=short, title=title, year=year, address=address, added_at=at)
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        raise Refused("instrument-known", short=short) from None
    record(actor, "instrument-added", ("instrument", row.id), at, details={"code": code, "title": title})
    return row
