"""The front door of the strategy room."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from consult.journal.questions import verb_words
from consult.kit.room import MenuEntry, Room
from consult.strategy import permissions
from consult.strategy.commands import strategy_commands
from consult.strategy.desk import terms as terms  # puts its pages on the room's desk
from consult.strategy.desk.proposals import desk
from consult.strategy.events import state_mark
from consult.strategy.forms import language_name
from consult.strategy.views import comparison as comparison  # the same for what everyone reads
from consult.strategy.views import tags as tags  # the same
from consult.strategy.views.pillars import pillars
from consult.strategy.views.proposals import strategy
from consult.strategy.views.subjects import SUBJECTS
from consult.strategy.views.words import FILTERS


def _prepare(app: Flask) -> None:
    app.jinja_env.filters.update(proposal_state=state_mark, language_name=language_name, **FILTERS)


VERBS = {
    "strategy-imported": _l("Strategy brought in from a file"),
    "pillar-edited": _l("Pillar edited"),
    "proposal-added": _l("Proposal added"),
    "proposal-addressed": _l("Addressee changed"),
    "proposal-moved": _l("Moved to another state"),
    "proposal-renumbered": _l("Renumbered"),
    "draft-saved": _l("Draft saved"),
    "draft-discarded": _l("Draft thrown away"),
    "version-published": _l("Version published"),
    "proposal-terms-set": _l("Cost, period, legal basis or owner changed"),
    "proposal-tagged": _l("What it serves was said"),
    "proposal-untagged": _l("What it serves was taken back"),
    "instrument-added": _l("Text of others added to the list"),
}

room = Room(
    "strategy",
    blueprints=(strategy, pillars, desk),
    menu=(
        MenuEntry(_l("Strategy"), "strategy.strategies", rank=20),
        MenuEntry(
            _l("Texts"), "strategy_desk.overview", rank=20, place="office", shown=permissions.edit_strategy
        ),
    ),
    subjects=SUBJECTS,
    commands=(strategy_commands,),
    answers={verb_words: lambda: VERBS},
    prepare=_prepare,
    refusals={
        "text-empty": _l("There is no text yet. Write at least one paragraph."),
        "title-empty": _l("Please give it a title."),
        "text-unchanged": _l(
            "This is word for word version %(number)s. Change something, or leave it as it is."
        ),
        "text-frozen": _l(
            "The text is final or withdrawn: move the proposal back to revision before you write."
        ),
        "note-missing": _l("Say in a sentence what changed and why: the note is shown with the version."),
        "too-many-paragraphs": _l(
            "This text has %(given)s paragraphs; at most %(most)s are possible. Cut it into several proposals."
        ),
        "published-meanwhile": _l(
            "Version %(number)s was published while you were writing. Your text is below, unsaved: compare, "
            "then send it again if it should come after that version."
        ),
        "draft-changed-meanwhile": _l(
            "Somebody else saved this draft while you were writing. Your text is below, unsaved: sending it "
            "again replaces theirs."
        ),
        "draft-gone-meanwhile": _l(
            "Somebody else threw this draft away while you were writing. Your text is below, unsaved: send it "
            "again to keep it."
        ),
        "written-meanwhile": _l(
            "Somebody else changed this at the same moment. Look again, then send it once more."
        ),
        "no-draft": _l("There is no draft to throw away."),
        "draft-is-all-there-is": _l("This proposal has only its draft. Keep it, or write it anew."),
        "draft-waiting": _l(
            "An unpublished draft is waiting. Publish it or throw it away, then make the text final."
        ),
        "step-not-allowed": _l("A proposal cannot go from “%(was)s” to “%(now)s”."),
        "reason-missing": _l("Please give the reason: members will read it."),
        "ballot-holds-text": _l("There is a ballot on this text, so it stays as it is."),
        "number-taken": _l("The number %(number)s is taken. Choose another one, or let the others move."),
        "number-unchanged": _l("It has this number already."),
        "number-out-of-range": _l("A number is between 1 and %(most)s."),
        "pillar-of-another-strategy": _l("Please choose a pillar of the same strategy."),
        "pillar-changed-meanwhile": _l(
            "Somebody else changed this pillar while you were writing. Your words are below, unsaved: sending "
            "them again replaces theirs."
        ),
        "position-out-of-range": _l("A place is between 1 and %(most)s."),
        "hue-unknown": _l("Please choose one of these colours."),
        "nothing-changed": _l("Nothing is different yet."),
        "terms-changed-meanwhile": _l(
            "Somebody else changed this while you were writing. Your words are below, unsaved: sending them again "
            "replaces theirs."
        ),
        "ballot-holds-terms": _l(
            "There is a ballot on this proposal: cost, period, legal basis and owner stay as the members read them."
        ),
        "cost-unclear": _l("Write a sum in digits, such as 120 000 or 1 234.50."),
        "cost-missing": _l("Give the sum this is about, or leave both empty."),
        "period-backwards": _l("It ends before it begins."),
        "owner-unknown": _l("Please choose one of these."),
        "tag-unknown": _l("Please choose one of these."),
        "too-many-tags": _l("A proposal can serve at most %(most)s. Take one away first."),
        "instrument-known": _l("“%(short)s” is in the list already, or has no letters to tell it by."),
        "import-sum": _l("Here a sum in digits is needed, in a currency we know."),
        "import-owner": _l("“%(value)s” is no body of the federation."),
        "import-tag": _l("“%(value)s” is no goal, no target and no text we know."),
        "import-terms-held": _l("There is a ballot on %(ref)s: its terms cannot be changed by a file."),
        "import-no-json": _l("From here on this is no JSON."),
        "import-not-utf8": _l("The file is not in UTF-8."),
        "import-twice": _l("“%(value)s” stands here a second time."),
        "import-not-object": _l("Here an object in braces is needed."),
        "import-not-list": _l("Here a list in brackets is needed."),
        "import-text-missing": _l("Here a text is needed."),
        "import-text-long": _l("This text is too long: at most %(most)s characters."),
        "import-text-unseen": _l("This text holds control characters that nobody can see."),
        "import-text-form": _l("“%(value)s” does not have the form this needs."),
        "import-number": _l("Here a whole number between 1 and %(most)s is needed."),
        "import-flag": _l("Here true or false is needed."),
        "import-period": _l("The period ends before it begins."),
        "import-hue": _l("Colours are: %(hues)s."),
        "import-parent": _l("“%(value)s” is no pillar of this file that may hold another."),
        "import-again": _l("“%(value)s” is used twice."),
        "import-name-unknown": _l("The name “%(value)s” is not known here."),
        "import-elsewhere": _l("“%(value)s” belongs to another strategy already."),
        "import-paragraphs": _l("A text has between 1 and %(most)s paragraphs."),
        "import-text-frozen": _l(
            "The text of %(ref)s is final or withdrawn and cannot be changed by a file."
        ),
        "import-draft-waiting": _l(
            "Somebody is writing a draft of this proposal: publish or throw it away first."
        ),
        "import-place-taken": _l("The number %(value)s is taken by something that is not in this file."),
    },
)
