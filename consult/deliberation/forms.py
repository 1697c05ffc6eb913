"""The forms of comments, drafts, rounds and moderation."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectMultipleField
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from consult.deliberation import moderation, stances
from consult.deliberation.rules import LANGUAGES, ORGANISATION, PERSON
from consult.kit.forms import ChoiceField, Form, LineField, MomentField, ProseField, RadioChoiceField

STANCE_WORDS = {
    stances.SUPPORT: _l("Support"),
    stances.WITH_CHANGE: _l("Support with a change"),
    stances.OPPOSE: _l("Oppose"),
    stances.NEUTRAL: _l("Neutral"),
    stances.UNSTATED: _l("No stance"),
}
KIND_WORDS = {
    stances.GENERAL: _l("A comment"),
    stances.QUESTION: _l("A question"),
    stances.EDITORIAL: _l("An editorial remark, on wording only"),
}
RULE_WORDS = {
    moderation.OFF_TOPIC: _l("It is not about this text"),
    moderation.INSULT: _l("It insults somebody"),
    moderation.PERSONAL_DATA: _l("It tells personal data of somebody"),
    moderation.DOUBLED: _l("It was posted twice"),
    moderation.OTHER: _l("Something else, said in the reason"),
}


_CHOSEN = InputRequired(message=_l("Please choose one of these."))


class StanceField(RadioChoiceField):
    """One of the stances. Nothing marked is no stance; it is never taken for neutral."""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, list(STANCE_WORDS.items()), filters=[lambda given: given or ""], **more)


class CommentForm(Form):
    """What somebody says, as what, on which paragraph, and how they would word it."""

    stands_for = RadioChoiceField(_l("This comment stands for"), [(ORGANISATION, ""), (PERSON, "")])
    kind = RadioChoiceField(_l("This is"), list(KIND_WORDS.items()), default=stances.GENERAL)
    stance = StanceField(_l("Where do you stand?"))
    text = ProseField(_l("Comment"))
    paragraph = ChoiceField(_l("About"), [("", _l("The proposal as a whole"))], default="")
    wording = ProseField(_l("Suggested wording"), required=False)
    language = ChoiceField(_l("Language of your comment"), list(LANGUAGES.items()))
    reply_to = HiddenField()
    seen = HiddenField()


class PartsField(SelectMultipleField):
    """Some of the pillars, as boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        listed: list[Any] = list(self.iter_choices())
        if not set(self.data or ()) <= {str(choice.value) for choice in listed}:
            raise ValidationError(_l("Please choose some of these, or none."))


class RoundForm(Form):
    """A new round of consultation."""

    strategy = ChoiceField(_l("Strategy"), [])
    title = LineField(_l("Title"))
    text = ProseField(_l("What members are asked"), required=False, most=4000)
    pillars = PartsField(_l("On these pillars only"))
    opens_at = MomentField(_l("Opens"))
    closes_at = MomentField(_l("Closes"))


class ExtensionForm(Form):
    """A later deadline."""

    closes_at = MomentField(_l("New deadline"))
    reason = ProseField(_l("Reason"), most=2000)


class HideForm(Form):
    """Why a comment is hidden."""

    rule = RadioChoiceField(_l("What is wrong with it"), list(RULE_WORDS.items()), validators=[_CHOSEN])
    reason = ProseField(_l("Reason"), most=2000)


class ReasonForm(Form):
    """Why a comment is shown again."""

    reason = ProseField(_l("Reason"), most=2000)


class DecisionForm(Form):
    """How an appeal ends, and why."""

    decision = RadioChoiceField(
        _l("Decision"),
        [("show", _l("Show the comment again")), ("keep", _l("It stays hidden"))],
        validators=[_CHOSEN],
    )
    reason = ProseField(_l("Reason"), most=2000)


class AppealForm(Form):
    """What the author answers to the secretariat's reason."""

    text = ProseField(_l("Your answer to the secretariat"), most=moderation.APPEAL_MOST)
