"""The front door of the deliberation room."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consult.deliberation import letters, permissions
from consult.deliberation.desk import comments as desk_comments  # noqa: F401 - puts its pages on the desk
from consult.deliberation.desk import rounds as desk
from consult.deliberation.jobs import call_to_rounds
from consult.deliberation.views import comments as comments  # puts its pages on the room's blueprint
from consult.deliberation.views import discussion, panels, subjects, words
from consult.deliberation.views import drafts as drafts  # the same
from consult.deliberation.views import files as files
from consult.deliberation.views import moderation as moderation
from consult.deliberation.views import rounds as rounds
from consult.deliberation.views import saying as saying
from consult.journal.questions import verb_words
from consult.kit.outbox import kind_words
from consult.kit.room import MenuEntry, Room
from consult.network.events import organisation_panels
from consult.notices.events import notice_words
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
    "comment-edited": _l("Comment edited"),
    "comment-hidden": _l("Comment hidden"),
    "comment-shown": _l("Hidden comment shown again"),
    "comment-appealed": _l("Author of a hidden comment appealed"),
    "appeal-granted": _l("Appeal granted: comment shown again"),
    "appeal-rejected": _l("Appeal rejected: comment stays hidden"),
}

_NOTICES = {
    "comment-answered": _l("%(organisation)s replied to you on %(within)s."),
    "comment-posted": _l("%(organisation)s commented on %(within)s."),
    "comment-hidden": _l(
        "The secretariat has hidden your comment: “%(reason)s” You can read what was hidden and answer once."
    ),
    "comment-shown": _l("Your comment is shown again: “%(reason)s”"),
    "comment-appealed": _l("An author has appealed: %(subject)s."),
    "appeal-granted": _l("Your appeal was granted, your comment is shown again: “%(reason)s”"),
    "appeal-rejected": _l("Your appeal was rejected, your comment stays hidden: “%(reason)s”"),
    "round-opened": _l("A round of consultation is open: %(round)s."),
    "round-closes": _l("%(round)s will soon close, and your organisation has not spoken yet."),
    "round-extended": _l("There is more time: the deadline of %(round)s was moved."),
}

_LETTERS = {
    "deliberation/answer": _l("Answer to a comment"),
    "deliberation/round": _l("Call to a round"),
}

room = Room(
    "deliberation",
    blueprints=(discussion.bp, desk.bp),
    menu=(MenuEntry(_l("Round"), "deliberation.rounds", rank=40, shown=permissions.read_discussion),),
    subjects=subjects.SUBJECTS,
    prepare=words.init_app,
    letters={"deliberation/answer": letters.answer, "deliberation/round": letters.call},
    jobs=(call_to_rounds,),
    refusals={
        "appeal-decided": _l("This appeal has been decided."),
        "appeal-empty": _l("Please write your answer."),
        "appeal-not-allowed": _l("Only who wrote or posted the comment can appeal."),
        "appeal-of-own": _l("You hid this comment. A colleague in the secretariat decides the appeal."),
        "appealed-before": _l("There has been an appeal; one is possible."),
        "comment-answered": _l(
            "Somebody has replied to this comment, so it stays as they read it. Reply in the thread instead."
        ),
        "comment-changed": _l(
            "Somebody of your organisation has changed this comment meanwhile. What it says now stands below the "
            "form. Save again to replace it."
        ),
        "comment-empty": _l("Please write something first."),
        "comment-gone": _l("This comment is not there any more."),
        "comment-hidden": _l("This comment is hidden and cannot be edited."),
        "comment-hidden-already": _l("This comment is hidden already."),
        "comment-shown": _l("This comment is not hidden."),
        "comment-not-allowed": _l(
            "Your mandate does not let you post comments. You can save a draft; the lead or a voter of your "
            "organisation can post it."
        ),
        "discussion-closed": _l("The discussion is closed."),
        "discussion-no-round": _l("No round of consultation has been opened yet."),
        "discussion-not-yet": _l("The discussion has not opened yet."),
        "discussion-resting": _l("This text is not in consultation now."),
        "draft-changed": _l(
            "Somebody has changed this draft since you opened it. What it says now stands below the form. "
            "Send yours again to replace it."
        ),
        "draft-gone": _l("This draft is not there any more: somebody has posted or discarded it."),
        "draft-personal": _l(
            "A draft is for the organisation, and its people see it. Post a personal comment at once."
        ),
        "draft-not-allowed": _l(
            "Only its author, the lead and the voters of the organisation may change this draft."
        ),
        "edit-not-allowed": _l("Only who wrote or posted a comment can edit it."),
        "editing-over": _l(
            "A comment can be edited for 15 minutes after it was posted. They are over. You can reply to it instead."
        ),
        "hiding-rule-unknown": _l("Please say what is wrong with the comment."),
        "kind-unknown": _l("Please say what this is."),
        "language-unknown": _l("Please choose one of the languages."),
        "moderation-reason": _l("Please give the reason; the author and all members will read it."),
        "no-appeal": _l("Nobody has appealed."),
        "paragraph-gone": _l(
            "This paragraph is not in the present text. Choose another one, or the whole proposal."
        ),
        "pillar-elsewhere": _l("Please choose pillars of the strategy that the round is on."),
        "question-without-stance": _l(
            "A question has no stance: choose “No stance”, or say that it is a comment."
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
        "stance-unknown": _l("Please choose one of these stances, or none."),
        "stands-for-unknown": _l("Please say whether you write for your organisation or personally."),
        "strategy-gone": _l("This strategy is not there any more."),
        "target-gone": _l("What you comment on is not there any more."),
        "wording-not-allowed": _l("Your organisation may comment, but not suggest wording."),
    },
    answers={
        kind_words: lambda: _LETTERS,
        notice_words: lambda: _NOTICES,
        organisation_panels: panels.organisation_panel,
        pillar_counts: panels.counts,
        pillar_panels: panels.pillar_panel,
        proposal_facts: panels.facts,
        proposal_steps: panels.step,
        proposal_tabs: panels.tabs,
        verb_words: lambda: _VERBS,
    },
)
