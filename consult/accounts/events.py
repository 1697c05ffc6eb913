"""What the accounts room tells the rooms after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class SecretaryCreated:
    """A person was created on the command line to be secretary; the network gives the seat."""

    person_id: int
    at: datetime
