"""A year in the life of many readers: what they are told, choose, read and change, and when the job runs.

Which notice must arrive in which run's letters is worked out in another way than the code does it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from random import Random
from zoneinfo import ZoneInfo

LANGUAGES = ("en", "es", "fr")
ZONES = (
    "America/La_Paz", "Asia/Tokyo", "Europe/Brussels", "America/Toronto", "Australia/Lord_Howe", "Asia/Kathmandu",
)  # fmt: skip
TOPICS = ("calls", "answers", "follows")
USUAL = {"calls": "at-once", "answers": "at-once", "follows": "daily"}
PACES = ("at-once", "daily", "weekly", "never")
FORTNIGHT = timedelta(days=14)
QUARTER = timedelta(minutes=15)
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, order=True)
class Event:
    """Something happens: `tell`, `choose`, `read`, `move` or `run`."""

    at: datetime
    what: str = field(compare=False)
    person: int = field(default=0, compare=False)
    topic: str = field(default="", compare=False)
    pace: str = field(default="", compare=False)
    language: str = field(default="", compare=False)
    zone: str = field(default="", compare=False)
    number: int = field(default=0, compare=False)
    """Of what is told."""
    people: tuple[int, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Year:
    """What happens, in order; who the readers are as it begins, (language, zone); and when the job runs."""

    readers: tuple[tuple[str, str], ...]
    events: tuple[Event, ...]

    @property
    def runs(self) -> list[datetime]:
        return [event.at for event in self.events if event.what == "run"]


def year(seed: int, *, people: int, tellings: int, each: int, changes: int, pause: int = 2000) -> Year:
    """A random year: so many people, things told to at most `each` of them, and changes of mind; the job runs after

    `pause` minutes at the most, but for pauses of days.
    """
    chance = Random(seed)  # noqa: S311 - a seed makes the same year again
    days = 365
    end = BEGIN + timedelta(days=days)
    readers = tuple((chance.choice(LANGUAGES), chance.choice(ZONES)) for _reader in range(people))
    taken: set[datetime] = set()

    def some_time() -> datetime:
        at = BEGIN + timedelta(seconds=chance.randrange(days * 86400))
        while at in taken:
            at += timedelta(seconds=1)
        taken.add(at)
        return at

    taken.update(_runs(chance, end, readers, pause))
    events = [Event(at, "run") for at in taken]
    for number in range(tellings):
        told = tuple(chance.sample(range(people), chance.randint(1, each)))
        events.append(Event(some_time(), "tell", topic=chance.choice(TOPICS), number=number, people=told))
    for _change in range(changes):
        who = chance.randrange(people)
        events.append(
            chance.choice(
                [
                    Event(some_time(), "choose", who, chance.choice(TOPICS), chance.choice(PACES)),
                    Event(some_time(), "choose", who, chance.choice(TOPICS), chance.choice(PACES[:3])),
                    Event(
                        some_time(), "move", who, language=chance.choice(LANGUAGES), zone=chance.choice(ZONES)
                    ),
                    Event(some_time(), "read", who),
                ]
            )
        )
    return Year(readers, tuple(sorted(events)))


def _runs(
    chance: Random, end: datetime, readers: tuple[tuple[str, str], ...], pause: int
) -> Iterator[datetime]:
    """At any minute, with pauses of hours and of days, and often just before and at somebody's seven o'clock."""
    at = BEGIN
    while at < end:
        at += timedelta(minutes=chance.choice([1, 60, pause // 2, pause, chance.randrange(pause)]))
        if chance.random() < 0.02:
            at += timedelta(days=chance.choice([2, 4, 9, 20]))
        yield at
        if chance.random() < 0.4:
            zone = ZoneInfo(chance.choice(readers)[1])
            seven = (
                (at.astimezone(zone) + timedelta(days=1)).replace(hour=7, minute=0, second=0).astimezone(UTC)
            )
            yield seven - timedelta(minutes=1)
            yield seven
            at = seven


@lru_cache(maxsize=100_000)
def _seven(zone: str, weekly: bool, quarter: datetime) -> datetime:
    """The first quarter of an hour after this one at which clocks there show seven (on a Monday)."""
    while True:
        quarter += QUARTER
        local = quarter.astimezone(ZoneInfo(zone))
        if (local.hour, local.minute) == (7, 0) and (not weekly or local.weekday() == 0):
            return quarter


def seven_after(zone: str, weekly: bool, at: datetime) -> datetime:
    """The first seven o'clock after a moment, found by watching the clock go round."""
    return _seven(zone, weekly, at - (at - BEGIN) % QUARTER)


@dataclass
class _Reader:
    language: str
    zone: str
    paces: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    def pace(self, topic: str) -> tuple[str, datetime]:
        return self.paces.get(topic, (USUAL[topic], BEGIN))


@dataclass(frozen=True)
class Arrival:
    """A notice must come to a person in this run's letters, in this language, at once or in a digest."""

    run: datetime
    language: str
    zone: str
    digest: bool


def expected(readers: tuple[tuple[str, str], ...], events: list[Event]) -> dict[tuple[int, int], Arrival]:
    """What must arrive, {(person, number): ...}; everything else must not."""
    found: dict[tuple[int, int], Arrival] = {}
    runs = [event.at for event in events if event.what == "run"]
    of_person: dict[int, list[Event]] = {}
    for event in events:
        for person in event.people if event.what == "tell" else [event.person]:
            of_person.setdefault(person, []).append(event)
    for person, lived in of_person.items():
        for place, event in enumerate(lived):
            if event.what == "tell":
                arrival = _fate(readers[person], lived[:place], event, lived[place + 1 :], runs)
                if arrival is not None:
                    found[person, event.number] = arrival
    return found


def _fate(
    begins: tuple[str, str], before: list[Event], told: Event, after: list[Event], runs: list[datetime]
) -> Arrival | None:
    reader = _Reader(*begins)
    for event in before:
        _live(reader, event)
    pace, _since = reader.pace(told.topic)
    if pace == "never":
        return None
    later, digest, read = (
        iter([*after, Event(datetime.max.replace(tzinfo=UTC), "end")]),
        pace != "at-once",
        False,
    )
    coming = next(later)
    for run in runs[bisect_left(runs, told.at) :]:
        while coming.at <= run:
            _live(reader, coming)
            if coming.what == "choose" and (coming.topic, coming.pace) == (told.topic, "never"):
                return None
            read = read or coming.what == "read"
            coming = next(later)
        pace, since = reader.pace(told.topic)
        due = max(told.at, since) if digest else told.at
        if digest and pace != "at-once":
            due = seven_after(reader.zone, pace == "weekly", due)
        if run - due > FORTNIGHT:
            return None
        if due <= run:
            return None if digest and read else Arrival(run, reader.language, reader.zone, digest)
    return None


def _live(reader: _Reader, event: Event) -> None:
    if event.what == "choose" and reader.pace(event.topic)[0] != event.pace:
        reader.paces[event.topic] = (event.pace, event.at)
    if event.what == "move":
        reader.language, reader.zone = event.language, event.zone
