"""After closing: the verdict in one sentence, the picture, every test, the tables, and each organisation's vote."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from fractions import Fraction

import pytest

from consult.kit.db import db, transaction
from consult.kit.sheets import plain
from consult.voting.models import Ballot
from consult.voting.phases import SETTLING
from consult.voting.queries import results
from consult.voting.ruling import OVERALL
from consult.voting.verdict import Result
from tests.voting.asking import CLOSES, Asking, text

EVERYONE = ("coceta", "cwcf", "jwcu")


def decided(asking: Asking, *choices: str, rule: str = "ordinary", **explanations: str) -> int:
    """A closed ballot in which the three voters chose so, in order; an empty choice is no vote."""
    id = asking.opened(rule)
    for organisation, choice in zip(EVERYONE, choices, strict=False):
        if choice:
            said = explanations.get(organisation, "")
            assert asking.cast(id, organisation, choice, explanation=said).status_code == 303
    asking.close()
    return id


def result(asking: Asking, id: int) -> str:
    answer = asking.client_of("nobody").get(f"/ballots/{id}/result")
    assert answer.status_code == 200
    return text(answer)


@pytest.mark.parametrize(
    ("choices", "rule", "sentence"),
    [
        (
            ("yes", "yes", "no"),
            "ordinary",
            "Adopted under the rule “Ordinary decision”: 2 of 3 votes for or against say yes, exactly what was needed.",
        ),
        (
            ("yes", "yes", "yes"),
            "ordinary",
            "Adopted under the rule “Ordinary decision”: 3 of 3 votes for or against say yes, 1 more than needed.",
        ),
        (
            ("yes", "no", "no"),
            "ordinary",
            "Not adopted under the rule “Ordinary decision”: "
            "1 of 3 votes for or against say yes, 1 short of what was needed.",
        ),
        (
            ("yes", "", ""),
            "ordinary",
            "No decision: 1 of 3 organisations took part, 1 short of what was needed for the quorum of the rule "
            "“Ordinary decision”.",
        ),
        (
            ("yes", "no", "abstain"),
            "two-thirds",
            "Not adopted under the rule “Two thirds of the votes expressed”: "
            "1 of 2 votes for or against say yes, 1 short of what was needed.",
        ),
        (
            ("yes", "yes", "no"),
            "regions",
            "Not adopted under the rule “Majority overall and in each region”: "
            "in Asia 0 of 1 vote for or against say yes, 1 short of what was needed.",
        ),
        (
            ("abstain", "abstain", "abstain"),
            "ordinary",
            "Not adopted under the rule “Ordinary decision”: nobody voted yes or no.",
        ),
    ],
)
def test_the_verdict_is_one_sentence_with_rule_numbers_and_margin(
    asking: Asking, choices: tuple[str, ...], rule: str, sentence: str
) -> None:
    assert sentence in result(asking, decided(asking, *choices, rule=rule))


@pytest.mark.parametrize(
    ("tie", "sentence"),
    [
        ("chair", "the chair has to decide"),
        ("lot", "a lot has to decide"),
        ("second_ballot", "the question is put once more"),
        ("further_discussion", "the question goes back to discussion"),
    ],
)
def test_a_tie_says_what_follows(asking: Asking, tie: str, sentence: str) -> None:
    asking.add_rule("tied", tie=tie)
    said = result(asking, decided(asking, "yes", "no", "abstain", rule="tied"))
    assert (
        "Tied under the rule “Ordinary decision”: 1 of 2 votes for or against say yes, and " + sentence
        in said
    )


def test_too_many_abstentions_put_the_question_again(asking: Asking) -> None:
    asking.add_rule("capped", abstention_cap={"scope": "overall", "value": "1/3"})
    said = result(asking, decided(asking, "yes", "yes", "abstain", rule="capped"))
    assert "To be voted on again under the rule “Ordinary decision”: 1 of 3 votes cast abstain" in said


def test_an_adoption_may_wait_for_its_confirmation(asking: Asking) -> None:
    asking.add_rule("confirmed", confirmation={"body": "board"})
    said = result(asking, decided(asking, "yes", "yes", "yes", rule="confirmed"))
    assert "Adopted under the rule “Ordinary decision”, to be confirmed: 3 of 3" in said


def test_a_missed_quorum_says_whether_the_majority_was_there(asking: Asking) -> None:
    said = result(asking, decided(asking, "yes"))
    assert "The majority was reached, but without the quorum it decides nothing." in said


def test_the_page_shows_tests_tables_names_and_fingerprints(asking: Asking) -> None:
    id = decided(asking, "yes", "no", coceta="We agree *wholly*.")
    said = result(asking, id)
    for part in (
        "2 of 3 organisations took part; the quorum was 2.",
        "Took part: 2 of 3",
        "66.67 %",
        "Yes: 1 of 2",
        "50.00 %",
        "more than half of the votes for or against: 2",
        "Votes by region",
        "Votes by category",
        "COCETA",
        "We agree wholly",
        "1 organisation did not vote",
        "JWCU",
        "Check this yourself",
        "Assumption.",
    ):
        assert part in said
    with asking.app.app_context():
        ballot = db.session.get_one(Ballot, id)
        for sha256 in (ballot.text_sha256, ballot.rule_sha256, ballot.roll_sha256, ballot.schedule_sha256):
            assert sha256 in said


def test_the_result_is_public_from_the_end_of_settling_on(asking: Asking) -> None:
    id = decided(asking, "yes", "yes", "no")
    asking.clock.set(CLOSES + SETTLING - timedelta(microseconds=1))
    assert "There is no result yet." in result(asking, id)
    asking.clock.set(CLOSES + SETTLING)
    assert "Adopted" in result(asking, id)


def test_only_the_last_vote_of_an_organisation_counts(asking: Asking) -> None:
    id = asking.opened()
    for choice in ("no", "yes", "abstain", "yes"):
        asking.cast(id, "coceta", choice)
    asking.cast(id, "cwcf", "yes")
    asking.close()
    with asking.app.app_context(), transaction(writing=False):
        found = results.verdict_of(db.session.get_one(Ballot, id), asking.clock.now())
        counts = found.tally.at(OVERALL)
        assert (counts.yes, counts.no, counts.abstain, counts.entitled) == (2, 0, 0, 3)
        assert found.verdict.result is Result.ADOPTED


def test_a_ballot_nobody_voted_in_has_a_result(asking: Asking) -> None:
    id = decided(asking)
    assert "No decision: 0 of 3 organisations took part" in result(asking, id)
    with asking.app.app_context(), transaction(writing=False):
        found = results.verdict_of(db.session.get_one(Ballot, id), asking.clock.now())
        assert found.tally.at(OVERALL).not_voted == Fraction(3)


def table(asking: Asking, id: int) -> list[list[str]]:
    answer = asking.client_of("nobody").get(f"/ballots/{id}/result.csv")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))


def test_the_table_holds_every_vote(asking: Asking) -> None:
    rows = table(asking, decided(asking, "yes", "no", coceta="Two\nlines, with a comma."))
    assert [row[0] for row in rows] == ["Organisation", "COCETA", "CWCF", "JWCU"]
    assert [row[5] for row in rows[1:]] == ["Yes", "No", "Did not vote"]
    assert rows[1][6] == "Two\nlines, with a comma."


def test_no_cell_is_a_formula(asking: Asking) -> None:
    rows = table(asking, decided(asking, "yes", "no", coceta='=HYPERLINK("http://x")', cwcf="@SUM(1)"))
    assert rows[1][6].startswith("'=")
    assert rows[2][6].startswith("'@")
    assert [plain(cell) for cell in ("+1", "-1", "\tx", "\rx", "plain", "")] == [
        "'+1", "'-1", "'\tx", "'\rx", "plain", "",
    ]  # fmt: skip


def test_an_organisation_shows_how_it_voted(asking: Asking) -> None:
    decided(asking, "yes", "no")
    said = text(asking.client_of("nobody").get("/network/cwcf"))
    assert "No 2.4 Work group 4" in said
    assert "Did not vote 2.4 Work group 4" in text(asking.client_of("nobody").get("/network/jwcu"))
