"""Grouped by cohort, casts say the same as read voter by voter; and the database holds cohorts to what they are."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from consult.kit.clock import now
from consult.kit.db import db, transaction
from consult.network.models import Organisation
from consult.voting.actions.rolls import freeze_due_rolls
from consult.voting.models import Ballot, BallotItem, Cast, RollEntry
from consult.voting.queries import ballots, casts, groups, results, rolls
from consult.voting.queries.groups import GroupRow
from consult.voting.roll import Entry, Reason, Roll
from consult.voting.rule_document import parse, read_json
from consult.voting.ruling import Rule
from consult.voting.tally import TallyError
from tests.voting.asking import OPENS, RULES, Asking

WEIGHTS = (Fraction(1), Fraction(2), Fraction(1, 3), Fraction(4, 3))
REGIONS = ("Africa", "Asia", "Europe")
CHOICES = ("yes", "no", "abstain", None)

voter = st.tuples(
    st.sampled_from(REGIONS),
    st.sampled_from(WEIGHTS),
    st.booleans(),
    st.sampled_from(CHOICES),
    st.sampled_from(("", "Why.")),
    st.booleans(),
)
"""Region, weight, whether it votes at all, its choice, the explanation, and whether it changed its mind."""
Voter = tuple[str, Fraction, bool, str | None, str, bool]


def plainly(ballot_id: int, *, reasons: bool) -> Counter[tuple[str, str, Fraction, str | None, bool]]:
    """The voters of a ballot, read one by one."""
    query = select(RollEntry).where(RollEntry.ballot_id == ballot_id, RollEntry.votes)
    found: Counter[tuple[str, str, Fraction, str | None, bool]] = Counter()
    for entry in db.session.scalars(query):
        live = (Cast.entry_id == entry.id, Cast.superseded_at.is_(None))
        given = db.session.scalars(select(Cast).where(*live)).one_or_none()
        has_reason = given is not None and (not reasons or given.explanation != "")
        choice = given.choice if given else None
        found[entry.region, entry.category, entry.weight, choice, has_reason] += 1
    return found


def in_groups(rows: list[GroupRow]) -> Counter[tuple[str, str, Fraction, str | None, bool]]:
    found: Counter[tuple[str, str, Fraction, str | None, bool]] = Counter()
    for row in rows:
        found[row.region, row.category, row.weight, row.choice, row.has_reason] += row.voters
    return found


def entry(number: int, held: Voter) -> Entry:
    region, weight, votes, *_cast = held
    category = "full" if votes else "associate"
    reason = Reason.FULL_MEMBER if votes else Reason.ASSOCIATE
    return Entry(
        number, f"o{number}", "", "ES", region, category, votes, weight if votes else Fraction(0), reason
    )


def fill(asking: Asking, ballot_id: int, voters: list[Voter]) -> None:
    """Another roll and other casts in a ballot: voters of any region and weight."""
    item = db.session.scalars(select(BallotItem.id).where(BallotItem.ballot_id == ballot_id)).one()
    db.session.execute(delete(Cast))
    db.session.execute(delete(RollEntry))
    known = db.session.scalars(select(Organisation.id).order_by(Organisation.id)).all()
    entries = [entry(id, held) for id, held in zip(known, voters, strict=False)]
    cohorts = Roll(OPENS.date(), tuple(entries)).cohorts
    for row, held in zip(entries, voters, strict=False):
        cohort = cohorts[row.alike] if row.votes else 0
        columns = {name: getattr(row, name) for name in ("organisation_id", "name", "country", "region")}
        columns |= {"category": row.category, "votes": row.votes, "weight": row.weight, "reason": row.reason}
        new = insert(RollEntry).values(ballot_id=ballot_id, cohort=cohort, **columns).returning(RollEntry.id)
        id = db.session.scalars(new).one()
        *_place, choice, explanation, changed = held
        if not row.votes or choice is None:
            continue
        cast = {
            "item_id": item,
            "entry_id": id,
            "cohort": cohort,
            "explanation": explanation,
            "language": "en",
        }
        cast |= {"person_id": asking.stage.people["delegate"], "cast_at": OPENS}
        cast |= {"mandate_id": asking.stage.mandates["delegate"]}
        if changed:
            before = {"choice": "abstain", "receipt": f"{id}-before", "superseded_at": OPENS}
            db.session.execute(insert(Cast).values(**cast, **before))
        db.session.execute(insert(Cast).values(**cast, choice=choice, receipt=f"{id}"))


def frozen(asking: Asking, rule: str = "ordinary") -> int:
    """A closed ballot whose roll is written."""
    id = asking.opened(rule)
    with asking.app.app_context(), transaction(writing=True):
        freeze_due_rolls(now())
    asking.close()
    return id


def more_organisations(app: Flask, count: int) -> None:
    with app.app_context(), transaction(writing=True):
        for number in range(count):
            names = {"slug": f"further-{number}", "name": f"Further {number}", "short_name": f"F{number}"}
            db.session.add(Organisation(**names, country="FR", region="Asia"))


@pytest.mark.parametrize("rule", ["ordinary", "reasons"])
def test_the_groups_are_what_one_reads_voter_by_voter(asking: Asking, rule: str) -> None:
    if rule == "reasons":
        asking.add_rule("reasons", negatives_need_reason=True)
    more_organisations(asking.app, 20)
    ballot_id = frozen(asking, rule)

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(voter, max_size=20))
    def holds(voters: list[Voter]) -> None:
        with asking.app.app_context(), transaction(writing=True):
            fill(asking, ballot_id, voters)
        with asking.app.app_context(), transaction(writing=False):
            ballot = db.session.get_one(Ballot, ballot_id)
            plain = plainly(ballot_id, reasons=rule == "reasons")
            assert in_groups(groups.groups([ballot], now())[ballot_id]) == plain
            turnout = casts.turnouts([ballot])[ballot_id]
            assert turnout.entitled == plain.total()
            assert turnout.cast == sum(many for kind, many in plain.items() if kind[3] is not None)

    holds()


def test_a_roll_that_is_not_written_groups_and_counts_as_the_written_one(asking: Asking) -> None:
    id = asking.opened()
    asking.close()

    def read() -> tuple[object, ...]:
        with asking.app.app_context(), transaction(writing=False):
            ballot = db.session.get_one(Ballot, id)
            grouped = in_groups(groups.groups([ballot], now())[id])
            return (
                grouped,
                casts.turnouts([ballot])[id],
                results.verdict_of(ballot, now()).tally.to_document(),
            )

    computed = read()
    with asking.app.app_context(), transaction(writing=True):
        assert freeze_due_rolls(now()) == 1
    assert read() == computed


def test_cohorts_are_numbered_by_what_voters_share_and_are_not_in_the_hash(asking: Asking) -> None:
    id = asking.opened()
    with asking.app.app_context(), transaction(writing=True):
        freeze_due_rolls(now())
    with asking.app.app_context(), transaction(writing=False):
        rows = db.session.scalars(select(RollEntry).where(RollEntry.ballot_id == id)).all()
        kinds = sorted({(row.region, row.category, row.weight) for row in rows if row.votes})
        assert len(kinds) > 1
        for row in rows:
            expected = kinds.index((row.region, row.category, row.weight)) + 1 if row.votes else 0
            assert row.cohort == expected
        document = rolls.written(db.session.get_one(Ballot, id)).to_document()
        assert "cohort" not in str(document)


def test_the_database_refuses_a_cast_in_another_cohort(asking: Asking) -> None:
    id = asking.opened()
    asking.cast(id, "coceta", "yes")
    for cohort in (0, 1_000):
        with (
            asking.app.app_context(),
            pytest.raises(IntegrityError),
            transaction(writing=True),
        ):
            db.session.execute(update(Cast).values(cohort=cohort))
    with asking.app.app_context(), pytest.raises(IntegrityError), transaction(writing=True):
        db.session.execute(update(RollEntry).where(RollEntry.votes.is_(False)).values(cohort=1))


def rule() -> Rule:
    documents = read_json(Path(RULES).read_text(encoding="utf-8"))
    assert isinstance(documents, dict)
    return parse(documents["rules"][0])


def test_more_casts_than_voters_are_never_counted() -> None:
    rows = ((1, 2, "Asia", "full", "1", None, True), (1, 3, None, None, None, "yes", True))
    assert [row.voters for row in groups.merged(rows)] == [3, -1]
    with pytest.raises(TallyError):
        results.counted(rule(), groups.merged(rows))


def test_pages_of_ballots_come_from_the_database_in_their_order(asking: Asking) -> None:
    first = asking.opened()
    asking.close()
    with asking.app.app_context(), transaction(writing=True):
        ballot = db.session.get_one(Ballot, first)
        columns = {c.name: getattr(ballot, c.name) for c in Ballot.__table__.c if c.name != "id"}
        for number in range(1, 5):
            moved = {"opens_at": ballot.opens_at - timedelta(days=number)}
            db.session.execute(insert(Ballot).values(**columns | moved))
    with asking.app.app_context(), transaction(writing=False):
        whole, number, pages = ballots.over(now(), 1, 50)
        assert (len(whole), number, pages) == (5, 1, 1)
        assert [row.opens_at for row in whole] == sorted((row.opens_at for row in whole), reverse=True)
        last, number, pages = ballots.over(now(), 3, 2)
        assert (list(last), number, pages) == (list(whole[4:]), 3, 3)
        assert ballots.over(now(), 99, 2) == (last, 3, 3)
        assert not ballots.under_way(now())
