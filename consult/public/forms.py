"""Two sample forms for the page of components: one of every kind of field, and a ballot paper."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from consult.kit.forms import ChoiceField, Form, LineField, MomentField, ProseField, RadioChoiceField


class SampleForm(Form):
    """Every kind of field once; sent by nobody."""

    title = LineField(_l("Title"), description=_l("As it will stand in the list, without the number."))
    addressee = ChoiceField(
        _l("Addressee"), [("board", _l("Board")), ("region", _l("Region"))], default="board"
    )
    closes_at = MomentField(_l("Closes"))
    text = ProseField(_l("Text"), required=False)
    speaking = RadioChoiceField(
        _l("You speak"), [("organisation", _l("For your organisation")), ("person", _l("Personally"))]
    )
    told = BooleanField(_l("Tell the members by mail"))


class SampleBallotForm(Form):
    """The three choices of a ballot paper."""

    choice = RadioChoiceField(
        _l("Your vote"), [("yes", _l("Yes")), ("no", _l("No")), ("abstain", _l("Abstain"))], default="yes"
    )
