"""The form by which people choose how letters come."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from wtforms.validators import InputRequired

from consult.kit.forms import Form, RadioChoiceField
from consult.notices.rules import ANSWERS, AT_ONCE, CALLS, DAILY, FOLLOWS, NEVER, WEEKLY

TOPIC_NAMES: dict[str, LazyString] = {
    CALLS: _l("Votes and rounds"),
    ANSWERS: _l("Answers to us"),
    FOLLOWS: _l("What I follow"),
}
TOPIC_MEANINGS: dict[str, LazyString] = {
    CALLS: _l("A round or a ballot opens or closes soon; a result is there."),
    ANSWERS: _l("Somebody answers what you or your organisation said."),
    FOLLOWS: _l("Something happens to a proposal, pillar or ballot you follow."),
}
PACE_NAMES: dict[str, LazyString] = {
    AT_ONCE: _l("At once"),
    DAILY: _l("Once a day"),
    WEEKLY: _l("Once a week"),
    NEVER: _l("No letters"),
}


def _paces(topic: str) -> RadioChoiceField:
    please = InputRequired(message=_l("Please choose one of these."))
    choices = list(PACE_NAMES.items())
    return RadioChoiceField(
        TOPIC_NAMES[topic], choices, validators=[please], description=TOPIC_MEANINGS[topic]
    )


class LettersForm(Form):
    """How letters of each topic come."""

    calls = _paces(CALLS)
    answers = _paces(ANSWERS)
    follows = _paces(FOLLOWS)
