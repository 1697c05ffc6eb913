"""The same numbers everywhere: on the sheet, in its files, and on the pages they come from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask

from tests.board.assembly import Assembly, shares
from tests.board.reading import lists, sheet, tables
from tests.cast import START, Stage
from tests.client import Client
from tests.deliberation.speaking import say


@pytest.fixture
def ballots(assembly: Assembly) -> dict[str, int]:
    """Ballots of every kind among 33 members."""
    assembly.invite(30)
    return {
        "lost": assembly.closed(shares(yes=6, no=4), days_ago=20),
        "carried": assembly.closed(shares(yes=17, no=9, abstain=3), days_ago=2),
        "silent": assembly.closed(days_ago=30),
        "open": assembly.open(shares(no=5, yes=7)),
    }


def _plus(number: str) -> int:
    return int(number.replace("−", "-"))


def test_the_sheet_and_its_file_count_decided_ballots_alike(
    ballots: dict[str, int], client_of: Callable[[str], Client]
) -> None:
    browser = client_of("board")
    shown = tables(browser.get("/board"))["Ballots decided, the latest first"]
    assert [row[2:] for row in shown] == [
        ["17", "9", "3", "29 of 33"],
        ["6", "4", "0", "10 of 33"],
        ["0", "0", "0", "0 of 33"],
    ]
    assert [row[1].split(" Yes")[0] for row in shown] == ["Adopted", "No quorum", "No quorum"]
    filed = [row for row in sheet(browser.get("/board/ballots.csv")) if row["Yes"]]
    in_file = {
        row["Number"]: [row["Yes"], row["No"], row["Abstain"], f"{row['Voted']} of {row['May vote']}"]
        for row in filed
    }
    assert {row[0].split()[0]: row[2:] for row in shown} == in_file


def test_counts_are_those_of_the_recorded_votes(
    ballots: dict[str, int], client_of: Callable[[str], Client]
) -> None:
    browser = client_of("board")
    filed = {row["Number"]: row for row in sheet(browser.get("/board/ballots.csv"))}
    for name, number in (("lost", "2.11"), ("carried", "2.12"), ("silent", "2.13")):
        recorded = sheet(browser.get(f"/ballots/{ballots[name]}/result.csv"))
        choices = Counter(row["Choice"] for row in recorded)
        row = filed[number]
        assert [choices["Yes"], choices["No"], choices["Abstain"]] == [
            int(row[column]) for column in ("Yes", "No", "Abstain")
        ]
        assert len(recorded) == int(row["May vote"])


def test_the_page_of_every_ballot_and_the_files_agree_by_region_and_category(
    ballots: dict[str, int], client_of: Callable[[str], Client]
) -> None:
    browser = client_of("board")
    page = browser.get("/board/ballots")
    shown = [row for row in tables(page)["By region and category"] if row[0] != "All"]
    filed = sheet(browser.get("/board/ballots-by-part.csv"))
    counted = ("Yes", "No", "Abstain", "Did not vote")
    assert shown == [
        [
            row["Part"],
            f"{row['Voted']} of {row['May vote']}",
            *(row[column] for column in counted if row[column]),
        ]
        for row in filed
    ]
    assert len(shown) == 4 * 4
    for number in ("2.11", "2.12"):
        regions = [row for row in filed if row["Number"] == number and row["Counted by"] == "Region"]
        whole = next(row for row in sheet(browser.get("/board/ballots.csv")) if row["Number"] == number)
        for column in ("Voted", "May vote", *counted):
            assert sum(int(row[column]) for row in regions) == int(whole[column])


def test_margins_are_those_of_the_rule(ballots: dict[str, int], client_of: Callable[[str], Client]) -> None:
    browser = client_of("board")
    asked = tables(browser.get("/board/ballots"))["What the rule asked"]
    margins = [(row[0], _plus(row[-1])) for row in asked[:4]]
    # quorum: more than half of 33 is 17; majority: more than half of 26 is 14, of 10 is 6
    assert margins == [("Quorum", 12), ("Majority", 3), ("Quorum", -7), ("Majority", 0)]
    filed = {row["Number"]: row for row in sheet(browser.get("/board/ballots.csv"))}
    assert (filed["2.12"]["Quorum margin"], filed["2.12"]["Majority margin"]) == ("12", "3")
    assert (filed["2.11"]["Quorum margin"], filed["2.11"]["Majority margin"]) == ("-7", "0")
    assert filed["2.14"]["Majority margin"] == filed["2.14"]["Yes"] == ""


def test_participation_is_counted_by_organisation(
    app: Flask, stage: Stage, ballots: dict[str, int], client_of: Callable[[str], Client]
) -> None:
    say(app, stage, "delegate", "We agree.", START, ("proposal", stage.proposals["consultation"]))
    say(app, stage, "delegate", "And more.", START, ("proposal", stage.proposals["consultation"]))
    say(app, stage, "associate", "So do we.", START, ("pillar", stage.pillar))
    browser = client_of("board")
    answer = browser.get("/board")
    shown = tables(answer)["Organisations by region and category"]
    filed = sheet(browser.get("/board/participation.csv"))
    assert [[cell if cell != "–none" else "0" for cell in row] for row in shown] == [
        list(row.values()) for row in filed
    ]
    assert [row["Members"] for row in filed] == ["11", "1", "11", "11"]
    assert sum(int(row["Voted"]) for row in filed) == 29
    assert sum(int(row["Spoken"]) for row in filed) == 2
    assert [row["May vote"] for row in filed if row["Category"] == "Associate member"] == ["0"]
    assert "29 of 33 organisations have voted" in lists(answer, "figures")[0]
    assert "2 of 34 organisations have spoken" in lists(answer, "figures")[0]
    parts = {row["Organisation"]: row for row in sheet(browser.get("/board/organisations.csv?period=all"))}
    assert parts["COCETA"] | {"Ballots it may vote in": "4", "Ballots it voted in": "3"} == parts["COCETA"]
    assert parts["COCETA"]["Comments"] == "2"
    assert parts["COBOCE"]["Ballots it may vote in"] == "0"
    everyone = [
        row for table in tables(browser.get("/board/organisations?period=all")).values() for row in table
    ]
    assert {row[0]: row[3] for row in everyone}["COCETA"] == "3 of 4"


def test_comments_are_those_of_the_discussions(
    app: Flask, stage: Stage, client_of: Callable[[str], Client]
) -> None:
    proposal = stage.proposals["consultation"]
    for name in ("delegate", "neighbour", "associate"):
        say(app, stage, name, "We agree.", START, ("proposal", proposal))
    say(app, stage, "faraway", "On the whole.", START, ("pillar", stage.pillar))
    browser = client_of("board")
    shown = tables(browser.get("/board"))["Comments by pillar and proposal"]
    assert shown[1][1] == "1"
    assert "2.2 3 on Work group 2" in shown[1][2]
    assert shown[1][3] == "4"
    filed = sheet(browser.get("/board/comments.csv"))
    counts = {row["Number"] or row["Pillar"]: int(row["Comments"]) for row in filed}
    assert counts == {"1": 0, "2": 1, "2.2": 3, "2.3": 0, "2.4": 0}
    discussion = browser.get(f"/proposals/{proposal}/discussion").get_data(as_text=True)
    assert len(re.findall(r'<article class="comment"', discussion)) == counts["2.2"]


def test_the_silent_are_named_for_open_ballots_and_the_last_decided(
    ballots: dict[str, int], client_of: Callable[[str], Client]
) -> None:
    browser = client_of("board")
    answer = browser.get("/board")
    opened, last = lists(answer, "silent")
    assert opened.startswith("2.14")
    assert "21 organisations have not voted yet" in opened
    assert last.startswith("2.12")
    assert "4 organisations did not vote" in last
    filed = sheet(browser.get("/board/silent.csv"))
    assert Counter(row["Number"] for row in filed) == {"2.14": 21, "2.12": 4}
    for row in filed:
        assert row["Organisation"] in (opened if row["Number"] == "2.14" else last)
    recorded = sheet(browser.get(f"/ballots/{ballots['carried']}/result.csv"))
    assert len(recorded) == 33


def test_an_open_ballot_without_a_vote_names_everyone_on_its_roll(
    assembly: Assembly, client_of: Callable[[str], Client]
) -> None:
    assembly.open()
    browser = client_of("board")
    filed = sheet(browser.get("/board/silent.csv"))
    assert sorted(row["Organisation"] for row in filed) == ["COCETA", "CWCF", "JWCU"]
    assert "0 of 3 have voted" in browser.get("/board").get_data(as_text=True)
    rows = tables(browser.get("/board/ballots"))["By region and category"]
    assert rows[-1] == ["All", "0 of 3"]


def test_more_ballots_than_the_sheet_holds_stand_on_the_next_page(
    assembly: Assembly, client_of: Callable[[str], Client]
) -> None:
    for days in range(1, 12):
        assembly.closed(shares(yes=2), days_ago=days)
    browser = client_of("board")
    answer = browser.get("/board")
    assert len(tables(answer)["Ballots decided, the latest first"]) == 6
    assert "All 11 decided ballots" in answer.get_data(as_text=True)
    pages = [browser.get(f"/board/ballots?page={number}") for number in (1, 2)]
    assert [len(lists(page, "board-ballot")) for page in pages] == [10, 1]
    assert len(sheet(browser.get("/board/ballots.csv"))) == 11
