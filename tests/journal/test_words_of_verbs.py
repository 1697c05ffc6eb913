"""Every act that any room notes down can be said in plain words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from flask import Flask

from consult.journal.questions import verb_words
from tests.house.source import Module, modules

PAST = re.compile(r"[a-z]+(-[a-z]+)*\Z")


def passing(every: list[Module]) -> dict[tuple[str, str], int]:
    """The functions that pass a verb on to the journal: (module, name) -> at which place they take it."""
    found = {("consult.journal.actions", "record"): 1}
    for module in every:
        known = heard(module, found)
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef):
                names = [argument.arg for argument in node.args.args]
                for call in calls(node, set(known)):
                    place = known[name_of(call)]
                    if len(call.args) > place and isinstance(call.args[place], ast.Name):
                        verb = call.args[place]
                        assert isinstance(verb, ast.Name)
                        if verb.id in names:
                            found[".".join(("consult", *module.parts)), node.name] = names.index(verb.id)
    return found


def heard(module: Module, known: dict[tuple[str, str], int]) -> dict[str, int]:
    """Those of them that a module has, by the name they have in it."""
    here = ".".join(("consult", *module.parts))
    found = {name: place for (where, name), place in known.items() if where == here}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if (node.module or "", alias.name) in known:
                    found[alias.asname or alias.name] = known[node.module or "", alias.name]
    return found


def noted(module: Module, known: dict[tuple[str, str], int]) -> Iterator[str]:
    """The verbs that a module hands to the journal, directly or through a function that passes one on."""
    here = heard(module, known)
    for call in calls(module.tree, set(here)):
        place = here[name_of(call)]
        if len(call.args) > place:
            yield from literals(call.args[place])


def name_of(call: ast.Call) -> str:
    assert isinstance(call.func, ast.Name)
    return call.func.id


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
    every = list(modules())
    passed = passing(every)
    verbs = {
        (module.parts[0], verb) for module in every for verb in noted(module, passed) if PAST.match(verb)
    }
    assert ("deliberation", "round-opened") in verbs
    assert ("network", "organisation-added") in verbs
    assert sorted(pair for pair in verbs if pair[1] not in known) == []
