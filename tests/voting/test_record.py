"""The record of a ballot, on a page and on paper: explanations as they were written, receipts, every test."""

from __future__ import annotations

from consult.kit.db import db, transaction
from consult.voting.models import Ballot
from tests.voting.asking import Asking, text


def test_the_record_holds_everything_once_the_ballot_is_closed(asking: Asking) -> None:
    ballot = asking.opened()
    answer = asking.cast(ballot, "coceta", "yes", explanation="A favor, con una reserva.", language="es")
    asking.cast(ballot, "cwcf", "no", explanation="Against: it has no date.")
    nobody = asking.client_of("nobody")
    for address in ("record", "record.pdf"):
        sealed = nobody.get(f"/ballots/{ballot}/{address}")
        assert sealed.location.endswith("/result"), "sealed like the result"
    asking.close()
    page = nobody.get(f"/ballots/{ballot}/record")
    said = text(page)
    for part in (
        "Not adopted", "Do you adopt proposal 2.4?", "Prepared by Sofie Maes", "Confirmed by Teodor Nowak",
        "To organise a work group number 4.", "A favor, con una reserva.", "Against: it has no date.",
        answer.location.rsplit("/", 1)[1], "1 organisation did not vote", "Quorum", "Majority",
    ):  # fmt: skip
        assert part in said, part
    assert "Original: English" in said
    with asking.app.app_context(), transaction(writing=False):
        row = db.session.get_one(Ballot, ballot)
        for sha256 in (row.text_sha256, row.rule_sha256, row.roll_sha256, row.schedule_sha256):
            assert sha256 in said
    assert "Original: English" in text(nobody.get(f"/ballots/{ballot}/result"))
    paper = nobody.get(f"/ballots/{ballot}/record.pdf")
    assert paper.mimetype == "application/pdf"
    assert paper.get_data().startswith(b"%PDF-")


def test_what_still_needs_our_vote_is_exact_and_goes_on_paper(asking: Asking) -> None:
    ballot = asking.opened()
    waiting = text(asking.client_of("faraway").get("/for/jwcu"))
    assert "Do you adopt proposal 2.4?" in waiting[: waiting.index("To comment on")]
    asking.cast(ballot, "jwcu", "yes")
    said = text(asking.client_of("faraway").get("/for/jwcu"))
    assert "We have voted on everything that is open" in said
    assert "Open, but not for our vote" in text(asking.client_of("associate").get("/for/coboce"))
    paper = asking.client_of("faraway").get("/for/jwcu/needs.pdf")
    assert paper.get_data().startswith(b"%PDF-")
    assert asking.client_of("neighbour").get("/for/jwcu/needs.pdf").status_code == 403
