"""What the accounts room tells the rooms after it, and what it asks of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from consult.kit.room import Question


@dataclass(frozen=True)
class SecretaryCreated:
    """A person was created on the command line to be secretary; the network gives the seat."""

    person_id: int
    at: datetime


@dataclass(frozen=True)
class Post:
    """What somebody is called to, in the reader's words: `COCETA` and `Voter`, or `Board` and `Member`."""

    place: str
    role: str


posts_of: Question[list[Post]] = Question("posts of a person")
"""Asked with a person's id: their mandates and seats, those that hold and those to come."""
