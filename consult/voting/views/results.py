"""What was decided: the verdict, the picture, every test, the tables, and every organisation's vote; also as CSV."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from flask import Response
from flask_babel import gettext as _

from consult.kit.clock import now
from consult.kit.guard import enter
from consult.kit.pages import go, page
from consult.kit.sheets import csv_file
from consult.network.forms.words import category_name, country_name, region_name
from consult.voting import permissions
from consult.voting.exact import write_fraction
from consult.voting.phases import State, countable, state
from consult.voting.queries import ballots, blocks, results, rolls
from consult.voting.queries.ballots import Paper
from consult.voting.queries.results import CATEGORY, REGION, VerdictRow, VoteLine
from consult.voting.ruling import MEMBERS, OVERALL, VOTES
from consult.voting.tally import Counts
from consult.voting.verdict import Kind, Line
from consult.voting.views.ballots import bp
from consult.voting.views.rule_words import scope_word
from consult.voting.views.showing import about, history
from consult.voting.views.verdict_words import headline, paradox_sentence, test_rows, turnout_sentence
from consult.voting.views.words import choice_word, language_word, number


@dataclass(frozen=True)
class Bar:
    """A bar of the picture: whole numbers only, so that nothing is drawn that was not counted."""

    label: str
    yes: int
    no: int
    abstain: int
    entitled: int
    required: int | None = None
    quorum: int | None = None

    @property
    def silent(self) -> int:
        return self.entitled - self.yes - self.no - self.abstain


def _bar(label: str, counts: Counts, required: Line | None = None, quorum: Line | None = None) -> Bar | None:
    """A bar of counts; None when weights are no whole numbers."""
    numbers = (counts.yes, counts.no, counts.abstain, counts.entitled)
    if any(value.denominator != 1 for value in numbers):
        return None
    yes, no, abstain, entitled = map(int, numbers)
    return Bar(label, yes, no, abstain, entitled, _needs(required), _needs(quorum))


def _needs(line: Line | None) -> int | None:
    """Where the line is drawn: what just passes, when it is a whole number that can be reached by yes or by voting."""
    if line is None or line.needs is None or line.needs.denominator != 1 or not line.op.upward:
        return None
    return int(line.needs)


def _line(found: VerdictRow, kind: Kind, scope: str, numerator: str) -> Line | None:
    lines = [
        line
        for line in found.verdict.of(kind)
        if line.scope == scope and line.numerator == numerator and not line.skipped
    ]
    return max(lines, key=lambda line: line.needs or Fraction(0), default=None)


def whole_bar(found: VerdictRow) -> Bar | None:
    """The bar of everyone, with the required line and, where votes are members, the quorum."""
    counts = found.tally.at(OVERALL, VOTES)
    quorum = _line(found, Kind.QUORUM, OVERALL, "cast")
    same = counts.entitled == found.tally.at(OVERALL, MEMBERS).entitled
    return _bar(
        _("All together"), counts, _line(found, Kind.THRESHOLD, OVERALL, "yes"), quorum if same else None
    )


def chamber_bars(found: VerdictRow) -> list[Bar]:
    """One bar a chamber that the rule asks apart."""
    bars = [
        _bar(
            scope_word(found.rule, scope),
            found.tally.at(scope, VOTES),
            _line(found, Kind.THRESHOLD, scope, "yes"),
        )
        for scope in found.rule.each
    ]
    return [bar for bar in bars if bar is not None]


def breakdown(found: VerdictRow, prefix: str) -> list[list[str]]:
    """Rows by region or category: yes, no, abstain, did not vote, entitled."""
    words = region_name if prefix == REGION else category_name
    rows = []
    for scope in sorted(scope for scope in found.tally.scopes if scope.startswith(prefix)):
        counts = found.tally.at(scope, VOTES)
        rows.append(
            [words(scope.removeprefix(prefix)), *_cells_of(found, counts)],
        )
    return rows


def _columns(counts: Counts) -> tuple[Fraction, ...]:
    return counts.yes, counts.no, counts.abstain, counts.not_voted, counts.entitled


def _cells_of(found: VerdictRow, counts: Counts) -> list[str]:
    """The columns of the breakdown; where a no needs its reason, those without one have their own."""
    values = list(_columns(counts))
    if found.rule.negatives_need_reason:
        values.insert(2, counts.no_without_reason)
    return [number(value) for value in values]


@bp.get("/ballots/<int:ballot>/result")
@enter(permissions.read_ballot, ballot=ballots.paper)
def result(ballot: Paper) -> Response:
    """The result once the ballot is closed, also of one that was annulled after it; before, when there will be one."""
    at, row = now(), ballot.ballot
    if not countable(row, at):
        return page("voting/no_result.html", **history(row), **about(ballot, at))
    found = results.verdict_of(row, at)
    votes = results.votes(row, at)
    frame = about(ballot, at, found)
    return page(
        "voting/result.html",
        found=found,
        headline=headline(found),
        turnout_sentence=turnout_sentence(found),
        paradox=paradox_sentence(found),
        bar=whole_bar(found),
        chambers=chamber_bars(found),
        tests=test_rows(found),
        regions=breakdown(found, REGION),
        categories=breakdown(found, CATEGORY),
        total=_cells_of(found, found.tally.at(OVERALL, VOTES)),
        reasons=found.rule.negatives_need_reason,
        cast=[line for line in votes if line.choice],
        silent=[line for line in votes if not line.choice],
        texts=blocks.texts_of(row, frame["parts"]),
        roll_sha256=row.roll_sha256 or rolls.roll_sha256(rolls.roll_of(row)),
        annulled=state(row, at) is State.ANNULLED,
        **history(row),
        **frame,
    )


@bp.get("/ballots/<int:ballot>/result.csv")
@enter(permissions.read_ballot, ballot=ballots.paper)
def result_csv(ballot: Paper) -> Response:
    """Every organisation's vote as a table for a spreadsheet; sealed until closing like the page."""
    at, row = now(), ballot.ballot
    if not countable(row, at):
        return go("voting.result", ballot=row.id)
    columns = (
        _("Organisation"), _("Country"), _("Region"), _("Category"), _("Votes"), _("Choice"), _("Explanation"),
        _("Language"), _("Cast at (UTC)"), _("Receipt"),
    )  # fmt: skip
    rows = (_cells(line) for line in results.votes(row, at))
    return csv_file(f"ballot-{row.id}", columns, rows)


def _cells(line: VoteLine) -> list[str]:
    return [
        line.name,
        country_name(line.country),
        region_name(line.region),
        category_name(line.category),
        write_fraction(line.weight),
        choice_word(line.choice) if line.choice else _("Did not vote"),
        line.explanation,
        language_word(line.language) if line.explanation else "",
        line.cast_at.strftime("%Y-%m-%d %H:%M:%S") if line.cast_at else "",
        line.receipt,
    ]
