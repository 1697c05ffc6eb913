"""Several texts in one vote, and one of them taken out of it on request."""

from __future__ import annotations

from datetime import timedelta

from consult.kit.db import db, transaction
from consult.strategy.events import may_leave_final, pillar_counts
from consult.strategy.models import Version
from consult.voting.actions.scheduling import schedule_sha256
from consult.voting.models import Ballot
from consult.voting.queries import ballots
from tests.voting.asking import CLOSES, OPENS, Asking, hidden, text
from tests.voting.blocks import apart, plan, scheduled_block

NEW = "/secretariat/ballots/new"


def row_of(asking: Asking, ballot: int) -> Ballot:
    with asking.app.app_context(), transaction(writing=False):
        found = db.session.get_one(Ballot, ballot)
        db.session.expunge(found)
        return found


def test_the_secretariat_prepares_a_block_and_a_teller_confirms_it_by_their_pages(
    asking: Asking, finals: list[int]
) -> None:
    secretary = asking.client_of("secretary")
    assert "Work group 5" in text(secretary.get("/secretariat/ballots/block"))
    chosen = "&".join(f"proposal={id}" for id in finals)
    form = secretary.get(f"{NEW}?{chosen}")
    assert "3 texts in one vote" in text(form)
    fields = {
        "proposal": [str(id) for id in finals], "question": "Do you adopt these together?", "step": "preview",
        "opens_at": "2026-12-20T10:00", "closes_at": "2027-01-10T10:00",
        "rule": form.get_data(as_text=True).split('name="rule"')[1].split('value="')[1].split('"')[0],
    }  # fmt: skip
    preview = secretary.send(NEW, fields)
    assert preview.status_code == 200, text(preview)
    said = text(preview)
    assert "any organisation that votes may ask that a text be voted on apart" in said
    assert all(f"To organise a work group number {number}." in said for number in (4, 5, 6))
    sha256 = hidden(preview.get_data(as_text=True), "sha256")
    done = secretary.send(NEW, fields | {"step": "prepare", "sha256": sha256})
    assert done.status_code == 303, text(done)
    ballot = int(done.location.rsplit("/", 1)[1])
    teller = asking.client_of("teller")
    assert "To organise a work group number 6." in text(teller.get(f"/ballots/{ballot}/confirm"))
    assert teller.send(f"/ballots/{ballot}/confirm", {"sha256": sha256}).status_code == 303
    page = text(asking.client_of("nobody").get(f"/ballots/{ballot}"))
    assert "3 texts in one vote" in page
    assert "Scheduled" in page
    assert "2.4, 2.5, 2.6" in text(asking.client_of("nobody").get("/ballots"))


def test_one_cast_counts_for_all_and_every_proposal_shows_it(asking: Asking, finals: list[int]) -> None:
    ballot = scheduled_block(asking, finals)
    asking.clock.set(OPENS + timedelta(hours=1))
    assert asking.cast(ballot, "coceta", "yes").status_code == 303
    assert asking.cast(ballot, "cwcf", "yes").status_code == 303
    assert asking.casts(ballot) == [("yes", True), ("yes", True)]
    delegate = asking.client_of("delegate")
    for id in finals:
        assert f"/ballots/{ballot}/vote/coceta" in delegate.get(f"/proposals/{id}").get_data(as_text=True)
        assert "In one vote with others: 2.4, 2.5, 2.6" in text(delegate.get(f"/proposals/{id}/vote"))
    asking.close()
    nobody = asking.client_of("nobody")
    said = text(nobody.get(f"/ballots/{ballot}/result"))
    assert "Adopted under the rule" in said
    assert all(f"Work group {number}" in said for number in (4, 5, 6))
    with asking.app.test_request_context(), transaction(writing=False):
        told = {id: texts for answer in pillar_counts.ask(finals) for id, texts in answer.items() if texts}
        assert all("Adopted, 2 yes to 0 no" in told[id] for id in finals)
        assert all(False in may_leave_final.ask(id) for id in finals)


def test_a_text_is_taken_out_on_request_without_a_new_key(asking: Asking, finals: list[int]) -> None:
    ballot = scheduled_block(asking, finals)
    before = row_of(asking, ballot)
    assert apart(asking, ballot, 2) == 303
    block = row_of(asking, ballot)
    assert block.schedule_sha256 == before.schedule_sha256, "what two keys confirmed is never rewritten"
    assert block.text_sha256 != before.text_sha256
    with asking.app.app_context(), transaction(writing=False):
        [own] = ballots.ballots_of(finals[1])
        alone = own.id
        assert (own.opens_at, own.closes_at, own.rule_sha256) == (OPENS, CLOSES, block.rule_sha256)
        assert own.question == f"Do you adopt number {finals[1]}?"
        assert own.scheduled_at == block.scheduled_at
        assert [row.id for row in ballots.ballots_of(finals[0])] == [ballot]
    said = text(asking.client_of("nobody").get(f"/ballots/{ballot}"))
    assert "2 texts in one vote" in said
    assert "It costs money; the others do not." in said
    assert "taken out of a block" in text(asking.client_of("nobody").get(f"/ballots/{alone}"))
    assert "It costs money" in text(asking.client_of("secretary").get("/journal"))
    asking.clock.set(OPENS + timedelta(hours=1))
    assert asking.cast(ballot, "coceta", "yes").status_code == 303
    assert asking.cast(alone, "coceta", "no").status_code == 303


def test_the_last_text_left_is_an_ordinary_ballot(asking: Asking, finals: list[int]) -> None:
    ballot = scheduled_block(asking, finals)
    assert apart(asking, ballot, 1) == 303
    assert apart(asking, ballot, 2, "delegate", "coceta") == 303
    left = row_of(asking, ballot)
    assert not left.is_block
    assert (left.proposal_id, left.question) == (finals[2], f"Do you adopt number {finals[2]}?")
    assert apart(asking, ballot, 3) == 409, "it is voted on alone already"
    assert apart(asking, ballot, 1) == 409, "once is enough"


def test_only_those_who_vote_may_ask_and_only_until_the_opening(asking: Asking, finals: list[int]) -> None:
    ballot = scheduled_block(asking, finals)
    assert apart(asking, ballot, 1, "associate", "coboce") == 409, "an associate does not vote"
    assert apart(asking, ballot, 1, "drafter", "coceta") == 403
    assert apart(asking, ballot, 1, "delegate", "cwcf") == 403
    assert apart(asking, ballot, 1, "secretary", "coceta") == 403
    assert apart(asking, ballot, 9) == 404
    empty = asking.client_of("delegate").send(f"/ballots/{ballot}/apart/coceta/1", {"reason": " "})
    assert empty.status_code == 422
    asking.clock.set(OPENS - timedelta(seconds=5))
    late = asking.client_of("delegate").send(f"/ballots/{ballot}/apart/coceta/1", {"reason": "Too late."})
    assert late.status_code == 409
    assert "Too late." in text(late), "nothing typed is lost"


def test_the_keys_are_turned_on_every_text_its_language_and_its_order(
    asking: Asking, finals: list[int]
) -> None:
    with asking.app.app_context(), transaction(writing=True):
        asked = plan(asking, finals)
        known = {schedule_sha256(asked), schedule_sha256(plan(asking, finals[::-1]))}
        known |= {schedule_sha256(plan(asking, finals[:2]))}
        db.session.get_one(Version, asked.items[2].version.id).language = "fr"
        known |= {schedule_sha256(asked)}
        assert len(known) == 4
        db.session.rollback()


def test_a_proposal_stands_in_one_live_ballot_only(asking: Asking, finals: list[int]) -> None:
    scheduled_block(asking, finals[:2])
    secretary = asking.client_of("secretary")
    assert "no ballot can be prepared" in text(secretary.get(f"{NEW}?proposal={finals[1]}")).casefold()
    assert "Work group 5" not in text(secretary.get("/secretariat/ballots/block"))
    desk = text(secretary.get("/secretariat"))
    assert "2.6 Work group 6" in desk, "what no block holds still waits for its ballot"
    assert "2.5 Work group 5 Final" not in desk
