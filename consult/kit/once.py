"""Idempotent forms: the same one-time key twice is one effect and the same answer."""

from __future__ import annotations

import json
import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from flask import Response, redirect, request, session
from sqlalchemy import JSON, String, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from consult.kit.clock import now
from consult.kit.db import Instant, Model, db, is_sqlite
from consult.kit.visitor import current_visitor

FIELD = "once"
KEPT_FOR = timedelta(days=7)


class Submission(Model):
    """A form that was sent, by its one-time key, and the answer it got."""

    __tablename__ = "submission"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    received_at: Mapped[datetime] = mapped_column(Instant, index=True)
    answer: Mapped[dict[str, object] | None] = mapped_column(JSON)


def new_key() -> str:
    """A fresh one-time key for a form."""
    return secrets.token_urlsafe(18)


def _key() -> str | None:
    given = request.form.get(FIELD, "")
    if not given:
        return None
    person = current_visitor()
    said = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    # bound to who asks and where, so that a key found elsewhere opens nothing; and to what is said, so that a form
    # found again by the browser's way back and sent with other words is not taken for the one before
    bound = [given, person.session_id if person else None, request.path, said]
    return sha256(json.dumps(bound).encode()).hexdigest()


def replay() -> Response | None:
    """The earlier answer to this very submission, or None after marking it as received."""
    key = _key()
    if key is None:
        return None
    insert = (sqlite.insert if is_sqlite() else postgresql.insert)(Submission)
    marked = db.session.execute(
        insert.values(key=key, received_at=now()).on_conflict_do_nothing().returning(Submission.key)
    ).scalar()
    if marked is not None:
        return None
    answer = db.session.scalar(select(Submission.answer).where(Submission.key == key))
    if answer is None:
        return None
    for kind, text in answer["flashes"]:  # type: ignore[attr-defined]  # our own JSON, written below
        _flash(kind, text)
    return redirect(str(answer["location"]), 303)  # type: ignore[return-value]  # werkzeug's class is Flask's


def remember(answer: Response) -> None:
    """Keep a redirecting answer with its key, in the transaction of the act itself."""
    key = _key()
    if key is None or answer.location is None:
        return
    flashes = list(session.get("_flashes", []))
    row = {"location": answer.location, "flashes": flashes}
    db.session.execute(Submission.__table__.update().where(Submission.key == key).values(answer=row))  # type: ignore[attr-defined]


def _flash(kind: str, text: str) -> None:
    session["_flashes"] = [*session.get("_flashes", []), (kind, text)]


def forget(before: datetime) -> int:
    """Drop keys received before a moment; answers how many."""
    gone = delete(Submission).where(Submission.received_at < before).returning(Submission.key)
    return len(db.session.scalars(gone).all())
