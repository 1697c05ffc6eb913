"""Comments in the shape in which parts/proposal.html shows them, as far as their reader may see and do with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask import get_template_attribute, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from consult.deliberation import editing, permissions
from consult.deliberation.rules import PERSON, may_edit_draft
from consult.deliberation.talk import Said, Thread
from consult.deliberation.views.places import Place
from consult.kit.clock import now
from consult.kit.markup import html
from consult.kit.pages import Link
from consult.kit.visitor import current_visitor
from consult.network.queries.standing import standing_of

KEPT, LONG = 1000, 4000
"""How many comments are kept as HTML, and how long the longest of these is: the same few are read all day."""


@dataclass(frozen=True)
class Shown:
    """One comment for the macro `comment`."""

    anchor: str
    organisation_name: str
    organisation_url: str
    person_name: str
    posted_at: datetime
    html: str
    lang: str
    personal: bool
    kind_label: Markup | None
    marks: Markup | None
    hidden: Markup | None
    url: str
    reply_url: str
    acts: tuple[Link, ...]
    replies: tuple[Shown, ...]
    more: Link | None


@dataclass(frozen=True)
class Reading:
    """Who reads where: what may be done with each comment, and what is said of it."""

    place: Place | None = None
    is_open: bool = False
    reply_url: str = ""
    """Leads to the form, with the comment's id put in for 0."""
    alone: bool = False
    """Whether comments stand without their threads, as a filter shows them."""
    at: datetime = field(default_factory=now)

    def acts(self, said: Said, replied: int) -> tuple[Link, ...]:
        """The small links under a comment."""
        found = []
        if self.alone:
            found.append(Link(_("Whole thread"), _thread_url(said)))
        if self.is_open and self._may_edit(said, replied):
            found.append(Link(_("Edit"), url_for("deliberation.edit_comment", comment=said.id)))
        if said.edited_at is not None and said.hidden_at is None:
            found.append(Link(_("Earlier wording"), url_for("deliberation.wordings", comment=said.id)))
        if self.place is not None and said.hidden_at is None and permissions.moderate(current_visitor()):
            found.append(Link(_("Hide"), url_for("deliberation.moderation", comment=said.id)))
        return tuple(found)

    def _may_edit(self, said: Said, replied: int) -> bool:
        me = current_visitor()
        if me is None or not editing.may_edit(me.id, said.author_id, said.posted_by_id):
            return False
        if editing.fault(said.at, self.at, replied=replied > 0, hidden=said.hidden_at is not None):
            return False
        held = standing_of(me).mandates
        return any(m.organisation_id == said.organisation_id and "comment" in m.rights for m in held)

    def shown(self, said: Said, replied: int = 0, replies: tuple[Shown, ...] = ()) -> Shown:
        """One comment; with a place also what it is about."""
        about, marks = _macro("about"), _macro("marks")
        hidden = said.hidden_at is not None
        opens = said.reply_to_id is None and not hidden and self.reply_url
        return Shown(
            anchor=f"c{said.id}",
            organisation_name=said.organisation_name,
            organisation_url=url_for("network.organisation", organisation=said.organisation_slug),
            person_name=said.person_name,
            posted_at=said.at,
            html="" if hidden else _body(said),
            lang=said.language,
            personal=said.stands_for == PERSON,
            kind_label=about(said, self.place).strip() if self.place is not None and not hidden else None,
            marks=marks(said).strip() or None,
            hidden=_macro("hidden_place")(said) if hidden else None,
            url=url_for("deliberation.comment", comment=said.id),
            reply_url=self.reply_url.replace("reply=0", f"reply={said.id}") if opens else "",
            acts=self.acts(said, replied),
            replies=replies,
            more=None,
        )

    def thread(self, thread: Thread) -> Shown:
        """A comment with the replies that stand under it, and the way to the others."""
        replies = tuple(self.shown(reply) for reply in thread.replies)
        found = self.shown(thread.opening, thread.replied, replies)
        if not replies or not thread.folded:
            return found
        url = _thread_url(thread.opening)
        return _with_more(found, Link(_macro("more_replies")(thread.folded).strip(), url))


def _with_more(shown: Shown, more: Link) -> Shown:
    return Shown(**{**shown.__dict__, "more": more})


def _macro(name: str) -> Any:
    return get_template_attribute("deliberation/said.html", name)


def _thread_url(said: Said) -> str:
    opening = said.reply_to_id or said.id
    anchor = f"c{said.id}" if said.reply_to_id else None
    return url_for("deliberation.thread", comment=opening, _anchor=anchor)


def _body(said: Said) -> Markup:
    words = (said.text, said.wording, said.version_language or "", str(get_locale()))
    return _kept_body(*words) if len(said.text) + len(said.wording) <= LONG else _written_body(*words)


def _written_body(text: str, wording: str, version_language: str, page_language: str) -> Markup:
    suggestion = _macro("suggestion")(wording, version_language, page_language) if wording else ""
    return html(text) + suggestion


_kept_body = lru_cache(maxsize=KEPT)(_written_body)


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
