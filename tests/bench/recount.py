"""A million weighted casts in one ballot, counted again by the room and by a plain GROUP BY beside it."""

from __future__ import annotations

import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path

from consult.kit.db import db, transaction
from consult.voting.queries import ballots
from consult.voting.queries.results import verdict_of
from consult.voting.ruling import MEMBERS, OVERALL
from tests.bench import data

MILLION = 1_000_000
PAIRS = 3

# One row a number from 1 to a million: every mixture of five regions, three choices and forty weights, 1/3 to 40/3.
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :million)"
WEIGHT = "CASE (i * 7 % 40 + 1) % 3 WHEN 0 THEN (i * 7 % 40 + 1) / 3 || '' ELSE (i * 7 % 40 + 1) || '/3' END"
REGION = (
    "CASE i / 40 % 5 WHEN 0 THEN 'Africa' WHEN 1 THEN 'Americas' WHEN 2 THEN 'Asia' "
    "WHEN 3 THEN 'Europe' ELSE 'Oceania' END"
)
COHORT = "(i * 7 % 40) * 5 + i / 40 % 5 + 1"
CHOICE = "CASE i / 200 % 3 WHEN 0 THEN 'yes' WHEN 1 THEN 'no' ELSE 'abstain' END"
ROLL = f"""{NUMBERS} INSERT INTO roll_entry
(id, ballot_id, organisation_id, name, country, region, category, votes, weight, reason, cohort)
SELECT :first + i, :ballot, :first + i, 'Member ' || i, 'ES', {REGION}, 'full', 1, {WEIGHT}, 'full-member',
{COHORT} FROM n"""  # noqa: S608
CASTS = f"""{NUMBERS} INSERT INTO vote_cast
(item_id, entry_id, cohort, choice, explanation, language, person_id, mandate_id, cast_at, receipt)
SELECT :ballot, :first + i, {COHORT}, {CHOICE}, '', 'en', 1, 1, '2026-01-01 00:00:00.000000', 'r' || i FROM n"""  # noqa: S608
PLAIN = f"""{NUMBERS} INSERT INTO paper SELECT :ballot, {REGION}, 'full', {WEIGHT}, {CHOICE} FROM n"""  # noqa: S608
COVERING = "CREATE INDEX ix_paper ON paper (ballot_id, region, category, weight, choice)"
GROUPED = """SELECT region, category, weight, choice, count(*) FROM paper WHERE ballot_id = ?
GROUP BY region, category, weight, choice"""
FIRST = 1_000_000_000


def make(folder: Path) -> int:
    """The ballot with a million casts; answers its id."""
    made = data.make(folder, data.Size(1, 2))
    given = {"million": MILLION, "first": FIRST, "ballot": made.closed}
    with sqlite3.connect(folder / "consult.sqlite3") as kept:
        kept.execute("PRAGMA synchronous=OFF")  # organisations there are not so many: no foreign keys here
        kept.execute("DELETE FROM vote_cast WHERE item_id = :ballot", given)
        kept.execute("DELETE FROM roll_entry WHERE ballot_id = :ballot", given)
        kept.execute(ROLL, given)
        kept.execute(CASTS, given)
    kept.close()
    with sqlite3.connect(folder / "plain.sqlite3") as plain:
        plain.execute("PRAGMA synchronous=OFF")
        columns = "ballot_id INTEGER, region TEXT, category TEXT, weight TEXT, choice TEXT"
        plain.execute(f"CREATE TABLE paper ({columns})")
        plain.execute(PLAIN, given)
        plain.execute(COVERING)
    plain.close()
    return made.closed


def pairs(folder: Path) -> list[tuple[float, float]]:
    """(seconds of the room, seconds of the plain query) in processor time, in turn."""
    ballot_id = make(folder)
    plain = sqlite3.connect(folder / "plain.sqlite3")
    app = data.application(folder)
    found = []
    with app.app_context():
        for turn in range(PAIRS + 1):
            began = time.process_time()
            with transaction(writing=False):
                row = ballots.ballot(ballot_id)
                assert row is not None
                verdict = verdict_of(row, datetime.now(UTC))
            between = time.process_time()
            groups = plain.execute(GROUPED, (ballot_id,)).fetchall()
            ended = time.process_time()
            assert verdict.tally.at(OVERALL, MEMBERS).cast == sum(row[-1] for row in groups) == MILLION
            if turn:  # the first pair only warms both
                found.append((between - began, ended - between))
        db.session.remove()
        db.engine.dispose()
    plain.close()
    return found
