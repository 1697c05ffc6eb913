"""The documents tell the truth, and no file names a registry's host or a path of one machine."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.house.source import ROOT, none, place, tracked

README = ROOT / "README.md"
# Written so that this file does not find itself.
HOSTS = re.compile(
    r"(?:py[p]i|np[m]js|pythonho[s]ted)\.(?:org|com)|\b(?:deb|security|ftp|archive)\.deb[i]an\.",
    re.IGNORECASE,
)
PATHS = re.compile(r"(?<![\w.<>-])/(?:wo[r]k|ro[o]t|ho[m]e|t[m]p|Us[e]rs)/[\w.]")
TEXT_OF_OTHERS = ("static/vendor/",)
PAGES = "consult/public/texts/"  # their links are addresses of the site: tests/public looks at them


def rows() -> list[str]:
    """The rows of the table that says in which file a question is answered."""
    table = re.search(
        r"^\|\s*question\s*\|\s*file\s*\|\n\|[-| :]+\|\n((?:\|.*\n)+)", README.read_text(), re.I | re.M
    )
    assert table, "README has a table: | question | file |"
    return table.group(1).splitlines()


def answers() -> list[str]:
    """The places it names, as `consult/voting/tally.py::count`."""
    return [
        found for row in rows() for found in re.findall(r"`([^`\s]+)`", row.rstrip("| ").rpartition("|")[2])
    ]


def test_each_question_has_an_answer() -> None:
    assert len(rows()) >= 5
    none(row for row in rows() if "`" not in row.rstrip("| ").rpartition("|")[2])


def test_each_answer_is_there() -> None:
    none(answer for answer in answers() if not exists(answer))


def exists(answer: str) -> bool:
    """Is the file there, and does it define the name after the colons?"""
    file, _colons, name = answer.partition("::")
    path = ROOT / file
    if not name or not path.is_file():
        return path.exists()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    defined = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    assigned = [
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    return name in assigned or name in [node.name for node in defined]


def test_the_readme_names_the_two_commands() -> None:
    text = README.read_text()
    assert "make demo" in text
    assert "make test" in text


def test_every_make_command_that_a_document_names_exists() -> None:
    lines = re.findall(r"^([a-z][a-z -]*):(?!=)", (ROOT / "Makefile").read_text(), re.M)
    targets = {name for line in lines for name in line.split()}
    none(
        f"{place(path)}: make {name}"
        for path in documents()
        for name in re.findall(r"(?:^|`|\$ )make ([a-z][a-z-]*)", path.read_text(), re.M)
        if name not in targets
    )


def test_every_link_and_picture_is_there() -> None:
    none(
        f"{place(path)}: {target}"
        for path in documents()
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)|(?:src|href)=\"([^\"#]+)", path.read_text())
        for target in ["".join(target)]
        if not re.match(r"[a-z]+:", target) and not (path.parent / target).exists()
    )


def documents() -> list[Path]:
    """What we wrote for people to read."""
    return [
        path
        for path in tracked()
        if path.suffix == ".md" and not place(path).startswith((*TEXT_OF_OTHERS, PAGES))
    ]


def test_no_file_names_a_registry_or_a_machine() -> None:
    none(
        f"{place(path)}:{number} {found.group()}"
        for path in tracked()
        if not place(path).startswith(TEXT_OF_OTHERS)
        for number, line in enumerate(readable(path).splitlines(), 1)
        for found in [HOSTS.search(line) or PATHS.search(line)]
        if found
    )


def readable(path: Path) -> str:
    """A file's text; nothing for a picture or a typeface."""
    content = path.read_bytes()
    return "" if b"\0" in content else content.decode("utf-8", errors="replace")
