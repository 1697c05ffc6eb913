"""What the secretariat says of the federation itself is saved, once for all pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from consult.journal.actions import record
from consult.kit import federation
from consult.kit.canonical import digest
from consult.kit.db import db
from consult.kit.federation import ONLY, Federation, FederationRow
from consult.kit.logo import Logo
from consult.kit.refusal import Refused
from consult.kit.visitor import Visitor

EDITABLE = (
    "name", "long_name", "email", "phone", "address", "logo_alt", "accent", "time_zone", "languages", "language",
)  # fmt: skip


def federation_mark(known: Federation | FederationRow) -> str:
    """What an editor has before them: it changes when somebody else saves."""
    values = {name: _plain(getattr(known, name)) for name in EDITABLE}
    return digest("federation", [values, known.logo.hex()[:4000] if known.logo else "", known.logo_width])[
        :16
    ]


def fields_changed(one: Federation | FederationRow, values: Mapping[str, object]) -> tuple[str, ...]:
    """The names of what differs."""
    return tuple(name for name in EDITABLE if _plain(getattr(one, name)) != _plain(values[name]))


def save_federation(
    actor: Visitor | None,
    values: Mapping[str, object],
    at: datetime,
    *,
    logo: Logo | None = None,
    drop_logo: bool = False,
    seen: str | None = None,
) -> tuple[str, ...]:
    """Save it; answers the names of what changed. `seen` is the mark its editor started from."""
    row = federation.saved()
    known: Federation | FederationRow = row or federation.current()
    if seen is not None and seen != federation_mark(known):
        raise Refused("federation-changed-meanwhile")
    changed = list(fields_changed(known, values))
    if logo is not None or (drop_logo and known.logo):
        changed.append("logo")
    if not changed:
        return ()
    before = {name: _plain(getattr(known, name)) for name in changed if name != "logo"}
    if row is None:
        row = FederationRow(id=ONLY)
        db.session.add(row)
    for name in EDITABLE:
        setattr(row, name, values[name])
    if logo is not None:
        row.logo, row.logo_width, row.logo_height = logo.content, logo.width, logo.height
    elif drop_logo:
        row.logo, row.logo_width, row.logo_height = None, 0, 0
    row.changed_at, row.changed_by_id = at, actor.id if actor else None
    db.session.flush()
    details: dict[str, object] = {"changed": changed, "before": before}
    record(actor, "federation-edited", ("federation", ONLY), at, sensitive=True, details=details)
    federation.tell_all()
    return tuple(changed)


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
