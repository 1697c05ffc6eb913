"""The rows of the benchmark: what each is called, where its gate stands, and how the table is printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "<=": lambda value, limit: value <= limit,
    ">=": lambda value, limit: value >= limit,
    "=": lambda value, limit: value == limit,
}


@dataclass(frozen=True)
class Gate:
    """A row and its limit. `shape` writes the limit and, for counts, the number."""

    key: str
    name: str
    operator: str
    limit: float
    shape: str = "{:.2f}"

    @property
    def limit_text(self) -> str:
        return f"{self.operator} {self.shape.format(self.limit)}"

    def holds(self, value: float) -> bool:
        return OPERATORS[self.operator](value, self.limit)


@dataclass(frozen=True)
class Reading:
    """What was measured: the number that meets the gate, and our side's own number in words."""

    value: float
    ours: str
    ratio: bool = True
    """Whether the value is a ratio to the other side; a count has none."""


@dataclass(frozen=True)
class Missing:
    """Why a row has no number. It is `broken` unless only this machine lacks something."""

    why: str
    broken: bool


Found = Mapping[str, Reading | Missing]

COUNT, SMALL = "{:.0f}", "{:.3f}"
GATES = (
    Gate("vote_cpu", "vote, CPU a request against the reference vote", "<=", 2.5),
    Gate("vote_rate", "vote, requests/s against the reference", ">=", 0.40),
    Gate("vote_bare", "vote, requests/s against the bare page", ">=", 0.05),
    Gate("commits", "commits a vote", "=", 1),
    Gate("fsyncs", "fsyncs a vote, SQLite with full syncs", "<=", 1.10),
    Gate("failed", "failed votes, several workers on SQLite", "=", 0, COUNT),
    Gate("list_cpu", "pillar page of 44 proposals with tallies, CPU against the reference list", "<=", 2.5),
    Gate("sql_list", "SQL statements, list: pillar page", "<=", 8, COUNT),
    Gate("sql_ballots", "SQL statements, list: ballots", "<=", 8, COUNT),
    Gate("sql_network", "SQL statements, list: members", "<=", 8, COUNT),
    Gate("sql_proposal", "SQL statements, proposal: text", "<=", 10, COUNT),
    Gate("sql_talk", "SQL statements, proposal: discussion", "<=", 10, COUNT),
    Gate("sql_vote", "SQL statements, vote: the paper", "<=", 10, COUNT),
    Gate("sql_cast", "SQL statements, vote: casting it", "<=", 10, COUNT),
    Gate("sql_board", "SQL statements, board page", "<=", 15, COUNT),
    Gate(
        "sql_growth", "statements at 100 times the data against 1, the worst of these pages", "<=", 1, SMALL
    ),
    Gate("grow_list", "growth of page CPU to 100 times the data: pillar page", "<=", 0.10),
    Gate("grow_ballots", "growth of page CPU to 100 times the data: ballots", "<=", 0.10),
    Gate("grow_network", "growth of page CPU to 100 times the data: members", "<=", 0.10),
    Gate("grow_talk", "growth of page CPU to 100 times the data: discussion", "<=", 0.10),
    Gate("grow_journal", "growth of page CPU to 100 times the data: journal", "<=", 0.10),
    Gate("talk_500", "discussion of 500 comments against one of 10, CPU", "<=", 2),
    Gate("recount", "recount of 1,000,000 weighted casts against a GROUP BY", "<=", 3),
    Gate("search", "search among 10,000 comments against the bare full-text query", "<=", 3),
    Gate("kb_home", "kB of HTML, CSS and JS compressed: home", "<=", 60, "{:.1f}"),
    Gate("kb_pillar", "kB of HTML, CSS and JS compressed: pillar", "<=", 60, "{:.1f}"),
    Gate("kb_proposal", "kB of HTML, CSS and JS compressed: proposal", "<=", 60, "{:.1f}"),
    Gate("kb_ballot", "kB of HTML, CSS and JS compressed: ballot", "<=", 60, "{:.1f}"),
    Gate("kb_result", "kB of HTML, CSS and JS compressed: result", "<=", 60, "{:.1f}"),
    Gate("hosts", "other hosts asked by these pages", "=", 0, COUNT),
    Gate("cold_start", "cold start against the reference", "<=", 2.5),
    Gate("memory", "memory a worker against the reference", "<=", 2),
)


def table(found: Found, whole: bool) -> tuple[str, bool]:
    """The table as plain text, and whether every gate holds. In a whole run no row may be left out."""
    width = max(len(gate.name) for gate in GATES)
    lines = [f"{'name':<{width}}  {'ratio':>6}  {'ours':<22}  limit"]
    within = outside = unmeasured = broken = 0
    for gate in GATES:
        reading = found.get(gate.key, Missing("not in this run", broken=whole))
        if isinstance(reading, Missing):
            unmeasured += 1
            broken += reading.broken
            lines.append(f"{gate.name:<{width}}  {'-':>6}  not measured: {reading.why}")
            continue
        held = gate.holds(reading.value)
        within, outside = within + held, outside + (not held)
        ratio = gate.shape.format(reading.value) if reading.ratio else "-"
        mark = "" if held else "  OUTSIDE"
        lines.append(f"{gate.name:<{width}}  {ratio:>6}  {reading.ours:<22}  {gate.limit_text}{mark}")
    lines.append(f"{within} rows within their gates, {outside} outside, {unmeasured} not measured")
    return "\n".join(lines), not outside and not broken
