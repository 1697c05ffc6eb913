"""The forms of signing in and of one's own profile."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField
from wtforms.validators import InputRequired, Length

from consult.kit.forms import ChoiceField, Form, LineField
from consult.kit.languages import LANGUAGES, zone_names

_A_PASSWORD = [
    InputRequired(message=_l("Please type your password.")),
    Length(max=1000, message=_l("At most %(max)d characters, please.")),
]


class SignInForm(Form):
    """Address and password."""

    email = LineField(_l("E-mail address"), most=254)
    password = PasswordField(_l("Password"), _A_PASSWORD)
    next = HiddenField()
    kept = HiddenField()


class ProfileForm(Form):
    """What a person says of themselves."""

    name = LineField(_l("Your name"))
    language = ChoiceField(_l("Language"), list(LANGUAGES.items()), validators=[InputRequired()])
    time_zone = ChoiceField(
        _l("Time zone"),
        [(name, name.replace("_", " ")) for name in zone_names()],
        validators=[InputRequired()],
    )


class PasswordForm(Form):
    """A new password, with the present one asked."""

    password = PasswordField(_l("Your present password"), _A_PASSWORD)
    new_password = PasswordField(_l("New password"), _A_PASSWORD)
    repeat_password = PasswordField(_l("The new password again"), _A_PASSWORD)
