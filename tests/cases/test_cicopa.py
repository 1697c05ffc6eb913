"""Recounts the CICOPA case as it is shipped: members, stated figures, texts, rules and people."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from consult.network.rules import OFFICES, email_holds, slug_holds
from consult.strategy.rules import HUES
from consult.voting.rule_document import parse
from tests.cases.reading import (
    BODIES,
    BY_SLUG,
    FIGURES,
    MEMBERS,
    PEOPLE,
    PLATFORM,
    PROPOSALS,
    RULES,
    SECTIONS,
    document,
    raw,
    voters,
)

# Hashes taken from the source texts themselves, not from the files they are compared with.
PRINTED = json.loads(Path(__file__).with_name("cicopa_texts.json").read_text(encoding="utf-8"))


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


# --- the network ---------------------------------------------------------------------------------


def test_there_are_46_organisations_34_full_and_12_associate_in_30_countries() -> None:
    assert Counter(member["category"] for member in MEMBERS) == {"full": 34, "associate": 12}
    assert len({member["country"] for member in MEMBERS}) == 30
    assert len({member["country_as_printed"] for member in MEMBERS}) == 30


def test_the_regions_hold_13_6_and_27_organisations_of_which_11_5_and_18_are_full() -> None:
    assert Counter(member["region"] for member in MEMBERS) == {"Americas": 13, "Asia": 6, "Europe": 27}
    assert Counter(member["region"] for member in voters()) == {"Americas": 11, "Asia": 5, "Europe": 18}


def test_five_countries_have_no_full_member() -> None:
    without = {member["country"] for member in MEMBERS} - {member["country"] for member in voters()}
    assert without == {"BE", "BO", "IN", "PY", "SE"}


def test_four_organisations_carry_the_asterisk_of_2017() -> None:
    starred = {member["slug"] for member in MEMBERS if member["affiliated_2017"] == "yes"}
    assert starred == {"ligacoop", "ulccs", "smart", "credit-cooperatif"}
    assert {member["affiliated_2017"] for member in MEMBERS} == {"yes", "no"}


def test_names_stand_as_they_were_printed() -> None:
    assert sha256("\n".join(member["name_as_printed"] for member in MEMBERS)) == PRINTED["names_as_printed"]


@pytest.mark.parametrize("member", MEMBERS, ids=lambda member: member["slug"])
def test_a_display_name_is_the_printed_name_in_other_case(member: dict[str, str]) -> None:
    assert member["display_name"].casefold() == member["name_full"].casefold()
    assert member["short"]
    if member["name_full"] != member["name_as_printed"]:
        assert member["note"], "whatever was mended is said"


def test_slugs_are_unique_and_fit_an_address() -> None:
    assert len(BY_SLUG) == len(MEMBERS)
    assert all(slug_holds(slug) for slug in BY_SLUG)


def test_every_region_body_exists_and_covers_the_region_of_its_members() -> None:
    bodies = {body["slug"]: body for body in BODIES["bodies"]}
    for member in MEMBERS:
        for kind, slug in (("region", member["region_body"]), ("sub_region", member["sub_region"])):
            if slug:
                assert (bodies[slug]["kind"], bodies[slug]["region"]) == (kind, member["region"])
    assert {member["region"] for member in MEMBERS if not member["region_body"]} == {"Asia"}


def test_bodies_form_one_tree_under_the_federation() -> None:
    bodies = {body["slug"]: body for body in BODIES["bodies"]}
    kinds = Counter(body["kind"] for body in bodies.values())
    assert kinds == {
        "federation": 1,
        "region": 2,
        "sub_region": 2,
        "board": 1,
        "secretariat": 1,
        "tellers": 1,
    }
    assert [slug for slug, body in bodies.items() if body["parent"] is None] == ["cicopa"]
    assert {body["parent"] for body in bodies.values() if body["kind"] == "sub_region"} == {"cicopa-americas"}
    assert all(body["parent"] in bodies for slug, body in bodies.items() if slug != "cicopa")


def test_regions_name_the_body_that_stands_for_them_or_none() -> None:
    stated = {region["key"]: region["body"] for region in BODIES["regions"]}
    assert stated == {"Americas": "cicopa-americas", "Asia": None, "Europe": "cecop-cicopa-europe"}


# --- stated figures ------------------------------------------------------------------------------


def test_figures_belong_to_someone_have_a_time_and_a_source() -> None:
    sources = {source.get("file") or source["site"] for source in FIGURES["sources"]}
    bodies = {body["slug"] for body in BODIES["bodies"]}
    for figure in FIGURES["figures"]:
        known = bodies if figure["subject"]["kind"] == "body" else set(BY_SLUG)
        assert figure["subject"]["slug"] in known
        assert type(figure["value"]) is int
        assert figure["as_of"] or figure["period"], figure["key"]
        assert figure["as_of"] is None or date.fromisoformat(figure["as_of"])
        assert (figure["source"].get("file") or figure["source"]["site"]) in sources


def test_notes_and_figures_point_at_each_other() -> None:
    keys = [figure["key"] for figure in FIGURES["figures"]]
    notes = {note["key"]: note for note in FIGURES["notes"]}
    assert len(set(keys)) == len(keys)
    assert len(notes) == len(FIGURES["notes"])
    for note in notes.values():
        assert set(note["about"]) <= set(keys)
        assert note["text"]
        assert all(note["translations"][language] for language in ("es", "fr"))
        assert note["sources"]
    for figure in FIGURES["figures"]:
        if figure["note"]:
            assert figure["key"] in notes[figure["note"]]["about"]


def test_the_stated_totals_and_the_printed_list_do_disagree() -> None:
    stated = {figure["key"]: figure["value"] for figure in FIGURES["figures"]}
    assert (stated["members-stated"], stated["countries-stated"]) == (48, 32)
    assert stated["members-stated"] - len(MEMBERS) == 2
    assert stated["members-january-2017"] == len(MEMBERS)
    assert (stated["cooperatives-stated"], stated["cooperatives-june-2017"]) == (65_000, 68_000)


def test_what_vietnam_names_and_the_remainder_make_the_whole() -> None:
    stated = {figure["key"]: figure for figure in FIGURES["figures"] if figure["subject"]["slug"] == "vca"}
    kinds = [row["value"] for row in stated.values() if row["measure"].startswith("cooperatives_")]
    assert len(kinds) == 6
    assert sum(kinds) == stated["vca-cooperatives"]["value"] == 18_024
    assert stated["vca-among-others"]["value"] == 12_272
    assert stated["vca-among-others"]["precision"] == "derived"


# --- the platform --------------------------------------------------------------------------------


def printed_texts() -> Iterator[tuple[str, str]]:
    for place, paragraph in enumerate(PLATFORM["preamble"], 1):
        yield f"preamble/{place}", paragraph["text"]
    for section in PLATFORM["sections"]:
        yield f"{section['key']}/objective", section["objective"]["text"]
        for place, paragraph in enumerate(section["lede"], 1):
            yield f"{section['key']}/lede/{place}", paragraph["text"]
        for proposal in section["proposals"]:
            yield proposal["ref"], proposal["text"]
    yield "closing", PLATFORM["closing"]["text"]


def test_every_text_of_the_platform_is_the_printed_one_and_none_is_missing() -> None:
    assert PLATFORM["source"]["sha256"] == PRINTED["source"]
    assert {name: sha256(text) for name, text in printed_texts()} == PRINTED["texts"]


def test_six_pillars_and_the_resources_section_hold_22_proposals() -> None:
    counts = {section["key"]: len(section["proposals"]) for section in PLATFORM["sections"]}
    assert list(counts.items()) == [
        ("national-structures", 0),
        ("sustainability", 2),
        ("communication", 3),
        ("legal-frameworks", 4),
        ("finance", 3),
        ("governance", 5),
        ("resources", 5),
    ]
    assert sum(counts.values()) == len(PROPOSALS) == 22
    assert [section["key"] for section in PLATFORM["sections"] if not section["is_pillar"]] == ["resources"]


def test_sections_and_proposals_are_numbered_in_order_with_one_hue_each() -> None:
    for order, section in enumerate(PLATFORM["sections"], 1):
        assert section["order"] == order
        assert section["parent"] in {None, *SECTIONS}
        for number, proposal in enumerate(section["proposals"], 1):
            assert (proposal["number"], proposal["ref"]) == (number, f"{section['key']}/{number}")
    hues = [section["hue"] for section in PLATFORM["sections"]]
    assert len(set(hues)) == len(hues)
    assert set(hues) <= set(HUES)


def test_a_title_that_is_not_printed_says_so() -> None:
    supplied = {section["key"] for section in PLATFORM["sections"] if section["title_supplied"]}
    assert supplied == SECTIONS - {"legal-frameworks"}
    assert PLATFORM["title_supplied"]
    for proposal in PROPOSALS.values():
        assert proposal["title_supplied"]
        assert 3 <= len(proposal["title"].split()) <= 8
        assert proposal["addressee"]
        assert proposal["addressee_basis"]


# --- rules and people ----------------------------------------------------------------------------


def test_every_rule_can_be_read_and_says_that_it_is_an_assumption() -> None:
    assert set(RULES) == {"ordinary", "two-thirds", "regions"}
    assert document("rules.json")["default"] == "ordinary"
    for rule in RULES.values():
        assert parse(rule).id == rule["id"]
        assert rule["basis"].startswith("ASSUMPTION")
        assert rule["version"] == 1
        assert rule["quorum_fail"] == "void"


def test_the_chambers_of_the_regional_rule_place_every_voter_once() -> None:
    chosen = [region for chamber in RULES["regions"]["chambers"] for region in chamber["select"]["region"]]
    assert sorted(chosen) == ["Americas", "Asia", "Europe"]


def test_every_person_has_one_mandate_or_one_seat() -> None:
    bodies = {body["slug"] for body in BODIES["bodies"]}
    assert len({row["email"] for row in PEOPLE}) == len(PEOPLE) == 51
    for row in PEOPLE:
        assert (row["organisation"] in BY_SLUG) != (row["body"] in bodies)
        assert bool(row["role"]) == bool(row["organisation"])
        assert row["office"] in ("", *OFFICES.get(row["body"], ()))
        assert bool(row["office"]) == bool(row["body"])
        assert email_holds(row["email"])
        assert row["email"].endswith("@demo.example")
        assert row["name"]
        assert row["language"] in {"en", "es", "fr"}
        assert ZoneInfo(row["time_zone"]).key == row["time_zone"]
        assert date.fromisoformat(row["from"])
        assert not row["until"]


def test_every_organisation_has_one_lead_and_coceta_two_colleagues_more() -> None:
    leads = {row["organisation"]: row["email"] for row in PEOPLE if row["role"] == "lead"}
    assert leads == {slug: f"delegate.{slug}@demo.example" for slug in BY_SLUG}
    others = {row["email"]: row["role"] for row in PEOPLE if row["role"] not in {"", "lead"}}
    assert others == {"second.coceta@demo.example": "voter", "drafter.coceta@demo.example": "drafter"}


def test_people_read_the_language_of_their_country() -> None:
    spanish = {"MX", "PR", "CO", "BO", "PY", "AR", "UY", "ES"}
    for row in PEOPLE:
        if slug := row["organisation"]:
            country = BY_SLUG[slug]["country"]
            french = country == "FR" or slug == "smart"
            assert row["language"] == ("es" if country in spanish else "fr" if french else "en")


# --- files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "members.csv",
        "people.csv",
        "bodies.json",
        "figures.json",
        "platform.json",
        "rules.json",
        "life.json",
        "colleagues.json",
    ],
)
def test_files_are_utf_8_with_plain_line_ends(name: str) -> None:
    text = raw(name)
    assert "\r" not in text
    assert not text.startswith("\ufeff")
    assert text.endswith("\n")
