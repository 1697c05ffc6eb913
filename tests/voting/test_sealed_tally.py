"""Nobody sees a tally before the closing: no role, no page, no query."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from consult.kit.db import db, transaction
from consult.kit.refusal import Refused
from consult.network.models import Membership, Organisation
from consult.voting.actions.rolls import freeze_due_rolls
from consult.voting.models import Ballot, BallotItem, Cast, RollEntry
from consult.voting.phases import SETTLING
from consult.voting.queries import groups, results
from tests.cast import Stage
from tests.client import Client
from tests.voting.asking import CLOSES, Asking

YES, NO, ABSTAIN = 9, 4, 2
VOTERS = YES + NO + ABSTAIN
LAST = CLOSES + SETTLING - timedelta(microseconds=1)
SECRET = "An explanation nobody reads before closing."


def fill(asking: Asking) -> int:
    """An open ballot with 15 votes."""
    with asking.app.app_context(), transaction(writing=True):
        for number in range(VOTERS):
            slug = "org-" + "".join(chr(ord("a") + int(digit)) for digit in str(number))
            row = Organisation(slug=slug, name=slug, short_name=slug, country="FR", region="Europe")
            db.session.add(row)
            db.session.flush()
            db.session.add(
                Membership(
                    organisation_id=row.id,
                    from_on=asking.clock.now().date() - timedelta(days=900),
                    category="full",
                    standing="active",
                    recorded_at=asking.clock.now(),
                )
            )
    id = asking.opened()
    with asking.app.app_context(), transaction(writing=True):
        freeze_due_rolls(asking.clock.now())
        item = db.session.scalars(select(BallotItem.id).where(BallotItem.ballot_id == id)).one()
        entries = db.session.execute(
            select(RollEntry.id, RollEntry.cohort).where(
                RollEntry.ballot_id == id, RollEntry.name.like("org-%")
            )
        ).all()
        choices = ["yes"] * YES + ["no"] * NO + ["abstain"] * ABSTAIN
        for (entry, cohort), choice in zip(entries, choices, strict=True):
            db.session.add(
                Cast(
                    item_id=item,
                    entry_id=entry,
                    cohort=cohort,
                    choice=choice,
                    explanation=SECRET,
                    person_id=asking.stage.people["stranger"],
                    mandate_id=asking.stage.mandates["delegate"],
                    cast_at=asking.clock.now(),
                    receipt=f"receipt-{entry}",
                )
            )
    return id


def addresses(app: Flask, stage: Stage, ballot: int) -> list[str]:
    """Every page of the application, with the ids of this stage."""
    values = {
        "ballot": ballot,
        "proposal": stage.proposals["final"],
        "pillar": "sustainability",
        "organisation": "coceta",
        "slug": "platform",
        "strategy": stage.strategy,
        "round": stage.round,
        "number": 1,
        "code": "receipt-1",
    }
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "GET" in (rule.methods or ()) and rule.endpoint != "files.static_file":
                found.append(address(app, rule, values))
    assert len(found) > 10
    return found


def address(app: Flask, rule: Rule, values: dict[str, object]) -> str:
    """The address of one route, with 1 for what the stage does not name."""
    wanted = {name: values.get(name, 1) for name in rule.arguments}
    return app.url_for(rule.endpoint, **wanted) if rule.endpoint else rule.rule


def pages(browser: Client, paths: list[str]) -> dict[str, bytes]:
    """What each address answers, papers and files too, without the keys that are new each time."""
    keys = re.compile(rb'name="(?:csrf_token|once)" value="[^"]*"')
    found = {}
    for path in paths:
        answer = browser.open(path)  # each page is checked for its own sake elsewhere
        assert answer.status_code < 500, path
        found[path] = keys.sub(b"", answer.get_data())
    return found


ROLES = ["secretary", "teller", "board", "delegate", "observer", "associate", "nobody"]


@pytest.mark.parametrize("name", ROLES)
def test_no_page_depends_on_how_anybody_voted_while_the_ballot_is_open(asking: Asking, name: str) -> None:
    """Whatever the members chose and wrote, every page of the application is the same to the byte."""
    id = fill(asking)
    browser = asking.client_of(name)
    # a paper takes a second to print and says what its page says: one role reads them
    paths = [
        path for path in addresses(asking.app, asking.stage, id) if name == "board" or ".pdf" not in path
    ]
    before = pages(browser, paths)
    with asking.app.app_context(), transaction(writing=True):
        turned = {"yes": "no", "no": "abstain", "abstain": "yes"}
        for cast in db.session.scalars(select(Cast)):
            cast.choice, cast.explanation = turned[cast.choice], ""
    after = pages(browser, paths)
    assert [path for path in paths if before[path] != after[path]] == []
    assert [path for path in paths if SECRET.encode() in before[path]] == []


def test_the_same_pages_do_depend_on_it_after_the_closing(asking: Asking) -> None:
    id = fill(asking)
    asking.close()
    page = asking.client_of("nobody").get(f"/ballots/{id}/result").get_data(as_text=True)
    assert SECRET in page
    assert f"{YES} of {YES + NO} votes for or against say yes" in page


def test_turnout_is_shown(asking: Asking) -> None:
    id = fill(asking)
    page = asking.client_of("board").get(f"/ballots/{id}").get_data(as_text=True)
    assert f"{VOTERS} of {VOTERS + 3} have voted" in page


@pytest.mark.parametrize("moment", [CLOSES - timedelta(microseconds=1), CLOSES, LAST])
def test_the_queries_themselves_refuse(asking: Asking, moment: object) -> None:
    id = asking.opened()
    asking.cast(id, "coceta", "yes")
    with asking.app.app_context(), transaction(writing=False):
        ballot = db.session.get_one(Ballot, id)
        for query in (groups.groups, groups.grouped, results.verdicts):
            with pytest.raises(Refused, match="tally-sealed"):
                query([ballot], moment)
        for single in (results.verdict_of, results.votes):
            with pytest.raises(Refused, match="tally-sealed"):
                single(ballot, moment)
        assert results.record_of(asking.stage.organisations["coceta"], moment, 5) == []
        results.verdict_of(ballot, CLOSES + SETTLING)


def test_the_table_is_sealed_like_the_page(asking: Asking) -> None:
    id = fill(asking)
    for name in ("secretary", "teller", "board", "nobody"):
        answer = asking.client_of(name).get(f"/ballots/{id}/result.csv")
        assert answer.status_code == 303
        assert answer.location == f"/ballots/{id}/result"
    assert "There is no result yet." in asking.client_of("board").get(f"/ballots/{id}/result").get_data(
        as_text=True
    )


def test_nothing_says_how_anybody_voted_in_the_log(
    asking: Asking, capsys: pytest.CaptureFixture[str]
) -> None:
    id = asking.opened()
    asking.cast(id, "coceta", "abstain", explanation=SECRET)
    said = capsys.readouterr()
    assert "abstain" not in said.out + said.err
    assert SECRET not in said.out + said.err
