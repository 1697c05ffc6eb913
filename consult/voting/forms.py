"""The shape of what is typed in voting: a schedule, a confirmation, a withdrawal, a vote."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField
from wtforms.validators import ValidationError

from consult.kit.forms import ChoiceField, Form, MomentField, ProseField, RadioChoiceField
from consult.voting.changes import ANNUL, CLOSE_EARLY, EXTEND

QUESTION = 500
EXPLANATION = 1_500
REASON = 2_000
_ID_DIGITS = 10
_FIRST, _LAST = 2000, 2099
_ANNULLING = _l("Annul it: it decides nothing")


class NearMoment(MomentField):
    """A moment within the years a ballot can be about."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except OverflowError as error:
            self.data = None
            raise ValueError(_("Please choose a day of this century.")) from error

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        if self.data is not None and not _FIRST <= self.data.year <= _LAST:
            raise ValidationError(_("Please choose a day of this century."))


class ScheduleForm(Form):
    """What the secretariat asks, when and under which rule."""

    question = ProseField(_l("Question"), most=QUESTION)
    opens_at = NearMoment(_l("Opens"))
    closes_at = NearMoment(_l("Closes"))
    rule = ChoiceField(_l("Rule"), choices=())
    in_spite = BooleanField(_l("Schedule it with these times all the same"))
    reason = ProseField(_l("Reason"), required=False, most=REASON)
    sha256 = HiddenField()

    def __init__(self, rules: list[tuple[str, str]], *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.rule.choices = rules
        self.rule.flags.required = True


class ConfirmForm(Form):
    """The hash that was read and is confirmed."""

    sha256 = HiddenField()


class ChangeForm(Form):
    """What is to become of a ballot that has opened, and why."""

    act = RadioChoiceField(
        _l("What is to happen"),
        choices=(
            (EXTEND, _l("Extend it: more time to vote")),
            (CLOSE_EARLY, _l("Close it earlier")),
            (ANNUL, _ANNULLING),
        ),
    )
    becomes = NearMoment(_l("New closing"), required=False)
    reason = ProseField(_l("Reason"), most=REASON)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.act.flags.required = True

    def only_annul(self) -> None:
        """The closing of a ballot that is not open does not move any more."""
        self.act.choices = [(ANNUL, _ANNULLING)]


class SeparateForm(Form):
    """Why a text is to be voted on apart."""

    reason = ProseField(_l("Reason"), most=REASON)


class WithdrawForm(Form):
    """Why a ballot is taken back."""

    reason = ProseField(_l("Reason"), most=REASON)


class VoteForm(Form):
    """An organisation's vote. `seen` is the cast that counted when the form was shown."""

    choice = RadioChoiceField(
        _l("Our vote"),
        choices=(("yes", _l("Yes")), ("no", _l("No")), ("abstain", _l("Abstain"))),
    )
    explanation = ProseField(_l("Explanation"), required=False, most=EXPLANATION)
    language = HiddenField()
    seen = HiddenField()

    def seen_id(self) -> int | None:
        """The id in `seen`; None for an empty one. Anything else names no cast and counts as none that is live."""
        given = str(self.seen.data or "").strip()
        if not given:
            return None
        odd = not (given.isascii() and given.isdecimal() and len(given) < _ID_DIGITS)
        return 0 if odd else int(given)
