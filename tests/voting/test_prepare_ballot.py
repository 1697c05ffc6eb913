"""The first key: the secretariat prepares a ballot on a final, published text, and sees before what it asks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from consult.journal.models import Entry
from consult.kit.db import db
from consult.network.queries.approvals import waiting_approvals
from consult.voting.models import Ballot, Rule
from tests.cast import START
from tests.client import Client
from tests.voting.asking import Asking, hidden, text

NEW = "/secretariat/ballots/new"


def rule_id(asking: Asking, slug: str = "ordinary") -> str:
    with asking.app.app_context():
        return str(db.session.scalar(select(Rule.id).where(Rule.slug == slug)))


def form(asking: Asking, **more: str) -> dict[str, Any]:
    return {
        "proposal": str(asking.stage.proposals["final"]),
        "question": "Do you adopt proposal 2.4?",
        "opens_at": "2026-12-20T10:00",
        "closes_at": "2027-01-10T10:00",
        "rule": rule_id(asking),
        "step": "preview",
        **more,
    }


def prepared(asking: Asking, browser: Client, **more: str) -> Any:
    fields = form(asking, **more)
    preview = browser.send(NEW, fields)
    sha256 = hidden(preview.get_data(as_text=True), "sha256")
    return browser.send(NEW, {**fields, "step": "prepare", "sha256": sha256})


def ballots(asking: Asking) -> list[Ballot]:
    with asking.app.app_context():
        return list(db.session.scalars(select(Ballot)))


@pytest.mark.parametrize("state", ["consultation", "revision"])
def test_a_text_that_is_not_final_cannot_be_voted_on_and_the_way_there_is_shown(
    asking: Asking, state: str
) -> None:
    page = asking.client_of("secretary").get(f"{NEW}?proposal={asking.stage.proposals[state]}")
    assert "This proposal is not final yet." in text(page)
    assert f"/secretariat/strategy/proposals/{asking.stage.proposals[state]}" in page.get_data(as_text=True)
    sent = asking.client_of("secretary").send(NEW, form(asking, proposal=str(asking.stage.proposals[state])))
    assert sent.status_code == 422
    assert not ballots(asking)


@pytest.mark.parametrize("given", ["", "x", "999999", "-1", "99999999999999999999", "1 OR 1=1"])
def test_a_proposal_nobody_knows_is_not_found(asking: Asking, given: str) -> None:
    browser = asking.client_of("secretary")
    assert browser.get(NEW, query_string={"proposal": given}).status_code == 404
    assert browser.send(NEW, form(asking, proposal=given)).status_code == 404


def test_the_form_asks_the_question_of_the_proposal(asking: Asking) -> None:
    page = asking.client_of("secretary").get(f"{NEW}?proposal={asking.stage.proposals['final']}")
    assert "Do you adopt proposal 2.4, “Work group 4”?" in text(page)
    assert "It is adopted if" in text(page)


def test_the_preview_shows_roll_text_and_times(asking: Asking) -> None:
    page = text(asking.client_of("secretary").send(NEW, form(asking)))
    assert "3 organisations may vote, 1 associate may not; total weight 3." in page
    assert "To organise a work group number 4." in page
    assert "10:00 (Brussels time)" in page
    assert not ballots(asking)


def test_what_was_previewed_is_prepared_and_asks_for_a_second_key(asking: Asking) -> None:
    answer = prepared(asking, asking.client_of("secretary"))
    [ballot] = ballots(asking)
    assert answer.status_code == 303
    assert answer.location == f"/secretariat/ballots/{ballot.id}"
    assert ballot.scheduled_at is None
    with asking.app.app_context():
        [asked] = waiting_approvals()
        assert (asked.subject_kind, asked.subject_id, asked.sha256) == (
            "ballot",
            ballot.id,
            ballot.schedule_sha256,
        )
        entry = db.session.scalars(select(Entry).where(Entry.verb == "ballot-prepared")).one()
        assert entry.sensitive


def test_another_thing_than_was_previewed_is_not_prepared(asking: Asking) -> None:
    browser = asking.client_of("secretary")
    sha256 = hidden(browser.send(NEW, form(asking)).get_data(as_text=True), "sha256")
    changed = form(asking, step="prepare", sha256=sha256, question="Something else?")
    answer = browser.send(NEW, changed)
    assert answer.status_code == 422
    assert "What you read has changed since." in text(answer)
    assert not ballots(asking)


@pytest.mark.parametrize(
    ("opens_at", "closes_at", "sentence"),
    [
        ("2026-11-20T10:00", "2027-01-10T10:00", "A ballot opens in the future."),
        ("2026-12-20T10:00", "2026-12-20T10:00", "A ballot closes after it opens."),
        ("", "2027-01-10T10:00", "Please give a day and a time."),
        ("soon", "later", "Not a valid"),
        ("0001-01-01T00:00", "9999-12-31T23:59", "This year cannot be right."),
    ],
)
def test_impossible_times_are_said_and_what_was_typed_stays(
    asking: Asking, opens_at: str, closes_at: str, sentence: str
) -> None:
    browser = asking.client_of("secretary")
    answer = browser.send(NEW, form(asking, opens_at=opens_at, closes_at=closes_at))
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert "Do you adopt proposal 2.4?" in text(answer)
    assert not ballots(asking)


def test_times_shorter_than_the_rule_need_a_tick_and_a_reason(asking: Asking) -> None:
    browser = asking.client_of("secretary")
    short = {"opens_at": "2026-11-25T10:00", "closes_at": "2026-11-28T10:00"}
    preview = text(browser.send(NEW, form(asking, **short)))
    assert "The times are shorter than the rule asks." in preview
    refused = prepared(asking, browser, **short)
    assert refused.status_code == 422
    assert not ballots(asking)
    assert prepared(asking, browser, **short, in_spite="y", reason=" ").status_code == 422
    answer = prepared(asking, browser, **short, in_spite="y", reason="The assembly meets on Monday.")
    assert answer.status_code == 303
    with asking.app.app_context():
        entry = db.session.scalars(select(Entry).where(Entry.verb == "ballot-prepared")).one()
        assert entry.reason == "The assembly meets on Monday."
        assert entry.details["short"] == ["notice", "open_min"]


def test_a_proposal_has_one_ballot_at_a_time(asking: Asking) -> None:
    asking.prepared()
    browser = asking.client_of("secretary")
    page = browser.get(f"{NEW}?proposal={asking.stage.proposals['final']}")
    assert "There is a ballot on this proposal that is not over yet." in text(page)
    assert browser.send(NEW, form(asking, step="preview")).status_code == 422


def test_a_ballot_prepared_twice_with_one_key_is_one(asking: Asking) -> None:
    browser = asking.client_of("secretary")
    page = browser.send(NEW, form(asking)).get_data(as_text=True)
    fields = form(asking, step="prepare", sha256=hidden(page, "sha256"), once=hidden(page, "once"))
    first, again = browser.send(NEW, fields), browser.send(NEW, fields)
    assert (first.status_code, first.location) == (again.status_code, again.location)
    assert len(ballots(asking)) == 1


@pytest.mark.parametrize("name", ["delegate", "teller", "board", "associate", "stranger"])
def test_only_the_secretariat_prepares(asking: Asking, name: str) -> None:
    browser = asking.client_of(name)
    assert browser.get(f"{NEW}?proposal={asking.stage.proposals['final']}").status_code == 403
    assert browser.send(NEW, form(asking)).status_code == 403


def test_bad_input_is_survived(asking: Asking) -> None:
    browser = asking.client_of("secretary")
    for question in ("", "x" * 1_000_000, "\x00\x01", "  "):
        assert browser.send(NEW, form(asking, question=question)).status_code == 422
    odd = "{{7*7}} <script>alert(1)</script> \u202eabc מה"
    answer = browser.send(NEW, form(asking, question=odd))
    assert answer.status_code == 200
    assert "<script>alert" not in answer.get_data(as_text=True)
    assert "{{7*7}}" in text(answer)
    for rule in ("", "999", "x", "1; drop table"):
        assert browser.send(NEW, form(asking, rule=rule)).status_code == 422
    assert browser.send(NEW, {}).status_code == 404
    assert not ballots(asking)


def test_a_rule_we_cannot_count_yet_is_refused_with_a_sentence(asking: Asking) -> None:
    with asking.app.app_context():
        known = db.session.scalars(select(Rule).where(Rule.slug == "ordinary")).one()
        weighted = known.document.replace('"scheme":"equal"', '"scheme":"fixed","votes":"3"')
        assert weighted != known.document
    asking.clock.set(START + timedelta(minutes=1))
    with asking.app.app_context(), db.engine.begin() as connection:
        connection.execute(
            Rule.__table__.insert().values(  # type: ignore[attr-defined]  # the table behind the class
                slug="weighted",
                number=1,
                title="Weighted",
                basis="",
                document=weighted,
                sha256="0" * 64,
                created_at=START,
            )
        )
    answer = asking.client_of("secretary").send(NEW, form(asking, rule=rule_id(asking, "weighted")))
    assert answer.status_code == 422
    assert "Ballots with weights come later." in text(answer)
