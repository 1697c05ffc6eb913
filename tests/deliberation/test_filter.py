"""A long discussion: filters that combine, the newest first, folded threads, addresses that lead to each comment."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from consult.deliberation.actions.comments import post_comment
from consult.kit.db import db, transaction
from consult.strategy.models import Passage
from tests.cast import START, Stage
from tests.client import Client
from tests.deliberation.speaking import Statements, held, say, visitor

Clients = Callable[[str], Client]
STANCES = ("support", "support-with-change", "oppose", "neutral", "")


@pytest.fixture
def target(stage: Stage) -> tuple[str, int]:
    return "proposal", stage.proposals["consultation"]


@pytest.fixture
def path(target: tuple[str, int]) -> str:
    return f"/proposals/{target[1]}/discussion"


def texts(page: str) -> list[str]:
    return re.findall(r"Remark (\d+)\.", page)


def mixed(app: Flask, stage: Stage, target: tuple[str, int], count: int, since: int = 0) -> list[int]:
    """Comments a second apart by three organisations in turn, with every stance in turn, every seventh a question."""
    found = []
    with app.app_context(), transaction(writing=True):
        speakers = [
            (visitor(stage, name), held(stage, name)) for name in ("delegate", "neighbour", "faraway")
        ]
        for n in range(since, since + count):
            kind = "question" if n % 7 == 0 else "general"
            said = post_comment(
                *speakers[n % 3], target, f"Remark {n}.", START + timedelta(seconds=n),
                stance="" if kind == "question" else STANCES[n % 5], kind=kind,
                language="es" if n % 2 else "en",
            )  # fmt: skip
            found.append(said.id)
    return found


def test_filters_combine_stay_in_the_address_and_count_right(
    app: Flask, stage: Stage, client_of: Clients, target: tuple[str, int], path: str
) -> None:
    mixed(app, stage, target, 60)
    member = client_of("associate")

    def found(query: str) -> list[str]:
        return texts(member.get(f"{path}?{query}").get_data(as_text=True))

    def expected(*conditions: Callable[[int], bool]) -> list[str]:
        return [str(n) for n in range(60) if all(holds(n) for holds in conditions)]

    def asks(n: int) -> bool:
        return n % 7 == 0

    assert found("kind=question") == expected(asks)
    assert found("stance=oppose") == expected(lambda n: n % 5 == 2, lambda n: not asks(n))
    assert found("stance=unstated&kind=general") == expected(lambda n: n % 5 == 4, lambda n: not asks(n))
    assert found("region=Asia") == found("organisation=jwcu") == expected(lambda n: n % 3 == 2)
    assert found("organisation=coc%C3%A9ta&language=es") == expected(
        lambda n: n % 3 == 0, lambda n: n % 2 == 1
    )
    assert (
        found("region=Asia&language=en&sort=newest")
        == expected(lambda n: n % 3 == 2, lambda n: n % 2 == 0)[::-1]
    )
    assert found("region=Atlantis&stance=loud&kind=x&language=xx&about=x&sort=x") == found("")
    page = member.get(f"{path}?region=Europe&language=es").get_data(as_text=True)
    assert "10 comments of 60:" in page
    assert 'value="Europe" selected' in page
    assert f'href="{path}"' in page
    none = member.get(f"{path}?organisation=nobody-at-all").get_data(as_text=True)
    assert "No comment is like this." in none


def test_a_filter_finds_what_names_a_paragraph(
    app: Flask, stage: Stage, client_of: Clients, target: tuple[str, int], path: str
) -> None:
    with app.app_context():
        where = (Passage.version_id == stage.versions["consultation"], Passage.position == 2)
        passage = db.session.scalar(db.select(Passage.paragraph_id).where(*where))
    say(app, stage, "delegate", "Remark 1.", START, target, paragraph_id=passage)
    say(app, stage, "delegate", "Remark 2.", START, target)
    page = client_of("neighbour").get(f"{path}?about={passage}").get_data(as_text=True)
    assert texts(page) == ["1"]
    assert "1 comment of 2:" in page


def test_the_second_page_of_a_filter_and_the_way_to_any_other(
    app: Flask, stage: Stage, client_of: Clients, target: tuple[str, int], path: str
) -> None:
    ids = mixed(app, stage, target, 210)
    member = client_of("neighbour")
    page = member.get(f"{path}?language=es&sort=newest&page=2").get_data(as_text=True)
    shown = [str(n) for n in range(210) if n % 2][::-1]
    assert texts(page) == shown[50:100]
    for other in (1, 3):
        assert re.search(rf'href="{path}\?[^"]*language=es[^"]*"', page), other
    whole = member.get(f"{path}?page=3").get_data(as_text=True)
    assert texts(whole) == [str(n) for n in range(100, 150)]
    assert "First page" in whole
    assert 'name="page"' in whole
    # the permanent address leads to its place, with a filter in it among what that finds
    assert member.get(f"/comments/{ids[209]}").location == f"{path}?page=5#c{ids[209]}"
    there = member.get(f"/comments/{ids[9]}?language=es&sort=newest").location
    assert "page=3" in there
    assert "Remark 9." in member.get(there).get_data(as_text=True)
    assert member.get(f"/comments/{ids[10]}?language=es").location == f"{path}#c{ids[10]}"


def test_a_long_thread_is_folded_and_has_a_page_of_its_own(
    app: Flask, stage: Stage, client_of: Clients, target: tuple[str, int], path: str
) -> None:
    opening = say(app, stage, "delegate", "What of the means?", START, target)
    with app.app_context(), transaction(writing=True):
        me, mandate = visitor(stage, "neighbour"), held(stage, "neighbour")
        at = START + timedelta(minutes=1)
        replies = [
            post_comment(
                me, mandate, target, f"Remark {n}.", at + timedelta(seconds=n), reply_to_id=opening
            ).id
            for n in range(57)
        ]
    member = client_of("associate")
    page = member.get(path).get_data(as_text=True)
    assert texts(page) == list("01234")
    assert "Show 52 more replies" in page
    assert "58 comments" in page
    thread = f"/comments/{opening}/thread"
    assert texts(member.get(thread).get_data(as_text=True)) == [str(n) for n in range(50)]
    assert texts(member.get(f"{thread}?page=9").get_data(as_text=True)) == [str(n) for n in range(50, 57)]
    assert member.get(f"/comments/{replies[4]}").location == f"{path}#c{replies[4]}"
    assert member.get(f"/comments/{replies[5]}").location == f"{thread}#c{replies[5]}"
    assert member.get(f"/comments/{replies[56]}").location == f"{thread}?page=2#c{replies[56]}"
    assert member.get(f"/comments/{replies[3]}/thread").status_code == 200
    assert client_of("stranger").get(thread).status_code == 403
    assert member.get("/comments/99999/thread").status_code == 404


def test_ten_comments_and_five_hundred_cost_the_same_statements(
    app: Flask, stage: Stage, client_of: Clients, target: tuple[str, int], path: str
) -> None:
    ids = mixed(app, stage, target, 10)
    say(app, stage, "delegate", "A reply.", START + timedelta(hours=1), target, reply_to_id=ids[0])
    member = client_of("delegate")
    pages = {
        path: 8,
        f"{path}?stance=oppose&region=Asia": 8,
        f"{path}?sort=newest": 8,
        f"/comments/{ids[0]}/thread": 7,
        f"{path}.csv": 4,
    }
    few = {page: _statements(app, member, page) for page in pages}
    mixed(app, stage, target, 490, since=10)
    many = {page: _statements(app, member, page) for page in pages}
    assert many == few
    assert many == pages


def _statements(app: Flask, member: Client, page: str) -> int:
    member.get(page)
    with Statements(app) as told:
        assert member.get(page).status_code == 200
    return told.count


def test_counts_by_region_and_stance_stand_as_picture_and_table(
    app: Flask, stage: Stage, client_of: Clients, target: tuple[str, int], path: str
) -> None:
    for name, stance in (
        ("delegate", "support"),
        ("second", "support"),
        ("neighbour", "oppose"),
        ("faraway", ""),
    ):
        say(app, stage, name, "Said.", START, target, stance=stance)
    page = client_of("associate").get(path).get_data(as_text=True)
    assert "All regions: Support 2, Oppose 1, No stance 1" in page
    assert "Europe: Support 2<" in page
    table = page[page.index("<table") : page.index("</table>")]
    numbers = re.sub(r"<[^>]+>", " ", table).split()
    assert numbers[-6:] == ["2", "0", "1", "0", "1", "4"]
