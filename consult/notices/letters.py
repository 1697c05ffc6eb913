"""The letters of notices: one at once, or a digest; and the address by which each sort is ended with one request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import ngettext

from consult.kit import outbox
from consult.kit.clock import now
from consult.kit.languages import as_reader
from consult.kit.markup import excerpt
from consult.kit.outbox import Draft, Letter
from consult.kit.visitor import Visitor
from consult.notices import events, queries, subscription
from consult.notices.forms import PACE_NAMES, TOPIC_NAMES
from consult.notices.lines import Line, grouped
from consult.notices.rules import NEVER, TOO_OLD, TOPICS, wish_for
from consult.settings import Settings

if TYPE_CHECKING:
    from consult.notices.models import Notice

QUOTED, QUOTED_AT_ONCE = 400, 1200
"""How many letters of what somebody said are quoted in a digest, and in a letter about that alone."""
SHOWN = 60
"""So many notices in one digest; the page of notices has the others."""


def unsubscribe_address(person_id: int, *topics: str) -> str:
    """Where one request ends letters of these topics to this person: for the `unsubscribe` of a Draft."""
    token = subscription.token(_settings().secret_key, person_id, topics)
    return outbox.address("notices.unsubscribe", token=token)


def wanted(person_id: int, topic: str) -> bool:
    """Whether a person wants letters of a topic at all: for writers of other rooms, at the moment of sending."""
    return wish_for(topic, queries.wishes([person_id])[person_id]).pace != NEVER


def notice(letter: Letter, reader: Visitor) -> Draft | None:
    """One notice, at once: what happened, what was said, and where to go."""
    found = queries.notice_by_key(reader.id, letter.values["key"])
    # the demonstration tells of days gone by
    late = found is not None and now() - found.at > TOO_OLD and not _settings().demo
    if found is None or late or not wanted(reader.id, found.topic):
        return None
    lines = _lines(reader, [found], QUOTED_AT_ONCE)
    if not lines:
        return None
    return Draft(
        "notices/mail/notice",
        {"line": lines[0], "topic": TOPIC_NAMES[found.topic]},
        unsubscribe_address(reader.id, found.topic),
    )


def digest(letter: Letter, reader: Visitor) -> Draft | None:
    """What happened since the last one, by what it is about; what its reader has read meanwhile is left out."""
    said = queries.wishes([reader.id])[reader.id]
    waiting = queries.notices_by_id(reader.id, letter.values["notices"], letter.queued_at)
    lines = _lines(reader, [one for one in waiting if wish_for(one.topic, said).pace != NEVER], QUOTED)
    if not lines:
        return None
    topics = [topic for topic in TOPICS if any(line.topic == topic for line in lines)]
    first, others = excerpt(lines[0].sentence, 90).rstrip("."), len(lines) - 1
    subject = ngettext("%(first)s and %(num)d more", "%(first)s and %(num)d more", others, first=first)
    return Draft(
        "notices/mail/digest",
        {
            "subject": subject if others else lines[0].sentence,
            "groups": grouped(lines[:SHOWN]),
            "more": max(len(lines) - SHOWN, 0),
            "chosen": [(TOPIC_NAMES[topic], PACE_NAMES[wish_for(topic, said).pace]) for topic in topics],
        },
        unsubscribe_address(reader.id, *topics),
    )


def _lines(reader: Visitor, notices: Sequence[Notice], quoted: int) -> list[Line]:
    """As the pages read them, with whole addresses."""
    public = urlsplit(_settings().public_url)
    # the rooms name their pages as for a request; this one is to the public address and comes from nobody
    with current_app.test_request_context(base_url=_settings().public_url), as_reader(reader):
        lines = events.lines(reader, notices, quoted=quoted)
    return [line.under(f"{public.scheme}://{public.netloc}") for line in lines]


def _settings() -> Settings:
    found: Settings = current_app.extensions["consult.settings"]
    return found
