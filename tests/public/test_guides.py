"""The help: the same pages, sections and links in every language, every link leads somewhere, and the tour."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from markupsafe import escape
from werkzeug.routing import RequestRedirect

from consult.kit.languages import LANGUAGES
from consult.public import guides
from tests.cast import PASSWORD, Stage, email
from tests.client import Client, client

LINK = re.compile(r"\]\((/[^)#]*)(#[a-z0-9-]+)?\)")
EVERY = (*guides.SLUGS, *guides.TOURS)


def read(slug: str, language: str) -> guides.Guide:
    found = guides.guide(slug, language)
    assert found is not None
    return found


def texts(guide: guides.Guide) -> str:
    return "\n".join([guide.lead, *(section.text for section in guide.sections)])


@pytest.mark.parametrize("slug", EVERY)
def test_a_guide_has_the_same_sections_links_and_gaps_in_every_language(slug: str) -> None:
    shapes = set()
    for language in LANGUAGES:
        assert (guides.FOLDER / language / f"{slug}.md").exists(), language
        guide = read(slug, language)
        links = tuple(sorted(LINK.findall(texts(guide))))
        gaps = tuple(sorted(re.findall(r"\{[a-z]+\}", texts(guide))))
        shapes.add((tuple(section.anchor for section in guide.sections), links, gaps))
        assert guide.title
        assert all(section.title and section.text for section in guide.sections)
    assert len(shapes) == 1


def test_no_text_stands_there_that_no_page_shows() -> None:
    assert {file.stem for file in guides.FOLDER.glob("*/*.md")} == set(EVERY)


def test_a_tour_has_five_steps() -> None:
    assert {len(read(slug, "en").sections) for slug in guides.TOURS} == {guides.STEPS}


def test_every_link_of_the_help_leads_to_a_page(app: Flask) -> None:
    routes = app.url_map.bind("")
    for slug in EVERY:
        for path, anchor in LINK.findall(texts(read(slug, "en"))):
            try:
                endpoint, values = routes.match(path, "GET")
            except RequestRedirect:
                continue
            if endpoint == "public.guide":
                anchors = {f"#{section.anchor}" for section in read(values["guide"], "en").sections}
                assert not anchor or anchor in anchors, (slug, path, anchor)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_guide_can_be_read_in_every_language(app: Flask, language: str) -> None:
    visitor = client(app)
    header = {"Accept-Language": language}
    for slug in guides.SLUGS:
        page = visitor.get(f"/help/{slug}", headers=header).get_data(as_text=True)
        assert f"<h1>{escape(read(slug, language).title)}</h1>" in page
        assert "{federation}" not in page
        assert "{contact}" not in page
    listed = visitor.get("/help", headers=header).get_data(as_text=True)
    assert all(f"/help/{slug}" in listed for slug in guides.SLUGS)


def test_what_is_no_guide_is_not_there(app: Flask) -> None:
    for path in ("/help/tour-board", "/help/..%2fen%2fboard", "/help/nothing", "/tour/0", "/tour/6"):
        assert client(app).get(path).status_code == 404, path


@pytest.mark.parametrize(
    ("name", "tour"),
    [("delegate", "tour-delegates"), ("secretary", "tour-secretariat"), ("teller", "tour-secretariat"),
     ("board", "tour-board"), ("stranger", "tour-delegates"), ("nobody", "tour-delegates")],
)  # fmt: skip
def test_everyone_is_shown_what_they_came_for(
    client_of: Callable[[str], Client], name: str, tour: str
) -> None:
    visitor = client_of(name)
    for step, section in enumerate(read(tour, "en").sections, start=1):
        assert f"<h1>{escape(section.title)}</h1>" in visitor.get(f"/tour/{step}").get_data(as_text=True)


def test_the_first_sign_in_begins_with_the_tour_and_no_later_one(app: Flask, stage: Stage) -> None:
    def lands() -> str:
        said = {"email": email("delegate"), "password": PASSWORD}
        return client(app).send("/sign-in", said).location or ""

    assert lands() == "/tour/1"
    assert lands() != "/tour/1"
