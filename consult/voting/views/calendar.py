"""Ballots and rounds as calendar files: when they open and close, in UTC, with alarms; cancelled when they are off."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Response
from flask_babel import gettext as _

from consult.deliberation.queries.rounds import all_rounds
from consult.kit import outbox
from consult.kit.clock import now
from consult.kit.guard import enter
from consult.strategy.queries import Heading
from consult.voting import permissions
from consult.voting.phases import SHOWN, state
from consult.voting.queries import ballots, blocks, rolls
from consult.voting.queries.ballots import Paper
from consult.voting.queries.voices import Voice, voice
from consult.voting.views.ballots import bp

if TYPE_CHECKING:
    from icalendar import Event

    from consult.voting.models import Ballot

ALARMS = (timedelta(days=2), timedelta(hours=6))
"""So long before a closing a calendar reminds its reader."""
BACK = timedelta(days=60)
"""An organisation's calendar reaches so far back: what was called off stays in it, as called off."""
_LONGEST = 200


def ballot_calendar(ballot: Ballot, asked: list[Heading]) -> bytes:
    """The calendar file of one ballot, in the language that is spoken here."""
    return written(_of_ballot(ballot, asked))


def written(events: Iterable[Event]) -> bytes:
    """A calendar file."""
    import icalendar as ical  # a tenth of the whole start, for a file that few ask for

    calendar = ical.Calendar()
    calendar.add("prodid", "-//Consult//Ballots//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for event in events:
        calendar.add_component(event)
    return calendar.to_ical()


def _of_ballot(ballot: Ballot, asked: list[Heading]) -> list[Event]:
    """Two events: it opens, it closes. Their UIDs stay, SEQUENCE rises with each change of the ballot."""
    numbers = ", ".join(heading.number for heading in asked)
    question = ballot.question if len(ballot.question) <= _LONGEST else ballot.question[:_LONGEST] + "…"
    url = outbox.address("voting.ballot", ballot=ballot.id)
    off = ballot.withdrawn_at is not None or ballot.annulled_at is not None
    opens = _event(
        f"ballot-{ballot.id}-opens", ballot.opens_at, _("Vote on %(number)s opens", number=numbers)
    )
    closes = _event(
        f"ballot-{ballot.id}-closes", ballot.closes_at, _("Vote on %(number)s closes", number=numbers)
    )
    for event in (opens, closes):
        event.add("url", url)
        event.add("description", f"{question}\n{url}")
        event.add("sequence", ballot.changes)
        event.add("status", "CANCELLED" if off else "CONFIRMED")
    if not off:
        _remind(closes, _("Vote on %(number)s closes", number=numbers))
    return [opens, closes]


def _event(name: str, at: datetime, summary: str) -> Event:
    import icalendar as ical

    event = ical.Event()
    event.add("uid", f"{name}@{urlsplit(outbox.address('public.home')).hostname}")
    event.add("dtstamp", now())
    event.add("dtstart", at)
    event.add("summary", summary)
    event.add("transp", "TRANSPARENT")
    return event


def _remind(event: Event, words: str) -> None:
    import icalendar as ical

    for before in ALARMS:
        alarm = ical.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", words)
        alarm.add("trigger", -before)
        event.add_component(alarm)


def _of_rounds(since: datetime) -> list[Event]:
    events = []
    for round, _strategy in all_rounds():
        if round.closes_at <= since:
            continue
        name, title = f"round-{round.id}", round.title
        opens = _event(f"{name}-opens", round.opens_at, _("Comments open: %(title)s", title=title))
        closes = _event(f"{name}-closes", round.closes_at, _("Comments close: %(title)s", title=title))
        _remind(closes, _("Comments close: %(title)s", title=title))
        for event in (opens, closes):
            event.add("url", outbox.address("deliberation.round", round=round.id))
            # a round is only ever extended, so its end counts its changes
            event.add("sequence", int(round.closes_at.timestamp()) // 60)
            event.add("status", "CONFIRMED")
        events += [opens, closes]
    return events


def _file(name: str, content: bytes) -> Response:
    answer = Response(content, mimetype="text/calendar")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return answer


@bp.get("/ballots/<int:ballot>/calendar.ics")
@enter(permissions.read_ballot, ballot=ballots.paper)
def calendar(ballot: Paper) -> Response:
    """When a ballot opens and closes."""
    asked = blocks.named([ballot.ballot])[ballot.ballot.id]
    return _file(f"ballot-{ballot.ballot.id}", ballot_calendar(ballot.ballot, asked))


@bp.get("/for/<organisation>/calendar.ics")
@enter(permissions.read_voice, organisation=voice)
def needs_calendar(organisation: Voice) -> Response:
    """Everything that needs an organisation's voice: ballots it votes in, and rounds."""
    at = now()
    found = ballots.confirmed(at - BACK)
    alive = [row for row in found if state(row, at) in SHOWN]
    ours = rolls.entitled(alive, {organisation.organisation_id})
    kept = [row for row in found if row.withdrawn_at is not None or ours.get(row.id)]
    named = blocks.named(kept)
    events = [event for row in kept for event in _of_ballot(row, named[row.id])]
    return _file(organisation.slug, written([*events, *_of_rounds(at - BACK)]))
