"""`python -m tests.bench`: measures every row in one run, prints the table, and fails when a gate is broken."""

from __future__ import annotations

import math
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests.bench import counting, data, finding, measuring, recount
from tests.bench.asking import Browser
from tests.bench.counting import Reader, Tape
from tests.bench.data import Made, Size
from tests.bench.measuring import Stand, ours, ratio
from tests.bench.rows import Missing, Reading, table
from tests.bench.serving import OURS, Server, Unmeasurable, served

MOST_SECONDS = 600
TIMES, OPEN = 100, 4
"""How much more there is, and how many open ballots nobody has voted in, there as here."""
PILLAR, LIST, DIRECTORY, JOURNAL, BOARD = "/pillars/pillar-1", "/ballots", "/network", "/journal", "/board"
PROPOSAL, TALK = "/proposals/1", "/proposals/1/discussion"
GROWING = {
    "grow_list": PILLAR,
    "grow_ballots": LIST,
    "grow_network": DIRECTORY,
    "grow_talk": TALK,
    "grow_journal": JOURNAL,
}
READ = {
    "sql_list": PILLAR,
    "sql_ballots": LIST,
    "sql_network": DIRECTORY,
    "sql_proposal": PROPOSAL,
    "sql_talk": TALK,
    "sql_board": BOARD,
}
WEIGHED = ("kb_home", "kb_pillar", "kb_proposal", "kb_ballot", "kb_result", "hosts")

Found = dict[str, Reading | Missing]


class Bench:
    """The readings so far."""

    def __init__(self) -> None:
        self.found: Found = {}

    def take(self, keys: Sequence[str], measure: Callable[[], Found]) -> None:
        """Some rows; what cannot be measured says why, and the others go on."""
        began = time.perf_counter()
        try:
            self.found |= measure()
        except Unmeasurable as lack:
            self.found |= dict.fromkeys(keys, Missing(str(lack), broken=False))
        except Exception as failure:  # a page that fails must not hide the other rows
            why = f"{type(failure).__name__}: {failure}".splitlines()[0]
            self.found |= dict.fromkeys(keys, Missing(why, broken=True))
        print(f"  {', '.join(keys)}: {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)


def recounted(folder: Path) -> Found:
    pairs = recount.pairs(folder)
    return {"recount": Reading(ratio(pairs), f"{ours(pairs):.2f} s")}


def searched(folder: Path) -> Found:
    pairs = finding.pairs(folder)
    return {"search": Reading(ratio(pairs), f"{ours(pairs) * 1000 / finding.asked():.1f} ms")}


def listed(stand: Stand) -> Found:
    pairs = measuring.list_cpu(stand)
    return {"list_cpu": Reading(ratio(pairs), f"{ours(pairs):.2f} ms")}


def voted(stand: Stand) -> Found:
    pairs = measuring.vote_cpu(stand)
    return {"vote_cpu": Reading(ratio(pairs), f"{ours(pairs):.2f} ms")}


def rated(stand: Stand) -> Found:
    turns = measuring.rates(stand)
    own = f"{ours(turns):.0f} a second"
    return {
        "vote_rate": Reading(ratio([(one, other) for one, other, _bare in turns]), own),
        "vote_bare": Reading(ratio([(one, bare) for one, _other, bare in turns]), own),
    }


def synced(stand: Stand) -> Found:
    number = measuring.syncs(stand)
    return {"fsyncs": Reading(number, f"{number:.2f}", ratio=False)}


def failed(stand: Stand) -> Found:
    number = measuring.lost(stand)
    return {
        "failed": Reading(number, f"{number} of {stand.ours.acknowledged + stand.ours.failed}", ratio=False)
    }


def remembered(stand: Stand) -> Found:
    own, other = measuring.memory(stand)
    return {"memory": Reading(own / other, f"{own:.0f} MB")}


def started(folder: Path) -> Found:
    pairs = measuring.cold_starts(folder)
    return {"cold_start": Reading(ratio(pairs), f"{ours(pairs):.2f} s")}


class Counted:
    """One database, asked within this process, with what it is told on tape."""

    def __init__(self, folder: Path, size: Size, made: Made) -> None:
        self.app = data.application(folder)
        self.last = size.organisations
        self.made = made

    @contextmanager
    def _taped(self, email: str) -> Iterator[tuple[Tape, Reader]]:
        with counting.recorded(self.app) as tape:
            reader = Reader(self.app, email)
            tape.clear()
            yield tape, reader

    def statements(self, key: str) -> int:
        """SQL statements behind one page, or behind casting a vote."""
        paper = f"/ballots/{self.made.voted}/vote/{data.slug(self.last)}"
        page = paper if key == "sql_vote" else READ.get(key)
        with self._taped(data.BOARD if key == "sql_board" else data.email(self.last)) as (tape, reader):
            if page is not None:
                reader.read(page)
            else:
                reader.cast(self.made.voted, data.slug(self.last))
            return len(tape.statements)

    def commits(self) -> float:
        """Commits a vote, over the first votes in every open ballot."""
        with self._taped(data.email(1)) as (tape, reader):
            for ballot in self.made.ballots:
                reader.cast(ballot, data.slug(1))
            return tape.commits / len(self.made.ballots)


def committed(small: Counted) -> Found:
    number = small.commits()
    return {"commits": Reading(number, f"{number:.2f}", ratio=False)}


def stated(key: str, small: Counted, large: Counted, ratios: dict[str, float]) -> Found:
    number, more = small.statements(key), large.statements(key)
    ratios[key] = more / number
    return {key: Reading(number, f"{number}", ratio=False)}


def grown_statements(ratios: dict[str, float]) -> Found:
    key, worst = max(ratios.items(), key=lambda pair: pair[1])
    return {"sql_growth": Reading(worst, key.removeprefix("sql_"))}


def weighed(server: Server, made: Made) -> Found:
    browser = Browser(server.port).sign_in(data.email(1))
    pages = ("/", PILLAR, PROPOSAL, f"/ballots/{made.voted}", f"/ballots/{made.closed}/result")
    found: Found = {}
    hosts: set[str] = set()
    for key, path in zip(WEIGHED, pages, strict=False):
        size, asked = counting.weight(browser, path)
        hosts |= asked
        found[key] = Reading(size / 1000, f"{size / 1000:.1f}", ratio=False)
    browser.close()
    return {**found, "hosts": Reading(len(hosts), ", ".join(sorted(hosts)) or "none", ratio=False)}


def grown(key: str, pair: Sequence[tuple[Server, Browser]]) -> Found:
    pairs = measuring.page_cpu(pair, [GROWING[key]] * 2)
    exponent = math.log(ratio(pairs)) / math.log(TIMES)
    return {key: Reading(exponent, f"{median(pair[1] for pair in pairs):.1f} to {ours(pairs):.1f} ms")}


def talked(server: Server, browser: Browser) -> Found:
    """A discussion of many comments against one of few, in one large database."""
    few, many = (f"/proposals/{proposal}/discussion" for proposal in data.TALKS)
    pairs = measuring.page_cpu([(server, browser)] * 2, (many, few))
    return {
        "talk_500": Reading(ratio(pairs), f"{median(pair[1] for pair in pairs):.1f} to {ours(pairs):.1f} ms")
    }


def against_the_reference(bench: Bench, folder: Path) -> None:
    """The rows that need both sides' servers."""
    with measuring.stand(folder / "stand") as stand:
        bench.take(["list_cpu"], lambda: listed(stand))
        bench.take(["vote_cpu"], lambda: voted(stand))
        bench.take(["vote_rate", "vote_bare"], lambda: rated(stand))
        bench.take(["fsyncs"], lambda: synced(stand))
        bench.take(["failed"], lambda: failed(stand))
        bench.take(["memory"], lambda: remembered(stand))
    bench.take(["cold_start"], lambda: started(folder / "stand"))


def against_more_data(bench: Bench, folder: Path) -> None:
    """The rows that ask what a hundred times the data change, and those of single pages."""
    sizes = Size(1, OPEN), Size(TIMES, OPEN)
    folders = folder / "once", folder / "hundred"
    made = [data.make(place, size) for place, size in zip(folders, sizes, strict=True)]
    small, large = (Counted(*each) for each in zip(folders, sizes, made, strict=True))
    with served(OURS, folders[0]) as one, served(OURS, folders[1]) as hundred:
        bench.take(WEIGHED, lambda: weighed(one, made[0]))
        pair = [(server, Browser(server.port).sign_in(data.email(1))) for server in (hundred, one)]
        for key in GROWING:
            bench.take([key], lambda key=key: grown(key, pair))  # type: ignore[misc]  # bound at once
        bench.take(["talk_500"], lambda: talked(*pair[0]))
        for _server, browser in pair:
            browser.close()
    ratios: dict[str, float] = {}
    for key in (*READ, "sql_vote", "sql_cast"):
        bench.take([key], lambda key=key: stated(key, small, large, ratios))  # type: ignore[misc]  # bound at once
    bench.take(["sql_growth"], lambda: grown_statements(ratios))
    bench.take(["commits"], lambda: committed(small))  # last: first votes write rolls down


def _stop(number: int, frame: object) -> None:
    raise SystemExit(f"Stopped by signal {number}.")


PARTS: dict[str, Callable[[Bench, Path], None]] = {
    "recount": lambda bench, folder: bench.take(["recount"], lambda: recounted(folder / "million")),
    "search": lambda bench, folder: bench.take(["search"], lambda: searched(folder / "found")),
    "reference": against_the_reference,
    "data": against_more_data,
}


def main(parts: Sequence[str]) -> None:
    """One run, of some parts or of all. Whatever happens, servers are stopped, data removed, the table printed."""
    if unknown := set(parts) - set(PARTS):
        sys.exit(f"python -m tests.bench knows {', '.join(PARTS)}, not {', '.join(sorted(unknown))}.")
    for number in (signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, _stop)
    signal.alarm(MOST_SECONDS)
    print(
        f"On {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}. This takes some minutes.", file=sys.stderr
    )
    bench = Bench()
    try:
        with tempfile.TemporaryDirectory(prefix="consult-bench-") as name:
            for part in parts or PARTS:
                PARTS[part](bench, Path(name))
    finally:
        text, held = table(bench.found, whole=not parts)
        print(text)
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main(sys.argv[1:])
