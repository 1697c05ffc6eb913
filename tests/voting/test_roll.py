"""Who votes: a function of the record day, the same whether computed or written down, and held fast in time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from consult.kit.db import db, transaction
from consult.kit.room import announce
from consult.network.events import AboutToChange
from consult.network.models import Membership, Organisation
from consult.network.standing import OrganisationRow
from consult.voting.actions.rolls import freeze_due_rolls, freeze_roll
from consult.voting.models import Ballot, RollEntry
from consult.voting.queries import rolls
from consult.voting.roll import Reason, Roll, RollError, beyond, build, record_day
from consult.voting.rule_document import parse, read_json
from consult.voting.ruling import Rule
from tests.voting.asking import OPENS, RULES, Asking, text

DAY = date(2026, 12, 20)


def rule(place: int = 0, **changes: object) -> Rule:
    documents = read_json(Path(RULES).read_text(encoding="utf-8"))
    assert isinstance(documents, dict)
    return parse({**documents["rules"][place], **changes})


def member(
    slug: str, category: str = "full", standing: str = "active", region: str = "Europe"
) -> OrganisationRow:
    return OrganisationRow(
        len(slug), slug, slug, slug.upper(), "ES", region, category, standing, "", "", False, "", "", ""
    )


def test_full_members_in_good_standing_vote_and_everyone_has_a_reason() -> None:
    roll = build(
        rule(),
        [
            member("b"),
            member("aaa", standing="suspended"),
            member("cc", "associate"),
            member("dddd", standing="left"),
        ],
        DAY,
    )
    assert [(entry.slug, entry.votes, entry.reason) for entry in roll.entries] == [
        ("aaa", False, Reason.SUSPENDED),
        ("b", True, Reason.FULL_MEMBER),
        ("cc", False, Reason.ASSOCIATE),
        ("dddd", False, Reason.LEFT),
    ]
    assert (roll.voters, roll.weight) == (1, Fraction(1))


def test_a_voter_without_a_chamber_makes_the_rule_unfit() -> None:
    with pytest.raises(RollError, match="voter-without-chamber"):
        build(rule(2), [member("a", region="Africa")], DAY)
    assert build(rule(2), [member("a", "associate", region="Africa")], DAY).voters == 0


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"weights": {"scheme": "fixed", "votes": "2"}}, "weights-not-yet"),
        ({"electorate": None}, "electorate-missing"),
        ({"secrecy": "secret", "revote": "final"}, "secret-not-yet"),
        ({"tally_visible": "while_open"}, "open-tally-not-yet"),
        ({"split": "allowed"}, "proxies-not-yet"),
    ],
)
def test_what_cannot_be_done_yet_is_refused_by_name(changes: dict[str, object], code: str) -> None:
    assert beyond(rule(**changes)) == code
    with pytest.raises(RollError, match=code):
        build(rule(**changes), [], DAY)


def test_an_electorate_that_gives_associates_the_vote_is_refused() -> None:
    wide = rule(electorate={"vote": {"category": ["full", "associate"]}})
    with pytest.raises(RollError, match="category-without-vote"):
        build(wide, [member("a", "associate")], DAY)


def test_the_record_day_is_the_day_of_the_opening_or_days_before_it() -> None:
    assert record_day(rule(), DAY) == DAY
    earlier = rule(electorate={"vote": {"category": ["full"]}, "record_date": "P30D before opening"})
    assert record_day(earlier, DAY) == date(2026, 11, 20)


@given(st.permutations(["a", "bb", "ccc", "dddd"]))
def test_the_order_of_members_does_not_matter(slugs: list[str]) -> None:
    roll = build(rule(), [member(slug) for slug in slugs], DAY)
    assert roll == build(rule(), [member(slug) for slug in sorted(slugs)], DAY)


def rows(asking: Asking, id: int) -> int:
    with asking.app.app_context():
        query = select(func.count()).select_from(RollEntry).where(RollEntry.ballot_id == id)
        return db.session.scalar(query) or 0


def roll_of(asking: Asking, id: int) -> tuple[Roll, str]:
    with asking.app.app_context():
        ballot = db.session.get_one(Ballot, id)
        roll = rolls.roll_of(ballot)
        return roll, ballot.roll_sha256 or rolls.roll_sha256(roll)


def change(asking: Asking, slug: str, standing: str, from_on: date) -> None:
    """What the network does: announce, then change."""
    with asking.app.test_request_context(), transaction(writing=True):
        announce(AboutToChange(asking.clock.now()))
        organisation = db.session.scalars(select(Organisation).where(Organisation.slug == slug)).one()
        db.session.add(
            Membership(
                organisation_id=organisation.id,
                from_on=from_on,
                category="full",
                standing=standing,
                recorded_at=asking.clock.now(),
            )
        )


def test_the_written_roll_is_the_computed_one(asking: Asking) -> None:
    id = asking.opened()
    computed = roll_of(asking, id)
    assert rows(asking, id) == 0
    with asking.app.app_context(), transaction(writing=True):
        assert freeze_due_rolls(asking.clock.now()) == 1
    assert rows(asking, id) == 4
    assert roll_of(asking, id) == computed


def test_the_first_vote_writes_the_roll(asking: Asking) -> None:
    id = asking.opened()
    computed = roll_of(asking, id)
    assert asking.cast(id, "coceta", "yes").status_code == 303
    assert rows(asking, id) == 4
    assert roll_of(asking, id) == computed
    asking.cast(id, "cwcf", "no")
    assert rows(asking, id) == 4


def test_a_change_of_members_after_the_opening_does_not_reach_the_roll(asking: Asking) -> None:
    id = asking.opened()
    before = roll_of(asking, id)
    change(asking, "jwcu", "suspended", OPENS.date())
    assert rows(asking, id) == 4
    assert roll_of(asking, id) == before
    assert before[0].voters == 3


def test_a_member_suspended_after_the_opening_still_votes_in_that_ballot(asking: Asking) -> None:
    id = asking.opened()
    change(asking, "jwcu", "suspended", OPENS.date())
    assert asking.cast(id, "jwcu", "yes").status_code == 303


def test_a_member_suspended_before_the_opening_is_told_why_it_does_not_vote(asking: Asking) -> None:
    id = asking.scheduled()
    change(asking, "jwcu", "suspended", OPENS.date() - timedelta(days=1))
    asking.clock.set(OPENS + timedelta(hours=1))
    page = asking.client_of("faraway").get(f"/ballots/{id}/vote/jwcu")
    assert page.status_code == 403
    assert "uspended" in text(page)


def test_a_change_before_the_opening_does(asking: Asking) -> None:
    id = asking.scheduled()
    change(asking, "jwcu", "suspended", OPENS.date() - timedelta(days=1))
    assert rows(asking, id) == 0
    asking.clock.set(OPENS + timedelta(hours=1))
    roll, _sha256 = roll_of(asking, id)
    assert roll.voters == 2
    assert [entry.reason for entry in roll.entries if entry.slug == "jwcu"] == [Reason.SUSPENDED]
    assert "2 organisations may vote" in text(asking.client_of("delegate").get(f"/ballots/{id}"))


def test_the_roll_is_not_written_before_the_opening(asking: Asking) -> None:
    id = asking.scheduled()
    with asking.app.app_context(), transaction(writing=True):
        assert freeze_due_rolls(asking.clock.now()) == 0
    assert rows(asking, id) == 0


def test_the_command_writes_what_is_due_once(asking: Asking) -> None:
    id = asking.opened()
    run = asking.app.test_cli_runner().invoke
    assert "1 rolls" in run(args=["voting", "freeze"]).output
    assert "0 rolls" in run(args=["voting", "freeze"]).output
    assert rows(asking, id) == 4


def test_writing_it_twice_changes_nothing(asking: Asking) -> None:
    id = asking.opened()
    with asking.app.app_context(), transaction(writing=True):
        ballot = db.session.get_one(Ballot, id)
        first = freeze_roll(ballot, asking.clock.now())
        assert freeze_roll(ballot, asking.clock.now() + timedelta(hours=1)) == first
    assert rows(asking, id) == 4


@pytest.mark.parametrize(("opens", "votes"), [("2026-12-14T23:30", True), ("2026-12-14T22:30", False)])
def test_the_record_day_is_the_federations_day_not_utcs(asking: Asking, opens: str, votes: bool) -> None:
    # half past midnight in Brussels is still the day before in UTC; membership goes by the day in Brussels
    change(asking, "jwcu", "suspended", date(2026, 11, 24))
    change(asking, "jwcu", "active", date(2026, 12, 15))
    at = datetime.fromisoformat(opens).replace(tzinfo=UTC)
    id = asking.scheduled(opens_at=at, closes_at=at + timedelta(days=20))
    with asking.app.app_context(), transaction(writing=False):
        ballot = db.session.get_one(Ballot, id)
        assert ballot.record_on == (date(2026, 12, 15) if votes else date(2026, 12, 14))
        assert {e.slug: e.votes for e in rolls.roll_of(ballot).entries}["jwcu"] is votes
    asking.clock.set(at + timedelta(minutes=1))
    with asking.app.app_context(), transaction(writing=True):
        frozen = freeze_roll(db.session.get_one(Ballot, id), asking.clock.now())
        assert rolls.roll_sha256(frozen) == rolls.roll_sha256(rolls.written(db.session.get_one(Ballot, id)))


def test_a_roll_written_before_record_days_were_kept_still_goes_by_the_day_in_utc(asking: Asking) -> None:
    at = datetime(2026, 12, 14, 23, 30, tzinfo=UTC)
    id = asking.scheduled(opens_at=at, closes_at=at + timedelta(days=20))
    asking.clock.set(at)
    with asking.app.app_context(), transaction(writing=True):
        ballot = db.session.get_one(Ballot, id)
        freeze_roll(ballot, at)
        ballot.record_on = None
        db.session.flush()
        assert rolls.written(ballot).record_on == date(2026, 12, 14)
