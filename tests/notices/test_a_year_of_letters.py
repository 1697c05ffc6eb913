"""A year of 250 people: no letter is empty, doubled, late, in a wrong language, or sent to who wants none.

First the law alone, then everything with databases and a real mail server, against what year.py works out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date
from flask import Flask

from consult.accounts.models import Person
from consult.kit.db import db, transaction
from consult.notices.actions import choose_paces, mark_read, tell
from consult.notices.rules import TOO_OLD, Waiting, Wish, sorted_out
from tests.cast import Stage
from tests.conftest import FixedClock
from tests.mailing import Letter, Mailing, mailing
from tests.notices.telling import gather, talking
from tests.notices.year import BEGIN, USUAL, Arrival, Event, Year, expected, year

PILLAR = {"en": "Pillar", "es": "Pilar", "fr": "Pilier"}


# --- the law alone ---------------------------------------------------------------------------------------------


def by_law(lived: Year) -> dict[tuple[int, int], tuple[datetime, bool]]:
    """What the rules do with a year: (run, whether in a digest) by person and number."""
    zones = [zone for _language, zone in lived.readers]
    said: list[dict[str, Wish]] = [{} for _reader in lived.readers]
    waiting: list[dict[int, Waiting]] = [{} for _reader in lived.readers]
    at_once: dict[tuple[int, int], Event] = {}
    found: dict[tuple[int, int], tuple[datetime, bool]] = {}
    for event in lived.events:
        match event.what:
            case "tell":
                for person in event.people:
                    pace = said[person].get(event.topic, Wish(USUAL[event.topic])).pace
                    if pace == "at-once":
                        at_once[person, event.number] = event
                    elif pace != "never":
                        waiting[person][event.number] = Waiting(event.number, event.topic, event.at)
            case "choose":
                held = said[event.person].get(event.topic, Wish(USUAL[event.topic]))
                if held.pace != event.pace:
                    said[event.person][event.topic] = Wish(event.pace, event.at)
                if event.pace == "never":
                    kept = waiting[event.person].items()
                    waiting[event.person] = {id: one for id, one in kept if one.topic != event.topic}
                    for who, number in [key for key, told in at_once.items() if told.topic == event.topic]:
                        if who == event.person:
                            del at_once[who, number]
            case "read":
                waiting[event.person].clear()
            case "move":
                zones[event.person] = event.zone
            case "run":
                for key, told in at_once.items():
                    if event.at - told.at <= TOO_OLD:
                        found[key] = (event.at, False)
                at_once.clear()
                for person, notices in enumerate(waiting):
                    mailed, dropped = sorted_out(
                        notices.values(), said[person], ZoneInfo(zones[person]), event.at
                    )
                    for one in mailed:
                        assert (person, one.id) not in found
                        found[person, one.id] = (event.at, True)
                    for one in [*mailed, *dropped]:
                        del notices[one.id]
    return found


@pytest.mark.parametrize("seed", range(3))
def test_the_law_brings_every_notice_when_it_is_due_and_once(seed: int) -> None:
    lived = year(seed, people=250, tellings=1500, each=25, changes=1500)
    wanted = expected(lived.readers, list(lived.events))
    assert by_law(lived) == {key: (arrival.run, arrival.digest) for key, arrival in wanted.items()}
    told = sum(len(event.people) for event in lived.events)
    digests = Counter(arrival.digest for arrival in wanted.values())
    assert min(digests[True], digests[False], told - len(wanted)) > 1000


# --- with databases and a mail server --------------------------------------------------------------------------


class World:
    """The application living a year; what happened besides, because a letter came, is written down too."""

    def __init__(self, app: Flask, stage: Stage, clock: FixedClock, mail: Mailing, lived: Year) -> None:
        self.app, self.stage, self.clock, self.mail, self.lived = app, stage, clock, mail, lived
        self.happened: list[Event] = []
        self.letters: list[tuple[datetime, Letter]] = []
        self.ended: set[int] = set()
        with app.app_context(), transaction(writing=True):
            people = [
                Person(email=f"p{place}@year.example", name=f"Reader {place}", language=language,
                       time_zone=zone, created_at=BEGIN)
                for place, (language, zone) in enumerate(lived.readers)
            ]  # fmt: skip
            db.session.add_all(people)
            db.session.flush()
            self.ids = [person.id for person in people]

    def live(self) -> None:
        for event in self.lived.events:
            self.clock.set(event.at)
            self.happened.append(event)
            if event.what == "run":
                self._run(event.at)
            else:
                with self.app.app_context(), transaction(writing=True):
                    self._act(event)

    def _act(self, event: Event) -> None:
        match event.what:
            case "tell":
                states = ("consultation", "revision", "final")
                about = ("proposal", self.stage.proposals[states[event.number % 3]])
                people, values = [self.ids[place] for place in event.people], {"who": f"No-{event.number}-"}
                tell("tried", people, about, event.at, topic=event.topic, key=f"k{event.number}",
                     within=("pillar", self.stage.pillar), values=values)  # fmt: skip
            case "choose":
                choose_paces(None, self.ids[event.person], {event.topic: event.pace}, event.at)
            case "read":
                mark_read(self.ids[event.person], event.at)
            case "move":
                person = db.session.get_one(Person, self.ids[event.person])
                person.language, person.time_zone = event.language, event.zone

    def _run(self, at: datetime) -> None:
        before = len(self.mail.letters)
        gather(self.app)
        assert self.mail.deliver().failed == 0
        for letter in self.mail.letters[before:]:
            self.letters.append((at, letter))
            person = int(letter.to[1:].split("@")[0])
            if person % 10 == 0 and person not in self.ended:
                self._unsubscribe(person, letter, at)

    def _unsubscribe(self, person: int, letter: Letter, at: datetime) -> None:
        """As the button of a mail program does it."""
        self.ended.add(person)
        path = urlsplit(letter.headers["List-Unsubscribe"].strip("<>")).path
        answer = self.app.test_client().post(path, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        numbers = {int(number) for number in re.findall(r"No-(\d+)-", letter.text)}
        topics = {
            event.topic for event in self.lived.events if event.what == "tell" and event.number in numbers
        }
        after = at + timedelta(microseconds=1)
        self.happened += [Event(after, "choose", person, topic, "never") for topic in sorted(topics)]


@pytest.fixture
def mail(app: Flask) -> Iterator[Mailing]:
    with talking(app), mailing(app) as found:
        yield found


def check(world: World) -> dict[tuple[int, int], Arrival]:
    """Every letter against what must arrive; what did."""
    wanted = expected(world.lived.readers, world.happened)
    told_at = {event.number: event.at for event in world.lived.events if event.what == "tell"}
    arrived: dict[tuple[int, int], Arrival] = {}
    for run, letter in world.letters:
        person = int(letter.to[1:].split("@")[0])
        numbers = [int(number) for number in re.findall(r"\* No-(\d+)-", letter.text)]
        digest = bool(numbers)
        numbers = numbers or [int(number) for number in set(re.findall(r"No-(\d+)-", letter.text))]
        assert numbers, f"empty: {letter.text}"
        language = re.findall(r'<html lang="(..)">', letter.html)[0]
        for number in numbers:
            assert (person, number) not in arrived, f"twice: {person} {number}"
            zone = wanted[person, number].zone if (person, number) in wanted else "UTC"
            arrived[person, number] = Arrival(run, language, zone, digest)
            day = format_date(told_at[number].astimezone(ZoneInfo(zone)), "long", locale=language)
            assert (day if digest else f"{PILLAR[language]}: ") in letter.text
    assert arrived == wanted
    return arrived


def lived_through(
    lived: Year, app: Flask, stage: Stage, clock: FixedClock, mail: Mailing
) -> dict[tuple[int, int], Arrival]:
    """Live a year, check every letter; what arrived."""
    world = World(app, stage, clock, mail, lived)
    world.live()
    assert world.ended
    return check(world)


def test_a_year_with_a_real_mail_server(app: Flask, stage: Stage, clock: FixedClock, mail: Mailing) -> None:
    lived = year(2026, people=250, tellings=18, each=16, changes=120, pause=8000)
    arrived = lived_through(lived, app, stage, clock, mail)
    digests = sum(arrival.digest for arrival in arrived.values())
    assert min(digests, len(arrived) - digests) > 25


@pytest.mark.full
@pytest.mark.parametrize("seed", range(2))
def test_busier_years_with_a_real_mail_server(
    seed: int, app: Flask, stage: Stage, clock: FixedClock, mail: Mailing
) -> None:
    lived = year(seed, people=250, tellings=60, each=60, changes=1500)
    lived_through(lived, app, stage, clock, mail)
