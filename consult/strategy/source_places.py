"""A JSON text with the place of each of its values, and the faults found in it by line and column."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

_BLANK = re.compile(r"[ \t\n\r]*")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_PLAIN = re.compile(r"[-+.\w]+")
_LAST = re.compile(r"(?:\.?[^.\[\]]+|\[\d+\])$")


@dataclass(frozen=True)
class Problem:
    """A fault of a file: where it is, and the code of the sentence that says it."""

    path: str
    line: int
    column: int
    code: str
    values: dict[str, object]


class Unreadable(Exception):
    """A file with faults; nothing of it was taken in."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = problems


class Places:
    """A JSON text, where its values stand by their paths (`sections[2].title`), and the faults found so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.problems: list[Problem] = []
        self._offsets: dict[str, int] = {"": 0}

    def read(self) -> Any:
        """The value of the text; raises Unreadable when it is no JSON."""
        value: Any = None
        try:
            value = json.loads(self.text, parse_constant=self._no_number)
        except json.JSONDecodeError as error:
            self.problems.append(Problem("", error.lineno, error.colno, "import-no-json", {}))
        except (RecursionError, ValueError):  # too deep, or a number of thousands of digits
            self.fault("", "import-no-json")
        self.stop_at_faults()
        try:
            _walk(self.text, 0, "", self._offsets, self)
        except RecursionError:
            self.fault("", "import-no-json")
        self.stop_at_faults()
        return value

    def fault(self, path: str, code: str, **values: object) -> None:
        """Note a fault; what is missing is shown where the value stands that should hold it."""
        nearest = path
        while nearest not in self._offsets:
            nearest = _LAST.sub("", nearest) if _LAST.search(nearest) else ""
        line, column = _line_and_column(self.text, self._offsets[nearest])
        self.problems.append(Problem(path, line, column, code, values))

    def stop_at_faults(self) -> None:
        """Raise all faults found so far, if there are any, in the order of the file."""
        if self.problems:
            raise Unreadable(sorted(self.problems, key=lambda problem: (problem.line, problem.column)))

    @staticmethod
    def _no_number(name: str) -> None:
        raise ValueError(name)


def _line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Both counted from 1, as editors show them."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _walk(text: str, at: int, path: str, found: dict[str, int], places: Places) -> int:
    """Note the value that begins at or after `at` and all within it; answers where it ends."""
    at = _end(_BLANK, text, at)
    found[path] = at
    if text[at] == '"':
        return _end(_STRING, text, at)
    if text[at] not in "{[":
        return _end(_PLAIN, text, at)
    closing, number = ("}" if text[at] == "{" else "]"), 0
    keys: set[str] = set()
    at = _end(_BLANK, text, at + 1)
    while text[at] != closing:
        inner = f"{path}[{number}]"
        if closing == "}":
            begun, at = at, _end(_STRING, text, at)
            key = json.loads(text[begun:at])
            inner = f"{path}.{key}" if path else key
            at = _end(_BLANK, text, at) + 1
            if key in keys:
                found[inner] = begun
                places.fault(inner, "import-twice", value=key)
            keys.add(key)
        at = _end(_BLANK, text, _walk(text, at, inner, found, places))
        number += 1
        if text[at] == ",":
            at = _end(_BLANK, text, at + 1)
    return at + 1
