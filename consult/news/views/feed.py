"""The news as an Atom feed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from feedgenerator import Atom1Feed  # type: ignore[import-untyped]  # the package has no types
from flask import Response
from flask_babel import get_locale
from flask_babel import gettext as _

from consult.kit import federation, markup
from consult.kit.clock import now
from consult.kit.guard import enter, everyone
from consult.kit.outbox import address
from consult.news import queries
from consult.news.views.pages import bp as bp

MOST = 50


class Feed(Atom1Feed):  # type: ignore[misc]  # the same
    """A feed in which every entry says its own language."""

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["spoken"]}

    def latest_post_date(self) -> datetime:
        """An empty feed is as old as our clock says, not the machine's."""
        found: datetime = super().latest_post_date() if self.items else now()
        return found


@bp.get("/news/feed.xml")
@enter(everyone)
def feed() -> Response:
    """The notes published last, for those who read news with a program of their own."""
    name = federation.current().name
    home = address("news.news")
    made = Feed(
        title=_("News of %(federation)s", federation=name),
        link=home,
        description=_("News of the network"),
        language=str(get_locale()),
        feed_url=address("news.feed"),
        feed_guid=home,
        author_name=name,
    )
    for note in queries.freshest(MOST):
        where = address("news.note", note=note.slug)
        made.add_item(
            title=note.title,
            link=where,
            # its address is for good, so it names the note for good
            unique_id=where,
            description=str(markup.html(note.text)),
            pubdate=note.published_at,
            updateddate=note.changed_at,
            spoken=note.language,
        )
    return Response(made.writeString("utf-8"), content_type=Feed.content_type)
