"""The secretariat's list of people: found, sorted out, put right, disabled, invited together; as a sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import event

from consult.accounts.actions.people import add_person
from consult.journal.models import Entry
from consult.kit.db import db, transaction
from consult.kit.outbox import Letter
from consult.network.actions.people import give_mandate
from consult.network.models import Organisation
from tests.cast import NAMES, PASSWORD, Stage, email
from tests.client import Client, client
from tests.conftest import FixedClock

ClientOf = Callable[[str], Client]
PEOPLE = "/secretariat/people"


def letters(app: Flask, kind: str) -> list[int]:
    with app.app_context():
        rows = db.session.scalars(db.select(Letter).where(Letter.kind == kind).order_by(Letter.id))
        return [row.person_id for row in rows]


def test_people_are_found_by_name_organisation_and_role_whatever_the_accents(client_of: ClientOf) -> None:
    desk = client_of("secretary")
    page = desk.get(PEOPLE).text
    for name in NAMES.values():
        assert name in page
    assert desk.get(f"{PEOPLE}?q=alvaro").text.count("@cast.example") == 1
    assert desk.get(f"{PEOPLE}?q=coceta").text.count("@cast.example") == 5
    assert desk.get(f"{PEOPLE}?q=coceta+observer").text.count("@cast.example") == 1
    assert "Nobody fits this." in desk.get(f"{PEOPLE}?q=zzz").text
    assert desk.get(f"{PEOPLE}?kind=office").text.count("@cast.example") == 3
    assert desk.get(f"{PEOPLE}?kind=never").text.count("@cast.example") == len(NAMES) - 1
    assert desk.get(f"{PEOPLE}?kind=nonsense").text.count("@cast.example") == len(NAMES)


def test_a_persons_page_says_what_they_may_do_since_when_and_by_whom(
    app: Flask, client_of: ClientOf, stage: Stage
) -> None:
    desk = client_of("secretary")
    page = desk.get(f"{PEOPLE}/{stage.people['delegate']}").text
    for words in (
        "May comment and vote for COCETA.",
        "May have colleagues speak for COCETA",
        "never signed in",
    ):
        assert words in page
    assert "May comment and propose for COBOCE." in desk.get(f"{PEOPLE}/{stage.people['associate']}").text
    assert "no mandate and no seat" in desk.get(f"{PEOPLE}/{stage.people['stranger']}").text
    assert "Turns the second key" in desk.get(f"{PEOPLE}/{stage.people['teller']}").text
    assert desk.get(f"{PEOPLE}/99999").status_code == 404


def test_a_disabled_account_is_signed_out_at_once_and_may_be_enabled(
    app: Flask, client_of: ClientOf, stage: Stage
) -> None:
    desk, delegate = client_of("secretary"), client_of("delegate")
    path = f"{PEOPLE}/{stage.people['delegate']}"
    assert desk.send(f"{path}/disable", {"reason": ""}).status_code == 422
    assert desk.send(f"{path}/disable", {"reason": "The laptop was stolen."}).status_code == 303
    assert delegate.get("/me").status_code == 401
    entry = {"email": email("delegate"), "password": PASSWORD}
    assert client(app).send("/sign-in", entry).status_code == 422
    page = desk.get(path).text
    for words in ("the account is disabled", "The laptop was stolen.", "Sofie Maes"):
        assert words in page
    assert desk.send(f"{path}/disable", {"reason": "Again."}).status_code == 422
    assert desk.send(f"{path}/enable", {"reason": "A new laptop."}).status_code == 303
    assert delegate.get("/me").status_code == 401  # the sessions of before stay ended
    assert client(app).send("/sign-in", entry).status_code == 303
    with app.app_context():
        verbs = db.session.scalars(db.select(Entry.verb).where(Entry.sensitive).order_by(Entry.id)).all()
        assert verbs == ["person-disabled", "person-enabled"]
    own = f"{PEOPLE}/{stage.people['secretary']}/disable"
    assert desk.send(own, {"reason": "Me."}).status_code == 422


def test_a_name_or_address_is_put_right_and_the_old_address_told(
    app: Flask, client_of: ClientOf, stage: Stage
) -> None:
    desk, path = client_of("secretary"), f"{PEOPLE}/{stage.people['delegate']}/correct"
    right = {"name": "Dolores García Prieto", "email": "Dolores@coceta.example", "reason": "A slip."}
    for wrong in ({"email": "none"}, {"email": email("second")}, {"name": ""}, {"reason": ""}):
        assert desk.send(path, {**right, **wrong}).status_code == 422, wrong
    assert desk.send(path, right).status_code == 303
    assert letters(app, "accounts/address-changed") == [stage.people["delegate"]]
    entry = {"email": "dolores@coceta.example", "password": PASSWORD}
    assert client(app).send("/sign-in", entry).status_code == 303


def test_the_first_key_does_not_reach_the_second_by_moving_a_tellers_address(
    app: Flask, client_of: ClientOf, stage: Stage
) -> None:
    desk = client_of("secretary")
    moved = {"name": "Teodor Nowak", "email": "mine@desk.example", "reason": "A slip."}
    refused = desk.send(f"{PEOPLE}/{stage.people['teller']}/correct", moved)
    assert refused.status_code == 422
    assert "turns the second key" in refused.text
    spelt = {"name": "Teodor Nowák", "email": email("teller"), "reason": "His accent."}
    assert desk.send(f"{PEOPLE}/{stage.people['teller']}/correct", spelt).status_code == 303
    moved["name"] = "Dolores García"
    assert desk.send(f"{PEOPLE}/{stage.people['delegate']}/correct", moved).status_code == 303
    with app.app_context():  # and who votes is not replaced unseen
        noted = db.select(Entry.subject_id, Entry.sensitive).where(Entry.verb == "person-corrected")
        assert db.session.execute(noted.order_by(Entry.id)).all() == [
            (stage.people["teller"], False),
            (stage.people["delegate"], True),
        ]


def test_everyone_who_never_came_is_invited_once(
    app: Flask, client_of: ClientOf, stage: Stage, clock: FixedClock
) -> None:
    client_of("delegate")
    with app.app_context(), transaction(writing=True):
        for n in range(2):
            person = add_person(f"new{n}@coop.example", f"New {n}", "es", "America/Lima", clock.now())
            coceta = db.session.get_one(Organisation, stage.organisations["coceta"])
            give_mandate(None, coceta, person, "observer", clock.now(), None, clock.now())
        new = person.id
    desk = client_of("secretary")
    page = desk.get(f"{PEOPLE}/invite").text
    assert (
        "11 people hold a mandate or seat" in page
    )  # the cast but three, and the two; nobody without a place
    assert "Sam Doe" not in page
    chosen = {
        "person": [
            str(new),
            str(stage.people["delegate"]),
            str(stage.people["stranger"]),
            "x",
            "-1",
            "9" * 30,
        ]
    }
    assert desk.send(f"{PEOPLE}/invite", chosen).status_code == 303
    assert letters(app, "accounts/invitation") == [new]
    page = desk.get(f"{PEOPLE}/invite").text
    assert "10 people hold a mandate or seat" in page
    assert "Invited and not come yet" in page
    assert desk.send(f"{PEOPLE}/invite", chosen).status_code == 303
    assert letters(app, "accounts/invitation") == [new]


def test_the_sheet_has_a_line_a_mandate_and_computes_nothing(
    app: Flask, client_of: ClientOf, stage: Stage, clock: FixedClock
) -> None:
    with app.app_context(), transaction(writing=True):
        add_person("formula@coop.example", "=1+1", "en", "Europe/Brussels", clock.now())
    answer = client_of("secretary").get(f"{PEOPLE}.csv")
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "Dolores García,delegate@cast.example,en,COCETA,Lead delegate" in answer.text
    assert "'=1+1,formula@coop.example" in answer.text


def test_it_is_the_secretariats_alone(client_of: ClientOf, stage: Stage) -> None:
    wanted = dict.fromkeys(("board", "teller", "delegate", "stranger"), 403) | {"nobody": 401}
    some = f"{PEOPLE}/{stage.people['second']}"
    for name, status in wanted.items():
        visitor = client_of(name)
        for path in (PEOPLE, f"{PEOPLE}.csv", f"{PEOPLE}/invite", some, f"{some}/correct", f"{some}/disable"):
            assert visitor.get(path).status_code == status, (name, path)
        for path in (f"{some}/invite", f"{some}/disable", f"{PEOPLE}/invite"):
            assert visitor.send(path, {"reason": "No."}).status_code == status, (name, path)


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    said: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_connection: object, _cursor: object, words: str, *_rest: object) -> None:
        if words.startswith("SELECT") or words.startswith("WITH"):
            said.append(words)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_the_pages_cost_few_statements(app: Flask, client_of: ClientOf, stage: Stage) -> None:
    desk, cost = client_of("secretary"), {}
    some = stage.people["delegate"]
    for path in (
        PEOPLE,
        f"{PEOPLE}/{some}",
        f"{PEOPLE}/invite",
        "/for/coceta/people",
        "/secretariat/approvals",
    ):
        with statements(app) as said:
            assert desk.get(path).status_code == 200
        cost[path] = len(said)
    assert cost[PEOPLE] <= 8
    assert cost[f"{PEOPLE}/{some}"] <= 12
    assert max(cost[f"{PEOPLE}/invite"], cost["/for/coceta/people"], cost["/secretariat/approvals"]) <= 8
