"""flask network import-people: people with mandates and seats, all or nothing, twice the same as once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from consult.accounts.models import Person
from consult.accounts.queries import person_by_email
from consult.kit.db import db, transaction
from consult.network.actions.people import end_mandate
from consult.network.models import Mandate, Seat
from tests.cast import Stage, email
from tests.conftest import FixedClock
from tests.network.conftest import CASE, how_many
from tests.network.test_import_members import run

HEADER = "email,name,language,time_zone,organisation,role,body,office,from,until"
LEAD = "Ana@coop.example,Ana Ñ,es,Europe/Madrid,coceta,lead,,,2024-01-01,"
CHAIR = "bo@coop.example,Bo,en,Europe/Brussels,,,board,member,2024-01-01,2027-12-31"


def table(folder: Path, *rows: str) -> Path:
    file = folder / "people.csv"
    file.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    return file


@pytest.mark.usefixtures("case")
def test_the_people_of_the_case_come_in_once(app: Flask) -> None:
    first = run(app, "import-people", CASE / "people.csv")
    assert first.exit_code == 0, first.output
    with app.app_context():
        counts = (how_many(Person), how_many(Mandate), how_many(Seat))
        assert counts == (51, 48, 3)
    second = run(app, "import-people", CASE / "people.csv")
    assert "0 new, 0 changed, 51 unchanged" in second.output
    with app.app_context():
        assert (how_many(Person), how_many(Mandate), how_many(Seat)) == counts


def test_days_are_those_of_the_federation_and_the_last_one_counts(
    app: Flask, stage: Stage, tmp_path: Path
) -> None:
    row = LEAD.replace("2024-01-01,", "2024-01-01,2026-06-30")
    assert run(app, "import-people", table(tmp_path, row, CHAIR)).exit_code == 0
    with app.app_context():
        person = person_by_email("ana@coop.example")
        assert person is not None
        assert (person.name, person.language) == ("Ana Ñ", "es")
        mandate = db.session.scalars(db.select(Mandate).where(Mandate.person_id == person.id)).one()
        assert mandate.from_at == datetime(2023, 12, 31, 23, tzinfo=UTC)
        assert mandate.until_at == datetime(2026, 6, 30, 22, tzinfo=UTC)


def test_a_dry_run_writes_nothing(app: Flask, stage: Stage, tmp_path: Path) -> None:
    with app.app_context():
        before = (how_many(Person), how_many(Mandate), how_many(Seat))
    result = run(app, "import-people", table(tmp_path, LEAD, CHAIR), "--dry-run")
    assert "Ana@coop.example: coceta, lead" in result.output
    assert "bo@coop.example: board, member" in result.output
    with app.app_context():
        assert (how_many(Person), how_many(Mandate), how_many(Seat)) == before


def test_someone_known_keeps_their_own_name(app: Flask, stage: Stage, tmp_path: Path) -> None:
    row = f"{email('stranger')},Another,fr,Europe/Paris,cwcf,voter,,,2024-01-01,"
    assert run(app, "import-people", table(tmp_path, row)).exit_code == 0
    with app.app_context():
        assert db.session.get_one(Person, stage.people["stranger"]).name == "Sam Doe"
        assert how_many(Mandate) == 9


def test_a_mandate_that_was_ended_is_not_revived_by_the_same_file(
    app: Flask, stage: Stage, tmp_path: Path, clock: FixedClock
) -> None:
    run(app, "import-people", table(tmp_path, LEAD))
    with app.app_context(), transaction(writing=True):
        person = person_by_email("ana@coop.example")
        assert person is not None
        mandate = db.session.scalars(db.select(Mandate).where(Mandate.person_id == person.id)).one()
        end_mandate(None, mandate, "Gone.", clock.now())
    assert "1 unchanged" in run(app, "import-people", table(tmp_path, LEAD)).output
    with app.app_context():
        assert db.session.get_one(Mandate, mandate.id).until_at == clock.now()


def test_a_new_end_is_taken_over_and_named(app: Flask, stage: Stage, tmp_path: Path) -> None:
    run(app, "import-people", table(tmp_path, LEAD, CHAIR))
    rows = [LEAD + "2027-01-31", CHAIR.replace("2027-12-31", "2026-12-31")]
    result = run(app, "import-people", table(tmp_path, *rows))
    assert "changed  Ana@coop.example: coceta, lead: until" in result.output
    assert "changed  bo@coop.example: board, member: until" in result.output


FAULTS = [
    (LEAD.replace("Ana@coop.example", "ana"), 'people.csv:3: email: "ana" is not an e-mail address.'),
    (LEAD.replace("Ana Ñ", ""), "people.csv:3: name: This may not be empty."),
    (LEAD.replace(",es,", ",de,"), 'people.csv:3: language: "de" is none of en, es, fr.'),
    (LEAD.replace("Europe/Madrid", "Madrid"), 'people.csv:3: time_zone: "Madrid" is not a time zone'),
    (LEAD.replace(",coceta,", ",nobody,"), 'people.csv:3: organisation: "nobody" is not an organisation'),
    (LEAD.replace(",lead,", ",king,"), 'people.csv:3: role: "king" is none of'),
    (LEAD.replace(",lead,", ",,"), "people.csv:3: role: A mandate needs both"),
    (
        LEAD.replace("lead,,,", "lead,board,member,"),
        "people.csv:3: body: A row gives a mandate or a seat",
    ),
    (CHAIR.replace(",member,", ",,"), "people.csv:3: office: A seat needs both"),
    (
        CHAIR.replace(",member,", ",teller,"),
        "people.csv:3: office: Please choose an office of this body.",
    ),
    (CHAIR.replace(",board,", ",bored,"), 'people.csv:3: body: "bored" is not a body'),
    (
        CHAIR.replace("2027-12-31", "2023-12-31"),
        "people.csv:3: until: The end has to come after the beginning.",
    ),
    (CHAIR.replace("2027-12-31", "9999-12-31"), 'people.csv:3: until: "9999-12-31" is not a day'),
    (
        f"{email('delegate')},D,en,Europe/Madrid,coceta,lead,,,2025-01-01,",
        "people.csv:3: role: Dolores García has",
    ),
]


def test_a_fault_is_named_by_line_and_column_and_nobody_is_made(
    app: Flask, stage: Stage, tmp_path: Path
) -> None:
    fine = "fine@coop.example,Fine,en,Europe/Madrid,coceta,drafter,,,,"
    for row, said in FAULTS:
        result = run(app, "import-people", table(tmp_path, fine, row))
        assert result.exit_code == 1, row
        assert said in result.stderr
    with app.app_context():
        assert how_many(Mandate) == 8
        assert person_by_email("fine@coop.example") is None
