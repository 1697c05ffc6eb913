"""What is done with a note: written, edited, published, withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from consult.journal.actions import record
from consult.kit.canonical import digest
from consult.kit.db import db
from consult.kit.refusal import Refused
from consult.kit.subject import touch
from consult.kit.visitor import Visitor
from consult.network.rules import slug_of
from consult.news import queries, rules
from consult.news.models import Note

EDITABLE = ("title", "text", "language", "happened_on", "organisation_id", "source")


def note_mark(note: Note) -> str:
    """What an editor has before them: it changes when somebody else saves the note."""
    values = [note.title, note.text, note.language, note.happened_on.isoformat(), note.organisation_id or 0]
    return digest("note-words", [*values, note.source])[:16]


def write_note(actor: Visitor | None, values: Mapping[str, object], at: datetime, slug: str = "") -> Note:
    """A new note; nobody but the secretariat reads it yet. `values` are named as in EDITABLE."""
    row = Note(
        slug=slug or rules.another_slug(slug_of(str(values["title"])), queries.slugs()),
        author_id=actor.id if actor else None,
        written_at=at,
        changed_at=at,
        withdrawn_reason="",
        **values,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
            db.session.flush()
    except IntegrityError:
        raise Refused("note-written-meanwhile") from None
    record(actor, "note-written", ("note", row.id), at)
    touch("note", row.id)
    return row


def edit_note(
    actor: Visitor | None, note: Note, values: Mapping[str, object], at: datetime, seen: str | None = None
) -> tuple[str, ...]:
    """Change a note; answers the names of what changed. A published one says when it was changed."""
    _hold(note)
    if note.withdrawn_at is not None:
        raise Refused("note-withdrawn")
    if seen is not None and seen != note_mark(note):
        raise Refused("note-changed-meanwhile")
    changed = tuple(name for name in EDITABLE if name in values and getattr(note, name) != values[name])
    if not changed:
        return ()
    before = {name: _plain(getattr(note, name)) for name in changed}
    for name in changed:
        setattr(note, name, values[name])
    note.changed_at = at
    db.session.flush()
    record(actor, "note-edited", ("note", note.id), at, details={"changed": list(changed), "before": before})
    touch("note", note.id)
    return changed


def publish_note(actor: Visitor | None, note: Note, at: datetime) -> None:
    """Let everyone read it."""
    _hold(note)
    if note.withdrawn_at is not None:
        raise Refused("note-withdrawn")
    if note.published_at is not None:
        raise Refused("note-published")
    note.published_at = note.changed_at = at
    db.session.flush()
    record(actor, "note-published", ("note", note.id), at)
    touch("note", note.id)


def withdraw_note(actor: Visitor | None, note: Note, reason: str, at: datetime) -> None:
    """Take its words back, with the reason; the address stays and says so."""
    _hold(note)
    if note.published_at is None:
        raise Refused("note-not-published")
    if note.withdrawn_at is not None:
        raise Refused("note-withdrawn")
    if not reason.strip():
        raise Refused("note-reason")
    note.withdrawn_at, note.withdrawn_reason = at, reason.strip()
    db.session.flush()
    record(actor, "note-withdrawn", ("note", note.id), at, reason=reason.strip())
    touch("note", note.id)


def _hold(note: Note) -> None:
    held = select(Note).where(Note.id == note.id).with_for_update()
    db.session.scalars(held.execution_options(populate_existing=True)).one()


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
