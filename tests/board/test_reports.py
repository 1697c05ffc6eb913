"""The reports: hand-counted, and the same numbers on the page, in the file, on paper and where they come from."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from consult.deliberation.models import Comment
from consult.kit.db import db, transaction
from consult.voting.models import Ballot
from tests import paper
from tests.board.assembly import Assembly, shares
from tests.board.reading import lists, sheet, tables
from tests.cast import START, Stage
from tests.client import Client
from tests.conftest import FixedClock
from tests.deliberation.speaking import say

DAY = timedelta(days=1)

ODD = (
    "period=own&from=2026-12-01&until=2026-01-01",
    "from=x&until=%00",
    "period=round&region=Atlantis&by=person",
    "from=9999-12-31",
    "from=1901-01-01&until=1901-01-02",
    "period=" + "x" * 5000,
    "page=99",
    "strategy=none",
)


@pytest.fixture
def year(app: Flask, assembly: Assembly, clock: FixedClock) -> Assembly:
    """COCETA, CWCF and JWCU are asked three times: twice in November, and in a ballot that is open; one was annulled.

    Votes: 2 of 3, 1 of 3, 0 of 3. COCETA spoke twice, COBOCE once, a person of CWCF once, a month before.
    """
    assembly.closed(shares(yes=1, no=1), days_ago=12)
    assembly.closed(shares(yes=1), days_ago=2)
    assembly.open()
    annulled = assembly.closed(shares(yes=3), days_ago=5)
    stage, text = assembly.stage, ("proposal", assembly.stage.proposals["consultation"])
    say(app, stage, "delegate", "We agree.", START, text, stance="oppose")
    say(app, stage, "delegate", "We changed our mind.", START + timedelta(hours=1), text, stance="support")
    say(
        app,
        stage,
        "associate",
        "With a change.",
        START,
        ("pillar", stage.pillar),
        stance="support-with-change",
    )
    personal = say(
        app, stage, "neighbour", "I think so too.", START, text, stance="neutral", stands_for="person"
    )
    with app.app_context(), transaction(writing=True):
        db.session.get_one(Ballot, annulled).annulled_at = START - DAY
        db.session.get_one(Comment, personal).posted_at = START - 31 * DAY
    clock.set(START + timedelta(hours=2))
    return assembly


def numbers(rows: list[list[str]]) -> dict[str, list[str]]:
    """Rows of a table by their first cell; a dash is nothing."""
    return {row[0]: [cell.replace("–none", "–") for cell in row[1:]] for row in rows}


def said_on_paper(answer_data: bytes) -> str:
    return paper.read(answer_data).text


def test_taking_part_is_counted_by_region_country_and_category_alike_everywhere(
    year: Assembly, client_of: Callable[[str], Client]
) -> None:
    browser = client_of("board")
    shown = {}
    for kind in ("region", "country", "category"):
        page = browser.get(f"/board/participation?period=all&by={kind}")
        shown[kind] = numbers(tables(page)["Votes and comments in the period"])
        filed = sheet(browser.get(f"/board/over-time.csv?period=all&by={kind}"))
        for name, row in shown[kind].items():
            own = [line for line in filed if next(iter(line.values())) == name]
            votes = [line for line in own if line["Counted by"] == "Ballot"]
            talk = [line for line in own if line["Counted by"] == "Comments by month"]
            cast = f"{sum(int(line['Votes cast']) for line in votes)} of "
            cast += str(sum(int(line["Votes asked for"]) for line in votes))
            assert row[2] == ("–" if cast == "0 of 0" else cast)
            assert row[4:] == [
                str(sum(int(line[name]) for line in talk)) for name in ("Comments", "Personal comments")
            ]
    assert shown["region"] == {
        "Americas": ["2", "1 of 1", "1 of 3", "1", "1", "1"],
        "Asia": ["1", "0 of 1", "0 of 3", "0", "0", "0"],
        "Europe": ["1", "1 of 1", "2 of 3", "1", "2", "0"],
    }
    assert shown["country"]["Bolivia"] == ["1", "–", "–", "1", "1", "0"]
    assert shown["category"]["Full member"] == ["3", "2 of 3", "3 of 9", "1", "2", "1"]


def test_the_document_on_taking_part_says_what_the_page_says(
    year: Assembly, client_of: Callable[[str], Client]
) -> None:
    browser = client_of("board")
    query = "period=all&category=full"
    page = browser.get(f"/board/participation?{query}")
    answer = browser.get(f"/board/participation.pdf?{query}")
    assert re.fullmatch(
        r'attachment; filename="participation-region-[0-9-]+-full\.pdf"',
        answer.headers["Content-Disposition"],
    )
    words = said_on_paper(answer.data)
    for caption, rows in tables(page).items():
        assert caption in words
        for row in rows:
            assert " ".join(row) in words, (caption, row)
    assert "Made for " in words
    assert "Platform 2017-2021" in words
    assert "Full member" in words


def test_a_ballot_counts_on_the_day_it_closes_and_comments_in_their_month(
    year: Assembly, client_of: Callable[[str], Client]
) -> None:
    browser = client_of("board")
    closed = tables(browser.get("/board/participation?from=2026-11-10&until=2026-11-12"))
    assert closed["Votes, All together"] == [["2.11", "2 of 3"]]
    october = tables(browser.get("/board/participation?from=2026-10-01&until=2026-10-31"))
    assert "Votes, All together" not in october
    assert october["Comments, All together"] == [["Oct 2026", "0", "0", "1"]]
    whole = tables(browser.get("/board/participation?period=all"))
    assert whole["Votes, All together"] == [["2.11", "2 of 3"], ["2.12", "1 of 3"], ["2.13", "0 of 3"]]
    assert [row[0] for row in whole["Comments, All together"]] == ["Oct 2026", "Nov 2026"]


def test_silent_members_are_told_with_what_they_missed_and_when_they_were_last_heard_of(
    year: Assembly, client_of: Callable[[str], Client]
) -> None:
    browser = client_of("board")
    page = browser.get("/board/silent?period=all")
    assert tables(page)["Silent members, the longest silent first"] == [
        ["JWCU", "Asia, Japan", "Full member", "not yet", "not yet", "not known", "3 of 3"]
    ]
    missed = numbers(tables(page)["Who missed which ballots, the most missed first"])
    assert missed == {
        "JWCU": ["Asia", "3 of 3", "2.11, 2.12, 2.13"],
        "CWCF": ["Americas", "2 of 3", "2.12, 2.13"],
        "COCETA": ["Europe", "1 of 3", "2.13"],
    }
    filed = {row["Organisation"]: row for row in sheet(browser.get("/board/silent-members.csv?period=all"))}
    assert {name: row["Missed"] for name, row in filed.items()} == {
        "JWCU": "2.11 2.12 2.13", "CWCF": "2.12 2.13", "COCETA": "2.13", "COBOCE": "",
    }  # fmt: skip
    assert [name for name, row in filed.items() if row["Silent in the period"] == "yes"] == ["JWCU"]
    assert filed["CWCF"]["Last vote"] == (START - 26 * DAY + timedelta(hours=1)).strftime("%Y-%m-%d %H:%M")
    recent = tables(browser.get("/board/silent?from=2026-11-18"))["Silent members, the longest silent first"]
    assert [row[0] for row in recent] == ["JWCU", "CWCF"], "CWCF voted and spoke before"
    words = said_on_paper(browser.get("/board/silent.pdf?period=all").data)
    assert "JWCU Asia, Japan Full member not yet not yet not known 3 of 3" in words
    assert "CWCF Americas 2 of 3 2.12, 2.13" in words


def test_organisations_are_told_ballot_by_ballot(year: Assembly, client_of: Callable[[str], Client]) -> None:
    browser = client_of("board")
    page = browser.get("/board/organisations?period=all")
    row = numbers(tables(page)["Organisations in Americas"])
    assert row["CWCF"][2] == "1 of 3"
    assert row["CWCF"][3] == "2.11: voted; 2.12: did not vote; 2.13: did not vote"
    assert row["COBOCE"][2:] == ["–", "", "1", "–"]
    filed = {line["Organisation"]: line for line in sheet(browser.get("/board/organisations.csv?period=all"))}
    assert [filed["COCETA"][name] for name in ("Ballots it may vote in", "Ballots it voted in", "Comments")] == [
        "3", "2", "2",
    ]  # fmt: skip


def test_an_organisation_stands_where_it_stood_last_and_persons_beside_it(
    year: Assembly, client_of: Callable[[str], Client]
) -> None:
    browser = client_of("board")
    page = browser.get("/board/stances?period=all")
    rows = numbers(tables(page)["Stances on Sustainability"])
    assert rows["2.2 Work group 2"][1:] == ["1", "–", "–", "–", "–", "Neutral: 1"]
    assert rows["The pillar as a whole"][1:] == ["–", "1", "–", "–", "–", "–"]
    text = page.get_data(as_text=True)
    proposal = year.stage.proposals["consultation"]
    address = f"/proposals/{proposal}/discussion?stance=support"
    assert f'href="{address}"' in text
    found = browser.get(address).get_data(as_text=True)
    assert "We changed our mind." in found
    assert "We agree." not in found
    filed = {row["Number"]: row for row in sheet(browser.get("/board/stances.csv?period=all"))}
    assert (filed["2.2"]["Support"], filed["2.2"]["Oppose"], filed["2.2"]["Personally: Neutral"]) == (
        "1",
        "0",
        "1",
    )
    words = said_on_paper(browser.get("/board/stances.pdf?period=all").data)
    assert "2.2 Work group 2 1 – – – – Neutral: 1" in words.replace("– none", "–")
    asia = tables(browser.get("/board/stances?period=all&region=Asia"))
    assert "Stances on Sustainability" not in asia
    before = tables(browser.get(f"/board/stances?until={(START - DAY).date()}&period=own"))
    assert numbers(before["Stances on Sustainability"])["2.2 Work group 2"][1:6] == ["–"] * 5


def test_an_annulled_ballot_decides_nothing_on_the_sheet(
    year: Assembly, client_of: Callable[[str], Client]
) -> None:
    browser = client_of("board")
    shown = tables(browser.get("/board"))["Ballots decided, the latest first"]
    assert [row[0].split()[0] for row in shown] == ["2.12", "2.11"]
    assert "2 ballots decided" in lists(browser.get("/board"), "figures")[0]


def test_odd_wishes_show_a_report(year: Assembly, client_of: Callable[[str], Client]) -> None:
    browser = client_of("board")
    for query in ODD:
        for page in ("participation", "organisations", "silent", "stances", "over-time.csv"):
            assert browser.get(f"/board/{page}?{query}").status_code == 200, (page, query)


def test_a_reader_gets_the_document_in_their_language(
    app: Flask, stage: Stage, year: Assembly, client_of: Callable[[str], Client]
) -> None:
    browser = client_of("board")
    browser.send("/language", {"language": "es", "next": "/board"})
    found = paper.read(browser.get("/board/organisations.pdf").data)
    assert found.language == "es"
    assert "nov 2026" in found.text
