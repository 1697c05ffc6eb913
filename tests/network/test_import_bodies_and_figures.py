"""flask network import-bodies and import-figures: the federation's organs and what it stated, from JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from consult.kit.db import db
from consult.network.models import Body, Figure, Remark
from tests.network.conftest import CASE, case_text, how_many
from tests.network.test_import_members import run


def changed(folder: Path, name: str, path: list[Any], value: object) -> Path:
    """A file of the case with one value put in the place of another."""
    whole = json.loads(case_text(name))
    place = whole
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    file = folder / name
    file.write_text(json.dumps(whole), encoding="utf-8")
    return file


def test_the_bodies_of_the_case_come_in_as_a_tree(app: Flask) -> None:
    assert "8 new" in run(app, "import-bodies", CASE / "bodies.json").output
    assert "0 new, 0 changed, 8 unchanged" in run(app, "import-bodies", CASE / "bodies.json").output
    with app.app_context():
        bodies = {body.slug: body for body in db.session.scalars(db.select(Body))}
        assert bodies["cicopa-mercosur"].parent_id == bodies["cicopa-americas"].id
        assert bodies["cicopa-americas"].parent_id == bodies["cicopa"].id
        assert bodies["cicopa"].source == "000_73dc60b3898da204.txt:5"
        assert bodies["cicopa"].full_name.startswith("International Organisation")


FAULTS_IN_BODIES: list[tuple[list[Any], object, str]] = [
    (["bodies", 3, "kind"], "club", 'bodies.json: bodies[3].kind: "club" is not a kind of body.'),
    (["bodies", 3, "parent"], "nobody", 'bodies[3].parent: "nobody" is not a body'),
    (["bodies", 3, "slug"], "cicopa", 'bodies[3].slug: "cicopa" is there already'),
    (["bodies", 3, "slug"], None, "bodies[3].slug: This is missing, or of the wrong kind."),
    (["bodies", 3, "region"], "Atlantis", 'bodies[3].region: "Atlantis" is none of'),
    (["bodies", 3, "source"], "page 5", "bodies[3].source: This is missing, or of the wrong kind."),
    (["bodies", 3], "x", "bodies[3]: There should be an object here."),
    (["bodies"], {}, "bodies: There should be a list here."),
    (["bodies", 3, "name"], "a\x00b", "There is a character in it that nobody can see."),
]


def test_a_fault_in_bodies_is_named_by_its_place(app: Flask, tmp_path: Path) -> None:
    for path, value, said in FAULTS_IN_BODIES:
        result = run(app, "import-bodies", changed(tmp_path, "bodies.json", path, value))
        assert result.exit_code == 1, path
        assert said in result.stderr
    with app.app_context():
        assert how_many(Body) == 0


@pytest.mark.usefixtures("case")
def test_the_figures_of_the_case_come_in_once(app: Flask) -> None:
    result = run(app, "import-figures", CASE / "figures.json")
    assert "0 new, 0 changed, 47 unchanged" in result.output
    with app.app_context():
        assert (how_many(Figure), how_many(Remark)) == (32, 15)


@pytest.mark.usefixtures("case")
def test_a_corrected_figure_is_changed_and_named(app: Flask, tmp_path: Path) -> None:
    file = changed(tmp_path, "figures.json", ["figures", 0, "value"], 49)
    assert "changed  members-stated: value" in run(app, "import-figures", file, "--dry-run").output
    with app.app_context():
        assert db.session.scalars(db.select(Figure).where(Figure.key == "members-stated")).one().value == 48
    assert "changed  members-stated: value" in run(app, "import-figures", file).output
    with app.app_context():
        assert db.session.scalars(db.select(Figure).where(Figure.key == "members-stated")).one().value == 49


FAULTS_IN_FIGURES: list[tuple[list[Any], object, str]] = [
    (["figures", 0, "value"], 48.5, "figures[0].value: This is missing, or of the wrong kind."),
    (["figures", 0, "value"], True, "figures[0].value: This is missing, or of the wrong kind."),
    (["figures", 0, "value"], 10**30, "figures[0].value:"),
    (["figures", 0, "as_of"], "13 January", 'figures[0].as_of: "13 January" is not a day'),
    (["figures", 0, "precision"], "roughly", 'figures[0].precision: "roughly" is none of'),
    (["figures", 0, "subject", "kind"], "planet", 'figures[0].subject.kind: "planet" is neither'),
    (
        ["figures", 30, "subject", "slug"],
        "nobody",
        'figures[30].subject.slug: "nobody" is not an organisation',
    ),
    (["figures", 1, "key"], "members-stated", 'figures[1].key: "members-stated" is there already'),
    (["figures", 0, "period"], "x" * 121, "figures[0].period: This is too long"),
    (["notes", 0, "text"], None, "notes[0].text: This is missing, or of the wrong kind."),
    (["notes", 0, "translations"], [], "notes[0].translations: This is missing, or of the wrong kind."),
]


@pytest.mark.usefixtures("case")
def test_a_fault_in_figures_is_named_by_its_place(app: Flask, tmp_path: Path) -> None:
    for path, value, said in FAULTS_IN_FIGURES:
        result = run(app, "import-figures", changed(tmp_path, "figures.json", path, value))
        assert result.exit_code == 1, path
        assert said in result.stderr
        assert "Nothing was written." in result.stderr


NO_JSON = {
    "": "This cannot be read as JSON.",
    "{": ":1:",
    "[]": "There should be a list here.",
    "[" * 100_000: ":1:",
}


def test_what_is_no_json_gets_a_sentence(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "file.json"
    for text, said in NO_JSON.items():
        file.write_text(text, encoding="utf-8")
        for command in ("import-bodies", "import-figures"):
            result = run(app, command, file)
            assert isinstance(result.exception, SystemExit)
            assert result.exit_code == 1
            assert said in result.stderr
