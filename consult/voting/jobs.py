"""What voting looks after every minute: openings, reminders and results are told when they fall due."""

from __future__ import annotations

from datetime import datetime

import structlog

from consult.kit.db import transaction
from consult.kit.refusal import Refused
from consult.voting.actions.due import look_after
from consult.voting.queries import ballots

log = structlog.get_logger(__name__)


def tell_of_ballots(at: datetime) -> None:
    """One statement while nothing is due; else each ballot in a transaction of its own, so that none stops others.

    What was told stands in the ballot's row, and each notice and letter has its key: a job that ran twice, or came
    back after a pause of days, tells nothing twice and nothing that is no longer true.
    """
    with transaction(writing=False):
        due = list(ballots.due(at))
    for id in due:
        try:
            with transaction(writing=True):
                row = ballots.ballot_to_change(id)
                if row is not None and row.due_at is not None and row.due_at <= at:
                    look_after(row, at)
        except Refused as refused:
            # a roll that cannot be made: the command `voting recover` takes such a ballot back
            log.warning("ballot_not_told", ballot=id, why=refused.code)
