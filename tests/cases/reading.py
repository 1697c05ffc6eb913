"""The CICOPA case as its tests read it: tables, documents, times and who may act."""

from __future__ import annotations

import csv
import json
import re
from datetime import timedelta
from importlib.resources import files
from typing import Any

CASE = files("consult.cases.cicopa")
DURATION = re.compile(r"(-?)P(?=.)(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?)?")
NOW = timedelta()


def raw(name: str) -> str:
    return CASE.joinpath(name).read_bytes().decode("utf-8")


def table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(raw(name).splitlines(), strict=True))


def document(name: str) -> Any:
    return json.loads(raw(name))


def offset(text: str) -> timedelta:
    found = DURATION.fullmatch(text)
    assert found, f"not a duration this case uses: {text}"
    days, hours, minutes = (int(found[part] or 0) for part in (2, 3, 4))
    span = timedelta(days=days, hours=hours, minutes=minutes)
    return -span if found[1] else span


MEMBERS = table("members.csv")
PEOPLE = table("people.csv")
BODIES = document("bodies.json")
FIGURES = document("figures.json")
PLATFORM = document("platform.json")
RULES = {rule["id"]: rule for rule in document("rules.json")["rules"]}
LIFE = document("life.json")

BY_SLUG = {member["slug"]: member for member in MEMBERS}
PROPOSALS = {
    proposal["ref"]: proposal for section in PLATFORM["sections"] for proposal in section["proposals"]
}
SECTIONS = {section["key"] for section in PLATFORM["sections"]}
BALLOTS = {ballot["key"]: ballot for ballot in LIFE["ballots"]}


def mandates(email: str) -> dict[str, str]:
    """The organisations a person acts for, with the role."""
    return {row["organisation"]: row["role"] for row in PEOPLE if row["email"] == email and row["role"]}


def voters() -> list[dict[str, str]]:
    return [member for member in MEMBERS if member["category"] == "full"]
