"""Organisations and bodies as subjects: looked at together, and found by the search."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for

from consult.kit.subject import Words
from consult.kit.visitor import Visitor
from consult.network.forms.words import every_name_of
from consult.network.queries import organisations as known


def organisations(person: Visitor | None, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """(short name, address) of some organisations; everyone may see them."""
    return {
        row.id: (row.short_name, url_for("network.organisation", organisation=row.slug))
        for row in known.some_organisations(ids)
    }


def organisation_words(ids: Sequence[int]) -> dict[int, Words]:
    """What the search may find of organisations: all their names, where they are, the note on them."""
    return {
        row.id: Words(
            row.short_name,
            _told(row.name, row.acronym, row.name_as_printed, *every_name_of(row.country), row.note),
            "",
            "public",
            at,
            within=(("body", row.region_body_id),) if row.region_body_id else (),
        )
        for row, at in known.with_first_record(ids)
    }


def _told(*parts: str) -> str:
    return "\n".join(dict.fromkeys(part for part in parts if part))


def bodies(person: Visitor | None, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """(name, address) of some bodies; everyone may see them."""
    wanted = set(ids)
    return {
        row.id: (
            row.name,
            url_for("network.region", region=row.slug)
            if row.kind in {"region", "sub_region"}
            else url_for("network.directory"),
        )
        for row in known.bodies()
        if row.id in wanted
    }
