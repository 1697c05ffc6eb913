"""The letters of ballots, in their reader's language and zone. Rights, votes and times are looked at when they go."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from consult.kit import outbox
from consult.kit.clock import now
from consult.kit.outbox import Attachment, Draft, Letter
from consult.kit.visitor import Visitor
from consult.network.permissions import is_secretary
from consult.network.queries.organisations import organisation_by_id
from consult.notices.letters import unsubscribe_address, wanted
from consult.notices.queries import notice_by_key
from consult.notices.rules import CALLS
from consult.voting.phases import State, state
from consult.voting.queries import ballots, blocks, casts, results
from consult.voting.queries import changes as kept
from consult.voting.queries.ballots import rule_of
from consult.voting.queries.told import Spoken, spoken_for
from consult.voting.views.calendar import ballot_calendar
from consult.voting.views.verdict_words import headline

if TYPE_CHECKING:
    from consult.strategy.queries import Heading
    from consult.voting.models import Ballot

_ROUNDED = timedelta(minutes=10)


def _ballot(letter: Letter) -> Ballot | None:
    return ballots.ballot(int(letter.values["about"][1]))


def _draft(
    letter: Letter,
    name: str,
    reader: Visitor,
    ballot: Ballot,
    asked: list[Heading],
    ours: list[Spoken],
    *,
    attached: bool = False,
    **more: Any,
) -> Draft | None:
    """A letter about a ballot; None when its reader wants none of this sort."""
    told = notice_by_key(reader.id, letter.values["key"])
    topic = told.topic if told is not None else CALLS
    if not wanted(reader.id, topic):
        return None
    files = (
        Attachment(f"ballot-{ballot.id}.ics", "text/calendar", ballot_calendar(ballot, asked)),
    ) if attached else ()  # fmt: skip
    context = {
        "ballot": ballot,
        "asked": asked,
        "numbers": ", ".join(heading.number for heading in asked),
        "rule": rule_of(ballot.rule_text),
        "ours": ours,
        "page": outbox.address("voting.ballot", ballot=ballot.id),
        "papers": {
            one.slug: outbox.address("voting.vote", ballot=ballot.id, organisation=one.slug) for one in ours
        },
        **more,
    }
    return Draft(f"voting/mail/{name}", context, unsubscribe_address(reader.id, topic), files)


def _asked(ballot: Ballot) -> list[Heading]:
    return blocks.named([ballot])[ballot.id]


def announced(letter: Letter, reader: Visitor) -> Draft | None:
    """A ballot is coming: when it opens and closes. Not any more once it has opened."""
    ballot = _ballot(letter)
    if ballot is None or state(ballot, now()) is not State.SCHEDULED:
        return None
    return _draft(
        letter, "announced", reader, ballot, _asked(ballot), spoken_for(reader, ballot), attached=True
    )


def opened(letter: Letter, reader: Visitor) -> Draft | None:
    """Voting has begun: to those who speak for an organisation that votes, and to those who follow it."""
    ballot = _ballot(letter)
    if ballot is None or state(ballot, now()) is not State.OPEN:
        return None
    return _draft(letter, "opened", reader, ballot, _asked(ballot), spoken_for(reader, ballot), attached=True)


def reminder(letter: Letter, reader: Visitor) -> Draft | None:
    """Little time is left, said as it is now; only for organisations that have still not voted."""
    ballot, at = _ballot(letter), now()
    if ballot is None or state(ballot, at) is not State.OPEN:
        return None
    silent = [one for one in spoken_for(reader, ballot) if one.choice is None]
    if not silent:
        return None
    left = ballot.closes_at - at
    if left > timedelta(hours=1):
        # a letter goes some seconds after its moment: 2 days are left then, not 47 hours
        left = -(-left // _ROUNDED) * _ROUNDED
    return _draft(letter, "reminder", reader, ballot, _asked(ballot), silent, attached=True, left=left)


def result(letter: Letter, reader: Visitor) -> Draft | None:
    """What was decided, and how the reader's own organisations voted."""
    ballot, at = _ballot(letter), now()
    if ballot is None or state(ballot, at) is not State.CLOSED:
        return None
    found = results.verdict_of(ballot, at)
    return _draft(
        letter,
        "result",
        reader,
        ballot,
        _asked(ballot),
        spoken_for(reader, ballot),
        verdict=found.verdict,
        headline=headline(found),
        page=outbox.address("voting.result", ballot=ballot.id),
    )


def changed(letter: Letter, reader: Visitor) -> Draft | None:
    """Extended, closing early or annulled: what was, what holds now, and why."""
    ballot = _ballot(letter)
    change = kept.change(int(letter.values["change"]))
    if ballot is None or change is None or ballot.withdrawn_at is not None:
        return None
    stale = change.act != "annul" and (ballot.annulled_at is not None or change.becomes != ballot.closes_at)
    if stale:  # a later change has its own letter
        return None
    ours, asked = spoken_for(reader, ballot), _asked(ballot)
    is_open = state(ballot, now()) is State.OPEN
    return _draft(
        letter, "changed", reader, ballot, asked, ours, attached=True, change=change, is_open=is_open
    )


def withdrawn(letter: Letter, reader: Visitor) -> Draft | None:
    """A ballot that was announced will not be held."""
    ballot = _ballot(letter)
    if ballot is None or ballot.withdrawn_at is None:
        return None
    reason = letter.values["reason"]
    return _draft(letter, "withdrawn", reader, ballot, _asked(ballot), [], attached=True, reason=reason)


def separated(letter: Letter, reader: Visitor) -> Draft | None:
    """To the secretariat: who had a text of a block voted on apart."""
    ballot = _ballot(letter)
    if ballot is None or ballot.split_from_id is None or not is_secretary(reader):
        return None
    part = next((row for row in blocks.parts(ballot.split_from_id) if row.own_ballot_id == ballot.id), None)
    block = outbox.address("voting.ballot", ballot=ballot.split_from_id)
    return _draft(letter, "separated", reader, ballot, _asked(ballot), [], part=part, block=block)


def receipt(letter: Letter, reader: Visitor) -> Draft | None:
    """That an organisation's vote is recorded, and how to find it again; never what it was."""
    ballot = ballots.ballot(int(letter.values["ballot"]))
    organisation = organisation_by_id(int(letter.values["organisation"]))
    if ballot is None or organisation is None:
        return None
    code = letter.values["code"]
    place = {"ballot": ballot.id, "organisation": organisation.slug}
    found = casts.by_receipt(code)
    if found is None:
        return None
    return Draft(
        "voting/mail/receipt",
        {
            "ballot": ballot,
            "numbers": ", ".join(heading.number for heading in _asked(ballot)),
            "organisation": organisation,
            "code": code,
            "cast_at": found.cast_at,
            "final": rule_of(ballot.rule_text).revote == "final",
            "page": outbox.address("voting.receipt", **place, code=code),
            "paper": outbox.address("voting.vote", **place),
        },
    )


WRITERS = {
    f"voting/{name}": writer
    for name, writer in {
        "announced": announced,
        "opened": opened,
        "reminder": reminder,
        "result": result,
        "changed": changed,
        "withdrawn": withdrawn,
        "separated": separated,
        "receipt": receipt,
    }.items()
}
