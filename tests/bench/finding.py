"""Finding words among ten thousand comments: the room's own search and a bare full-text query beside it.

Ours answers the best 200 by the reader's rights, those with the words in their title first, and reads the texts of a
page of 20 to show why they were found. The bare query is SQLite's FTS5 over the same texts as they were written: match,
order by rank, the best 200 with their texts for the first 20. Both get the same questions, from a word in every
comment to one in a single one.
"""

from __future__ import annotations

import sqlite3
import time
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from consult.kit.db import db, transaction
from consult.kit.subject import Words
from consult.search import queries
from consult.search.actions import BATCH, write
from consult.search.asking import read
from consult.search.excerpts import excerpt
from consult.search.queries import MOST, Narrowed
from consult.search.views import PER_PAGE
from tests.bench import data

COMMENTS, PAIRS, ROUNDS = 10_000, 5, 3
# (as it is typed, as the bare query takes it)
QUESTIONS = (
    ("organisation", "organisation"),
    ("federations members", "federations members"),
    ("“work group”", '"work group"'),
    ("coopér", "cooper*"),
    ("federations -members9", "federations NOT members9"),
    ("word4711", "word4711"),
)
PLAIN = "CREATE VIRTUAL TABLE comment USING fts5 (text, tokenize = 'unicode61 remove_diacritics 2', prefix = '3 4')"
MATCH = "SELECT rowid FROM comment WHERE comment MATCH ? ORDER BY rank LIMIT ?"


def comment(number: int) -> str:
    """A comment of the usual length, with words that few others have."""
    return f"{data.WORDS * (1 + number % 3)} Coopérative members{number % 40}, word{number}."


def make(folder: Path) -> None:
    """The same comments in our index and in a bare one."""
    data.make(folder, data.Size(1, 2))
    app = data.application(folder)
    at = datetime.now(UTC)
    with app.app_context():
        numbers = iter(range(1, COMMENTS + 1))
        while some := list(islice(numbers, BATCH)):
            with transaction(writing=True):
                write("bench", {n: Words(f"Member {n % 46}", comment(n), "en", "members", at) for n in some})
        db.session.remove()
        db.engine.dispose()
    with sqlite3.connect(folder / "plain.sqlite3") as plain:
        plain.execute(PLAIN)
        texts = ((number, comment(number)) for number in range(1, COMMENTS + 1))
        plain.executemany("INSERT INTO comment (rowid, text) VALUES (?, ?)", texts)
    plain.close()


def found(typed: str) -> int:
    """What the page of the search does for a question, without its HTML."""
    asked = read(typed)
    hits = queries.hits(asked, Narrowed(("public", "members"), kind="bench"))
    shown = queries.texts(hit.entry_id for hit in hits[:PER_PAGE])
    assert all(any(run.marked for run in excerpt(text, asked)) for text in shown.values())
    return len(hits)


def bare(plain: sqlite3.Connection, question: str) -> int:
    """The same question to the database alone."""
    rows = [id for (id,) in plain.execute(MATCH, (question, MOST))]
    some = rows[:PER_PAGE]
    marks = ",".join("?" * len(some))
    texts = plain.execute(f"SELECT text FROM comment WHERE rowid IN ({marks})", some).fetchall()  # noqa: S608
    assert len(texts) == len(some)
    return len(rows)


def asked() -> int:
    """How many questions one turn holds."""
    return ROUNDS * len(QUESTIONS)


def pairs(folder: Path) -> list[tuple[float, float]]:
    """(seconds of the room, seconds of the bare query) in processor time, in turn."""
    make(folder)
    plain = sqlite3.connect(folder / "plain.sqlite3")
    app = data.application(folder)
    measured = []
    with app.app_context():
        for turn in range(PAIRS + 1):
            began = time.process_time()
            with transaction(writing=False):
                ours = [found(typed) for _round in range(ROUNDS) for typed, _question in QUESTIONS]
            between = time.process_time()
            other = [bare(plain, question) for _round in range(ROUNDS) for _typed, question in QUESTIONS]
            ended = time.process_time()
            assert ours == other, (ours, other)
            if turn:  # the first pair only warms both
                measured.append((between - began, ended - between))
        db.session.remove()
        db.engine.dispose()
    plain.close()
    return measured
