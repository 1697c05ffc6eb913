"""Taking in a strategy: the words as they are, all or nothing, the second time nothing changes."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from consult.journal import queries as journal
from consult.kit.db import transaction
from consult.strategy import queries
from consult.strategy.actions import proposals, versions
from consult.strategy.actions.platform import ImportReport, import_strategy
from consult.strategy.models import Proposal
from consult.strategy.source_places import Unreadable
from tests.cast import START
from tests.strategy.writing import FILE, LATER, PLATFORM, platform

SLUG = "platform-2017-2021"


def taken_in(app: Flask, text: str = FILE, **more: Any) -> ImportReport:
    with app.app_context(), transaction(writing=True):
        return import_strategy(text, START, **more)


def by_ref(ref: str) -> Proposal:
    found = queries.proposal_by_ref(ref)
    assert found is not None
    return found


def changed(ref: str, **words: Any) -> str:
    """The platform's file with other words in one proposal."""
    file = platform()
    for section in file["sections"]:
        for proposal in section["proposals"]:
            if proposal["ref"] == ref:
                proposal.update(words)
    return json.dumps(file)


def test_every_proposal_is_published_word_for_word(app: Flask) -> None:
    report = taken_in(app)
    assert (len(report.new), report.changed, report.unchanged) == (30, [], [])
    given = {
        proposal["ref"]: proposal for section in platform()["sections"] for proposal in section["proposals"]
    }
    with app.app_context():
        strategy = queries.strategy(SLUG)
        assert strategy is not None
        reading = queries.reading(strategy.id)
        assert len(reading) == 22
        for heading, passages in reading:
            proposal = queries.proposal(heading.id)
            assert proposal is not None
            words = given[proposal.ref]
            assert "\n\n".join(row.text for row in passages) == words["text"]
            assert heading.title == words["title"]
            assert (proposal.state, heading.version) == ("consultation", 1)
        outline = queries.outline(strategy.id)
        assert [line.proposals for line in outline] == [0, 2, 3, 4, 3, 5, 5]
        assert outline[6].parent_id == outline[5].id


def test_numbers_are_those_of_the_print(app: Flask) -> None:
    taken_in(app)
    with app.app_context():
        assert queries.printed_number(by_ref("sustainability/1")) == "2.1"
        assert queries.printed_number(by_ref("resources/5")) == "7.5"


def test_the_same_file_again_changes_nothing(app: Flask) -> None:
    taken_in(app)
    report = taken_in(app)
    assert (report.new, report.changed, len(report.unchanged)) == ([], [], 30)
    report = taken_in(app, FILE + "\n")
    assert (report.new, report.changed, len(report.unchanged)) == ([], [], 30)


def test_the_same_file_again_leaves_what_was_edited_here(app: Flask) -> None:
    taken_in(app)
    with app.app_context(), transaction(writing=True):
        proposal, pillar = by_ref("finance/1"), queries.pillar("legal-frameworks")
        assert pillar is not None
        proposals.renumber(None, proposal, pillar, 9, LATER)
        versions.publish(None, proposal, title="T", text="Other words.", language="en", note="Why.", at=LATER)
    taken_in(app)
    report = taken_in(app, FILE + "\n")
    assert (report.new, report.changed) == ([], [])
    with app.app_context():
        assert queries.printed_number(by_ref("finance/1")) == "4.9"
        assert [line.number for line in queries.versions(by_ref("finance/1").id)] == [2, 1]


def test_a_try_writes_nothing(app: Flask) -> None:
    with app.app_context(), transaction(writing=False):
        report = import_strategy(FILE, START, dry_run=True)
    assert len(report.new) == 30
    with app.app_context():
        assert queries.strategy(SLUG) is None


def test_a_changed_text_becomes_a_new_version(app: Flask) -> None:
    taken_in(app)
    report = taken_in(app, changed("finance/1", text="To lend.\n\nTo lend more."))
    assert report.changed == ["proposal finance/1: text"]
    with app.app_context():
        assert [line.number for line in queries.versions(by_ref("finance/1").id)] == [2, 1]


def test_a_changed_text_of_a_final_proposal_is_refused(app: Flask) -> None:
    taken_in(app)
    with app.app_context(), transaction(writing=True):
        for to in ("revision", "final"):
            proposals.move(None, by_ref("finance/1"), to, "", LATER)
    with pytest.raises(Unreadable) as unreadable:
        taken_in(app, changed("finance/1", text="To lend.", addressee="Nobody"))
    assert [problem.code for problem in unreadable.value.problems] == ["import-text-frozen"]
    with app.app_context():
        assert by_ref("finance/1").addressee == "International Cooperative Alliance"


def test_a_changed_number_moves_the_proposal(app: Flask) -> None:
    taken_in(app)
    report = taken_in(app, changed("finance/1", number=8))
    assert report.changed == ["proposal finance/1: number"]
    with app.app_context():
        proposal = by_ref("finance/1")
        assert (queries.printed_number(proposal), proposal.former_numbers) == ("5.8", ["5.1"])


def test_pillars_may_change_places(app: Flask) -> None:
    taken_in(app)
    file = platform()
    file["sections"][1]["order"], file["sections"][2]["order"] = 3, 2
    assert len(taken_in(app, json.dumps(file)).changed) == 2
    with app.app_context():
        assert queries.printed_number(by_ref("sustainability/1")) == "3.1"
        assert by_ref("sustainability/1").former_numbers == ["2.1"]


def test_a_number_held_by_a_proposal_written_here_is_refused(app: Flask) -> None:
    taken_in(app)
    with app.app_context(), transaction(writing=True):
        pillar = queries.pillar("finance")
        assert pillar is not None
        proposals.add_proposal(None, pillar, addressee="", at=LATER, number=8)
    with pytest.raises(Unreadable) as unreadable:
        taken_in(app, changed("finance/1", number=8))
    assert [problem.code for problem in unreadable.value.problems] == ["import-place-taken"]


def test_the_import_is_in_the_journal(app: Flask) -> None:
    taken_in(app)
    with app.app_context():
        strategy = queries.strategy(SLUG)
        assert strategy is not None
        assert [entry.verb for entry in journal.of("strategy", strategy.id)] == ["strategy-imported"]


def test_the_command_tells_what_it_did(app: Flask) -> None:
    run = app.test_cli_runner()
    tried = run.invoke(args=["strategy", "import", str(PLATFORM), "--dry-run"])
    assert "30 new, 0 changed, 0 unchanged." in tried.output
    assert "nothing was written" in tried.output
    assert "30 new, 0 changed" in run.invoke(args=["strategy", "import", str(PLATFORM)]).output
    assert "0 new, 0 changed, 30 unchanged" in run.invoke(args=["strategy", "import", str(PLATFORM)]).output


def test_the_command_names_file_line_and_column_and_writes_nothing(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "platform.json"
    file.write_text(FILE.replace('"hue": "pillar-plum"', '"hue": "purple"'), encoding="utf-8")
    line = FILE[: FILE.index('"hue": "pillar-plum"')].count("\n") + 1
    result = app.test_cli_runner().invoke(args=["strategy", "import", str(file)])
    assert result.exit_code == 1
    assert f"{file}:{line}: 11: sections[4].hue: Colours are: pillar-ochre" in result.output
    with app.app_context():
        assert queries.strategy(SLUG) is None


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"{}", b"[" * 100_000])
def test_the_command_survives_any_file(app: Flask, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / f"{sha256(content).hexdigest()}.json"
    file.write_bytes(content)
    result = app.test_cli_runner().invoke(args=["strategy", "import", str(file)])
    assert result.exit_code == 1
    assert "Nothing was written." in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
