"""Writing a version: saved as a draft, published once, never changed after."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from consult.journal.actions import record
from consult.kit.canonical import digest
from consult.kit.db import db
from consult.kit.markup import blocks, clean
from consult.kit.refusal import Refused
from consult.kit.room import announce
from consult.kit.subject import touch
from consult.kit.visitor import Visitor
from consult.strategy import paragraphs, queries, rules
from consult.strategy.events import ProposalStateChanged, VersionPublished
from consult.strategy.models import Paragraph, Passage, Proposal, Version


def text_hash(title: str, language: str, passages: list[str]) -> str:
    """The sha256 of a text: title, language and paragraphs, in canonical bytes."""
    return digest("text", {"title": title, "language": language, "paragraphs": list(passages)})


def editing_mark(proposal: Proposal) -> str:
    """What an editor has before them: it changes when somebody else publishes or saves a draft."""
    newest, draft = queries.published_version(proposal.id), queries.draft(proposal.id)
    saved = draft.written_at.isoformat() if draft else ""
    return f"{newest.number if newest else 0}/{saved}"


def save_draft(
    actor: Visitor | None,
    proposal: Proposal,
    *,
    title: str,
    text: str,
    language: str,
    note: str,
    at: datetime,
    seen: str | None = None,
) -> Version:
    """Keep what was written for later; nobody but the secretariat sees it."""
    lock(proposal)
    if not rules.may_publish(proposal.state):
        raise Refused("text-frozen")
    _check_seen(proposal, seen)
    draft = _draft(proposal, actor, at)
    draft.title, draft.text, draft.language, draft.note = title, clean(text), language, note
    draft.title_supplied = _still_supplied(proposal, draft, title)
    _flush()
    record(actor, "draft-saved", ("proposal", proposal.id), at, details={"version": draft.number})
    if not rules.is_public(proposal.state):
        touch("proposal", proposal.id)
    return draft


def discard_draft(actor: Visitor | None, proposal: Proposal, at: datetime) -> None:
    """Throw the draft away; published versions stay as they are."""
    lock(proposal)
    draft = queries.draft(proposal.id)
    if draft is None:
        raise Refused("no-draft")
    if not rules.is_public(proposal.state):
        raise Refused("draft-is-all-there-is")
    record(actor, "draft-discarded", ("proposal", proposal.id), at, details={"version": draft.number})
    db.session.execute(delete(Version).where(Version.id == draft.id))


def publish(
    actor: Visitor | None,
    proposal: Proposal,
    *,
    title: str,
    text: str,
    language: str,
    note: str,
    at: datetime,
    seen: str | None = None,
    title_supplied: bool | None = None,
) -> Version:
    """Publish a new version: cut into paragraphs that keep their ids, hashed, and the same for ever.

    `seen` is the editing mark the writer started from; without it nothing is compared. `title_supplied` says
    that the title is not the source's own; without it that is known from the version before.
    """
    lock(proposal)
    if not rules.may_publish(proposal.state):
        raise Refused("text-frozen")
    _check_seen(proposal, seen)
    if not note.strip():
        raise Refused("note-missing")
    newest = queries.published_version(proposal.id)
    parts = _parts(title, text)
    sha256 = text_hash(title, language, parts)
    if newest is not None and newest.sha256 == sha256:
        raise Refused("text-unchanged", number=newest.number)
    version = _draft(proposal, actor, at)
    version.title_supplied = (
        _still_supplied(proposal, version, title) if title_supplied is None else title_supplied
    )
    version.title, version.text, version.language, version.note = title, clean(text), language, note
    version.published_at, version.sha256 = at, sha256
    _flush()
    _lay_out(proposal, version, newest, parts)
    details: dict[str, object] = {"version": version.number, "sha256": sha256}
    record(
        actor,
        "version-published",
        ("proposal", proposal.id),
        at,
        reason=note,
        sensitive=True,
        details=details,
    )
    _open_if_first(proposal)
    _touch(proposal, newest)
    announce(VersionPublished(proposal.id, version.id))
    return version


def _touch(proposal: Proposal, followed: Version | None) -> None:
    touch("proposal", proposal.id)
    if followed is not None:
        touch("version", followed.id)


def lock(proposal: Proposal) -> None:
    """Hold the proposal until the end of the transaction and read its state afresh."""
    db.session.flush()
    db.session.refresh(proposal, with_for_update={"of": Proposal})


def _check_seen(proposal: Proposal, seen: str | None) -> None:
    if seen is None or seen == (now := editing_mark(proposal)):
        return
    number, saved = now.split("/", 1)
    if seen.split("/", 1)[0] != number:
        raise Refused("published-meanwhile", number=number)
    raise Refused("draft-changed-meanwhile" if saved else "draft-gone-meanwhile")


def _parts(title: str, text: str) -> list[str]:
    parts = blocks(text)
    if not title.strip():
        raise Refused("title-empty")
    if not parts:
        raise Refused("text-empty")
    if len(parts) > paragraphs.MOST:
        raise Refused("too-many-paragraphs", most=paragraphs.MOST, given=len(parts))
    return parts


def _draft(proposal: Proposal, actor: Visitor | None, at: datetime) -> Version:
    """The draft in work, or a new one with the next number, signed by who writes now."""
    draft = queries.draft(proposal.id)
    if draft is None:
        newest = queries.published_version(proposal.id)
        number = newest.number + 1 if newest else 1
        draft = Version(proposal_id=proposal.id, number=number, sha256="", title_supplied=False)
        db.session.add(draft)
    draft.author_id = actor.id if actor else None
    draft.written_at = at
    return draft


def _still_supplied(proposal: Proposal, draft: Version, title: str) -> bool:
    with db.session.no_autoflush:
        newest = queries.published_version(proposal.id)
    return newest is not None and newest.title_supplied and newest.title == title


def _flush() -> None:
    try:
        with db.session.begin_nested():
            db.session.flush()
    except IntegrityError:
        raise Refused("written-meanwhile") from None


def _lay_out(proposal: Proposal, version: Version, newest: Version | None, parts: list[str]) -> None:
    """Give each paragraph its place in this version, under the id it had before or a new one."""
    known = []
    if newest is not None:
        query = select(Passage.paragraph_id, Passage.text).where(Passage.version_id == newest.id)
        rows = db.session.execute(query.order_by(Passage.position))
        known = [paragraphs.Known(id, text) for id, text in rows]
    db.session.execute(delete(Passage).where(Passage.version_id == version.id))
    for position, (id, text) in enumerate(zip(paragraphs.matched(known, parts), parts, strict=True), start=1):
        if id is None:
            paragraph = Paragraph(proposal_id=proposal.id)
            db.session.add(paragraph)
            db.session.flush()
            id = paragraph.id
        db.session.add(Passage(version_id=version.id, paragraph_id=id, position=position, text=text))
    db.session.flush()


def _open_if_first(proposal: Proposal) -> None:
    if proposal.state == rules.DRAFT:
        proposal.state = rules.CONSULTATION
        db.session.flush()
        announce(ProposalStateChanged(proposal.id, rules.DRAFT, rules.CONSULTATION))
