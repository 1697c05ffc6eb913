"""Extending, closing early, annulling by two keys, and running an annulled ballot again."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from werkzeug.test import TestResponse

from consult.kit.db import db, transaction
from consult.strategy.events import may_leave_final, pillar_counts
from consult.voting.models import Ballot
from consult.voting.queries import changes
from tests.voting.asking import CLOSES, OPENS, Asking, hidden, text

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REASON = "The mail of two members did not arrive."


def local(at: datetime) -> str:
    """A moment as the secretariat types it, in Brussels in winter."""
    return (at + HOUR).strftime("%Y-%m-%dT%H:%M")


def ask(asking: Asking, ballot: int, act: str, becomes: datetime | None = None) -> TestResponse:
    """The first key, by the desk's form."""
    fields = {"act": act, "becomes": local(becomes) if becomes else "", "reason": REASON}
    return asking.client_of("secretary").send(f"/secretariat/ballots/{ballot}/change", fields)


def place(asking: Asking, ballot: int) -> str:
    """Where a teller turns the second key on what waits."""
    with asking.app.app_context(), transaction(writing=False):
        row = changes.waiting(ballot)
        assert row is not None
        return f"/ballots/{ballot}/changes/{row.id}/confirm"


def confirm(asking: Asking, address: str, name: str = "teller") -> TestResponse:
    """The second key, by its page."""
    browser = asking.client_of(name)
    [sha256] = re.findall(r'hash-full">([0-9a-f]{64})<', browser.get(address).get_data(as_text=True))
    return browser.send(address, {"sha256": sha256})


def change(asking: Asking, ballot: int, act: str, becomes: datetime | None = None) -> None:
    assert ask(asking, ballot, act, becomes).status_code == 303
    assert confirm(asking, place(asking, ballot)).status_code == 303


def row_of(asking: Asking, ballot: int) -> Ballot:
    with asking.app.app_context(), transaction(writing=False):
        found = db.session.get_one(Ballot, ballot)
        db.session.expunge(found)
        return found


def test_a_ballot_is_extended_by_two_keys_and_everyone_reads_why(asking: Asking) -> None:
    ballot = asking.opened()
    assert ask(asking, ballot, "extend", CLOSES + DAY).status_code == 303
    assert row_of(asking, ballot).closes_at == CLOSES, "one key changes nothing"
    assert REASON not in text(asking.client_of("nobody").get(f"/ballots/{ballot}"))
    address = place(asking, ballot)
    approvals = asking.client_of("teller").get("/secretariat/approvals")
    assert address in approvals.get_data(as_text=True)
    assert "Extend the ballot: Do you adopt proposal 2.4?" in text(approvals)
    assert REASON in text(asking.client_of("teller").get(address))
    assert confirm(asking, address).status_code == 303
    assert row_of(asking, ballot).closes_at == CLOSES + DAY
    said = text(asking.client_of("nobody").get(f"/ballots/{ballot}"))
    assert REASON in said
    assert "Asked for by Sofie Maes" in said
    assert "confirmed by Teodor Nowak" in said
    asking.clock.set(CLOSES + HOUR)
    assert asking.cast(ballot, "coceta", "yes").status_code == 303, "voting goes on"
    assert "There is no result yet" in text(asking.client_of("secretary").get(f"/ballots/{ballot}/result"))
    asking.clock.set(CLOSES + DAY + HOUR)
    for page in ("result", "record"):
        assert REASON in text(asking.client_of("nobody").get(f"/ballots/{ballot}/{page}"))


def test_the_second_key_is_a_tellers_and_another_persons(asking: Asking) -> None:
    ballot = asking.opened()
    assert ask(asking, ballot, "annul").status_code == 303
    address = place(asking, ballot)
    for name in ("secretary", "board", "delegate", "stranger"):
        assert asking.client_of(name).get(address).status_code == 403
    wrong = asking.client_of("teller").send(address, {"sha256": "0" * 64})
    assert wrong.status_code == 409
    for name in ("teller", "board", "delegate"):
        answer = asking.client_of(name).send(
            f"/secretariat/ballots/{ballot}/change", {"act": "annul", "reason": REASON, "becomes": ""}
        )
        assert answer.status_code == 403
    assert row_of(asking, ballot).annulled_at is None


def test_a_closed_ballot_is_not_opened_again(asking: Asking) -> None:
    ballot = asking.opened()
    assert ask(asking, ballot, "extend", CLOSES + DAY).status_code == 303
    address = place(asking, ballot)
    asking.clock.set(CLOSES)
    assert confirm(asking, address).status_code == 409, "the key came too late"
    assert ask(asking, ballot, "extend", CLOSES + DAY).status_code == 409
    assert row_of(asking, ballot).closes_at == CLOSES


def test_a_ballot_closes_early_at_once_only_when_all_have_voted(asking: Asking) -> None:
    ballot = asking.opened()
    soon = OPENS + timedelta(days=15)
    asking.clock.set(soon)
    assert ask(asking, ballot, "close-early", soon + HOUR).status_code == 409
    for slug in ("coceta", "cwcf", "jwcu"):
        assert asking.cast(ballot, slug, "yes").status_code == 303
    change(asking, ballot, "close-early", soon + HOUR)
    assert row_of(asking, ballot).closes_at == soon + HOUR
    asking.clock.set(soon + HOUR)
    assert asking.cast_refused(ballot) == 409, "the old closing holds no more"
    asking.clock.set(soon + 2 * HOUR)
    assert "Adopted" in text(asking.client_of("nobody").get(f"/ballots/{ballot}/result"))


def test_a_request_is_taken_back_or_made_anew(asking: Asking) -> None:
    ballot = asking.opened()
    assert ask(asking, ballot, "extend", CLOSES + DAY).status_code == 303
    first = place(asking, ballot)
    assert ask(asking, ballot, "extend", CLOSES + 2 * DAY).status_code == 303
    assert confirm(asking, first).status_code == 409
    second = place(asking, ballot)
    secretary = asking.client_of("secretary")
    assert secretary.send(f"/secretariat/ballots/{ballot}/change/drop", {}).status_code == 303
    assert confirm(asking, second).status_code == 409
    assert row_of(asking, ballot).closes_at == CLOSES


@pytest.mark.parametrize(
    ("act", "becomes"), [("extend", ""), ("extend", "soon"), ("melt", ""), ("annul", "")]
)
def test_a_form_that_is_not_filled_in_keeps_what_was_typed(asking: Asking, act: str, becomes: str) -> None:
    ballot = asking.opened()
    reason = "" if act == "annul" else "Because <b>of</b> {{ 7*7 }}"
    fields = {"act": act, "becomes": becomes, "reason": reason}
    answer = asking.client_of("secretary").send(f"/secretariat/ballots/{ballot}/change", fields)
    assert answer.status_code == 422
    assert reason.replace("<", "&lt;").replace(">", "&gt;") in answer.get_data(as_text=True)


def test_an_annulled_ballot_decides_nothing_anywhere_and_its_count_stays_to_be_seen(asking: Asking) -> None:
    ballot = asking.opened()
    for slug in ("coceta", "cwcf"):
        asking.cast(ballot, slug, "yes")
    asking.close()
    final = asking.stage.proposals["final"]
    nobody = asking.client_of("nobody")
    assert "Adopted" in text(nobody.get(f"/proposals/{final}"))
    change(asking, ballot, "annul")
    said = text(nobody.get(f"/ballots/{ballot}/result"))
    assert said.index("Annulled on") < said.index("The annulled count") < said.index("2 of 3 organisations")
    assert REASON in said
    for page in ("/", "/ballots", f"/proposals/{final}", f"/proposals/{final}/vote", "/network/coceta"):
        assert "Adopted" not in text(nobody.get(page)), page
    board = text(asking.client_of("board").get("/board"))
    assert "Adopted" not in board
    with asking.app.test_request_context(), transaction(writing=False):
        assert all(may_leave_final.ask(final)), "it decided nothing, so it holds nothing"
        told = [texts for answer in pillar_counts.ask([final]) for texts in answer.values() if texts]
        assert ["Annulled"] in told
    assert ask(asking, ballot, "annul").status_code == 409, "once is enough"


def test_what_was_annulled_while_open_takes_no_votes_and_is_never_counted(asking: Asking) -> None:
    ballot = asking.opened()
    asking.cast(ballot, "coceta", "yes")
    change(asking, ballot, "annul")
    assert asking.cast_refused(ballot, "neighbour", "cwcf") == 409
    asking.close()
    for page in (f"/ballots/{ballot}/result", f"/ballots/{ballot}"):
        said = text(asking.client_of("secretary").get(page))
        assert "Annulled on" in said
        assert "1 of 3 organisations took part" not in said
    for file in ("result.csv", "record", "record.pdf"):
        assert asking.client_of("secretary").get(f"/ballots/{ballot}/{file}").status_code == 303


def test_an_annulled_ballot_is_run_again_and_both_name_each_other(asking: Asking) -> None:
    ballot = asking.opened()
    change(asking, ballot, "annul")
    secretary = asking.client_of("secretary")
    form = secretary.get(f"/secretariat/ballots/new?again={ballot}")
    assert "Do you adopt proposal 2.4?" in text(form)
    rule = re.findall(r'<option selected value="(\d+)"', form.get_data(as_text=True))[0]
    fields = {
        "proposal": str(asking.stage.proposals["final"]), "again": str(ballot), "rule": rule,
        "question": "Do you adopt proposal 2.4?", "step": "preview",
        "opens_at": local(OPENS + 40 * DAY), "closes_at": local(OPENS + 60 * DAY),
    }  # fmt: skip
    preview = secretary.send("/secretariat/ballots/new", fields).get_data(as_text=True)
    done = secretary.send(
        "/secretariat/ballots/new", fields | {"step": "prepare", "sha256": hidden(preview, "sha256")}
    )
    assert done.status_code == 303, text(done)
    again = int(done.location.rsplit("/", 1)[1])
    assert row_of(asking, again).rerun_of_id == ballot
    teller = asking.client_of("teller")
    page = teller.get(f"/ballots/{again}/confirm")
    assert "annulled" in text(page)
    teller.send(f"/ballots/{again}/confirm", {"sha256": hidden(page.get_data(as_text=True), "sha256")})
    nobody = asking.client_of("nobody")
    assert f"/ballots/{again}" in nobody.get(f"/ballots/{ballot}").get_data(as_text=True)
    assert f"/ballots/{ballot}" in nobody.get(f"/ballots/{again}").get_data(as_text=True)
    other = secretary.send("/secretariat/ballots/new", fields | {"again": str(again), "step": "preview"})
    assert other.status_code == 422, "only what was annulled is run again"
