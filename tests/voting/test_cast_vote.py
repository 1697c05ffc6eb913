"""Casting a vote: two steps, a receipt, changes until closing; the server's clock decides to the microsecond."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy import text as sql
from sqlalchemy.exc import IntegrityError

from consult.kit.db import db, transaction
from consult.network.models import Mandate
from consult.voting.models import Cast
from tests.voting.asking import CLOSES, OPENS, Asking, confirm, hidden, place, reviewed, text

MICROSECOND = timedelta(microseconds=1)


def test_the_paper_has_the_question_the_text_the_rule_and_three_choices(asking: Asking) -> None:
    id = asking.opened()
    page = asking.client_of("delegate").get(place(id, "coceta"))
    said = text(page)
    for part in (
        "Do you adopt proposal 2.4?",
        "To organise a work group number 4.",
        "It is adopted if",
        "Confederación Española",
        "1 vote",
        "Assumption.",
    ):
        assert part in said
    markup = page.get_data(as_text=True)
    assert [f'value="{choice}"' in markup for choice in ("yes", "no", "abstain")] == [True] * 3


def test_the_review_reads_the_vote_back_and_casts_nothing(asking: Asking) -> None:
    id = asking.opened()
    browser = asking.client_of("delegate")
    given = {"step": "review", "choice": "no", "seen": "", "explanation": "Because of *the cost*."}
    said = text(browser.send(place(id, "coceta"), given))
    for part in ("Is this our vote?", "Do you adopt proposal 2.4?", "1 vote", "Because of the cost", "Until"):
        assert part in said
    assert "Cast our vote: No" in said
    assert asking.casts(id) == []


def test_going_back_from_the_review_keeps_what_was_written(asking: Asking) -> None:
    id = asking.opened()
    browser = asking.client_of("delegate")
    fields = reviewed(browser, id, "coceta", "no", explanation="Because.")
    page = browser.send(place(id, "coceta"), {**fields, "step": "edit"}).get_data(as_text=True)
    assert "Because." in page
    assert "checked" in page.split('value="no"')[0].rsplit("<input", 1)[1] + page.split('value="no"')[1][:40]
    assert asking.casts(id) == []


def test_a_confirmed_vote_leads_to_its_receipt(asking: Asking) -> None:
    id = asking.opened()
    browser = asking.client_of("delegate")
    answer = confirm(browser, id, "coceta", "yes", explanation="We agree.")
    assert answer.status_code == 303
    assert answer.location.startswith(f"/ballots/{id}/vote/coceta/receipt/")
    said = text(browser.get(answer.location))
    code = answer.location.rsplit("/", 1)[1]
    for part in ("Our vote is recorded", code, "Yes", "We agree.", "Dolores García", "1 vote", "Version 1"):
        assert part in said
    assert asking.casts(id) == [("yes", True)]
    with asking.app.app_context():
        kept = db.session.scalars(select(Cast)).one()
        assert kept.mandate_id == asking.stage.mandates["delegate"]
        assert kept.cast_at == asking.clock.now()


def test_a_receipt_is_for_the_organisation_alone(asking: Asking) -> None:
    id = asking.opened()
    receipt = asking.cast(id, "coceta", "yes").location
    for name in ("second", "drafter", "observer"):
        assert asking.client_of(name).get(receipt).status_code == 200
    for name in ("neighbour", "secretary", "teller", "board", "stranger"):
        assert asking.client_of(name).get(receipt).status_code == 403
    assert asking.client_of("nobody").get(receipt).status_code == 401
    other = receipt.replace("coceta", "cwcf")
    assert asking.client_of("neighbour").get(other).status_code == 404
    assert asking.client_of("delegate").get(receipt + "x").status_code == 404


def test_a_vote_can_be_changed_all_are_kept_and_the_newest_counts(asking: Asking) -> None:
    id = asking.opened()
    first = asking.cast(id, "coceta", "yes")
    asking.clock.advance(timedelta(hours=2))
    second = asking.cast(id, "coceta", "no", explanation="We looked again.")
    asking.clock.advance(timedelta(hours=2))
    third = asking.cast(id, "coceta", "abstain")
    assert len({first.location, second.location, third.location}) == 3
    assert asking.casts(id) == [("yes", False), ("no", False), ("abstain", True)]
    browser = asking.client_of("delegate")
    assert "This vote was replaced by a later one" in text(browser.get(first.location))
    said = text(browser.get(place(id, "coceta")))
    assert said.count("replaced") == 2
    assert "We looked again." in said


@pytest.mark.parametrize(("moment", "counts"), [(CLOSES - MICROSECOND, True), (CLOSES, False)])
def test_at_the_last_microsecond_it_counts_and_at_closing_it_does_not(
    asking: Asking, moment: object, counts: bool
) -> None:
    id = asking.opened()
    asking.clock.set(CLOSES - timedelta(hours=1))
    browser = asking.client_of("delegate")
    fields = reviewed(browser, id, "coceta", "yes", explanation="What I wrote.")
    asking.clock.at = moment  # type: ignore[assignment]  # one of the two moments above
    answer = browser.send(place(id, "coceta"), fields)
    if counts:
        assert answer.status_code == 303
        assert asking.casts(id) == [("yes", True)]
    else:
        assert answer.status_code == 409
        assert "Nothing was recorded" in text(answer)
        assert "What I wrote." in text(answer)
        assert asking.casts(id) == []


def test_before_the_opening_nothing_is_cast(asking: Asking) -> None:
    id = asking.scheduled()
    asking.clock.set(OPENS - MICROSECOND)
    assert "This ballot has not opened yet" in text(asking.client_of("delegate").get(place(id, "coceta")))
    assert asking.cast_refused(id) == 409
    assert asking.casts(id) == []


def test_an_unconfirmed_ballot_takes_no_vote(asking: Asking) -> None:
    id = asking.prepared()
    asking.clock.set(OPENS + timedelta(hours=1))
    assert asking.cast_refused(id) == 409
    assert asking.casts(id) == []


def test_the_same_form_twice_is_one_vote_with_one_receipt(asking: Asking) -> None:
    id = asking.opened()
    browser = asking.client_of("delegate")
    fields = reviewed(browser, id, "coceta", "yes")
    first, again = browser.send(place(id, "coceta"), fields), browser.send(place(id, "coceta"), fields)
    assert (first.status_code, again.status_code) == (303, 303)
    assert first.location == again.location
    assert asking.casts(id) == [("yes", True)]


def test_the_same_vote_from_another_page_is_in_the_record_already(asking: Asking) -> None:
    id = asking.opened()
    browser = asking.client_of("delegate")
    one, other = reviewed(browser, id, "coceta", "yes"), reviewed(browser, id, "coceta", "yes")
    first, again = browser.send(place(id, "coceta"), one), browser.send(place(id, "coceta"), other)
    assert first.location == again.location
    assert asking.casts(id) == [("yes", True)]


def test_a_mandate_withdrawn_between_review_and_confirmation_casts_nothing(asking: Asking) -> None:
    id = asking.opened()
    browser = asking.client_of("delegate")
    fields = reviewed(browser, id, "coceta", "yes")
    with asking.app.app_context(), transaction(writing=True):
        mandate = db.session.get_one(Mandate, asking.stage.mandates["delegate"])
        mandate.until_at = asking.clock.now()
    assert browser.send(place(id, "coceta"), fields).status_code == 403
    assert asking.casts(id) == []


def test_the_database_itself_refuses_a_second_live_cast(asking: Asking) -> None:
    id = asking.opened()
    asking.cast(id, "coceta", "yes")
    copy = sql(
        "INSERT INTO vote_cast (item_id, entry_id, cohort, choice, explanation, language, person_id, mandate_id,"
        " cast_at, receipt) SELECT item_id, entry_id, cohort, 'no', '', 'en', person_id, mandate_id, cast_at, 'other'"
        " FROM vote_cast"
    )
    with asking.app.app_context(), db.engine.begin() as connection, pytest.raises(IntegrityError):
        connection.execute(copy)
    assert asking.casts(id) == [("yes", True)]


def test_bad_input_is_said_and_casts_nothing(asking: Asking) -> None:
    id = asking.opened()
    browser = asking.client_of("delegate")
    for choice in ("", "maybe", "YES", "\x00", "yes,no", "x" * 100_000):
        for step in ("review", "confirm", "edit"):
            answer = browser.send(place(id, "coceta"), {"step": step, "choice": choice, "seen": ""})
            assert answer.status_code == 422
            assert "Please choose one of these." in text(answer)
    assert asking.casts(id) == []


def test_a_megabyte_of_explanation_is_too_long_and_stays_in_the_form(asking: Asking) -> None:
    id = asking.opened()
    long = "Much to say. " * 80_000
    answer = asking.client_of("delegate").send(
        place(id, "coceta"), {"step": "confirm", "choice": "yes", "seen": "", "explanation": long}
    )
    assert answer.status_code == 422
    assert "This text is too long: at most 1500 characters." in text(answer)
    assert long.strip() in answer.get_data(as_text=True)
    assert asking.casts(id) == []


@pytest.mark.parametrize(
    "written",
    ["<script>alert(1)</script>{{7*7}}", "\u202eevil\u202c \u0000\u0007nul", "مع النص \u05de\u05d4", "=1+1"],
)
def test_odd_explanations_are_kept_and_shown_harmlessly(asking: Asking, written: str) -> None:
    id = asking.opened()
    browser = asking.client_of("delegate")
    page = browser.get(confirm(browser, id, "coceta", "yes", explanation=written).location)
    assert "<script>alert" not in page.get_data(as_text=True)
    assert "49" not in text(page).split("Receipt")[0].split("Yes")[-1]


@pytest.mark.parametrize("seen", ["x", "-1", "999999999999999999999999", "0", "\u0661", "1 OR 1=1", "\x00"])
def test_an_odd_mark_of_what_was_seen_is_no_way_in(asking: Asking, seen: str) -> None:
    id = asking.opened()
    asking.cast(id, "coceta", "yes")
    fields = {"step": "confirm", "choice": "no", "seen": seen, "explanation": ""}
    assert asking.client_of("second").send(place(id, "coceta"), fields).status_code == 409
    assert asking.casts(id) == [("yes", True)]


def test_one_organisation_cannot_supersede_the_vote_of_another(asking: Asking) -> None:
    id = asking.opened()
    asking.cast(id, "coceta", "yes")
    paper = asking.client_of("delegate").get(place(id, "coceta")).get_data(as_text=True)
    fields = {"step": "confirm", "choice": "no", "seen": hidden(paper, "seen"), "explanation": ""}
    assert asking.client_of("neighbour").send(place(id, "cwcf"), fields).status_code == 409
    assert asking.casts(id) == [("yes", True)]


def test_a_final_rule_takes_one_vote_and_no_change(asking: Asking, tmp_path: object) -> None:
    asking.add_rule("final", revote="final")
    id = asking.opened("final")
    assert asking.cast(id, "coceta", "yes").status_code == 303
    page = asking.client_of("delegate").get(place(id, "coceta")).get_data(as_text=True)
    assert "Review our vote" not in page
    fields = {"step": "confirm", "choice": "no", "seen": "1", "explanation": ""}
    assert asking.client_of("delegate").send(place(id, "coceta"), fields).status_code == 409
    assert asking.casts(id) == [("yes", True)]


def test_a_no_that_needs_its_reason_is_asked_for_it(asking: Asking) -> None:
    asking.add_rule("reasoned", negatives_need_reason=True)
    id = asking.opened("reasoned")
    browser = asking.client_of("delegate")
    refused = browser.send(place(id, "coceta"), {"step": "confirm", "choice": "no", "seen": ""})
    assert refused.status_code == 422
    assert "a no is counted only with its reason" in text(refused)
    assert asking.cast(id, "coceta", "no", explanation="It costs too much.").status_code == 303
