"""What is found, by whom, in which order, on both databases alike; and an index that is what a rebuild makes of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest
from flask import Flask

from consult.kit.db import db, transaction
from consult.kit.subject import Words, kinds
from consult.search import queries
from consult.search.actions import rebuild, write
from consult.search.asking import read
from consult.search.jobs import fill
from consult.search.models import SearchEntry
from consult.search.queries import Narrowed
from consult.strategy.actions import pillars, proposals, versions
from consult.strategy.queries import pillar_by_id
from tests.cast import START, Stage
from tests.client import Client
from tests.search.indexed import index
from tests.strategy.writing import LATER, published, secretary, statements, the

ALL = Narrowed(("public", "members", "office", "secretariat"))
COMMENTS = 10_000


def say(id: int, title: str, text: str, audience: str = "public", days: int = 0, kind: str = "said") -> None:
    at = START + timedelta(days=days)
    write(kind, {id: Words(title, text, "en", audience, at, (("pillar", id % 2 + 1),))})


def found(typed: str, where: Narrowed = ALL) -> list[int]:
    return [hit.subject_id for hit in queries.hits(read(typed), where)]


def kinds_with_words(app: Flask) -> list[str]:
    with app.app_context():
        return [kind for kind, subject in kinds().items() if subject.words]


def built(app: Flask) -> None:
    with app.app_context():
        rebuild(lambda: transaction(writing=True))


def results(client: Client, typed: str, more: str = "") -> list[str]:
    answer = client.get(f"/search?q={quote(typed)}{more}")
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    titles = re.findall(r'<h3 class="result-title"><a href="[^"]*"><bdi>(.*?)</bdi>', page)
    return [re.sub(r"</?mark>", "", title) for title in titles]


def test_words_are_found_whatever_their_case_accents_and_script(app: Flask) -> None:
    with app.app_context(), transaction(writing=True):
        say(1, "", "La COOPÉRATIVE de Łódź, groß und Œuvre")
        say(2, "", "労働者協同組合の活動")
        say(3, "", "co-operatives in the decision-making")
        say(4, "Cooperative law", "of the land")
        for typed, ids in {
            "cooperative": [4, 3, 1],
            "coopérat lodz GROSS oeuv": [1],
            "協同": [2],
            "協同組合": [2],
            "活": [2],
            "同協": [],
            "decision-making": [3],
            '"making decision"': [],
            "law -land": [],
            '"law of"': [],
            "lan": [4],
            "cooperative -“groß und”": [4, 3],
        }.items():
            assert found(typed) == ids, typed


def test_titles_come_first_then_what_fits_better_then_the_newer(app: Flask) -> None:
    with app.app_context(), transaction(writing=True):
        say(1, "Other", "solar " * 5, days=3)
        say(2, "Solar roofs", "Much else is said here, and at length.", days=1)
        say(3, "Other", "solar and much else is said here", days=1)
        say(4, "Other", "solar and much else is said here", days=2)
        assert found("solar") == [2, 1, 4, 3]
        assert found("solar", Narrowed(ALL.audiences, kind="said", pillar_id=2)) == [1, 3]
        assert found("solar", Narrowed(ALL.audiences, language="fr")) == []
        say(1, "Other", "wind only")
        assert found("solar") == [2, 4, 3]


def test_accents_do_not_matter_among_ten_thousand_comments(app: Flask) -> None:
    places = ["São Paulo", "Łódź", "Kraków", "Zürich"]
    rows = {
        id: Words(
            "", f"Comentario {id}: la coopération à {places[id % 4]}, año {id % 50}.", "es", "members", START
        )
        for id in range(1, COMMENTS + 1)
    }
    with app.app_context(), transaction(writing=True):
        for first in range(1, COMMENTS + 1, 500):
            write("comment", {id: rows[id] for id in range(first, first + 500)})
        for typed in ("ano cooperation ZURICH 9999", "AÑO COOPÉRATION zürich 9999", "comentár zurich 9999"):
            assert found(typed, Narrowed(("public", "members"))) == [9999]
        assert found("zurich 9999", Narrowed(("public",))) == []
        assert len(found("cooperation", Narrowed(("members",)))) == queries.MOST


@pytest.mark.parametrize("name", ["nobody", "delegate", "teller", "secretary"])
def test_everyone_finds_what_they_may_read_and_no_more(
    app: Flask, stage: Stage, client_of: Callable[[str], Client], name: str
) -> None:
    with app.app_context(), transaction(writing=True):
        words = {"title": "Hidden plan", "text": "Hidden words", "language": "en", "note": ""}
        versions.save_draft(secretary(stage), the(stage.proposals["draft"]), at=LATER, **words)
        versions.save_draft(secretary(stage), the(stage.proposals["revision"]), at=LATER, **words)
    built(app)
    someone = client_of(name)
    assert results(someone, "hidden") == (["2.1 Hidden plan"] if name == "secretary" else [])
    public = results(someone, "work group")
    assert public[:3] == ["2.2 Work group 2", "2.3 Work group 3", "2.4 Work group 4"] or set(public) >= {
        "2.2 Work group 2"
    }
    page = someone.get("/search?q=hidden").get_data(as_text=True)
    assert ("Nothing was found" in page) == (name != "secretary")


def test_the_index_is_what_a_rebuild_makes_of_it(
    app: Flask, stage: Stage, client_of: Callable[[str], Client]
) -> None:
    built(app)
    id = stage.proposals["revision"]
    published(app, stage, id, "To organise a much bigger group.\n\nTo report.")
    with app.app_context(), transaction(writing=True):
        row, other = the(stage.proposals["final"]), pillar_by_id(stage.empty_pillar)
        assert other is not None
        proposals.address_to(secretary(stage), the(id), "Board", LATER)
        proposals.renumber(secretary(stage), row, other, 3, LATER)
        new = {"title": "Houses", "objective": "To build.", "lede": "", "hue": other.hue}
        pillars.edit_pillar(secretary(stage), other, **new, position=2, at=LATER)
    with app.app_context():
        as_touched = index()
        assert found("bigger", Narrowed(("public",))) == [id]
        assert found("2.3 work", Narrowed(("public",), kind="proposal")) == [stage.proposals["final"]]
        assert stage.versions["revision"] in found("work", Narrowed(("public",), kind="version"))
    built(app)
    with app.app_context():
        assert index() == as_touched
        with transaction(writing=True):
            db.session.execute(SearchEntry.__table__.delete())
        assert found("bigger") == []
        fill(LATER)
        assert index() == as_touched
        assert found("bigger", Narrowed(("public",))) == [id]


def test_the_page_says_what_where_and_why(
    app: Flask, stage: Stage, client_of: Callable[[str], Client]
) -> None:
    built(app)
    visitor = client_of("nobody")
    page = visitor.get("/search?q=concrete+plan&kind=proposal").get_data(as_text=True)
    assert "To develop a <mark>concrete</mark> work <mark>plan</mark>." in page
    assert '<span class="result-kind">Proposal</span>' in page
    assert ">2 Sustainability</bdi></a>" in page
    assert '<option value="proposal" selected>Proposal</option>' in page
    assert "3 results" in page
    nothing = visitor.get("/search?q=sustanability+plan").get_data(as_text=True)
    assert 'href="/search?q=sustainability+plan">' in nothing
    assert "Look for one word only" in nothing
    assert "Write a word" in visitor.get("/search?q=%F0%9F%98%80").get_data(as_text=True)
    assert 'action="/search"' in visitor.get("/strategies/platform").get_data(as_text=True)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "?q=",
        "?q=%22",
        "?q=*&kind=%00&pillar=x&organisation=-1&language=%22&page=-4",
        "?q=work&pillar=99999999999&organisation=987654321&kind=%3Cb%3E&language=xx&page=77777",
        "?q=NEAR(a+b)+AND+NOT+OR+title:x+%27%3A*",
        "?q=%D9%85%D8%B1%D8%AD%D8%A8%D8%A7+%E5%8D%94+%F0%9F%98%80+%00%01+%7B%7B7*7%7D%7D+%3Cscript%3E",
        "?q=" + "word+" * 1500,
    ],
)
def test_odd_questions_get_a_page(app: Flask, client_of: Callable[[str], Client], address: str) -> None:
    answer = client_of("nobody").get(f"/search{address}")
    assert answer.status_code == 200
    assert "<script>" not in answer.get_data(as_text=True).replace('<script src="', "")


def test_the_statements_of_a_page_do_not_grow(
    app: Flask, stage: Stage, client_of: Callable[[str], Client]
) -> None:
    built(app)
    delegate = client_of("delegate")

    def cost(more: str = "") -> int:
        with statements(app) as told:
            assert results(delegate, "work", more)
        return len(told)

    few = cost("&kind=proposal")
    assert cost() <= 4 + len(kinds_with_words(app))  # what is asked, and once each kind of what was found
    with app.app_context(), transaction(writing=True):
        pillar = pillar_by_id(stage.pillar)
        assert pillar is not None
        for number in range(5, 60):
            row = proposals.add_proposal(None, pillar, addressee="", at=START, number=number)
            text = {"title": f"Work {number}", "text": "Work.", "language": "en", "note": "New."}
            versions.publish(None, row, **text, at=LATER)
    assert cost("&kind=proposal") == few <= 8
    assert len(results(delegate, "work", "&kind=proposal&page=3")) == 18


def test_what_can_be_found_can_be_looked_at_together_and_rebuilt(app: Flask) -> None:
    with app.app_context():
        lacking = [
            kind
            for kind, subject in kinds().items()
            if subject.words and not (subject.look and subject.every)
        ]
        assert lacking == []
