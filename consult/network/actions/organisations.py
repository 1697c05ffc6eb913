"""What is done to organisations and their history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from consult.journal.actions import record
from consult.kit.canonical import digest
from consult.kit.db import db
from consult.kit.refusal import Refused
from consult.kit.room import announce
from consult.kit.subject import touch
from consult.kit.visitor import Visitor
from consult.network import rules
from consult.network.actions.entries import journal
from consult.network.events import AboutToChange, Changed
from consult.network.models import Membership, Organisation
from consult.network.queries.organisations import body_by_id

EDITABLE = (
    "name", "short_name", "name_as_printed", "acronym", "country", "country_as_printed", "region", "region_body_id",
    "sub_region_body_id", "region_basis", "affiliated_2017", "note", "source",
)  # fmt: skip


def add_organisation(
    actor: Visitor | None,
    slug: str,
    values: Mapping[str, object],
    status: rules.Status,
    reason: str,
    at: datetime,
) -> Organisation:
    """A new organisation with the first entry of its history. `values` are named as in EDITABLE."""
    if not rules.slug_holds(slug):
        raise Refused("slug-odd", slug=slug)
    _check_bodies(values)
    announce(AboutToChange(at))
    row = Organisation(slug=slug, **values)
    try:
        with db.session.begin_nested():
            db.session.add(row)
            db.session.flush()
    except IntegrityError as error:
        raise Refused("slug-taken", slug=slug) from error
    _enter(actor, row.id, status, reason, at)
    announce(Changed(at))
    journal(actor, "organisation-added", "organisation", row.id, at, reason, **_said(status))
    touch("organisation", row.id)
    return row


def organisation_mark(row: Organisation) -> str:
    """What an editor has before them: it changes when somebody else saves the organisation."""
    return digest("organisation-words", [getattr(row, name) for name in EDITABLE])[:16]


def fields_changed(row: Organisation, values: Mapping[str, object]) -> tuple[str, ...]:
    """The names of what differs."""
    return tuple(name for name in EDITABLE if name in values and getattr(row, name) != values[name])


def edit_organisation(
    actor: Visitor | None,
    row: Organisation,
    values: Mapping[str, object],
    at: datetime,
    seen: str | None = None,
) -> tuple[str, ...]:
    """Change what is said of an organisation; answers the names of what changed. Its slug stays for good.

    `seen` is the mark its editor started from; without it nothing is compared.
    """
    if seen is not None:
        held = select(Organisation).where(Organisation.id == row.id).with_for_update(key_share=True)
        db.session.scalars(held.execution_options(populate_existing=True)).one()
        if seen != organisation_mark(row):
            raise Refused("organisation-changed-meanwhile")
    changed = fields_changed(row, values)
    if not changed:
        return ()
    _check_bodies(values)
    announce(AboutToChange(at))
    before = {name: getattr(row, name) for name in changed}
    for name in changed:
        setattr(row, name, values[name])
    db.session.flush()
    announce(Changed(at))
    # the region decides in which scope a vote counts
    sensitive = bool({"region", "country", "region_body_id", "sub_region_body_id"} & set(changed))
    details: dict[str, object] = {"changed": list(changed), "before": before}
    record(actor, "organisation-edited", ("organisation", row.id), at, sensitive=sensitive, details=details)
    touch("organisation", row.id)
    return changed


def _check_bodies(values: Mapping[str, object]) -> None:
    wanted = {"region_body_id": "region", "sub_region_body_id": "sub_region"}
    for name, kind in wanted.items():
        id = values.get(name)
        found = body_by_id(id) if isinstance(id, int) else None
        if id is not None and (found is None or found.kind != kind):
            raise Refused("body-unknown")


def add_status(
    actor: Visitor | None, row: Organisation, status: rules.Status, reason: str, at: datetime
) -> Membership:
    """Add to an organisation's history: category and standing from a day on, past or to come."""
    announce(AboutToChange(at))
    entry = _enter(actor, row.id, status, reason, at)
    announce(Changed(at))
    journal(actor, "status-entered", "organisation", row.id, at, reason, **_said(status))
    return entry


def _said(status: rules.Status) -> dict[str, object]:
    return {"category": status.category, "standing": status.standing, "from": status.from_on.isoformat()}


def _enter(
    actor: Visitor | None, organisation_id: int, status: rules.Status, reason: str, at: datetime
) -> Membership:
    entry = Membership(
        organisation_id=organisation_id,
        from_on=status.from_on,
        category=status.category,
        standing=status.standing,
        reason=reason,
        recorded_at=at,
        recorded_by_id=actor.id if actor else None,
    )
    try:
        with db.session.begin_nested():
            db.session.add(entry)
            db.session.flush()
    except IntegrityError as error:
        raise Refused("status-day-taken", day=status.from_on.isoformat()) from error
    return entry
