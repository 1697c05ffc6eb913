"""Brings the seed case into an empty database: imported by the rooms' own importers, then its story played."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import func, select

from consult.accounts import passwords
from consult.accounts.actions.links import revoke
from consult.accounts.actions.passwords import set_password
from consult.accounts.actions.sessions import begin_session
from consult.accounts.models import Invitation, Person
from consult.accounts.queries import person_by_email
from consult.demo.story import Story, case, life, moment
from consult.journal.actions import record
from consult.journal.models import Entry
from consult.kit.clock import now
from consult.kit.db import Model, db, transaction
from consult.kit.visitor import Visitor
from consult.network import imports as network
from consult.network.actions.exchanges import stand_in
from consult.network.actions.people import give_to_colleague, person_for
from consult.network.queries.organisations import organisation as organisation_of
from consult.network.queries.people import mandate_held
from consult.news.imports import import_news
from consult.strategy.actions.platform import import_strategy
from consult.voting.actions.rules import add_rule

PASSWORD = "consult-demo"  # noqa: S105 - published on purpose; set for demo people only, in demo mode only
LOADED = "demo-loaded"
SHOWN_PEOPLE = (
    ("secretary@demo.example", "the secretariat"),
    ("teller@demo.example", "a teller, who holds the second key"),
    ("board@demo.example", "a board member"),
    ("delegate.coceta@demo.example", "the lead delegate of COCETA"),
    ("second.coceta@demo.example", "a second delegate of COCETA, may vote"),
    ("drafter.coceta@demo.example", "a drafter of COCETA, may not vote"),
    ("delegate.<organisation>@demo.example", "the lead delegate of any of the 46"),
)


def is_empty() -> bool:
    """Whether nobody is in the database yet."""
    return db.session.scalar(select(func.count()).select_from(Person)) == 0


def loaded_at() -> datetime | None:
    """When the demonstration was loaded."""
    return db.session.scalar(select(func.max(Entry.at)).where(Entry.verb == LOADED))


def load() -> None:
    """Load the case: all or nothing."""
    at = now()
    secret = passwords.hashed(PASSWORD)
    with transaction(writing=True):
        _fill(at, secret)


class NoDemonstration(Exception):
    """What is in the database was not loaded by us: it may be somebody's real installation."""


def start_over() -> None:
    """Empty every table and load the case anew, in one transaction: nobody sees it half done."""
    at = now()
    secret = passwords.hashed(PASSWORD)
    with transaction(writing=True):
        if loaded_at() is None:
            raise NoDemonstration
        for table in reversed(Model.metadata.sorted_tables):
            db.session.execute(table.delete())
        _fill(at, secret)


def _fill(at: datetime, secret: str) -> None:
    told = life()
    published_at = moment(told["strategy"]["published_at"], at)
    network.import_bodies(case("bodies.json"), published_at)
    network.import_members(case("members.csv"), published_at)
    network.import_figures(case("figures.json"), published_at)
    network.import_people(case("people.csv"), published_at)
    import_strategy(case("platform.json"), published_at)
    import_news(case("news.json"), published_at)
    for document in json.loads(case("rules.json"))["rules"]:
        add_rule(document, published_at)
    # one hash for all: their password is the same and published, and fifty slow hashes would only make people wait
    for id in db.session.scalars(select(Person.id)).all():
        set_password(id, secret, at)
    Story(told, at).play()
    _colleagues(json.loads(case("colleagues.json")), secret, at)
    record(None, LOADED, ("demo", 1), at)


def _visitor(email: str) -> Visitor:
    row = person_by_email(email)
    if row is None:
        raise LookupError(f"The case names {email}, whom nobody knows.")
    return Visitor(row.id, row.name, row.email, row.language, row.time_zone, 0, "")


def _colleagues(told: dict[str, list[dict[str, str]]], secret: str, at: datetime) -> None:
    """Lead delegates invite colleagues, of whom one has not come yet, and an alternate stands in."""
    for item in told["colleagues"]:
        invited_at = moment(item["invited_at"], at)
        organisation = organisation_of(item["organisation"])
        person = person_for(item["email"], item["name"], item["language"], item["time_zone"], invited_at)
        if organisation is None:
            raise LookupError(f"The case names {item['organisation']}, which is not there.")
        give_to_colleague(_visitor(item["by"]), organisation, person, item["role"], None, invited_at)
        if item["came_at"]:
            set_password(person.id, secret, moment(item["came_at"], at))
            begin_session(person.id, "", moment(item["came_at"], at))
            revoke(Invitation, person.id, moment(item["came_at"], at))
    for item in told["stand_ins"]:
        begins_at = moment(item["begins_at"], at)
        organisation = organisation_of(item["organisation"])
        alternate = mandate_held(item["organisation"], _visitor(item["alternate"]).id, begins_at)
        replaced = mandate_held(item["organisation"], _visitor(item["instead_of"]).id, begins_at)
        if organisation is None or alternate is None or replaced is None:
            raise LookupError(f"Nobody can stand in at {item['organisation']}.")
        until_at = moment(item["until_at"], at)
        stand_in(_visitor(item["by"]), organisation, alternate, replaced, until_at, item["reason"], begins_at)
