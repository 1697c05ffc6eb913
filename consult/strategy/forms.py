"""The shape of input about texts, and the words editors see for colours and steps."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from wtforms import BooleanField, IntegerField
from wtforms.validators import InputRequired, NumberRange, Optional, Regexp
from wtforms.widgets import HiddenInput

from consult.kit.forms import ChoiceField, DayField, Form, LineField, ProseField
from consult.kit.languages import LANGUAGES
from consult.strategy import money, rules

HUES = {
    "pillar-ochre": _l("Ochre"),
    "pillar-clay": _l("Clay"),
    "pillar-moss": _l("Moss"),
    "pillar-lagoon": _l("Lagoon"),
    "pillar-plum": _l("Plum"),
    "pillar-sky": _l("Sky"),
    "pillar-slate": _l("Slate"),
}
BOUNDS = {
    money.EXACT: _l("exactly"),
    money.ABOUT: _l("about"),
    money.MOST: _l("at most"),
}
GOALS = {
    1: _l("End poverty"),
    2: _l("End hunger"),
    3: _l("Good health for all"),
    4: _l("Learning for all"),
    5: _l("Equality of women and men"),
    6: _l("Clean water for all"),
    7: _l("Clean energy for all"),
    8: _l("Decent work and a sound economy"),
    9: _l("Industry, innovation and networks"),
    10: _l("Less inequality"),
    11: _l("Cities and communities that last"),
    12: _l("Responsible making and using"),
    13: _l("Act for the climate"),
    14: _l("Life in the seas"),
    15: _l("Life on land"),
    16: _l("Peace, justice and sound institutions"),
    17: _l("Partnerships for the goals"),
}
"""The goals of the 2030 Agenda in our own short words."""
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


class TermsForm(Form):
    """What a proposal costs, when, on which basis and by whom; all of it may stay open."""

    amount = LineField(
        _l("Cost estimate"),
        required=False,
        most=20,
        description=_l("A sum such as 120 000 or 1 234.50. Leave it empty where nothing is known."),
    )
    currency = ChoiceField(_l("Currency"), [(code, code) for code in money.DECIMALS], validators=_chosen())
    bound = ChoiceField(_l("How sure"), list(BOUNDS.items()), validators=_chosen())
    cost_note = LineField(
        _l("What the sum is for"), required=False, description=_l("Such as: a year, without salaries.")
    )
    from_on = DayField(_l("From"), required=False)
    until_on = DayField(_l("Until"), required=False)
    legal_basis = ProseField(
        _l("Legal basis"),
        required=False,
        most=2000,
        description=_l("The clause of the statutes, or the text, that lets the federation do it."),
    )
    owner = ChoiceField(_l("Owner"), [], description=_l("The body that would carry it out."))
    basis = ProseField(
        _l("Where this comes from"),
        required=False,
        most=2000,
        description=_l("Shown beside it, such as: estimate of the secretariat, March 2026."),
    )
    reason = LineField(_l("Why it changes"), required=False, description=_l("Members can read it."))
    seen = LineField("", required=False, widget=HiddenInput())


class TagForm(Form):
    """What a proposal serves."""

    code = ChoiceField(_l("It serves"), [], validators=_chosen())
    target = LineField(
        _l("Target"),
        required=False,
        most=6,
        description=_l(
            "For a goal, one of its targets by number, such as 8.3 or 8.a; empty for the whole goal."
        ),
    )
    note = ProseField(
        _l("Why"),
        required=False,
        most=1000,
        description=_l("In a sentence: what of the proposal serves it. It is shown beside it."),
    )


class InstrumentForm(Form):
    """A text of others that is not in the list yet."""

    short = LineField(_l("Short name"), most=80, description=_l("Such as ILO C155."))
    title = LineField(_l("Full title"), most=300)
    year = IntegerField(
        _l("Year"),
        [Optional(), NumberRange(1800, 2200, message=_l("This year cannot be right."))],
    )
    address = LineField(
        _l("Address"),
        required=False,
        most=500,
        validators=[Regexp(r"^https?://[^\s<>\"]+$", message=_l("An address begins with https://."))],
    )


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
