"""Every kind of page that no other story passes is visited once by somebody it is made for, and so checked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.visiting import PHONE, WIDE, Visitor, Way

GUEST = ""
PAGES = {
    GUEST: [
        "/search?q=credito",
        "/network/figures",
        "/network/vca",
        "/news",
        "/news/vca-joins-cicopa",
        "/help/voting",
        "/proposals/1/compare",
        "/proposals/1/compare/1/2",
        "/strategies/platform-2017-2021",
        "/strategies/platform-2017-2021/tags",
        "/strategies/platform-2017-2021/tags/ica-identity",
        "/ballots/1/record",
        "/ballots/5",
        "/sign-in/help",
        "/sign-in/forgotten",
    ],
    "second.coceta": [
        "/tour/1",
        "/notices",
        "/notices/settings",
        "/notices/follows",
        "/follow/proposal/1",
        "/me",
        "/for/coceta/people",
        "/proposals/7/discussion?stance=support&sort=newest",
        "/comments/47",
        "/comments/47/moderation",
        "/rounds/2",
    ],
    "board": [
        "/board/participation",
        "/board/silent",
        "/board/stances",
        "/board/organisations",
    ],
    "secretary": [
        "/secretariat/people",
        "/secretariat/people/47",
        "/secretariat/people/invite",
        "/secretariat/network/bodies",
        "/secretariat/approvals",
        "/secretariat/letters",
        "/secretariat/federation",
        "/secretariat/comments",
        "/secretariat/rounds",
        "/secretariat/news",
        "/secretariat/ballots/block",
        "/secretariat/strategy/proposals/1/tags",
        "/journal",
    ],
}


@pytest.mark.parametrize(
    ("who", "way"),
    [(GUEST, PHONE), ("second.coceta", PHONE), ("board", WIDE), ("secretary", WIDE)],
    ids=["guest", "delegate", "board", "secretary"],
)
def test_every_kind_of_page_is_accessible_and_fits(
    visitor: Callable[[Way], Visitor], who: str, way: Way
) -> None:
    reader = visitor(way)
    if who:
        reader.sign_in(who)
    for page in PAGES[who]:
        reader.go(page)
        assert reader.heading
