"""Both sides measured in turn in one run: processor time, requests a second, syncs, memory, cold start."""

from __future__ import annotations

import re
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median

from tests.bench import data, reference
from tests.bench.asking import Browser, Run, at_once, in_turn
from tests.bench.data import MEMBERS, Size
from tests.bench.serving import OURS, REFERENCE, Server, cold_start, served, tracer

PAIRS, RATE_PAIRS, PAGE_PAIRS, COLD_PAIRS = 5, 3, 5, 3
CPU_BALLOTS, RATE_BALLOTS, SYNC_BALLOTS = 4, 4, 4
BALLOTS = 1 + PAIRS * CPU_BALLOTS + RATE_PAIRS * RATE_BALLOTS + SYNC_BALLOTS
READINGS, ENOUGH, BARE = 100, 400, 1500
"""Requests for a page at most, milliseconds of its time that are enough, and requests for the bare page."""
AT_A_TIME = 8
SYNC = re.compile(r"^\d+\s+(\d+\.\d+) f(?:data)?sync\(")

Act = Callable[[], int]


@dataclass
class Side:
    """One of the two: its server, a browser for each delegate, and the open ballots nobody has voted in."""

    server: Server
    delegates: list[Browser]
    ballots: Iterator[int]
    acknowledged: int = 0
    failed: int = 0

    def votes(self, ballots: int) -> list[Act]:
        """The first votes of every delegate in so many ballots, delegate by delegate."""
        chosen = list(islice(self.ballots, ballots))
        return [
            self._vote(browser, number, ballot)
            for number, browser in enumerate(self.delegates, start=1)
            for ballot in chosen
        ]

    def _vote(self, browser: Browser, number: int, ballot: int) -> Act:
        return lambda: vote(browser, ballot, data.slug(number))

    def keep(self, run: Run) -> Run:
        """Remember how votes ended."""
        self.acknowledged += run.count(303)
        self.failed += len(run.statuses) - run.count(303)
        return run


@dataclass
class Stand:
    """Both sides, running."""

    folder: Path
    ours: Side
    reference: Side

    @property
    def both(self) -> tuple[Side, Side]:
        return self.ours, self.reference


def vote(browser: Browser, ballot: int, organisation: str) -> int:
    """Cast an organisation's vote by the form's last step; the status of the answer."""
    fields = {"choice": "yes", "explanation": "We agree.", "language": "en", "seen": "", "step": "confirm"}
    return browser.post(
        f"/ballots/{ballot}/vote/{organisation}", {**fields, "once": secrets.token_urlsafe(18)}
    ).status


def signed_in(server: Server) -> list[Browser]:
    return [Browser(server.port).sign_in(data.email(number)) for number in range(1, MEMBERS + 1)]


@contextmanager
def stand(folder: Path) -> Iterator[Stand]:
    """Both databases filled alike, both servers started."""
    folder.mkdir()
    made = data.make(folder, Size(1, BALLOTS))
    app = reference.create_app(str(folder / "reference.sqlite3"))
    others = reference.fill(app, MEMBERS, data.LISTED, BALLOTS, Size(1, BALLOTS).comments)
    with served(OURS, folder) as ours, served(REFERENCE, folder) as other:
        sides = Side(ours, signed_in(ours), iter(made.ballots)), Side(other, signed_in(other), iter(others))
        yield Stand(folder, *sides)
        for side in sides:
            for browser in side.delegates:
                browser.close()


def cpu(
    server: Server, acts: Sequence[Act], wanted: int, keep: Callable[[Run], Run] = lambda run: run
) -> float:
    """Milliseconds of the workers' time a request; every request must end as wanted."""
    before = server.cpu()
    run = keep(in_turn(acts))
    after = server.cpu()
    if run.count(wanted) != len(acts):
        raise RuntimeError(f"{len(acts) - run.count(wanted)} of {len(acts)} answers were not {wanted}")
    return (after - before) * 1000 / len(acts)


def reading(browser: Browser, path: str, times: int) -> list[Act]:
    return [lambda: browser.get(path).status] * times


def vote_cpu(stand: Stand) -> list[tuple[float, float]]:
    """(ours, reference) in milliseconds a vote, in turn."""
    for side in stand.both:  # the first requests of a process load and compile
        side.keep(in_turn(side.votes(1)))
    found = []
    for _pair in range(PAIRS):
        one, other = (cpu(side.server, side.votes(CPU_BALLOTS), 303, side.keep) for side in stand.both)
        found.append((one, other))
    return found


def queues(acts: Sequence[Act]) -> list[list[Act]]:
    """The delegates dealt out to so many hands; a delegate's connection is only ever in one of them."""
    dealt: list[list[Act]] = [[] for _hand in range(AT_A_TIME)]
    for place, act in enumerate(acts):
        dealt[place // RATE_BALLOTS % AT_A_TIME].append(act)
    return dealt


def rate(run: Run) -> float:
    return len(run.statuses) / run.seconds


def rates(stand: Stand) -> list[tuple[float, float, float]]:
    """(our votes, the reference's votes, bare pages) a second, with several people at a time, in turn."""
    bare = [Browser(stand.reference.server.port) for _hand in range(AT_A_TIME)]
    found = []
    for _turn in range(RATE_PAIRS):
        ours, other = (rate(side.keep(at_once(queues(side.votes(RATE_BALLOTS))))) for side in stand.both)
        pages = at_once([reading(browser, "/bare", BARE // AT_A_TIME) for browser in bare])
        if pages.count(200) != len(pages.statuses):
            raise RuntimeError("the bare page did not answer")
        found.append((ours, other, rate(pages)))
    for browser in bare:
        browser.close()
    return found


def lost(stand: Stand) -> int:
    """Votes refused or unanswered, and votes acknowledged that are not in the database."""
    with sqlite3.connect(stand.folder / "consult.sqlite3") as kept:
        query = "SELECT count(*) FROM vote_cast WHERE superseded_at IS NULL AND explanation = 'We agree.'"
        there = kept.execute(query).fetchone()[0]
    kept.close()
    return stand.ours.failed + abs(stand.ours.acknowledged - there)


def list_cpu(stand: Stand) -> list[tuple[float, float]]:
    """(ours, reference) in milliseconds a list of 44 proposals with tallies, in turn."""
    sides = [(side.server, side.delegates[0]) for side in stand.both]
    return page_cpu(sides, ("/pillars/pillar-1", "/pillars/listed"))


def syncs(stand: Stand) -> float:
    """How often a vote makes the operating system write to disk, checkpoints included."""
    log = stand.folder / "syncs.log"
    with served(OURS, stand.folder, tracer(log)) as server:
        side = Side(server, [], stand.ours.ballots)
        for known in stand.ours.delegates:
            side.delegates.append(Browser(server.port, dict(known.cookies), known.token))
        acts = side.votes(SYNC_BALLOTS)
        began = time.time()
        run = in_turn(acts)
        ended = time.time()
        if run.count(303) != len(acts):
            raise RuntimeError(f"{len(acts) - run.count(303)} of {len(acts)} votes failed")
        stand.ours.keep(run)
    found = [match for line in log.read_text().splitlines() if (match := SYNC.match(line))]
    return sum(began <= float(match[1]) <= ended for match in found) / len(acts)


def page_cpu(sides: Sequence[tuple[Server, Browser]], paths: Sequence[str]) -> list[tuple[float, float]]:
    """(milliseconds of a page on the first side, on the second), in turn.

    A first look says how many requests fill a good part of a second: a slow page is asked less often.
    """
    pages = [(server, browser, path) for (server, browser), path in zip(sides, paths, strict=True)]
    looks = []
    for server, browser, path in pages:
        in_turn(reading(browser, path, 4))  # the first requests of a process load and compile
        looks.append(cpu(server, reading(browser, path, 4), 200))
    times = [min(READINGS, max(2, round(ENOUGH / (look + 0.1)))) for look in looks]
    found = []
    for _pair in range(PAGE_PAIRS):
        one, other = (
            cpu(server, reading(browser, path, often), 200)
            for (server, browser, path), often in zip(pages, times, strict=True)
        )
        found.append((one, other))
    return found


def cold_starts(folder: Path) -> list[tuple[float, float]]:
    """(ours, reference) in seconds from the command to the first page, in turn."""
    return [(cold_start(OURS, folder), cold_start(REFERENCE, folder)) for _pair in range(COLD_PAIRS)]


def memory(stand: Stand) -> tuple[float, float]:
    """(ours, reference): resident MB a worker after all that was asked of them."""
    return stand.ours.server.memory(), stand.reference.server.memory()


def ratio(pairs: Sequence[tuple[float, float]]) -> float:
    """The median of the pairs' ratios."""
    return median(ours / other for ours, other in pairs)


def ours(pairs: Sequence[tuple[float, ...]]) -> float:
    """The median of our side alone."""
    return median(pair[0] for pair in pairs)
