"""What the secretariat does with a letter: send one again that failed, hold back one that waits."""

from __future__ import annotations

from datetime import datetime

from consult.journal.actions import record
from consult.kit.db import db
from consult.kit.outbox import DROPPED, FAILED, WAITING, Letter
from consult.kit.refusal import Refused
from consult.kit.visitor import Visitor


def send_again(actor: Visitor | None, letter: Letter, at: datetime) -> None:
    """Have a failed letter delivered once more, with all its tries."""
    _hold(letter)
    if letter.state != FAILED:
        raise Refused("letter-not-failed")
    if letter.had_secret:
        raise Refused("letter-had-secret")
    letter.state, letter.due_at, letter.tries, letter.remark = WAITING, at, 0, ""
    record(actor, "letter-sent-again", ("letter", letter.id), at)


def hold_back(actor: Visitor | None, letter: Letter, at: datetime) -> None:
    """A letter that waits is never sent."""
    _hold(letter)
    if letter.state != WAITING:
        raise Refused("letter-not-waiting")
    letter.state, letter.remark, letter.secret = DROPPED, "held-back", ""
    record(actor, "letter-held-back", ("letter", letter.id), at)


def _hold(letter: Letter) -> None:
    """As it is now, held to the end of the transaction: whoever delivers it meanwhile comes before or after."""
    db.session.refresh(letter, with_for_update=True)
