"""The order of the rooms and the drawers inside them: who may import whom."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable

from consult.rooms import ROOMS
from tests.house.source import ROOT, Import, Module, modules, none

ORDER = [
    "journal",
    "accounts",
    "network",
    "notices",
    "search",
    "strategy",
    "deliberation",
    "meetings",
    "voting",
    "record",
    "tracking",
    "news",
    "surveys",
]
FACES = ["public", "board", "secretariat", "api", "demo"]
# Beside the rooms: tools that know no room, and what is no code.
BESIDE = {"kit", "cases", "translations"}

LAW = "law"
INSTRUMENT = "instrument"
NOT_MODELS = {
    LAW,
    INSTRUMENT,
    "room",
    "queries",
    "actions",
    "permissions",
    "forms",
    "views",
    "desk",
    "letters",
}
NOT_MODELS |= {"jobs", "commands", "events", "questions"}
# Drawer -> the drawers of its own and of earlier rooms that it may import. A file with any other name is a noun of
# the trade and holds the law.
DRAWERS = {
    "__init__": set(),
    "room": NOT_MODELS | {"models"},
    LAW: {LAW},
    INSTRUMENT: {LAW, INSTRUMENT},
    "models": {"models", LAW},
    "queries": {"models", LAW, "queries"},
    "actions": {"models", "queries", LAW, INSTRUMENT, "actions", "events", "questions"},
    "permissions": {LAW, "queries", "permissions", "questions"},
    "forms": {LAW, "forms"},
    "views": NOT_MODELS,
    "desk": NOT_MODELS,
    "letters": NOT_MODELS,
    "jobs": NOT_MODELS,
    "commands": NOT_MODELS,
    "events": NOT_MODELS,
    "questions": NOT_MODELS,
}
# Of an earlier room, the front door takes only what that room announces and asks.
OF_EARLIER_ROOMS = {"room": {"events", "questions"}}
# The drawers that know only some of kit's tools; the others also read the settings.
OF_KIT = {"__init__": set(), LAW: set(), "models": {"db"}, "forms": {"forms", "languages"}}
WITH_SQL = {"models", "queries", "actions"}
# Nouns of the trade that are no law, and what they are.
OTHER_KINDS = {
    "network/directory": "queries",  # what one page lists, beside the selects all rooms use
    "news/imports": "actions",  # the same for news
    "network/imports": "actions",  # whole files at once, beside the single acts
    "strategy/tagged": "queries",  # what proposals serve
    "strategy/finding": "queries",  # what the search finds, beside what pages show
    "accounts/passwords": INSTRUMENT,  # the one place that hashes: it works with argon2
    "accounts/signing": "views",  # the request's way through sign-in and session
    "demo/loading": "actions",  # fills the demonstration
    "demo/story": "actions",  # lives its life
    "demo/others": "actions",  # goes on living it when a newcomer asks
    "demo/serving": "commands",
    "demo/steps": "views",  # what the one page of the story says and where its buttons lead
}


def rooms() -> list[Module]:
    """The modules that stand in a room or a face."""
    return [module for module in modules() if module.parts[0] in {*ORDER, *FACES}]


def drawer(parts: tuple[str, ...]) -> str:
    """The drawer of `("voting", "views", "ballots")`: views; of `("voting", "tally")`: the law."""
    name = parts[1] if len(parts) > 1 else "__init__"
    return OTHER_KINDS.get("/".join(parts), name if name in DRAWERS else LAW)


def ours(found: Import) -> tuple[str, ...]:
    """`consult.voting.tally` as `("voting", "tally")`; empty for what others wrote."""
    names = found.name.split(".")
    return tuple(names[1:]) if names[0] == "consult" else ()


def test_every_folder_has_its_place_in_the_order() -> None:
    folders = {
        path.name for path in (ROOT / "consult").iterdir() if path.is_dir() and path.name != "__pycache__"
    }
    assert folders <= {*ORDER, *FACES, *BESIDE}, "a new room takes its place in ORDER and in pyproject.toml"


def test_the_list_of_rooms_is_in_the_order() -> None:
    names = [room.name for room in ROOMS]
    order = [*ORDER, *FACES]
    assert names == sorted(names, key=order.index)


def test_a_room_imports_only_rooms_before_it() -> None:
    def later(module: Module, found: Import) -> bool:
        room = module.parts[0]
        before = ORDER[: ORDER.index(room)] if room in ORDER else ORDER
        return bool(ours(found)) and ours(found)[0] not in {*before, room, "kit", "settings"}

    none(faults(rooms(), later))


def test_kit_knows_no_room() -> None:
    def of_a_room(module: Module, found: Import) -> bool:
        return bool(ours(found)) and ours(found)[0] not in {"kit", "settings"}

    none(faults(modules("consult/kit"), of_a_room))


def test_a_drawer_imports_only_what_its_kind_allows() -> None:
    none(faults(rooms(), lambda module, found: not may_import(module, drawer(module.parts), found)))


def faults(among: list[Module], wrong: Callable[[Module, Import], bool]) -> list[str]:
    """The imports that break a rule, as `consult/voting/views.py:12 consult.voting.models`."""
    return [
        f"{module.place}:{found.line} {found.name}"
        for module in among
        for found in module.imports()
        if wrong(module, found)
    ]


def may_import(module: Module, kind: str, found: Import) -> bool:
    """What the table of drawers says of one import."""
    target = ours(found)
    if not target:
        return may_use(module, kind, found.name.split(".")[0])
    if target[0] == "settings":
        return kind not in OF_KIT
    if target[0] == "kit":
        return kind not in OF_KIT or (len(target) > 1 and target[1] in OF_KIT[kind])
    if target[0] not in {*ORDER, *FACES} or len(target) < 2:
        return False
    named = drawer(target)
    if named == "models" and found.for_types and kind != LAW:
        return True
    own = target[0] == module.parts[0]
    return named in (DRAWERS[kind] if own else OF_EARLIER_ROOMS.get(kind, DRAWERS[kind]))


def may_use(module: Module, kind: str, package: str) -> bool:
    """The same for packages of others: the law needs none, and only some drawers speak SQL."""
    if kind == LAW:
        return package in sys.stdlib_module_names
    return package != "sqlalchemy" or kind in WITH_SQL


def test_faces_own_no_table() -> None:
    none(module.place for module in rooms() if module.parts[0] in FACES and drawer(module.parts) == "models")


def test_only_the_database_tool_knows_flask_sqlalchemy() -> None:
    knows = [
        module.place for module in modules() for found in module.imports() if "flask_sqlalchemy" in found.name
    ]
    assert set(knows) == {"consult/kit/db.py"}


def test_our_own_modules_are_imported_at_the_top() -> None:
    none(faults(modules(), lambda module, found: found.in_function and bool(ours(found))))


def test_a_package_opens_with_its_sentence_and_imports_nothing() -> None:
    packages = [module for module in modules() if module.path.name == "__init__.py"]
    none(module.place for module in packages if not ast.get_docstring(module.tree))
    none(faults(packages, lambda module, found: True))
