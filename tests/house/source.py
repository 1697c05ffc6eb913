"""The project's own files as the house tests read them: modules, their imports, templates, tracked files."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Import:
    """One imported module, by its full name, and how the line stands in its file."""

    name: str
    line: int
    in_function: bool
    for_types: bool


@dataclass(frozen=True)
class Module:
    """One Python file."""

    path: Path

    @property
    def place(self) -> str:
        """Its path in the checkout."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def parts(self) -> tuple[str, ...]:
        """`consult/voting/views/ballots.py` as `("voting", "views", "ballots")`."""
        return Path(self.place).with_suffix("").parts[1:]

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @property
    def tree(self) -> ast.Module:
        return parsed(self.path)

    def imports(self) -> Iterator[Import]:
        """Every import. `from a import b` names `a.b` where b is a module of ours, else `a`."""
        yield from _imports(self.tree, self.path, in_function=False, for_types=False)


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def modules(folder: str = "consult") -> list[Module]:
    """All Python files below a folder of the checkout, in order."""
    paths = sorted((ROOT / folder).rglob("*.py"))
    return [Module(path) for path in paths if "node_modules" not in path.parts]


def templates() -> list[Path]:
    """All templates, letters included."""
    return sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())


def tracked() -> list[Path]:
    """All files that git knows and that are there."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
    paths = [ROOT / name for name in listed.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


def none(faults: Iterable[str], remedy: str = "") -> None:
    """Fail with every fault on a line of its own, and what to do about them."""
    found = sorted(set(faults))
    assert not found, "\n".join(["", *found, *([remedy] if remedy else [])])


def place(path: Path) -> str:
    """A path as a person names it."""
    return path.relative_to(ROOT).as_posix()


def _imports(node: ast.AST, path: Path, *, in_function: bool, for_types: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            for alias in child.names:
                yield Import(alias.name, child.lineno, in_function, for_types)
        elif isinstance(child, ast.ImportFrom):
            origin = _origin(child, path)
            for alias in child.names:
                yield Import(_target(origin, alias.name), child.lineno, in_function, for_types)
        else:
            yield from _imports(
                child,
                path,
                in_function=in_function
                or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda),
                for_types=for_types
                or (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test)),
            )


def _origin(node: ast.ImportFrom, path: Path) -> str:
    """The module an import line names, with dots at its beginning resolved."""
    if not node.level:
        return node.module or ""
    package = path.relative_to(ROOT).parent.parts
    kept = package[: len(package) - node.level + 1]
    return ".".join([*kept, *([node.module] if node.module else [])])


def _target(origin: str, name: str) -> str:
    inside = ROOT.joinpath(*origin.split("."), name)
    if inside.with_suffix(".py").exists() or inside.is_dir():
        return f"{origin}.{name}"
    return origin
