"""How a verdict explains itself: every line of five known votes, word for word and number for number."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from consult.voting.vectors import decide

FILE = Path(__file__).parent / "vectors" / "decisions.json"
VECTORS = {vector["id"]: vector for vector in json.loads(FILE.read_text(encoding="utf-8"))["vectors"]}

# kind | name | scope | what is counted | of what | comparator and required | needs | margin
LINES = {
    "ISO-1": [
        "threshold | P-members 2/3 | P | yes 24 | expressed 32 | >= share 2/3 | needs 22 | +2 | passed",
        "threshold | negatives 1/4 | ALL | no 10 | expressed 71 | <= share 1/4 | needs 17 | +7 | passed",
    ],
    "IUCN-1": [
        "threshold | majority | A | yes 81 | expressed 99 | > share 1/2 | needs 50 | +31 | passed",
        "threshold | majority | BC | yes 577 | expressed 609 | > share 1/2 | needs 305 | +272 | passed",
    ],
    "FSC-2": [
        "quorum | quorum | ECO | present 1/3 | entitled 1/3 | > share 1/2 | needs 101/600 | +33/200 | passed",
        "quorum | quorum | SOC | present 1/3 | entitled 1/3 | > share 1/2 | needs 101/600 | +33/200 | passed",
        "quorum | quorum | ENV | present 1/3 | entitled 1/3 | > share 1/2 | needs 101/600 | +33/200 | passed",
        "threshold | chamber majority | ECO | yes 1/5 | expressed 1/3 | > share 1/2 | needs 101/600 | +19/600 | passed",
        "threshold | chamber majority | SOC | yes 1/5 | expressed 1/3 | > share 1/2 | needs 101/600 | +19/600 | passed",
        "threshold | chamber majority | ENV | yes 1/5 | expressed 1/3 | > share 1/2 | needs 101/600 | +19/600 | passed",
        "threshold | overall 2/3 | overall | yes 3/5 | expressed 1 | >= share 2/3 | needs 2/3 | -1/15 | failed",
    ],
    "EU-1": [
        "blocking | blocking | overall | not_yes 12 | None None | < absolute 4 | needs 3 | -9 | failed",
        "threshold | 55 % of members | members | yes 15 | entitled 27 | >= share 11/20 | needs 15 | +0 | passed",
        "threshold | 65 % of population | population | yes 65 | entitled 100 | >= share 13/20"
        " | needs 65 | +0 | passed",
    ],
    "DEBIAN-2": [
        "quorum | quorum | overall | yes 48 | entitled 1037 | >= sqrt_coeff 3/2 | needs 49 | -1 | failed",
        "threshold | majority | overall | yes 48 | expressed 48 | > share 1/2 | needs 25 | +23 | passed",
    ],
}


def written(test: dict[str, Any]) -> str:
    """One line as it is written above."""
    [(form, required)] = test["required"].items()
    sign = "" if test["margin"].startswith("-") else "+"
    return " | ".join(
        (
            test["kind"],
            test["name"],
            test["scope"],
            f"{test['numerator']} {test['numerator_value']}",
            f"{test['base']} {test['base_value']}",
            f"{test['op']} {form} {required}",
            f"needs {test['needs']}",
            f"{sign}{test['margin']}",
            "passed" if test["passed"] else "failed",
        )
    )


@pytest.mark.parametrize("name", LINES)
def test_every_line_says_who_is_counted_of_whom_what_is_required_and_by_how_much(name: str) -> None:
    [answer] = decide([VECTORS[name]])
    tests: Any = answer["tests"]
    assert [written(test) for test in tests] == LINES[name]
