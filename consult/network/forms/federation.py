"""The shape of what the secretariat says of the federation itself."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # types lag behind 3.3
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from consult.kit.forms import ChoiceField, Form, LineField, ProseField, RadioChoiceField
from consult.kit.languages import LANGUAGES, zone_names
from consult.network import rules

ACCENTS = {
    "ink": _l("Stamp ink (blue)"),
    "ochre": _l("Ochre"),
    "clay": _l("Clay"),
    "moss": _l("Moss"),
    "lagoon": _l("Lagoon"),
    "plum": _l("Plum"),
    "sky": _l("Sky"),
    "slate": _l("Slate"),
}


def _one() -> InputRequired:
    return InputRequired(message=_l("Please choose one of these."))


class BoxesField(SelectMultipleField):
    """Several of a few, each a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class FederationForm(Form):
    """What pages, letters and files say of the federation."""

    name = LineField(_l("Name"), most=80, description=_l("As the head of every page shows it."))
    long_name = LineField(_l("Full name"), required=False, most=300)
    email = LineField(
        _l("E-mail address"),
        required=False,
        most=254,
        description=_l("Where people write who cannot sign in, or who ask about their data."),
    )
    phone = LineField(_l("Telephone"), required=False, most=60)
    address = ProseField(_l("Postal address"), required=False, most=500)
    logo_alt = LineField(
        _l("The logo in words"),
        required=False,
        most=200,
        description=_l("Read aloud to those who do not see it. Empty: the name of the federation."),
    )
    no_logo = BooleanField(_l("Show no logo"))
    accent = RadioChoiceField(_l("Colour for actions and links"), list(ACCENTS.items()), validators=[_one()])
    time_zone = ChoiceField(
        _l("Time zone"),
        [(name, name.replace("_", " ")) for name in zone_names()],
        validators=[_one()],
        description=_l("Deadlines are shown in it beside the reader's own. No moment that is noted moves."),
    )
    languages = BoxesField(
        _l("Languages offered"),
        choices=[SelectChoice(value=code, label=name) for code, name in LANGUAGES.items()],
        validators=[InputRequired(message=_l("Please offer at least one language."))],
    )
    language = ChoiceField(
        _l("First language"),
        list(LANGUAGES.items()),
        validators=[_one()],
        description=_l("For visitors whose browser asks for none of these."),
    )
    seen = LineField("", required=False, widget=HiddenInput())

    def validate_email(self, field: LineField) -> None:
        if field.data and not rules.email_holds(field.data):
            raise ValidationError(_l("This is not an e-mail address."))

    def validate_language(self, field: ChoiceField) -> None:
        if self.languages.data and field.data not in self.languages.data:
            raise ValidationError(_l("Please choose one of the languages you offer."))

    def values(self) -> dict[str, object]:
        """What was typed, by the names of actions.federation.EDITABLE."""
        given = {name: self[name].data or "" for name in NAMES}
        return given | {"languages": [code for code in LANGUAGES if code in (self.languages.data or [])]}


NAMES = ("name", "long_name", "email", "phone", "address", "logo_alt", "accent", "time_zone", "language")
