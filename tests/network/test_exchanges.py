"""Alternates stand in, roles are swapped, the lead is handed over: the right passes over in one instant."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from flask import Flask

from consult.accounts.models import Person
from consult.journal.models import Entry
from consult.kit.db import db, transaction
from consult.kit.outbox import Letter
from consult.kit.refusal import Refused
from consult.network import exchanges
from consult.network.actions.exchanges import stand_in
from consult.network.exchanges import StandIn, Term
from consult.network.models import Mandate, Organisation
from consult.network.permissions import may_for
from consult.network.standing import HeldMandate
from consult.voting.actions.casting import Vote, cast_vote
from consult.voting.queries import ballots
from tests.cast import Stage
from tests.client import Client
from tests.conftest import FixedClock
from tests.network.conftest import VisitorOf
from tests.voting.asking import RULES, Asking, place, reviewed

ClientOf = Callable[[str], Client]
OURS = "/for/coceta/people"
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


# --- the law of terms ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("whole_until", "until", "expected"),
    [
        (None, None, StandIn(Term(NOON, None), None)),
        (None, NOON + DAY, StandIn(Term(NOON, NOON + DAY), Term(NOON + DAY, None))),
        (NOON + 9 * DAY, None, StandIn(Term(NOON, NOON + 9 * DAY), None)),
        (NOON + 9 * DAY, NOON + DAY, StandIn(Term(NOON, NOON + DAY), Term(NOON + DAY, NOON + 9 * DAY))),
        (NOON + DAY, NOON + 9 * DAY, StandIn(Term(NOON, NOON + DAY), None)),
    ],
)
def test_a_term_is_divided_without_gap_or_doubling(
    whole_until: datetime | None, until: datetime | None, expected: StandIn
) -> None:
    assert exchanges.stand_in(NOON, whole_until, until) == expected


def test_what_was_left_is_given_back() -> None:
    early = NOON + timedelta(hours=1)
    assert exchanges.back(early, None, None) == Term(early, None)
    assert exchanges.back(early, NOON + DAY, Term(NOON + DAY, None)) == Term(early, None)
    assert exchanges.back(NOON + DAY, NOON + DAY, None) is None


# --- the pages -------------------------------------------------------------------------------------------------------


@pytest.fixture
def asking(app: Flask, stage: Stage, clock: FixedClock, client_of: ClientOf) -> Asking:
    """The cast, ready to be asked under the rules of the case."""
    done = app.test_cli_runner().invoke(args=["voting", "import-rules", RULES])
    assert done.exit_code == 0, done.output
    return Asking(app, stage, clock, client_of)


def exchange(stage: Stage, first: str, second: str, **more: str) -> dict[str, str]:
    ids = {"first": str(stage.mandates[first]), "second": str(stage.mandates[second])}
    return {**ids, "reason": "On leave until Epiphany.", **more}


def test_in_an_open_vote_the_right_passes_over_at_once_and_comes_back(asking: Asking, stage: Stage) -> None:
    ballot = asking.opened()
    second, alternate, lead = (asking.client_of(name) for name in ("second", "alternate", "delegate"))
    typed = reviewed(second, ballot, "coceta", "no")
    assert alternate.send(place(ballot, "coceta"), typed).status_code == 403
    passed = lead.send(f"{OURS}/stand-in", exchange(stage, "alternate", "second", until_on="2026-12-31"))
    assert passed.status_code == 303
    refused = second.send(place(ballot, "coceta"), typed)
    assert refused.status_code == 403
    assert "with your role (Alternate) you do not cast its vote" in refused.text
    assert "Nothing was recorded." in refused.text
    assert asking.casts(ballot) == []
    assert asking.cast(ballot, "coceta", "yes", "alternate").status_code == 303
    page = lead.get(OURS).text
    assert "stands in for Sergio Ruiz" in page
    assert "On leave until Epiphany." in page
    asking.clock.set(datetime(2026, 12, 31, 22, 59, tzinfo=UTC))  # the last minute of the day in Brussels
    assert asking.cast(ballot, "coceta", "abstain", "alternate").status_code == 303
    asking.clock.advance(timedelta(minutes=1))
    assert asking.cast_refused(ballot, "alternate") == 403
    assert asking.cast(ballot, "coceta", "no", "second").status_code == 303
    assert asking.casts(ballot) == [("yes", False), ("abstain", False), ("no", True)]


def test_it_is_journaled_told_and_taken_back_by_the_lead_who_was_away(
    app: Flask, asking: Asking, stage: Stage, client_of: ClientOf, clock: FixedClock
) -> None:
    for name in ("second", "alternate"):
        client_of(name)
    lead = client_of("delegate")
    assert lead.send(f"{OURS}/stand-in", exchange(stage, "alternate", "delegate")).status_code == 303
    assert lead.get(f"{OURS}/invite").status_code == 403
    with app.app_context():
        noted = db.session.scalars(db.select(Entry).where(Entry.verb == "stand-in-begun")).one()
        assert (noted.actor_id, noted.reason, noted.sensitive) == (
            stage.people["delegate"], "On leave until Epiphany.", True,
        )  # fmt: skip
        assert noted.at == clock.now()
        begun = noted.subject_id
        told = db.session.scalars(db.select(Letter).where(Letter.kind == "network/mandate-given")).all()
        assert [letter.person_id for letter in told] == [stage.people["alternate"]]
    clock.advance(DAY)
    assert client_of("second").get(f"{OURS}/{begun}/take-back").status_code == 403
    assert client_of("neighbour").get(f"{OURS}/{begun}/take-back").status_code == 403
    assert client_of("neighbour").get(f"/for/cwcf/people/{begun}/take-back").status_code == 404
    back = client_of("delegate")
    assert back.send(f"{OURS}/{begun}/take-back", {"reason": ""}).status_code == 422
    assert back.send(f"{OURS}/{begun}/take-back", {"reason": "I am back."}).status_code == 303
    assert back.send(f"{OURS}/{begun}/take-back", {"reason": "I am back."}).status_code == 422
    assert back.get(f"{OURS}/invite").status_code == 200
    assert client_of("alternate").get(f"{OURS}/invite").status_code == 403
    with app.app_context():  # nothing was written over: five terms where there were two
        ours = db.select(Mandate).where(Mandate.organisation_id == stage.organisations["coceta"])
        people = [stage.people["delegate"], stage.people["alternate"]]
        rows = db.session.scalars(ours.where(Mandate.person_id.in_(people)).order_by(Mandate.id)).all()
        assert [(row.role, row.until_at is None) for row in rows] == [
            ("lead", False), ("alternate", True), ("lead", False), ("alternate", False), ("lead", True),
        ]  # fmt: skip


def test_two_swap_and_the_lead_is_handed_over(
    app: Flask, client_of: ClientOf, stage: Stage, visitor_of: VisitorOf
) -> None:
    lead = client_of("delegate")

    def votes(name: str) -> bool:
        with app.app_context():
            return may_for(visitor_of(name), stage.organisations["coceta"], "vote") is not None

    assert lead.send(f"{OURS}/swap", exchange(stage, "second", "second")).status_code == 422
    assert lead.send(f"{OURS}/swap", exchange(stage, "second", "neighbour")).status_code == 422
    assert lead.send(f"{OURS}/swap", exchange(stage, "second", "drafter")).status_code == 303
    assert (votes("second"), votes("drafter")) == (False, True)
    with app.app_context():
        drafter = db.session.scalars(
            db.select(Mandate.id).where(
                Mandate.person_id == stage.people["drafter"], Mandate.until_at.is_(None)
            )
        ).one()
    over = {"first": str(drafter), "role_after": "", "reason": "I retire."}
    assert lead.send(f"{OURS}/hand-over", {**over, "role_after": "lead"}).status_code == 422
    assert lead.send(f"{OURS}/hand-over", over).status_code == 303
    assert lead.get(OURS).status_code == 403
    assert (votes("delegate"), votes("drafter")) == (False, True)
    assert client_of("drafter").get(f"{OURS}/invite").status_code == 200


def test_who_stands_in_for_the_lead_cannot_keep_the_lead(
    app: Flask, client_of: ClientOf, stage: Stage
) -> None:
    lead, standing_in = client_of("delegate"), client_of("alternate")
    friend = {"email": "friend@coop.example", "name": "Fran", "language": "en", "role": "alternate"}
    assert lead.send(f"{OURS}/invite", friend).status_code == 303
    assert lead.send(f"{OURS}/stand-in", exchange(stage, "alternate", "delegate")).status_code == 303
    with app.app_context():
        begun = db.session.scalars(db.select(Mandate.id).where(Mandate.stands_in_for_id.is_not(None))).one()
        of_friend = db.select(Mandate.id).join(Person, Person.id == Mandate.person_id)
        alternate = db.session.scalars(of_friend.where(Person.email == friend["email"])).one()
    over = {"first": str(stage.mandates["second"]), "role_after": "voter", "reason": "Mine now."}
    for page, typed in (
        ("hand-over", over),
        ("stand-in", {"first": str(alternate), "second": str(begun), "reason": "Mine now."}),
    ):
        refused = standing_in.send(f"{OURS}/{page}", typed)
        assert refused.status_code == 422, page
        assert "cannot pass the role on" in refused.text
    back = client_of("delegate").send(f"{OURS}/{begun}/take-back", {"reason": "I am back."})
    assert back.status_code == 303


@pytest.mark.parametrize(
    "name", ["second", "drafter", "observer", "neighbour", "board", "teller", "stranger"]
)
def test_nobody_else_moves_rights(client_of: ClientOf, stage: Stage, name: str) -> None:
    visitor = client_of(name)
    for page in ("stand-in", "swap", "hand-over"):
        assert visitor.send(f"{OURS}/{page}", exchange(stage, "alternate", "second")).status_code == 403


def test_a_cast_beside_a_stand_in_is_before_it_or_not_at_all(
    app: Flask, asking: Asking, stage: Stage, visitor_of: VisitorOf
) -> None:
    ballot, ready = asking.opened(), Barrier(2)
    coceta = stage.organisations["coceta"]
    held = HeldMandate(
        stage.mandates["second"], coceta, "coceta", "COCETA", "COCETA", "voter", "full", "active"
    )
    now = asking.clock.now

    def cast() -> str:
        paper = ballots.paper_to_cast(ballot)
        assert paper is not None
        ready.wait(timeout=2)
        return cast_vote(visitor_of("second"), held, paper, Vote("yes"), now)

    def replace() -> str:
        organisation = db.session.get_one(Organisation, coceta)
        rows = [db.session.get_one(Mandate, stage.mandates[name]) for name in ("alternate", "second")]
        ready.wait(timeout=2)
        stand_in(visitor_of("delegate"), organisation, rows[0], rows[1], None, "Away.", now())
        return "replaced"

    def run(act: Callable[[], str]) -> str:
        with app.app_context():
            try:
                with transaction(writing=True):
                    return act()
            except Refused as refused:
                return refused.code
            finally:
                db.session.remove()

    if "sqlite" in str(app.config["SQLALCHEMY_DATABASE_URI"]):
        ready = Barrier(1)  # there only one of the two writes at a time
    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(run, [cast, replace]))
    assert answers[1] == "replaced"
    assert len(asking.casts(ballot)) == (0 if answers[0] == "mandate-passed-over" else 1)
    assert asking.cast_refused(ballot, "second") == 403
