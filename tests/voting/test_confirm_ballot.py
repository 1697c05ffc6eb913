"""The second key: a teller confirms what was hashed; after it nothing of the ballot changes any more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from consult.journal.models import Entry
from consult.kit.canonical import digest
from consult.kit.db import db, transaction
from consult.kit.refusal import Refused
from consult.network.models import Body, Seat
from consult.strategy.models import Passage, Version
from consult.voting.actions.scheduling import confirm_ballot, prepare_ballot
from consult.voting.models import Ballot, Rule
from consult.voting.phases import State, state
from tests.cast import START
from tests.voting.asking import CLOSES, OPENS, Asking, hidden, text


def ballot_of(asking: Asking, id: int) -> Ballot:
    with asking.app.app_context():
        return db.session.get_one(Ballot, id)


def test_a_teller_reads_everything_and_confirms(asking: Asking) -> None:
    id = asking.prepared()
    browser = asking.client_of("teller")
    page = browser.get(f"/ballots/{id}/confirm")
    said = text(page)
    kept = ballot_of(asking, id)
    for part in ("Do you adopt proposal 2.4?", "To organise a work group number 4.", kept.schedule_sha256):
        assert part in said
    assert "3 organisations may vote, 1 associate may not" in said
    answer = browser.send(f"/ballots/{id}/confirm", {"sha256": hidden(page.get_data(as_text=True), "sha256")})
    assert answer.status_code == 303
    assert state(ballot_of(asking, id), asking.clock.now()) is State.SCHEDULED


def test_another_hash_confirms_nothing(asking: Asking) -> None:
    id = asking.prepared()
    browser = asking.client_of("teller")
    for sha256 in ("", "0" * 64, "x" * 1_000_000, "\x00"):
        assert browser.send(f"/ballots/{id}/confirm", {"sha256": sha256}).status_code == 409
    assert ballot_of(asking, id).scheduled_at is None


def test_one_person_cannot_turn_both_keys(asking: Asking) -> None:
    with asking.app.app_context(), transaction(writing=True):
        tellers = db.session.scalars(select(Body).where(Body.kind == "tellers")).one()
        secretary = asking.stage.people["secretary"]
        db.session.add(Seat(person_id=secretary, body_id=tellers.id, office="teller", from_on=START.date()))
    id = asking.prepared()
    browser = asking.client_of("secretary")
    assert "another teller has to confirm it" in text(browser.get(f"/ballots/{id}/confirm"))
    answer = browser.send(f"/ballots/{id}/confirm", {"sha256": ballot_of(asking, id).schedule_sha256})
    assert answer.status_code == 409
    assert ballot_of(asking, id).scheduled_at is None


def test_after_the_opening_it_is_too_late_and_the_ballot_lapses(asking: Asking) -> None:
    id = asking.prepared()
    asking.clock.set(OPENS)
    browser = asking.client_of("teller")
    answer = browser.send(f"/ballots/{id}/confirm", {"sha256": ballot_of(asking, id).schedule_sha256})
    assert answer.status_code == 409
    assert "has to be prepared anew" in text(answer)
    assert state(ballot_of(asking, id), OPENS) is State.LAPSED
    again = asking.prepared(opens_at=OPENS + timedelta(days=30), closes_at=CLOSES + timedelta(days=30))
    assert again != id


@pytest.mark.parametrize("name", ["secretary", "delegate", "board", "associate", "stranger"])
def test_only_tellers_confirm(asking: Asking, name: str) -> None:
    id = asking.prepared()
    browser = asking.client_of(name)
    assert browser.get(f"/ballots/{id}/confirm").status_code == 403
    answer = browser.send(f"/ballots/{id}/confirm", {"sha256": ballot_of(asking, id).schedule_sha256})
    assert answer.status_code == 403


def test_a_confirmed_ballot_is_not_confirmed_twice(asking: Asking) -> None:
    id = asking.scheduled()
    browser = asking.client_of("teller")
    answer = browser.send(f"/ballots/{id}/confirm", {"sha256": ballot_of(asking, id).schedule_sha256})
    assert answer.status_code == 409


def test_what_changed_under_the_hash_is_not_confirmed(asking: Asking) -> None:
    id = asking.prepared()
    with asking.app.app_context(), transaction(writing=True):
        db.session.get_one(Ballot, id).closes_at = CLOSES + timedelta(days=1)
    with asking.app.app_context(), transaction(writing=True):
        ballot = db.session.get_one(Ballot, id)
        with pytest.raises(Refused, match="schedule-changed"):
            confirm_ballot(asking.visitor("teller"), ballot, ballot.schedule_sha256, START)


@pytest.mark.parametrize("part", ["passage", "title", "rule"])
def test_words_changed_behind_their_hash_are_not_confirmed(asking: Asking, part: str) -> None:
    id = asking.prepared()
    with asking.app.app_context(), transaction(writing=True):
        ballot = db.session.get_one(Ballot, id)
        if part == "passage":
            words = db.session.scalars(select(Passage).where(Passage.version_id == ballot.version_id)).first()
            assert words is not None
            words.text += " Or not."
        elif part == "title":
            db.session.get_one(Version, ballot.version_id).title += " or not"
        else:
            rule = db.session.get_one(Rule, ballot.rule_id)
            rule.document = ballot.rule_text = rule.document.replace('"until_close"', '"final"')
    with asking.app.app_context(), transaction(writing=True):
        ballot = db.session.get_one(Ballot, id)
        with pytest.raises(Refused, match="schedule-changed"):
            confirm_ballot(asking.visitor("teller"), ballot, ballot.schedule_sha256, START)


def test_nobody_but_office_sees_what_waits(asking: Asking) -> None:
    id = asking.prepared()
    for name in ("delegate", "associate", "stranger"):
        assert asking.client_of(name).get(f"/ballots/{id}").status_code == 403
    assert asking.client_of("nobody").get(f"/ballots/{id}").status_code == 401
    for name in ("secretary", "teller", "board"):
        assert asking.client_of(name).get(f"/ballots/{id}").status_code == 200
    for name in ("delegate", "nobody"):
        assert "Do you adopt proposal 2.4?" not in text(asking.client_of(name).get("/ballots"))
        place = f"/proposals/{asking.stage.proposals['final']}/vote"
        assert "Do you adopt proposal 2.4?" not in text(asking.client_of(name).get(place))


def test_a_ballot_is_withdrawn_with_a_reason_until_it_opens(asking: Asking) -> None:
    id = asking.scheduled()
    browser = asking.client_of("secretary")
    assert browser.send(f"/secretariat/ballots/{id}/withdraw", {"reason": " "}).status_code == 422
    for name in ("teller", "board", "delegate"):
        answer = asking.client_of(name).send(f"/secretariat/ballots/{id}/withdraw", {"reason": "No."})
        assert answer.status_code == 403
    answer = browser.send(f"/secretariat/ballots/{id}/withdraw", {"reason": "The text needs one more round."})
    assert answer.status_code == 303
    assert "The text needs one more round." in text(asking.client_of("nobody").get(f"/ballots/{id}"))
    asking.clock.set(OPENS + timedelta(hours=1))
    assert asking.client_of("delegate").get(f"/ballots/{id}/vote/coceta").status_code == 200
    assert asking.cast_refused(id) == 409
    with asking.app.app_context():
        entry = db.session.scalars(select(Entry).where(Entry.verb == "ballot-withdrawn")).one()
        assert entry.sensitive
        assert entry.reason == "The text needs one more round."


def test_an_open_ballot_is_not_withdrawn(asking: Asking) -> None:
    id = asking.opened()
    answer = asking.client_of("secretary").send(
        f"/secretariat/ballots/{id}/withdraw", {"reason": "We fear the result."}
    )
    assert answer.status_code == 409
    assert ballot_of(asking, id).withdrawn_at is None


def test_a_later_version_does_not_touch_the_ballot(asking: Asking) -> None:
    id = asking.opened()
    before = ballot_of(asking, id)
    with asking.app.app_context(), transaction(writing=True):
        old = db.session.get_one(Version, asking.stage.versions["final"])
        paragraph = db.session.scalars(select(Passage).where(Passage.version_id == old.id)).first()
        assert paragraph is not None
        texts = ["Something quite different."]
        fresh = Version(
            proposal_id=old.proposal_id,
            number=2,
            title="Another title",
            text=texts[0],
            written_at=START,
            published_at=START,
            sha256=digest("text", {"title": "Another title", "language": "en", "paragraphs": texts}),
        )
        db.session.add(fresh)
        db.session.flush()
        db.session.add(
            Passage(version_id=fresh.id, paragraph_id=paragraph.paragraph_id, position=1, text=texts[0])
        )
    page = text(asking.client_of("delegate").get(f"/ballots/{id}/vote/coceta"))
    assert "To organise a work group number 4." in page
    assert "Something quite different." not in page
    assert ballot_of(asking, id).text_sha256 == before.text_sha256


def test_times_too_short_are_refused_without_a_reason_by_the_action_too(asking: Asking) -> None:
    with asking.app.app_context(), transaction(writing=True):
        plan = asking.plan(opens_at=START + timedelta(days=1), closes_at=START + timedelta(days=2))
        with pytest.raises(Refused, match="times-need-reason"):
            prepare_ballot(asking.visitor("secretary"), plan, " ", START)
