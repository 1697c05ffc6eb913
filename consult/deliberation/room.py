"""The front door of the deliberation room."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consult.deliberation import desk, permissions
from consult.deliberation.views import discussion, panels, subjects
from consult.deliberation.views import drafts as drafts  # puts its pages on the room's blueprint
from consult.deliberation.views import rounds as rounds  # the same
from consult.journal.questions import actors, readers, verb_words
from consult.kit.room import MenuEntry, Room
from consult.network.events import organisation_panels
from consult.strategy.events import (
    pillar_counts,
    pillar_panels,
    proposal_facts,
    proposal_steps,
    proposal_tabs,
)

_VERBS = {
    "round-opened": _l("Round of consultation opened"),
    "round-extended": _l("Deadline of a round moved to later"),
    "comment-posted": _l("Comment posted"),
    "comment-drafted": _l("Draft of a comment written"),
    "comment-draft-changed": _l("Draft of a comment changed"),
    "comment-draft-posted": _l("Draft posted as a comment"),
    "comment-draft-discarded": _l("Draft of a comment discarded"),
}

room = Room(
    "deliberation",
    blueprints=(discussion.bp, desk.bp),
    menu=(MenuEntry(_l("Round"), "deliberation.rounds", rank=40, shown=permissions.read_discussion),),
    subjects=subjects.SUBJECTS,
    refusals={
        "comment-empty": _l("Please write something first."),
        "comment-not-allowed": _l(
            "Your mandate does not let you post comments. You can save a draft; the lead or a voter of your "
            "organisation can post it."
        ),
        "discussion-closed": _l("The discussion is closed."),
        "discussion-no-round": _l("No round of consultation has been opened yet."),
        "discussion-not-yet": _l("The discussion has not opened yet."),
        "discussion-resting": _l("This text is not in consultation now."),
        "draft-gone": _l("This draft is not there any more: somebody has posted or discarded it."),
        "draft-personal": _l(
            "A draft is for the organisation, and its people see it. Post a personal comment at once."
        ),
        "draft-not-allowed": _l(
            "Only its author, the lead and the voters of the organisation may change this draft."
        ),
        "language-unknown": _l("Please choose one of the languages."),
        "paragraph-gone": _l(
            "This paragraph is not in the present text. Choose another one, or the whole proposal."
        ),
        "reply-gone": _l("The comment you reply to is not here. Post yours as a new comment instead."),
        "round-closed": _l("This round has closed. A deadline can only be moved before it has passed."),
        "round-far": _l("This is more than three years ahead. Check the year."),
        "round-in-past": _l("A round cannot open in the past."),
        "round-order": _l("The round must close after it opens."),
        "round-over": _l("This would be over already. Choose a later day."),
        "round-overlaps": _l(
            "Another round of this strategy is open at that time. One round after the other, please."
        ),
        "round-reason": _l("Please give the reason; members will read it."),
        "round-shorter": _l("A deadline can be moved to later, never to earlier."),
        "stands-for-unknown": _l("Please say whether you write for your organisation or personally."),
        "strategy-gone": _l("This strategy is not there any more."),
        "target-gone": _l("What you comment on is not there any more."),
        "wording-not-allowed": _l("Your organisation may comment, but not suggest wording."),
    },
    answers={
        actors: subjects.actors,
        organisation_panels: panels.organisation_panel,
        pillar_counts: panels.counts,
        pillar_panels: panels.pillar_panel,
        proposal_facts: panels.facts,
        proposal_steps: panels.step,
        proposal_tabs: panels.tabs,
        readers: permissions.read_discussion,
        verb_words: lambda: _VERBS,
    },
)
