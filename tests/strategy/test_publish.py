"""Publishing a version: immutable, hashed, with paragraphs that keep their ids."""

from __future__ import annotations

import pytest
from flask import Flask

from consult.journal import queries as journal
from consult.kit.canonical import digest
from consult.kit.db import transaction
from consult.kit.refusal import Refused
from consult.strategy import queries
from consult.strategy.actions import versions
from tests.cast import Stage
from tests.strategy.writing import LATER, publish, published, secretary, the

TEXT = "To organise a work group number 2.\n\nTo develop a concrete work plan.\n\nTo report every year."


def test_a_published_version_has_the_hash_of_its_title_language_and_paragraphs(
    app: Flask, stage: Stage
) -> None:
    published(app, stage, stage.proposals["consultation"], TEXT)
    with app.app_context():
        version = queries.published_version(stage.proposals["consultation"])
        assert version is not None
        assert version.number == 2
        paragraphs = TEXT.split("\n\n")
        assert version.sha256 == digest(
            "text", {"title": "Work group", "language": "en", "paragraphs": paragraphs}
        )


def test_paragraphs_keep_their_ids_and_new_ones_get_their_own(app: Flask, stage: Stage) -> None:
    with app.app_context():
        before = queries.passages(stage.versions["consultation"])
    published(app, stage, stage.proposals["consultation"], TEXT)
    with app.app_context():
        version = queries.published_version(stage.proposals["consultation"])
        assert version is not None
        after = queries.passages(version.id)
    assert [row.paragraph_id for row in after[:2]] == [row.paragraph_id for row in before]
    assert after[2].paragraph_id not in {row.paragraph_id for row in before}
    assert [row.address for row in after] == ["2.2 §1", "2.2 §2", "2.2 §3"]
    assert after[2].anchor == f"p{after[2].paragraph_id}"


def test_the_earlier_version_stays_as_it_was(app: Flask, stage: Stage) -> None:
    with app.app_context():
        before = queries.passages(stage.versions["consultation"])
    published(app, stage, stage.proposals["consultation"], "Something else entirely.")
    with app.app_context():
        assert queries.passages(stage.versions["consultation"]) == before
        assert [line.number for line in queries.versions(stage.proposals["consultation"])] == [2, 1]


def test_the_first_version_opens_the_proposal(app: Flask, stage: Stage) -> None:
    assert published(app, stage, stage.proposals["draft"], TEXT) == 1
    with app.app_context():
        assert the(stage.proposals["draft"]).state == "consultation"


def test_a_draft_becomes_the_version_of_its_number(app: Flask, stage: Stage) -> None:
    id = stage.proposals["revision"]
    words = {"title": "Work group", "language": "en", "note": ""}
    with app.app_context(), transaction(writing=True):
        versions.save_draft(secretary(stage), the(id), text="Half a thought", at=LATER, **words)
    assert published(app, stage, id, "A whole thought.") == 2
    with app.app_context():
        assert queries.draft(id) is None


@pytest.mark.parametrize(
    ("code", "state", "text", "more"),
    [
        ("text-empty", "revision", " \n ", {}),
        ("text-unchanged", "revision", "To organise a work group number 3.\n\nTo develop a concrete work plan.",
         {"title": "Work group 3"}),
        ("note-missing", "revision", TEXT, {"note": " "}),
        ("title-empty", "revision", TEXT, {"title": ""}),
        ("text-frozen", "final", TEXT, {}),
        ("too-many-paragraphs", "revision", "\n\n".join(["One more."] * 200), {}),
        ("published-meanwhile", "revision", TEXT, {"seen": "0/"}),
        ("draft-gone-meanwhile", "revision", TEXT, {"seen": "1/2026-11-23T09:00:00+00:00"}),
    ],
)  # fmt: skip
def test_what_cannot_be_published_says_why(
    app: Flask, stage: Stage, code: str, state: str, text: str, more: dict[str, str]
) -> None:
    with app.app_context(), pytest.raises(Refused) as refused, transaction(writing=True):
        publish(stage, stage.proposals[state], text, **more)
    assert refused.value.code == code
    with app.app_context():
        assert [line.number for line in queries.versions(stage.proposals[state])] == [1]


def test_publishing_is_in_the_journal_for_members_to_read(app: Flask, stage: Stage) -> None:
    id = stage.proposals["consultation"]
    published(app, stage, id, TEXT)
    with app.app_context():
        (entry,) = [row for row in journal.of("proposal", id) if row.verb == "version-published"]
    assert (entry.sensitive, entry.actor_id, entry.reason) == (
        True,
        stage.people["secretary"],
        "Said better.",
    )
    assert entry.details["version"] == 2


def test_a_discarded_draft_leaves_the_published_text(app: Flask, stage: Stage) -> None:
    id = stage.proposals["revision"]
    with app.app_context(), transaction(writing=True):
        words = {"title": "Work group", "language": "en", "note": ""}
        versions.save_draft(secretary(stage), the(id), text="Half a thought", at=LATER, **words)
        versions.discard_draft(secretary(stage), the(id), LATER)
    with app.app_context():
        assert queries.draft(id) is None
        assert [line.number for line in queries.versions(id)] == [1]


def test_the_only_draft_of_a_proposal_is_kept(app: Flask, stage: Stage) -> None:
    with app.app_context(), pytest.raises(Refused, match="draft-is-all-there-is"), transaction(writing=True):
        versions.discard_draft(secretary(stage), the(stage.proposals["draft"]), LATER)
