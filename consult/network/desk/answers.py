"""What the network answers about people: who acted, who reads the journal, what somebody is called to."""

from __future__ import annotations

from flask import url_for

from consult.accounts import queries as accounts
from consult.accounts.events import Post
from consult.journal.questions import Actor
from consult.kit.clock import now
from consult.kit.visitor import Visitor
from consult.network import permissions
from consult.network.forms.words import office_name, role_name
from consult.network.queries import people as held
from consult.network.queries.standing import today


def posts(person_id: int) -> list[Post]:
    """Mandates and seats of a person in the reader's words, those to come as well."""
    return [
        Post(place, role_name(code) if kind == "mandate" else office_name(code))
        for kind, place, code in held.posts(person_id, now(), today())
    ]


def actors(ids: set[int]) -> dict[int, Actor]:
    """Whoever acted: the office or organisation first, then the name."""
    return {id: Actor(standing, name) for id, standing, name in held.speakers(ids)}


def person_title(id: int) -> str | None:
    return accounts.names([id]).get(id)


def person_url(id: int) -> str:
    return url_for("network_people.person", person=id)


def person_seen(person: Visitor | None, id: int) -> bool:
    """A person's account is the secretariat's to see."""
    return permissions.keep_network(person)


def mandate_url(id: int) -> str:
    return url_for("network_people.mandate", mandate=id)


def mandate_seen(person: Visitor | None, id: int) -> bool:
    """A mandate's page is for its organisation's own people and for office."""
    row = held.mandate(id)
    return row is not None and permissions.read_mandate(person, row)
