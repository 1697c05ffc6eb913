"""A source file is read strictly: each fault with line, column, path and code, all at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.strategy.source import read
from consult.strategy.source_places import Places, Unreadable
from tests.strategy.writing import PLATFORM, platform

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


def faults(text: str) -> list[tuple[str, str]]:
    with pytest.raises(Unreadable) as unreadable:
        read(text)
    return [(problem.path, problem.code) for problem in unreadable.value.problems]


def test_the_platform_is_read_whole() -> None:
    source = read(PLATFORM.read_text(encoding="utf-8"))
    assert [pillar.position for pillar in source.pillars] == [1, 2, 3, 4, 5, 6, 7]
    assert sum(len(pillar.proposals) for pillar in source.pillars) == 22
    assert source.pillars[6].parent == "governance"
    assert source.period == "2017–2021"


def put(path: list[Any], value: Any) -> Callable[[dict[str, Any]], None]:
    """Sets a value deep in the file."""

    def change(file: dict[str, Any]) -> None:
        inner: Any = file
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = value

    return change


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        (put(["titel"], "x"), "titel", "import-name-unknown"),
        (put(["key"], "Not A Slug"), "key", "import-text-form"),
        (put(["key"], None), "key", "import-text-missing"),
        (put(["title"], "x" * 301), "title", "import-text-long"),
        (put(["sections", 1, "order"], "2"), "sections[1].order", "import-number"),
        (put(["sections", 1, "order"], True), "sections[1].order", "import-number"),
        (put(["sections", 1, "order"], 3), "sections[2].order", "import-again"),
        (put(["sections", 1, "key"], "finance"), "sections[4].key", "import-again"),
        (put(["sections", 1, "hue"], "red"), "sections[1].hue", "import-hue"),
        (put(["sections", 1, "title_supplied"], "yes"), "sections[1].title_supplied", "import-flag"),
        (put(["sections", 6, "parent"], "nowhere"), "sections[6].parent", "import-parent"),
        (put(["sections", 6, "parent"], "resources"), "sections[6].parent", "import-parent"),
        (put(["sections", 1, "proposals"], {}), "sections[1].proposals", "import-not-list"),
        (put(["sections", 1], "x"), "sections[1]", "import-not-object"),
        (
            put(["sections", 1, "proposals", 1, "number"], 1),
            "sections[1].proposals[1].number",
            "import-again",
        ),
        (
            put(["sections", 1, "proposals", 1, "ref"], "finance/1"),
            "sections[4].proposals[0].ref",
            "import-again",
        ),
        (
            put(["sections", 1, "proposals", 0, "text"], "\x00"),
            "sections[1].proposals[0].text",
            "import-text-unseen",
        ),
        (
            put(["sections", 1, "proposals", 0, "text"], "  "),
            "sections[1].proposals[0].text",
            "import-text-missing",
        ),
        (put(["period", "to"], 2016), "period.to", "import-period"),
    ],
)
def test_a_fault_is_found_where_it_stands(
    change: Callable[[dict[str, Any]], None], path: str, code: str
) -> None:
    file = platform()
    change(file)
    assert (path, code) in faults(json.dumps(file, indent=1))


def test_all_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    file = platform(title="", closing=7)
    file["sections"][0]["hue"] = "red"
    found = [path for path, _code in faults(json.dumps(file))]
    assert found[0] == "title"
    assert {"sections[0].hue", "closing"} <= set(found)


@pytest.mark.parametrize(
    "text", ["", "{", "[1,]", "nothing", "NaN", '{"a": Infinity}', "[" * 5000 + "]" * 5000]
)
def test_what_is_no_json_is_said_so(text: str) -> None:
    assert [code for _path, code in faults(text)] == ["import-no-json"]


@pytest.mark.parametrize("text", ["null", "[]", "7", '"text"'])
def test_json_of_another_shape_is_refused(text: str) -> None:
    assert ("", "import-not-object") in faults(text)


def test_a_name_that_stands_twice_is_a_fault() -> None:
    assert faults('{"key": "a", "key": "b"}') == [("key", "import-twice")]


def test_lines_and_columns_are_those_an_editor_shows() -> None:
    with pytest.raises(Unreadable) as unreadable:
        read('{\n  "key": "a",\n  "title": 7\n}')
    (found,) = [problem for problem in unreadable.value.problems if problem.path == "title"]
    assert (found.line, found.column) == (3, 12)


@given(JSON)
def test_every_json_text_is_read_as_json_reads_it(value: Any) -> None:
    text = json.dumps(value, indent=1)
    assert Places(text).read() == value


@given(JSON)
def test_any_json_text_is_refused_with_faults_and_nothing_else(value: Any) -> None:
    with pytest.raises(Unreadable):
        read(json.dumps(value))
