"""The forms of comments, drafts and rounds."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from consult.deliberation.rules import LANGUAGES, ORGANISATION, PERSON
from consult.kit.forms import ChoiceField, Form, LineField, MomentField, ProseField, RadioChoiceField


class CommentForm(Form):
    """What somebody says, as what, on which paragraph, and how they would word it."""

    stands_for = RadioChoiceField(_l("This comment stands for"), [(ORGANISATION, ""), (PERSON, "")])
    text = ProseField(_l("Comment"))
    paragraph = ChoiceField(_l("About"), [("", _l("The proposal as a whole"))], default="")
    wording = ProseField(_l("Suggested wording"), required=False)
    language = ChoiceField(_l("Language of your comment"), list(LANGUAGES.items()))
    reply_to = HiddenField()


class RoundForm(Form):
    """A new round of consultation."""

    strategy = ChoiceField(_l("Strategy"), [])
    title = LineField(_l("Title"))
    opens_at = MomentField(_l("Opens"))
    closes_at = MomentField(_l("Closes"))


class ExtensionForm(Form):
    """A later deadline."""

    closes_at = MomentField(_l("New deadline"))
    reason = ProseField(_l("Reason"), most=2000)
