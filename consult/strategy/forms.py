"""The shape of input about texts, and the words editors see for colours and steps."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from wtforms import BooleanField, IntegerField
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import HiddenInput

from consult.kit.forms import ChoiceField, Form, LineField, ProseField
from consult.kit.languages import LANGUAGES
from consult.strategy import rules

HUES = {
    "pillar-ochre": _l("Ochre"),
    "pillar-clay": _l("Clay"),
    "pillar-moss": _l("Moss"),
    "pillar-lagoon": _l("Lagoon"),
    "pillar-plum": _l("Plum"),
    "pillar-sky": _l("Sky"),
    "pillar-slate": _l("Slate"),
}
# (was, now) -> the words on the button, and what it does
STEPS: dict[tuple[str, str], tuple[LazyString, LazyString]] = {
    (rules.CONSULTATION, rules.REVISION): (
        _l("Close for revision"),
        _l("Members can no longer comment. You work their comments in and publish a new version."),
    ),
    (rules.REVISION, rules.CONSULTATION): (
        _l("Open for consultation again"),
        _l("Members can comment while a round is open."),
    ),
    (rules.REVISION, rules.FINAL): (
        _l("Make the text final"),
        _l("The newest version is frozen. A ballot can be prepared on it."),
    ),
    (rules.FINAL, rules.REVISION): (
        _l("Take back into revision"),
        _l("The text can be changed again. Not possible once there is a ballot on it."),
    ),
    (rules.CONSULTATION, rules.WITHDRAWN): (
        _l("Withdraw"),
        _l("The proposal stays readable, marked as withdrawn, with your reason in the journal."),
    ),
    (rules.REVISION, rules.WITHDRAWN): (
        _l("Withdraw"),
        _l("The proposal stays readable, marked as withdrawn, with your reason in the journal."),
    ),
    (rules.FINAL, rules.WITHDRAWN): (
        _l("Withdraw"),
        _l("The proposal stays readable, marked as withdrawn. Not possible once there is a ballot on it."),
    ),
    (rules.WITHDRAWN, rules.REVISION): (
        _l("Take up again"),
        _l("The proposal goes back into revision."),
    ),
}


def _chosen() -> list[InputRequired]:
    """One of the list has to be chosen."""
    return [InputRequired(_l("Please choose one of these."))]


def language_name(code: str) -> str:
    """A language by its name in the reader's language."""
    try:
        return Locale.parse(code).get_display_name(get_locale()) or code
    except (UnknownLocaleError, ValueError):
        return code


class WriteForm(Form):
    """A version being written."""

    title = LineField(_l("Title"), most=300)
    text = ProseField(
        _l("Text"),
        description=_l(
            "In Markdown: a blank line begins a new paragraph, and each paragraph gets its address."
        ),
    )
    language = ChoiceField(_l("Language of the text"), list(LANGUAGES.items()), validators=_chosen())
    note = ProseField(
        _l("What changed, and why"),
        required=False,
        most=2000,
        description=_l("Needed to publish. It is shown with the version, for good."),
    )
    seen = LineField("", required=False, widget=HiddenInput())

    def offer(self, language: str) -> None:
        """Let a text stay in its language even if the interface has no such language."""
        if language not in LANGUAGES:
            self.language.choices = [*LANGUAGES.items(), (language, language)]


class ProposalForm(Form):
    """A new proposal."""

    pillar = ChoiceField(_l("Pillar"), [], validators=_chosen())
    title = LineField(_l("Title"), most=300)
    addressee = LineField(
        _l("Addressed to"),
        required=False,
        description=_l("The body that is asked to act, such as the Board."),
    )


class AddresseeForm(Form):
    """To whom a proposal is addressed."""

    addressee = LineField(_l("Addressed to"), required=False)


class NumberForm(Form):
    """Another printed number."""

    pillar = ChoiceField(_l("Pillar"), [], validators=_chosen())
    number = IntegerField(
        _l("Number in the pillar"),
        [
            InputRequired(_l("Please give a number.")),
            NumberRange(1, rules.LARGEST_NUMBER, message=_l("A number is between %(min)s and %(max)s.")),
        ],
    )
    shift = BooleanField(_l("If the number is taken, let the others make room"))


class StepForm(Form):
    """A step that says enough by itself."""


class ReasonForm(StepForm):
    """A step that members want to know the reason of."""

    reason = ProseField(_l("Reason"), most=2000, description=_l("Members can read it."))


class PillarForm(Form):
    """A pillar's words, colour and place."""

    title = LineField(_l("Title"))
    objective = ProseField(_l("Objective"), required=False, most=5000)
    lede = ProseField(_l("Introduction"), required=False, most=5000)
    hue = ChoiceField(_l("Colour"), list(HUES.items()), validators=_chosen())
    position = ChoiceField(_l("Place in the strategy"), [], validators=_chosen())
    seen = LineField("", required=False, widget=HiddenInput())
