"""Names that say nothing are not used, every module says what it is, and no float comes near a count."""

from __future__ import annotations

import ast
import re

from tests.house.source import modules, none, place, tracked

EMPTY = {
    "util",
    "utils",
    "helper",
    "helpers",
    "common",
    "misc",
    "manager",
    "managers",
    "service",
    "services",
    "base",
}
# The one frame of all pages, and the real services that tests start.
KNOWN = {"templates/base.html", "tests/services.py"}
FOLDERS = ("consult/", "templates/", "static/css/", "static/js/", "tests/", "migrations/")

# Of the arithmetic in `math`, what stays with whole numbers.
EXACT = {"gcd", "lcm", "isqrt", "comb", "perm", "factorial"}


def words(name: str) -> set[str]:
    """The words of a file's or a class's name: `BallotManager` as ballot, manager."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)}


def test_no_file_or_folder_has_an_empty_name() -> None:
    paths = [place(path) for path in tracked() if place(path).startswith(FOLDERS)]
    none(path for path in paths if path not in KNOWN and words(path.rpartition(".")[0]) & EMPTY)


def test_no_class_has_an_empty_name() -> None:
    none(
        f"{module.place}:{node.lineno} {node.name}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef) and words(node.name) & (EMPTY - {"base"})
    )


def test_a_module_opens_with_what_it_is() -> None:
    silent = [
        module.place
        for module in modules() + modules("tests") + modules("migrations")
        if not re.match(r"\S.*[.:]$", (ast.get_docstring(module.tree) or "").split("\n\n")[0], re.DOTALL)
    ]
    none(silent, "their first words are a whole sentence")


def test_no_float_comes_near_a_count() -> None:
    counting = modules("consult/voting")
    assert "consult/voting/tally.py" in [module.place for module in counting]
    none(
        f"{module.place}:{getattr(node, 'lineno', 0)}"
        for module in counting
        for node in ast.walk(module.tree)
        if is_float(node)
    )


def is_float(node: ast.AST) -> bool:
    """A float in any way: 0.5, float(), math.sqrt, Float."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, float | complex)
    if isinstance(node, ast.Name):
        return node.id in {"float", "Float", "REAL", "Double"}
    if isinstance(node, ast.Import):
        return any(alias.name in {"math", "statistics", "numpy"} for alias in node.names)
    if isinstance(node, ast.ImportFrom) and node.module in {"math", "statistics", "numpy"}:
        return not {alias.name for alias in node.names} <= EXACT
    return False
