"""Makes Consult's databases to measure: a federation of the size asked for, through the rooms' own tables in bulk."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert

from consult.accounts.models import Credential, Person
from consult.accounts.passwords import hashed
from consult.app import create_app
from consult.deliberation.models import Comment, Round
from consult.journal.models import Entry
from consult.kit import migrating
from consult.kit.canonical import digest
from consult.kit.db import Model, db, transaction
from consult.network.models import Body, Mandate, Membership, Organisation, Seat
from consult.network.rules import REGIONS, search_text
from consult.settings import Settings
from consult.strategy.models import Paragraph, Passage, Pillar, Proposal, Strategy, Version
from consult.voting.actions.rules import add_rule
from consult.voting.models import Ballot, BallotItem, Cast, RollEntry
from tests.bench.asking import PASSWORD

COUNTRIES = ("ES", "FR", "IT", "CA", "AR", "BR", "JP", "IN", "ZA", "SE")
CHOICES = ("yes", "no", "abstain")
WORDS = (
    "To organise a work group that brings the federations of the sector together and reports to the members "
    "every year on what was done, with the means that the organisation and its partners can put into it. "
)
STANCES = ("support", "support-with-change", "oppose", "neutral", "")
LISTED, MEMBERS = 44, 46
TALKS = {LISTED + 1: 10, LISTED + 2: 500}
"""Proposals whose discussions are measured against each other, with how many comments they have."""
AT_ONCE = 500
"""Rows a statement: SQLite takes a limited number of values."""


@dataclass(frozen=True)
class Size:
    """How much there is. Everything grows with `times` but the listed pillar and the ballots to vote in."""

    times: int
    to_vote: int

    @property
    def organisations(self) -> int:
        return MEMBERS * self.times

    @property
    def further(self) -> int:
        """Proposals in other pillars that were decided on before."""
        return 22 * self.times

    @property
    def comments(self) -> int:
        return 240 * self.times

    @property
    def entries(self) -> int:
        return 150 * self.times


@dataclass(frozen=True)
class Made:
    """What to ask for."""

    ballots: list[int]
    """Open ballots nobody has voted in."""
    proposal: int
    closed: int
    voted: int
    """An open ballot with half of its votes, whose roll is written down."""


def application(folder: Path) -> Flask:
    """The application over the database of a folder, as the server of that folder has it."""
    return create_app(Settings(data=folder))


def email(number: int) -> str:
    return f"delegate-{number}@bench.example"


def slug(number: int) -> str:
    return f"member-{number}"


SECRETARY, BOARD = "secretary@bench.example", "board@bench.example"


def make(folder: Path, size: Size) -> Made:
    """An installation by its migrations, filled."""
    app = application(folder)
    migrating.init_app(app)
    with app.app_context():
        migrating.upgrade()
        at = datetime.now(UTC)
        with transaction(writing=True):
            _people(size, at)
            _network(size, at)
            _texts(size, at)
            made = _ballots(size, at)
            _talk(size, at)
        db.session.remove()
        db.engine.dispose()
    return made


def put(table: type[Model], rows: Iterable[dict[str, Any]]) -> None:
    """Many rows of one table."""
    waiting = list(rows)
    for first in range(0, len(waiting), AT_ONCE):
        db.session.execute(insert(table), waiting[first : first + AT_ONCE])


def _people(size: Size, at: datetime) -> None:
    secret = hashed(PASSWORD)
    offices = {size.organisations + 1: SECRETARY, size.organisations + 2: BOARD}
    emails = {n: email(n) for n in range(1, size.organisations + 1)} | offices
    put(
        Person,
        (
            {"id": n, "email": address, "name": f"Person number {n}", "language": "en"}
            | {"time_zone": "Europe/Brussels", "created_at": at}
            for n, address in emails.items()
        ),
    )
    put(Credential, ({"person_id": n, "password_hash": secret, "changed_at": at} for n in emails))


def _network(size: Size, at: datetime) -> None:
    kinds = ("federation", "board", "secretariat", "tellers")
    put(
        Body,
        ({"id": n, "slug": kind, "name": kind.capitalize(), "kind": kind} for n, kind in enumerate(kinds, 1)),
    )
    since = date(2020, 1, 1)
    put(
        Seat,
        [
            {"person_id": size.organisations + 1, "body_id": 3, "office": "secretary", "from_on": since},
            {"person_id": size.organisations + 2, "body_id": 2, "office": "member", "from_on": since},
        ],
    )
    numbers = range(1, size.organisations + 1)
    put(Organisation, (_organisation(n) for n in numbers))
    put(
        Membership,
        (
            {"organisation_id": n, "from_on": date(1900, 1, 1), "recorded_at": at, "standing": "active"}
            | {"category": "full"}
            for n in numbers
        ),
    )
    before = at - timedelta(days=300)
    put(
        Mandate,
        ({"id": n, "organisation_id": n, "person_id": n, "role": "lead", "from_at": before} for n in numbers),
    )


def _organisation(n: int) -> dict[str, Any]:
    name, short = f"National Federation of Worker Cooperatives number {n}", f"Member {n}"
    return {
        "id": n,
        "slug": slug(n),
        "name": name,
        "short_name": short,
        "country": COUNTRIES[n % len(COUNTRIES)],
        "region": REGIONS[n % len(REGIONS)],
        "search_text": search_text(short, "", name, "", slug(n), ""),
    }


def _proposals(size: Size) -> list[tuple[int, int, int]]:
    """(id, pillar, number): the listed ones, those to vote on, and the further ones."""
    parts = (LISTED, size.to_vote + 1, size.further)
    pairs = [(pillar, number) for pillar, many in enumerate(parts, 1) for number in range(1, many + 1)]
    return [(id, pillar, number) for id, (pillar, number) in enumerate(pairs, 1)]


def _texts(size: Size, at: datetime) -> None:
    before = at - timedelta(days=200)
    db.session.add(Strategy(id=1, slug="platform", title="Platform", period="2017-2021", created_at=before))
    db.session.flush()
    names = ("Listed", "To vote on", "Decided before")
    put(
        Pillar,
        (
            {
                "id": n,
                "strategy_id": 1,
                "slug": f"pillar-{n}",
                "position": n,
                "title": name,
                "hue": f"pillar-{n}",
            }
            | {"objective": WORDS, "lede": WORDS}
            for n, name in enumerate(names, 1)
        ),
    )
    rows = _proposals(size)
    put(
        Proposal,
        (
            {"id": id, "pillar_id": pillar, "number": number, "ref": f"bench/{id}", "state": "final"}
            | {"created_at": before}
            for id, pillar, number in rows
        ),
    )
    texts = [f"{number}. {WORDS * 2}".strip() for number in range(1, 6)]
    put(Version, (_version(id, texts, before) for id, _pillar, _number in rows))
    put(
        Paragraph, ({"id": id * 10 + n, "proposal_id": id} for id, _pillar, _number in rows for n in range(5))
    )
    put(
        Passage,
        (
            {"version_id": id, "paragraph_id": id * 10 + n, "position": n + 1, "text": text}
            for id, _pillar, _number in rows
            for n, text in enumerate(texts)
        ),
    )


def _version(id: int, texts: list[str], before: datetime) -> dict[str, Any]:
    title = f"To organise a work group on subject number {id}"
    return {
        "id": id,
        "proposal_id": id,
        "number": 1,
        "title": title,
        "text": "\n\n".join(texts),
        "note": "As printed.",
        "written_at": before,
        "published_at": before,
        "sha256": digest("text", {"title": title, "language": "en", "paragraphs": texts}),
    }


def _rule() -> dict[str, object]:
    place = Path(__file__).parent.parent.parent / "consult" / "cases" / "cicopa" / "rules.json"
    rules: list[dict[str, object]] = json.loads(place.read_text(encoding="utf-8"))["rules"]
    return next(rule for rule in rules if rule["id"] == "ordinary")


def _ballots(size: Size, at: datetime) -> Made:
    rule, _new = add_rule(_rule(), at)
    opened, closing = at - timedelta(days=60), at + timedelta(days=30)
    rows = _proposals(size)
    waiting = [id for id, pillar, _number in rows if pillar == 2]
    voted = waiting.pop()
    closed = [id for id, pillar, _number in rows if pillar != 2]
    fixed = {
        "question": "Shall it be so?",
        "rule_id": rule.id,
        "rule_text": rule.document,
        "rule_sha256": rule.sha256,
    }
    fixed |= {
        "schedule_sha256": "0" * 64,
        "text_sha256": "0" * 64,
        "scheduled_at": opened,
        "opens_at": opened,
    }
    fixed |= {"prepared_by_id": size.organisations + 1, "prepared_at": opened}
    written = {"roll_sha256": "0" * 64, "roll_frozen_at": opened}
    put(
        Ballot,
        (
            {"id": id, "proposal_id": id, "version_id": id, **fixed, **(written if id not in waiting else {})}
            | {"closes_at": closing if pillar == 2 else at - timedelta(days=1, minutes=id)}
            for id, pillar, _number in sorted(rows, key=lambda row: row[0] in waiting)
        ),
    )
    put(
        BallotItem,
        (
            {"id": id, "ballot_id": id, "position": 1, "kind": "version", "version_id": id}
            for id, *_place in rows
        ),
    )
    _votes(closed, MEMBERS, opened)
    _votes(closed[:1], size.organisations, opened, first=MEMBERS + 1)
    _votes([voted], size.organisations, opened, last=size.organisations // 2)
    return Made(waiting, proposal=1, closed=closed[0], voted=voted)


def _votes(ballots: list[int], members: int, at: datetime, first: int = 1, last: int | None = None) -> None:
    """Rolls and casts: of each ballot the members from `first`; beyond `last` they have not voted."""
    pairs = [(ballot, n) for ballot in ballots for n in range(first, members + 1)]
    put(RollEntry, (_entry(ballot, n) for ballot, n in pairs))
    put(Cast, (_cast(ballot, n, at) for ballot, n in pairs if n <= (last or members)))


def _entry_id(ballot: int, n: int) -> int:
    return ballot * 10_000 + n


def cohort(n: int) -> int:
    """The place of a member's region among all: but for it the members are alike."""
    return n % len(REGIONS) + 1


def _entry(ballot: int, n: int) -> dict[str, Any]:
    row = _organisation(n)
    return {
        "id": _entry_id(ballot, n),
        "ballot_id": ballot,
        "organisation_id": n,
        "name": row["short_name"],
        "country": row["country"],
        "region": row["region"],
        "category": "full",
        "votes": True,
        "weight": Fraction(1),
        "reason": "full-member",
        "cohort": cohort(n),
    }


def _cast(ballot: int, n: int, at: datetime) -> dict[str, Any]:
    return {
        "item_id": ballot,
        "entry_id": _entry_id(ballot, n),
        "cohort": cohort(n),
        "choice": CHOICES[(ballot * 7 + n * n) % 3],
        "explanation": "",
        "person_id": n,
        "mandate_id": n,
        "cast_at": at,
        "receipt": f"{ballot}-{n}",
    }


def _talk(size: Size, at: datetime) -> None:
    put(
        Round,
        [
            {"strategy_id": 1, "title": "First reading", "opens_at": at - timedelta(days=30)}
            | {"closes_at": at + timedelta(days=30)}
        ],
    )
    put(Comment, (_comment(n, size, at) for n in range(size.comments)))
    for proposal, count in TALKS.items():
        put(Comment, (_comment(n, size, at) | {"proposal_id": proposal} for n in range(count)))
    put(
        Entry,
        (
            {"at": at - timedelta(minutes=n), "actor_id": size.organisations + 1, "verb": "ballot-prepared"}
            | {
                "subject_kind": "ballot",
                "subject_id": n % LISTED + 1,
                "reason": "As agreed.",
                "sensitive": True,
            }
            | {"details": {}}
            for n in range(size.entries)
        ),
    )


def _comment(n: int, size: Size, at: datetime) -> dict[str, Any]:
    """Half of all comments are on the first proposal, whose discussion is measured."""
    speaker = n % size.organisations + 1
    said = at - timedelta(days=20, seconds=n)
    return {
        "proposal_id": 1 if n % 2 else n // 2 % LISTED + 1,
        "version_id": None,
        "organisation_id": speaker,
        "stands_for": "organisation" if n % 3 else "person",
        "state": "posted",
        "text": f"We agree with this, for {n} reasons. {WORDS}",
        "language": "en",
        "author_id": speaker,
        "mandate_id": speaker,
        "posted_by_id": speaker,
        "written_at": said,
        "posted_at": said,
        "kind": "general",
        "stance": STANCES[n % len(STANCES)],
    }
