"""Who may do what, row by row, asked of the permissions with people of the cast; and the page that shows it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from consult.accounts.models import Person
from consult.kit.db import db, transaction
from consult.network import permissions, rules
from consult.network.actions.organisations import add_status
from consult.network.actions.people import give_mandate
from consult.network.models import Mandate, Organisation
from consult.network.queries.standing import today
from consult.network.rules import Status
from tests.cast import Stage
from tests.client import Client
from tests.conftest import FixedClock
from tests.network.conftest import VisitorOf

ClientOf = Callable[[str], Client]

# role -> what it may do for a full member, written out here again on purpose
FOR_A_FULL_MEMBER = {
    "delegate": {"read", "draft", "comment", "amend", "propose", "advise", "vote", "invite"},
    "second": {"read", "draft", "comment", "amend", "propose", "advise", "vote"},
    "alternate": {"read", "draft"},
    "drafter": {"read", "draft"},
    "observer": {"read"},
}
FOR_AN_ASSOCIATE = {name: rights - {"vote"} for name, rights in FOR_A_FULL_MEMBER.items()}


def rights_for(visitor_of: VisitorOf, name: str, organisation_id: int) -> set[str]:
    """What the permissions let a person do for an organisation, right by right."""
    person = visitor_of(name)
    return {right for right in rules.RIGHTS if permissions.may_for(person, organisation_id, right)}


def test_role_by_right_for_a_full_member(app: Flask, stage: Stage, visitor_of: VisitorOf) -> None:
    coceta = stage.organisations["coceta"]
    with app.app_context():
        found = {name: rights_for(visitor_of, name, coceta) for name in FOR_A_FULL_MEMBER}
    assert found == FOR_A_FULL_MEMBER


def test_role_by_right_for_an_associate(
    app: Flask, stage: Stage, visitor_of: VisitorOf, clock: FixedClock
) -> None:
    with app.app_context():
        with transaction(writing=True):
            coceta = db.session.get_one(Organisation, stage.organisations["coceta"])
            becomes = Status(today(), "associate", "active")
            add_status(None, coceta, becomes, "By its own wish.", clock.now())
        found = {name: rights_for(visitor_of, name, coceta.id) for name in FOR_AN_ASSOCIATE}
    assert found == FOR_AN_ASSOCIATE


def test_neither_a_seat_nor_an_account_gives_a_right_for_an_organisation(
    app: Flask, stage: Stage, visitor_of: VisitorOf
) -> None:
    names = ("secretary", "teller", "board", "stranger")
    with app.app_context():
        found = {name: rights_for(visitor_of, name, stage.organisations["coceta"]) for name in names}
    assert found == {name: set() for name in names}


def test_a_mandate_is_for_its_own_organisation_only(app: Flask, stage: Stage, visitor_of: VisitorOf) -> None:
    with app.app_context():
        assert permissions.mandate_for(visitor_of("neighbour"), stage.organisations["coceta"]) is None
        assert permissions.mandate_for(visitor_of("neighbour"), stage.organisations["cwcf"]) is not None


OFFICE = {
    "secretary": {
        "keep-network",
        "write-strategy",
        "ask-approval",
        "read-approvals",
        "read-office",
        "read-members",
    },
    "teller": {"give-approval", "read-approvals", "read-office", "read-members"},
    "board": {"read-approvals", "read-office", "read-members"},
    "delegate": set(),
    "stranger": set(),
}


def test_office_by_act(app: Flask, visitor_of: VisitorOf) -> None:
    with app.app_context():
        found = {
            name: {act for act in rules.OFFICE_ACTS if permissions.may_in_office(visitor_of(name), act)}
            for name in OFFICE
        }
    assert found == OFFICE


WHO_IS_WHAT: dict[Callable[..., bool], set[str]] = {
    permissions.is_secretary: {"secretary"},
    permissions.is_teller: {"teller"},
    permissions.is_board: {"board"},
    permissions.is_office: {"secretary", "teller", "board"},
    permissions.keep_network: {"secretary"},
    permissions.read_rights: {"secretary", "teller", "board"},
    permissions.read_approvals: {"secretary", "teller", "board"},
    permissions.is_member: {"delegate", "drafter", "observer", "associate"},
    permissions.member_or_office: {
        "secretary", "teller", "board", "delegate", "drafter", "observer", "associate",
    },
}  # fmt: skip


def test_who_is_what(app: Flask, visitor_of: VisitorOf) -> None:
    everyone = ("secretary", "teller", "board", "delegate", "drafter", "observer", "associate", "stranger")
    with app.app_context():
        for predicate, who in WHO_IS_WHAT.items():
            found = {name for name in everyone if predicate(visitor_of(name))}
            assert found == who, predicate.__name__
            assert not predicate(None), predicate.__name__


def test_a_mandate_counts_from_its_first_instant_until_before_its_last(
    app: Flask, stage: Stage, visitor_of: VisitorOf, clock: FixedClock
) -> None:
    coceta = stage.organisations["coceta"]
    begins, ends = clock.now() + timedelta(hours=1), clock.now() + timedelta(hours=2)
    with app.app_context():
        with transaction(writing=True):
            stranger = db.session.get_one(Person, stage.people["stranger"])
            organisation = db.session.get_one(Organisation, coceta)
            give_mandate(None, organisation, stranger, "voter", begins, ends, clock.now())
        instant = timedelta(microseconds=1)
        seen = []
        for at in (begins - instant, begins, ends - instant, ends):
            clock.set(at)
            seen.append(permissions.may_for(visitor_of("stranger"), coceta, "vote") is not None)
    assert seen == [False, True, True, False]


def test_of_two_mandates_the_stronger_speaks(
    app: Flask, stage: Stage, visitor_of: VisitorOf, clock: FixedClock
) -> None:
    coceta = stage.organisations["coceta"]
    with app.app_context():
        with transaction(writing=True):
            drafter = db.session.get_one(Person, stage.people["drafter"])
            organisation = db.session.get_one(Organisation, coceta)
            give_mandate(None, organisation, drafter, "voter", clock.now(), None, clock.now())
        strongest = permissions.mandate_for(visitor_of("drafter"), coceta)
    assert strongest is not None
    assert strongest.role == "voter"


def test_the_mandates_of_an_organisation_that_left_count_no_more(
    app: Flask, stage: Stage, visitor_of: VisitorOf, clock: FixedClock
) -> None:
    with app.app_context():
        with transaction(writing=True):
            cwcf = db.session.get_one(Organisation, stage.organisations["cwcf"])
            add_status(None, cwcf, Status(today(), "full", "left"), "Left.", clock.now())
        assert not permissions.is_member(visitor_of("neighbour"))
        assert db.session.get_one(Mandate, stage.mandates["neighbour"]).until_at is None


def test_office_reads_the_table_of_rights_and_others_do_not(client_of: ClientOf) -> None:
    wanted = {"secretary": 200, "teller": 200, "board": 200, "delegate": 403, "stranger": 403, "nobody": 401}
    pages = {name: client_of(name).get("/secretariat/rights") for name in wanted}
    assert {name: page.status_code for name, page in pages.items()} == wanted
    assert pages["board"].text.count("<table") == 4


def test_the_page_says_what_the_tables_say(client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    before = client_of("secretary").get("/secretariat/rights").text.count("<strong>yes</strong>")
    monkeypatch.setitem(rules.CATEGORY_RIGHTS, "associate", rules.CATEGORY_RIGHTS["full"])
    after = client_of("secretary").get("/secretariat/rights").text.count("<strong>yes</strong>")
    # one more in the table of categories, and lead and voter in the table of votes
    assert after == before + 3
