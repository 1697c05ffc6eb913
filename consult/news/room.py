"""The front door of the news room."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consult.journal.questions import verb_words
from consult.kit.room import MenuEntry, Room
from consult.kit.subject import SubjectKind
from consult.network.events import organisation_panels
from consult.news import desk
from consult.news.commands import news
from consult.news.queries import every
from consult.news.views import pages, subjects
from consult.news.views.feed import bp

VERBS = {
    "note-written": _l("News written"),
    "note-edited": _l("News edited"),
    "note-published": _l("News published"),
    "note-withdrawn": _l("News taken back"),
}

room = Room(
    "news",
    blueprints=(bp, desk.bp),
    menu=(MenuEntry(_l("News"), "news.news", rank=40),),
    subjects=(
        SubjectKind(
            "note",
            _l("News"),
            subjects.title,
            subjects.url,
            subjects.may_see,
            look=subjects.look,
            words=subjects.words,
            every=every,
        ),
    ),
    commands=(news,),
    refusals={
        "note-changed-meanwhile": _l(
            "Somebody else saved this note while you were writing. What you typed is still here; look at the "
            "note in another window, then save again to replace theirs."
        ),
        "note-not-published": _l("Only a published note can be taken back."),
        "note-published": _l("This note is published already."),
        "note-reason": _l("Please give the reason; everyone can read it."),
        "note-withdrawn": _l("This note was taken back. Write a new one instead."),
        "note-written-meanwhile": _l("Another note was written at this moment. Please send yours again."),
    },
    answers={organisation_panels: pages.organisation_panel, verb_words: lambda: VERBS},
)
