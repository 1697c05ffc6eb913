"""Comments in the shape in which parts/proposal.html shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import get_template_attribute, url_for
from flask_babel import get_locale
from markupsafe import Markup

from consult.deliberation.rules import PERSON, may_edit_draft
from consult.deliberation.talk import Said, Thread
from consult.deliberation.views.places import Place
from consult.kit.visitor import current_visitor
from consult.network.queries.standing import standing_of


@dataclass(frozen=True)
class Shown:
    """One comment for the macro `comment`."""

    anchor: str
    organisation_name: str
    organisation_url: str
    person_name: str
    posted_at: datetime
    html: Markup
    lang: str
    personal: bool
    kind_label: Markup | None
    url: str
    reply_url: str
    replies: tuple[Shown, ...]


def shown(
    said: Said, place: Place | None = None, reply_url: str = "", replies: tuple[Shown, ...] = ()
) -> Shown:
    """A comment with its suggested wording below it; with a place also what it is about."""
    body = get_template_attribute("deliberation/said.html", "body")
    about = get_template_attribute("deliberation/said.html", "about")
    return Shown(
        anchor=f"c{said.id}",
        organisation_name=said.organisation_name,
        organisation_url=url_for("network.organisation", organisation=said.organisation_slug),
        person_name=said.person_name,
        posted_at=said.at,
        html=body(said, str(get_locale())),
        lang=said.language,
        personal=said.stands_for == PERSON,
        kind_label=about(said, place).strip() if place is not None else None,
        url=url_for("deliberation.comment", comment=said.id),
        reply_url=reply_url,
        replies=replies,
    )


def draft_rights(drafts: Iterable[Said]) -> dict[str, Any]:
    """Which drafts the reader may change, and for which organisations they may post."""
    me = current_visitor()
    held = standing_of(me).mandates
    rights = {mandate.organisation_id: mandate.rights for mandate in reversed(held)}
    editable = {
        said.id
        for said in drafts
        if me is not None and may_edit_draft(rights.get(said.organisation_id, ()), me.id, said.author_id)
    }
    return {"editable": editable, "postable": {id for id, given in rights.items() if "comment" in given}}


def shown_threads(threads: Iterable[Thread], place: Place, reply_url: str = "") -> list[Shown]:
    """Threads with their replies; `reply_url` leads to the form, with the comment's id put in for 0."""
    found = []
    for thread in threads:
        replies = tuple(shown(reply, place) for reply in thread.replies)
        found.append(
            shown(thread.opening, place, reply_url.replace("reply=0", f"reply={thread.opening.id}"), replies)
        )
    return found
