"""The forms of signing in, of invitations and links, and of one's own profile."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField
from wtforms.validators import InputRequired, Length, ValidationError

from consult.accounts import rules
from consult.kit.forms import ChoiceField, Form, LineField
from consult.kit.languages import offered, zone_names

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
    language = ChoiceField(_l("Language"), lambda: list(offered().items()), validators=[InputRequired()])
    time_zone = ChoiceField(
        _l("Time zone"),
        [(name, name.replace("_", " ")) for name in zone_names()],
        validators=[InputRequired()],
    )


class NewPasswordForm(Form):
    """A new password, twice."""

    new_password = PasswordField(_l("New password"), _A_PASSWORD)
    repeat_password = PasswordField(_l("The new password again"), _A_PASSWORD)

    def password_holds(self, email: str, name: str, weak: frozenset[str]) -> bool:
        """Whether both are the same and will do; else the form says what to mend."""
        given = self.new_password.data or ""
        if given != self.repeat_password.data:
            self.blame("repeat_password", _("The two do not match."))
            return False
        fault = rules.password_fault(given, email, name, weak)
        texts = {
            "password-short": _("At least %(num)d characters, please.", num=rules.LEAST_LETTERS),
            "password-long": _("At most %(max)d characters, please.", max=rules.MOST_LETTERS),
            "password-weak": _("This password is too easy to guess. Choose another one."),
        }
        if fault is not None:
            self.blame("new_password", texts[fault])
        return fault is None


class PasswordForm(NewPasswordForm):
    """A new password, with the present one asked."""

    password = PasswordField(_l("Your present password"), _A_PASSWORD)


class InvitationForm(NewPasswordForm):
    """What somebody who was invited says of themselves."""

    language = ChoiceField(_l("Language"), lambda: list(offered().items()), validators=[InputRequired()])
    time_zone = ChoiceField(
        _l("Time zone"),
        [(name, name.replace("_", " ")) for name in zone_names()],
        validators=[InputRequired()],
    )


class EmailForm(Form):
    """An address, as it is asked for where a password was forgotten."""

    email = LineField(_l("E-mail address"), most=254)

    def validate_email(self, field: Any) -> None:
        if not rules.email_holds(field.data or ""):
            raise ValidationError(_l("This is not an e-mail address."))


class AddressForm(EmailForm):
    """A new address of one's own, with the password asked."""

    email = LineField(_l("New e-mail address"), most=254)
    password = PasswordField(_l("Your password"), _A_PASSWORD)
