"""Rules come in by command: all or none, a version once and never changed; each has a page in plain words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.kit.db import db
from consult.voting.models import Rule
from tests.client import client
from tests.voting.asking import RULES, Asking, text


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=["voting", *arguments])
    return done.exit_code, done.output


def kept(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Rule)) or 0


def written(folder: Path, document: object) -> str:
    file = folder / "rules.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    return str(file)


def case() -> list[dict[str, object]]:
    rules: list[dict[str, object]] = json.loads(Path(RULES).read_text(encoding="utf-8"))["rules"]
    return rules


def test_the_rules_of_the_case_come_in_once(app: Flask) -> None:
    code, said = run(app, "import-rules", RULES)
    assert (code, kept(app)) == (0, 3)
    assert "3 new, 0 changed, 0 unchanged." in said
    code, said = run(app, "import-rules", RULES)
    assert (code, kept(app)) == (0, 3)
    assert "0 new, 0 changed, 3 unchanged." in said


def test_a_dry_run_writes_nothing(app: Flask) -> None:
    code, said = run(app, "import-rules", RULES, "--dry-run")
    assert code == 0
    assert "3 new" in said
    assert kept(app) == 0


def test_a_known_version_with_another_text_is_refused_and_nothing_is_written(
    app: Flask, tmp_path: Path
) -> None:
    run(app, "import-rules", RULES)
    changed = {**case()[0], "tie": "lot"}
    fresh = {**case()[0], "version": 2, "tie": "lot"}
    code, said = run(app, "import-rules", written(tmp_path, [fresh, changed]))
    assert code == 1
    assert "Give the new text a new version number." in said
    assert kept(app) == 3
    assert run(app, "import-rules", written(tmp_path, [fresh]))[0] == 0
    assert kept(app) == 4


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ([], "at least one rule"),
        ({"rules": "none"}, "at least one rule"),
        ([3], "named fields"),
        ([{"id": "x"}], "missing"),
        ([{"id": "x", "version": 1, "title": "X", "thresholds": [], "odd": 1}], "no such field"),
    ],
)
def test_a_bad_file_gets_a_sentence_and_exit_one(
    app: Flask, tmp_path: Path, document: object, sentence: str
) -> None:
    code, said = run(app, "import-rules", written(tmp_path, document))
    assert code == 1
    assert sentence in said
    assert "Traceback" not in said
    assert kept(app) == 0


def test_what_is_no_json_or_no_file_gets_a_sentence(app: Flask, tmp_path: Path) -> None:
    odd = tmp_path / "odd.json"
    odd.write_bytes(b"\xff\x00{")
    for command in ("import-rules", "decide"):
        for file in (odd, tmp_path / "missing.json"):
            code, said = run(app, command, str(file))
            assert code == 1
            assert said.startswith("Error: ")


def test_the_command_decides_every_vector_of_a_file(app: Flask, tmp_path: Path) -> None:
    vectors = [
        {
            "id": "A",
            "kind": "motion",
            "rule": {"thresholds": [{"num": "yes", "den": "expressed", "op": ">", "value": "1/2"}]},
            "tally": {"overall": {"yes": 2, "no": 1}},
        },
        {"id": "B", "kind": "election"},
    ]
    code, said = run(app, "decide", written(tmp_path, {"vectors": vectors}))
    lines = [json.loads(line) for line in said.splitlines()]
    assert code == 0
    assert [(line["id"], line["result"]) for line in lines] == [("A", "adopted"), ("B", "unsupported")]
    assert run(app, "decide", written(tmp_path, {"vectors": 3}))[0] == 1


def test_a_rule_is_read_in_plain_words_and_says_that_it_is_an_assumption(asking: Asking) -> None:
    said = text(client(asking.app).get("/rules/ordinary/1"))
    assert "Assumption." in said
    assert "It is adopted if more than half of the votes for or against say yes" in said
    assert "more than half of the organisations entitled to vote take part" in said
    for term in ("Who votes", "Quorum", "Majority", "Abstentions", "Ties", "Change of vote", "Fingerprint"):
        assert term in said


def test_a_confirmed_basis_is_no_assumption(asking: Asking, tmp_path: Path) -> None:
    sure = {**case()[0], "id": "sure", "basis": "Article 12 of the statutes."}
    run(asking.app, "import-rules", written(tmp_path, [sure]))
    said = text(client(asking.app).get("/rules/sure/1"))
    assert "Assumption" not in said
    assert "Article 12 of the statutes." in said


def test_the_rule_of_regions_names_the_regions(asking: Asking) -> None:
    said = text(client(asking.app).get("/rules/regions/1"))
    assert "counted apart in Americas, Asia, and Europe" in said


@pytest.mark.parametrize("place", ["/rules/ordinary/9", "/rules/none/1", "/rules/ordinary/x"])
def test_an_unknown_rule_is_not_found(asking: Asking, place: str) -> None:
    assert client(asking.app).get(place).status_code == 404


def test_a_rule_that_asks_for_reasons_and_has_no_room_for_them_is_refused(app: Flask, tmp_path: Path) -> None:
    document = {**case()[0], "negatives_need_reason": True, "explanations": False}
    code, said = run(app, "import-rules", written(tmp_path, [document]))
    assert (code, kept(app)) == (1, 0)
    assert "explanations have to be allowed" in said
