"""Following a proposal, a pillar or a ballot: by a button, as long as one may see it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from consult.kit.db import transaction
from consult.notices.actions import follow
from consult.notices.queries import followers
from tests.cast import Stage
from tests.client import Client

Clients = Callable[[str], Client]


def following(app: Flask, *subjects: tuple[str, int]) -> set[int]:
    with app.app_context(), transaction(writing=False):
        return followers(*subjects)


def test_one_follows_and_stops_by_a_button(app: Flask, stage: Stage, client_of: Clients) -> None:
    proposal, client = stage.proposals["consultation"], client_of("delegate")
    place = f"/follow/proposal/{proposal}"
    assert "Follow this?" in client.get(place).get_data(as_text=True)
    for _twice in range(2):
        assert client.send(place).location == f"/proposals/{proposal}"
    assert following(app, ("proposal", proposal), ("pillar", 99)) == {stage.people["delegate"]}
    assert "You follow this" in client.get(place).get_data(as_text=True)
    text = client.get("/notices/follows").get_data(as_text=True)
    assert text.count("Stop following") == 1
    assert f'href="/proposals/{proposal}"' in text
    assert client.send(f"{place}/stop", {"from": "list"}).location == "/notices/follows"
    assert client.send(f"{place}/stop").location == f"/proposals/{proposal}"
    assert following(app, ("proposal", proposal)) == set()
    assert "You do not follow anything yet." in client.get("/notices/follows").get_data(as_text=True)


def test_only_what_one_may_see_is_followed_but_anything_is_left(
    app: Flask, stage: Stage, client_of: Clients
) -> None:
    hidden, client = f"/follow/proposal/{stage.proposals['draft']}", client_of("delegate")
    for place in (hidden, "/follow/proposal/99999", "/follow/organisation/1", "/follow/nothing/1"):
        assert client.get(place).status_code == 404
        assert client.send(place).status_code == 404
    assert client_of("nobody").get(f"/follow/proposal/{stage.proposals['final']}").status_code == 401
    with app.app_context(), transaction(writing=True):
        follow(
            stage.people["delegate"],
            "proposal",
            stage.proposals["draft"],
            app.extensions["consult.clock"].now(),
        )
    assert "No longer available" in client.get("/notices/follows").get_data(as_text=True)
    assert client.send(f"{hidden}/stop").location == "/notices/follows"
    assert following(app, ("proposal", stage.proposals["draft"])) == set()
