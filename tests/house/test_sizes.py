"""How large a file may grow before it is split."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.house.source import modules, none, place, templates
from tests.house.test_layers import BESIDE, DRAWERS

MODULE, DRAWER, FUNCTION, TEMPLATE, TEST = 400, 300, 50, 150, 400


def lines(path: Path) -> int:
    """How many lines a file has."""
    return len(path.read_text(encoding="utf-8").splitlines())


def too_long(paths: list[Path], limit: int) -> list[str]:
    """The files over a limit, as `consult/app.py: 412`."""
    return [f"{place(path)}: {lines(path)}" for path in paths if lines(path) > limit]


def test_a_module_keeps_its_size() -> None:
    # Not migrations: what Alembic wrote is one step from its first line to its last.
    none(too_long([module.path for module in modules()], MODULE))


def test_a_test_file_keeps_its_size() -> None:
    none(too_long([module.path for module in modules("tests")], TEST))


def test_a_template_keeps_its_size() -> None:
    none(too_long(templates(), TEMPLATE))


def test_a_drawer_that_grows_becomes_a_folder() -> None:
    rooms = [module for module in modules() if len(module.parts) == 2 and module.parts[0] not in BESIDE]
    none(too_long([module.path for module in rooms if module.parts[1] in DRAWERS], DRAWER))


def test_a_function_fits_a_screen() -> None:
    none(
        f"{module.place}:{node.lineno} {node.name}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (node.end_lineno or node.lineno) - node.lineno + 1 > FUNCTION
    )
