"""Reading what one was told: told once, grouped, marked only by the button, and only what may still be seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask

from tests.cast import Stage
from tests.client import Client
from tests.conftest import FixedClock
from tests.deliberation.speaking import Statements
from tests.notices.telling import notices_of, talking, told

Clients = Callable[[str], Client]


@pytest.fixture(autouse=True)
def words(app: Flask) -> Iterator[None]:
    with talking(app):
        yield


def page(client: Client, path: str = "/notices") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_what_is_told_twice_is_told_once_and_stands_under_its_day(
    app: Flask, stage: Stage, client_of: Clients, clock: FixedClock
) -> None:
    assert told(app, stage, "delegate", "a") == 1
    clock.advance(timedelta(days=1))
    assert told(app, stage, "delegate", "a") == 0
    assert told(app, stage, "delegate", "b", code="tried-again", about="final") == 1
    text = page(client_of("delegate"))
    assert text.index("Today") < text.index("tried it again in") < text.index("November 23, 2026")
    assert text.index("November 23, 2026") < text.rindex("COCETA tried ")
    assert f'href="/proposals/{stage.proposals["final"]}"' in text
    assert "2 unread notices" in text
    assert "Nothing has been told to you yet." in page(client_of("second"))
    assert client_of("nobody").get("/notices").status_code == 401


def test_only_the_button_marks_as_read_and_only_what_was_seen(
    app: Flask, stage: Stage, client_of: Clients
) -> None:
    for key in ("a", "b"):
        told(app, stage, "delegate", key)
    told(app, stage, "delegate", "c", about="final", topic="calls")
    told(app, stage, "second", "a")
    client = client_of("delegate")
    assert page(client).count('class="told-new"') == page(client).count('class="told-new"') == 3
    first, second, third = notices_of(app, stage, "delegate")
    assert (first.read_at, second.read_at, third.read_at) == (None, None, None)
    here = {"kind": "proposal", "within": str(stage.proposals["consultation"]), "until": str(first.id)}
    assert client.send("/notices/read?show=unread", here).location == "/notices?show=unread"
    assert [one.read_at is None for one in notices_of(app, stage, "delegate")] == [False, True, True]
    assert client.send("/notices/read?topic=calls", {"until": str(third.id)}).status_code == 303
    assert [one.read_at is None for one in notices_of(app, stage, "delegate")] == [False, True, False]
    text = page(client, "/notices?show=unread")
    assert text.count('class="told-new"') == text.count('class="told-line"') == 1
    assert "You have read everything." in page(client, "/notices?show=unread&topic=calls")
    for odd in ({}, {"until": "9" * 30}, {"until": "-1"}, {"kind": "x" * 500, "within": "y", "until": "1"}):
        assert client.send("/notices/read", odd).status_code == 303
    assert client.send("/notices/read", {"until": str(third.id)}).status_code == 303
    assert [one.read_at is None for one in notices_of(app, stage, "delegate")] == [False] * 3
    assert notices_of(app, stage, "second")[0].read_at is None


def test_what_one_may_no_longer_see_says_nothing_of_itself(
    app: Flask, stage: Stage, client_of: Clients
) -> None:
    told(app, stage, "delegate", "a", about="draft", who="Somebody in secret")
    told(app, stage, "secretary", "a", about="draft", who="Somebody in secret")
    text = page(client_of("delegate"))
    assert "No longer available" in text
    assert "not open to you any more" in text
    assert "Somebody in secret" not in text
    assert f'"/proposals/{stage.proposals["draft"]}"' not in text
    assert "Somebody in secret" in page(client_of("secretary"))


def test_names_are_only_text_and_what_a_sentence_lacks_breaks_nothing(
    app: Flask, stage: Stage, client_of: Clients
) -> None:
    told(app, stage, "delegate", "a", who="<b>{{7*7}}</b> 100% شركة")
    told(app, stage, "delegate", "b", code="nobody-knows-it", about="final")
    text = page(client_of("delegate"))
    assert (
        "\N{FIRST STRONG ISOLATE}&lt;b&gt;{{7*7}}&lt;/b&gt; 100% شركة\N{POP DIRECTIONAL ISOLATE} tried"
        in text
    )
    assert "Work group 4</a>" in text


def test_the_list_is_paged_and_its_statements_do_not_grow(
    app: Flask, stage: Stage, client_of: Clients, clock: FixedClock
) -> None:
    client = client_of("delegate")
    counts = []
    for number in range(60):
        clock.advance(timedelta(hours=7))
        about = ("consultation", "revision", "final")[number % 3]
        told(app, stage, "delegate", f"k{number}", about=about, within=("pillar", stage.pillar))
        if number in (2, 59):
            client = client_of("delegate")
            with Statements(app) as counted:
                text = page(client)
            counts.append(counted.count)
    assert counts[0] == counts[1] <= 8
    assert text.count('class="told-line"') == 50
    assert page(client, "/notices?page=2").count('class="told-line"') == 10
    assert "Page 2 of 2" in page(client, "/notices?page=99")
    for odd in ("?topic=%00&show=1", "?page=-1&topic=calls"):
        page(client, f"/notices{odd}")
