"""What the network's tests share: the CICOPA case brought in from its files, and the cast as rooms know them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from consult.kit.db import db, transaction
from consult.kit.visitor import Visitor
from consult.network import imports
from consult.network.models import Membership, Organisation
from tests.cast import NAMES, Stage, email
from tests.conftest import FixedClock
from tests.house.source import ROOT

CASE = Path(ROOT, "consult/cases/cicopa")
VisitorOf = Callable[[str], Visitor]


def case_text(name: str) -> str:
    """A file of the case as text."""
    return (CASE / name).read_text(encoding="utf-8")


@pytest.fixture
def visitor_of(stage: Stage) -> VisitorOf:
    """A person of the cast as actions and permissions are given them."""
    return lambda name: Visitor(
        stage.people[name], NAMES[name], email(name), "en", "Europe/Brussels", session_id=0, token=""
    )


@pytest.fixture
def case(app: Flask, clock: FixedClock) -> None:
    """The bodies, members and figures of the case in an otherwise empty database."""
    at = clock.now()
    with app.app_context(), transaction(writing=True):
        reports = [
            imports.import_bodies(case_text("bodies.json"), at),
            imports.import_members(case_text("members.csv"), at),
            imports.import_figures(case_text("figures.json"), at),
        ]
    assert not [fault for report in reports for fault in report.faults]


def organisation_named(slug: str) -> Organisation:
    """An organisation that is there."""
    return db.session.scalars(db.select(Organisation).where(Organisation.slug == slug)).one()


def how_many(kind: type) -> int:
    """How many rows a table has."""
    return db.session.scalar(db.select(db.func.count()).select_from(kind)) or 0


def statuses(organisation_id: int) -> list[tuple[str, str, str]]:
    """(day, category, standing) of an organisation's history, in order."""
    rows = db.session.scalars(
        db.select(Membership)
        .where(Membership.organisation_id == organisation_id)
        .order_by(Membership.from_on)
    )
    return [(row.from_on.isoformat(), row.category, row.standing) for row in rows]
