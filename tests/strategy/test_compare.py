"""Any two versions compared: readable by sight, by ear and on paper, with who, when and why, in bounded time."""

from __future__ import annotations

import random
from collections.abc import Callable

from flask import Flask

from consult.kit.db import transaction
from consult.strategy.actions import versions
from consult.strategy.wording import compared, summary, worded
from tests.cast import Stage
from tests.client import Client
from tests.strategy.writing import DESK, LATER, published, secretary, statements, the

RANDOM = random.Random(17)  # noqa: S311 - the same texts each time, nothing secret


def text(answer_of: Client, path: str) -> str:
    answer = answer_of.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def _third_version(app: Flask, stage: Stage) -> int:
    id = stage.proposals["revision"]
    published(app, stage, id, "To organise a bigger work group number 3.\n\nTo develop a concrete work plan.")
    more = {"title": "Grupo de trabajo", "language": "es", "note": "As the Board asked."}
    published(app, stage, id, "To develop a concrete work plan.\n\nTo report.\n\nTo be brief.", **more)
    return id


def test_a_comparison_says_who_when_and_why_for_all_between(
    app: Flask, stage: Stage, client_of: Callable[[str], Client]
) -> None:
    visitor, id = client_of("nobody"), _third_version(app, stage)
    page = text(visitor, f"/proposals/{id}/compare/1/3")
    assert "2 new, 1 removed, 1 unchanged" in page
    assert "English before, Spanish now" in page
    assert "Title:" in page
    assert '<del><span class="visually-hidden">removed: </span>Work group 3' in page
    facts = page.split("Who changed it, when, and why")[1]
    assert facts.index("Version 2") < facts.index("Said better.") < facts.index("Version 3")
    assert "As the Board asked." in facts
    assert "Sofie Maes" in facts
    assert "As printed." not in facts
    assert "You are reading backwards" in text(visitor, f"/proposals/{id}/compare/3/1")
    assert "Choose two different versions" in text(visitor, f"/proposals/{id}/compare/2/2")


def test_versions_are_chosen_swapped_and_laid_side_by_side(
    app: Flask, stage: Stage, client_of: Callable[[str], Client]
) -> None:
    visitor, id = client_of("nobody"), _third_version(app, stage)
    chosen = visitor.get(f"/proposals/{id}/compare?from=2&to=3&layout=beside")
    assert chosen.location == f"/proposals/{id}/compare/2/3?layout=beside"
    assert visitor.get(f"/proposals/{id}/compare?from=x&to=99").location == f"/proposals/{id}/compare/1/3"
    beside = text(visitor, chosen.location)
    assert f'href="/proposals/{id}/compare/3/2?layout=beside">Swap' in beside
    assert beside.count('class="side"') == 2 * beside.count('class="passage change')
    assert "not there any more" in beside
    with statements(app) as told:
        text(visitor, chosen.location)
    assert len(told) <= 10
    draft = stage.proposals["draft"]
    assert visitor.get(f"/proposals/{draft}/compare").status_code in {401, 403}


def test_the_desk_compares_the_draft_with_what_is_published(
    app: Flask, stage: Stage, client_of: Callable[[str], Client]
) -> None:
    id, office = stage.proposals["revision"], client_of("secretary")
    desk = f"{DESK}/proposals/{id}"
    assert office.get(f"{desk}/changes").location == desk
    with app.app_context(), transaction(writing=True):
        words = {"title": "Work group 3", "language": "en", "note": "", "at": LATER}
        new = "To organise a secret group number 3.\n\nTo develop a concrete work plan."
        versions.save_draft(secretary(stage), the(id), text=new, **words)
    for layout in ("", "?layout=beside"):
        page = text(office, f"{desk}/changes{layout}")
        assert "1 paragraph changed, 1 unchanged" in page
        assert "secret" in page.split("<ins>", 1)[1].split("</ins>")[0]
    assert f'href="{desk}/changes"' in text(office, desk)
    assert client_of("delegate").get(f"{desk}/changes").status_code == 403


def test_a_paragraph_cut_in_two_and_one_joined_to_another_are_told() -> None:
    whole = [(1, "The board meets twice a year. The committee reports to all members on what was spent.")]
    halves = [
        (1, "The board meets twice a year."),
        (2, "The committee reports to all members on what was spent."),
    ]
    split = compared(whole, halves)
    assert [(change.kind, change.elsewhere) for change in split] == [("changed", None), ("added", 1)]
    joined = compared(halves, whole)
    assert [(change.kind, change.elsewhere) for change in joined] == [("changed", None), ("removed", 1)]
    unlike = compared(whole, [whole[0], (2, "Something else entirely that nobody has ever said.")])
    assert unlike[-1].elsewhere is None


def test_both_sides_of_a_change_are_the_texts_themselves() -> None:
    for size in (5, 400, 3_000):
        before = " ".join(RANDOM.choices(["a", "b.", "co", "de\n\nf"], k=size))
        after = " ".join(RANDOM.choices(["a", "b.", "co", "de\n\nf"], k=size))
        (change,) = compared([(1, before)], [(1, after)])
        assert "".join(piece.text for piece in change.was).split() == before.split()
        assert "".join(piece.text for piece in change.now).split() == after.split()


def test_the_longest_texts_are_compared_with_bounded_work() -> None:
    words = [f"word{number}" for number in range(2_000)]

    def paragraph() -> list[str]:
        return RANDOM.choices(words, weights=[1 / (rank + 1) for rank in range(len(words))], k=300)

    old = [paragraph() for _place in range(200)]
    new = [[*words[:150], "new", *words[150:]] for words in old]
    changes = compared(
        [(id, " ".join(words)) for id, words in enumerate(old)],
        [(id, " ".join(words)) for id, words in enumerate(new)],
    )
    assert summary(changes).changed == 200
    told = [change for change in changes if "new " in [piece.text for piece in change.pieces]]
    assert len(told) == 200
    alike = [(id, "a b " * 5_000) for id in range(3)]
    worst = compared(alike, [(id, "b a " * 5_000) for id in range(3)])
    assert [len(change.pieces) for change in worst] == [2, 2, 2]
    assert worded("", "") == ()
