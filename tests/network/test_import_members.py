"""flask network import-members: a preview, faults by line and column, all or nothing, twice the same as once."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from consult.journal.models import Entry
from consult.kit.db import db
from consult.network.models import Body, Membership, Organisation
from tests.conftest import FixedClock
from tests.network.conftest import CASE, case_text, how_many, organisation_named, statuses

COLUMNS = (
    "slug name_as_printed display_name short country region region_body sub_region category affiliated_2017"
)
HEADER = ",".join([*COLUMNS.split(), "from", "note"])
COCETA = "coceta,CONFEDERACIÓN ESPAÑOLA,Confederación Española,COCETA,ES,Europe,,,full,no,,"
SMART = "smart,SMART,SMART,SMART,BE,Europe,,,associate,yes,2017-03-01,"


def run(app: Flask, command: str, file: Path, *more: str) -> Result:
    return app.test_cli_runner().invoke(args=["network", command, str(file), *more])


def table(folder: Path, *rows: str, header: str = HEADER) -> Path:
    file = folder / "members.csv"
    file.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return file


@pytest.fixture
def with_bodies(app: Flask) -> None:
    """The bodies of the case."""
    assert run(app, "import-bodies", CASE / "bodies.json").exit_code == 0


@pytest.mark.usefixtures("with_bodies")
def test_the_case_comes_in_with_46_organisations_and_again_changes_nothing(app: Flask) -> None:
    first = run(app, "import-members", CASE / "members.csv")
    assert first.exit_code == 0, first.output
    assert "46 new, 0 changed, 0 unchanged" in first.output
    with app.app_context():
        noted = how_many(Entry)
        assert how_many(Organisation) == how_many(Membership) == 46
        vca = organisation_named("vca")
        assert (vca.name, vca.short_name, vca.country) == ("The Vietnam Cooperative Alliance", "VCA", "VN")
        assert vca.region_body_id is None
        assert vca.source == "000_73dc60b3898da204.txt:119-120"
        assert organisation_named("ulccs").affiliated_2017
        americas = db.session.scalars(db.select(Body).where(Body.slug == "cicopa-americas")).one()
        assert organisation_named("ocb").region_body_id == americas.id
    second = run(app, "import-members", CASE / "members.csv")
    assert "0 new, 0 changed, 46 unchanged" in second.output
    with app.app_context():
        assert how_many(Entry) == noted
        assert how_many(Membership) == 46


def test_a_dry_run_says_what_would_happen_and_writes_nothing(app: Flask, tmp_path: Path) -> None:
    file = table(tmp_path, COCETA, SMART)
    result = run(app, "import-members", file, "--dry-run")
    assert result.exit_code == 0
    assert "new      coceta" in result.output
    assert "2 new" in result.output
    assert "nothing was written" in result.output
    with app.app_context():
        assert how_many(Organisation) == how_many(Membership) == how_many(Entry) == 0


def test_a_changed_row_updates_and_is_named(app: Flask, tmp_path: Path) -> None:
    run(app, "import-members", table(tmp_path, COCETA, SMART))
    changed = table(
        tmp_path, COCETA.replace("Confederación Española", "Another name").replace(",ES,", ",PT,"), SMART
    )
    for more in (["--dry-run"], []):
        result = run(app, "import-members", changed, *more)
        assert "changed  coceta: name, country" in result.output
        assert "0 new, 1 changed, 1 unchanged" in result.output
    with app.app_context():
        assert organisation_named("coceta").name == "Another name"


def test_another_category_enters_the_history_from_today(
    app: Flask, tmp_path: Path, clock: FixedClock
) -> None:
    run(app, "import-members", table(tmp_path, COCETA, SMART))
    result = run(app, "import-members", table(tmp_path, COCETA.replace(",full,", ",associate,"), SMART))
    assert "changed  coceta: category" in result.output
    with app.app_context():
        assert statuses(organisation_named("coceta").id) == [
            ("1900-01-01", "full", "active"),
            ("2026-11-23", "associate", "active"),
        ]
        assert statuses(organisation_named("smart").id) == [("2017-03-01", "associate", "active")]


FAULTS = [
    (COCETA.replace(",full,", ",ful,"), 'members.csv:3: category: "ful" is neither full nor associate.'),
    (COCETA.replace(",full,", ",,"), "members.csv:3: category: This may not be empty."),
    (COCETA.replace(",ES,", ",Spain,"), 'members.csv:3: country: "Spain" is not a country'),
    (COCETA.replace(",ES,", ",XQ,"), 'members.csv:3: country: "XQ" is not a country'),
    (COCETA.replace(",Europe,", ",Europa,"), 'members.csv:3: region: "Europa" is none of'),
    (COCETA.replace(",no,", ",maybe,"), 'members.csv:3: affiliated_2017: "maybe" is neither yes nor no.'),
    (COCETA.replace("coceta,", "Coceta!,"), "members.csv:3: slug: An address has small letters"),
    (COCETA.replace("coceta,", "smart,"), 'members.csv:3: slug: "smart" is there already, in line 2.'),
    (COCETA.replace("Europe,,", "Europe,nobody,"), 'members.csv:3: region_body: "nobody" is not a body'),
    (COCETA.replace(",no,,", ",no,2026-02-30,"), 'members.csv:3: from: "2026-02-30" is not a day'),
    (COCETA.replace(",no,,", ",no,0001-01-01,"), 'members.csv:3: from: "0001-01-01" is not a day'),
    (COCETA.replace("Confederación", "x" * 400), "members.csv:3: display_name: This is too long"),
    (COCETA.replace("Confederación", "a\x07b"), "members.csv:3: display_name: There is a character"),
    (COCETA + ",more", "members.csv:3: This row has 13 cells instead of 12."),
    ('"coceta', "members.csv:3: This cannot be read as a table"),
]


def test_a_fault_is_named_by_line_and_column_and_nothing_is_written(app: Flask, tmp_path: Path) -> None:
    for row, said in FAULTS:
        result = run(app, "import-members", table(tmp_path, SMART, row))
        assert result.exit_code == 1, row
        assert said in result.stderr
        assert "Nothing was written." in result.stderr
        assert "Traceback" not in result.output
    with app.app_context():
        assert how_many(Organisation) == 0


def test_every_fault_is_named_at_once_in_the_order_of_lines(app: Flask, tmp_path: Path) -> None:
    rows = [
        SMART.replace("associate", "ful"),
        '"a, b",,"x\ny",X,ES,Europe,,,full,no,,',
        COCETA.replace(",ES,", ",es,"),
    ]
    result = run(app, "import-members", table(tmp_path, *rows))
    places = [line.split("members.csv:")[1].split(": ")[:2] for line in result.stderr.splitlines()[:-1]]
    assert places == [["2", "category"], ["3", "name_as_printed"], ["3", "slug"], ["5", "country"]]


WRONG_HEADERS = [
    (HEADER.replace("category", "categry"), "members.csv:1: category: This column is missing."),
    (HEADER.replace("category", "categry"), "members.csv:1: categry: There is no such column."),
    (HEADER.replace("note", "slug"), "members.csv:1: slug: This column is there twice."),
    (HEADER.replace(",", ";"), "members.csv:1: The columns are parted by semicolons."),
]


def test_a_wrong_header_is_explained(app: Flask, tmp_path: Path) -> None:
    for header, said in WRONG_HEADERS:
        result = run(app, "import-members", table(tmp_path, COCETA, header=header))
        assert result.exit_code == 1, header
        assert said in result.stderr


OTHER_FILES = [
    (b"", "members.csv:1: The file is empty."),
    (f"{HEADER}\n{COCETA}\n".encode("latin-1"), "members.csv:2: This file is not in UTF-8."),
    (f"{HEADER}\n".encode("utf-16"), "members.csv:1: This file is not in UTF-8."),
    (f"{HEADER}\n".encode() + b"\x00" * 20, "members.csv:2:"),
    (b"\x89PNG\r\n\x1a\n", "members.csv:1: This file is not in UTF-8."),
    (f"{HEADER}\n".encode() + b"x" * 200_000, "members.csv:2: This cannot be read as a table"),
]


def test_a_file_of_another_kind_gets_a_sentence(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "members.csv"
    for data, said in OTHER_FILES:
        file.write_bytes(data)
        result = run(app, "import-members", file)
        assert result.exit_code == 1, data[:20]
        assert said in result.stderr


def test_the_mark_that_some_programs_put_first_does_no_harm(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "members.csv"
    file.write_bytes(b"\xef\xbb\xbf" + f"{HEADER}\r\n{COCETA}\r\n\r\n".encode())
    assert run(app, "import-members", file).exit_code == 0
    with app.app_context():
        assert organisation_named("coceta").name == "Confederación Española"


def test_without_its_bodies_the_case_names_what_is_missing(app: Flask) -> None:
    result = run(app, "import-members", CASE / "members.csv")
    assert result.exit_code == 1
    assert ':2: region_body: "cicopa-americas" is not a body that is known here.' in result.stderr


def test_the_table_of_the_case_has_no_column_that_is_not_read() -> None:
    assert case_text("members.csv").startswith("slug,name_as_printed,name_full,display_name,short,acronym")
