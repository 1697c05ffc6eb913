"""Every act that any room notes down can be said in plain words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from flask import Flask

from consult.journal.questions import verb_words
from tests.house.source import Module, modules

PAST = re.compile(r"[a-z]+(-[a-z]+)*\Z")


def noted(module: Module) -> Iterator[str]:
    """The verbs that a module hands to the journal, directly or through a function of its own that passes one on."""
    passing = {"record": 1}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef):
            names = [argument.arg for argument in node.args.args]
            for call in calls(node, {"record"}):
                if len(call.args) > 1 and isinstance(call.args[1], ast.Name) and call.args[1].id in names:
                    passing[node.name] = names.index(call.args[1].id)
    for call in calls(module.tree, set(passing)):
        assert isinstance(call.func, ast.Name)
        place = passing[call.func.id]
        if len(call.args) > place:
            yield from literals(call.args[place])


def literals(node: ast.AST) -> list[str]:
    """A text, or both of an `x if y else z`."""
    return [
        part.value
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]


def calls(tree: ast.AST, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node


def test_every_verb_that_is_noted_has_its_words(app: Flask) -> None:
    with app.test_request_context():
        known = {verb for answer in verb_words.ask() for verb in answer}
    verbs = {
        (module.parts[0], verb)
        for module in modules()
        if "consult.journal.actions" in {found.name for found in module.imports()}
        for verb in noted(module)
        if PAST.match(verb)
    }
    assert ("deliberation", "round-opened") in verbs
    assert ("network", "organisation-added") in verbs
    assert sorted(pair for pair in verbs if pair[1] not in known) == []
