"""Recounts the CICOPA demo's life: rounds, versions, comments, drafts, and ballots with their results."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from consult.strategy.rules import STATES
from tests.cases.reading import (
    BALLOTS,
    BY_SLUG,
    LIFE,
    NOW,
    PLATFORM,
    PROPOSALS,
    RULES,
    SECTIONS,
    mandates,
    offset,
    voters,
)

CHOICES = {"yes", "no", "abstain"}


def test_the_demo_says_in_three_languages_that_it_is_invented() -> None:
    assert all(LIFE["fiction"][language] for language in ("en", "es", "fr"))
    assert LIFE["strategy"]["key"] == PLATFORM["key"]


def covers(consultation: dict[str, Any], target: dict[str, str]) -> bool:
    key = target["key"] if target["kind"] == "pillar" else target["ref"].rpartition("/")[0]
    return any(part == {"kind": "pillar", "key": key} for part in consultation["targets"])


def test_two_rounds_together_ask_about_everything_once_and_one_is_open() -> None:
    asked = [part["key"] for consultation in LIFE["rounds"] for part in consultation["targets"]]
    assert sorted(asked) == sorted(SECTIONS)
    spans = [(offset(each["opens_at"]), offset(each["closes_at"])) for each in LIFE["rounds"]]
    assert [opens < NOW < closes for opens, closes in spans] == [False, True]
    assert spans[1] == (timedelta(days=-25), timedelta(days=20))


def test_every_proposal_has_a_state_and_only_final_ones_have_ballots() -> None:
    states = {row["ref"]: row["state"] for row in LIFE["proposals"]}
    assert set(states) == set(PROPOSALS)
    assert set(states.values()) <= set(STATES)
    assert Counter(states.values()) == {"consultation": 12, "final": 10}
    assert {states[ballot["proposal"]] for ballot in BALLOTS.values()} == {"final"}


def version_published(ref: str, number: int) -> timedelta:
    """When a version was published; the printed text is version 1."""
    if number == 1:
        return offset(LIFE["strategy"]["published_at"])
    [version] = [row for row in LIFE["versions"] if (row["proposal"], row["version"]) == (ref, number)]
    return offset(version["published_at"])


def test_second_versions_change_the_text_and_say_why() -> None:
    assert {row["proposal"] for row in LIFE["versions"]} == {"sustainability/1", "legal-frameworks/4"}
    for row in LIFE["versions"]:
        assert row["version"] == 2
        assert row["note"]
        assert row["author"] == "secretary@demo.example"
        assert row["text"] != PROPOSALS[row["proposal"]]["text"]


@pytest.mark.parametrize("comment", [*LIFE["comments"], *LIFE["drafts"]], ids=lambda comment: comment["key"])
def test_a_comment_is_by_someone_who_may_on_a_text_that_stood_in_an_open_round(comment: Any) -> None:
    role = mandates(comment["author"])[comment["organisation"]]
    assert role in ({"lead", "voter"} if "posted_at" in comment else {"drafter"})
    assert comment["language"] in {"en", "es", "fr"}
    assert comment["stands_for"] in {"organisation", "person"}
    assert comment["text"].strip() == comment["text"] != ""
    at = offset(comment.get("posted_at") or comment["written_at"])
    [consultation] = [each for each in LIFE["rounds"] if covers(each, comment["target"])]
    assert offset(consultation["opens_at"]) <= at < min(NOW, offset(consultation["closes_at"]))
    if comment["target"]["kind"] == "pillar":
        assert comment["target"]["key"] in SECTIONS
        assert comment["version"] is None
    else:
        ref = comment["target"]["ref"]
        assert version_published(ref, comment["version"]) < at
        later = [row for row in LIFE["versions"] if row["proposal"] == ref]
        assert all(comment["version"] == row["version"] or at < offset(row["published_at"]) for row in later)


def test_comments_are_many_in_three_languages_by_many_organisations() -> None:
    assert len(LIFE["comments"]) == 53
    assert set(Counter(comment["language"] for comment in LIFE["comments"])) == {"en", "es", "fr"}
    assert len({comment["organisation"] for comment in LIFE["comments"]}) == 38
    pillar = [comment for comment in LIFE["comments"] if comment["target"]["kind"] == "pillar"]
    assert {comment["target"]["key"] for comment in pillar} == {"national-structures"}


def test_a_reply_follows_what_it_answers_on_the_same_text() -> None:
    comments = {comment["key"]: comment for comment in LIFE["comments"]}
    assert len(comments) == len(LIFE["comments"])
    replies = [comment for comment in comments.values() if comment["reply_to"]]
    assert replies
    for reply in replies:
        parent = comments[reply["reply_to"]]
        assert parent["target"] == reply["target"]
        assert parent["reply_to"] is None
        assert offset(parent["posted_at"]) < offset(reply["posted_at"])


@pytest.mark.parametrize("ballot", BALLOTS.values(), ids=BALLOTS)
def test_a_ballot_was_announced_and_stays_open_as_its_rule_asks(ballot: Any) -> None:
    rule = RULES[ballot["rule"]]
    prepared, confirmed, opens, closes = (
        offset(ballot[name]) for name in ("prepared_at", "confirmed_at", "opens_at", "closes_at")
    )
    assert prepared < confirmed < NOW
    assert opens - confirmed >= offset(rule["notice"])
    assert closes - opens >= offset(rule["open_min"])
    assert ballot["state"] == ("scheduled" if opens > NOW else "open" if closes > NOW else "closed")
    assert (ballot["prepared_by"], ballot["confirmed_by"]) == (
        "secretary@demo.example",
        "teller@demo.example",
    )
    assert PROPOSALS[ballot["proposal"]]["title"] in ballot["question"]
    [final] = [row for row in LIFE["proposals"] if row["ref"] == ballot["proposal"]]
    assert offset(final["since"]) < prepared


@pytest.mark.parametrize("ballot", BALLOTS.values(), ids=BALLOTS)
def test_every_cast_is_by_a_full_member_whose_delegate_may_vote_while_it_is_open(ballot: Any) -> None:
    for cast in ballot["votes"]:
        assert BY_SLUG[cast["organisation"]]["category"] == "full"
        assert mandates(cast["by"])[cast["organisation"]] in {"lead", "voter"}
        assert cast["choice"] in CHOICES
        assert bool(cast["explanation"]) == bool(cast["language"])
        end = min(NOW, offset(ballot["closes_at"]))
        assert offset(ballot["opens_at"]) <= offset(cast["cast_at"]) < end


def counted(ballot: Any) -> Counter[str]:
    """The newest choice of each organisation, counted."""
    votes = sorted(ballot["votes"], key=lambda cast: offset(cast["cast_at"]))
    return Counter({cast["organisation"]: cast["choice"] for cast in votes}.values())


@pytest.mark.parametrize(
    ("key", "yes", "no", "abstain", "result"),
    [("financial-information", 22, 3, 2, "adopted"), ("crowd-funding", 9, 4, 1, "no_quorum")],
)
def test_closed_ballots_have_the_result_they_state(
    key: str, yes: int, no: int, abstain: int, result: str
) -> None:
    ballot, entitled, cast = BALLOTS[key], len(voters()), yes + no + abstain
    assert ballot["rule"] == "ordinary"
    assert counted(ballot) == {"yes": yes, "no": no, "abstain": abstain}
    assert result == (
        "no_quorum" if 2 * cast <= entitled else "adopted" if 2 * yes > yes + no else "rejected"
    )
    expected = {"entitled": entitled, "cast": cast, "yes": yes, "no": no, "abstain": abstain}
    assert ballot["expected"] == {**expected, "result": result}


def test_one_organisation_changed_its_vote_and_one_voted_by_its_second_delegate() -> None:
    votes = BALLOTS["financial-information"]["votes"]
    repeated = [slug for slug, times in Counter(cast["organisation"] for cast in votes).items() if times > 1]
    assert repeated == ["scmvd"]
    assert [cast["by"] for cast in votes if cast["organisation"] == "coceta"] == [
        "second.coceta@demo.example"
    ]


def test_the_open_ballot_waits_for_19_organisations_and_the_scheduled_one_for_all() -> None:
    voted = {cast["organisation"] for cast in BALLOTS["new-funding"]["votes"]}
    assert len(voted) == 15 == sum(counted(BALLOTS["new-funding"]).values())
    assert not voted & {"coceta", "cwcf", "jwcu"}
    assert BALLOTS["new-funding"]["expected"] is None
    assert offset(BALLOTS["new-funding"]["closes_at"]) == timedelta(days=3, hours=5)
    assert BALLOTS["contracts"]["votes"] == []
