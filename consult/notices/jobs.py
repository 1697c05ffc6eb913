"""What is looked after every minute: digests, each at its hour on its reader's clock."""

from __future__ import annotations

from datetime import datetime

from consult.kit.db import transaction
from consult.notices import actions, queries

_AT_A_TIME = 50
"""How many people's digests one writing transaction writes down."""


def write_digests(at: datetime) -> None:
    """Write down the digests that are due; after a pause everything due meanwhile comes in one."""
    with transaction(writing=False):
        due = queries.due(at)
    people = list(due)
    for start in range(0, len(people), _AT_A_TIME):
        some = people[start : start + _AT_A_TIME]
        with transaction(writing=True):
            actions.gather({id: due[id] for id in some}, at)
