"""The shape of input about people: mandates, seats, and the reason for ending one."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import Optional, Regexp, ValidationError

from consult.kit.forms import (
    ChoiceField,
    DayField,
    Form,
    LineField,
    MomentField,
    ProseField,
    RadioChoiceField,
)
from consult.kit.languages import LANGUAGES, chosen_zone, zone_names
from consult.network import rules
from consult.network.forms.organisations import one_of, within_records
from consult.network.forms.words import ROLES


class PersonForm(Form):
    """Who it is: someone known by their address, or somebody new."""

    email = LineField(_l("E-mail address"), most=254)
    name = LineField(
        _l("Name"), required=False, description=_l("Needed when nobody with this address is known yet.")
    )
    language = ChoiceField(_l("Language"), list(LANGUAGES.items()), default="en", validators=[one_of()])
    time_zone = ChoiceField(_l("Time zone"), [], validators=[one_of()])

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.time_zone.choices = [(name, name.replace("_", " ")) for name in zone_names()]
        if self.time_zone.data is None:
            self.time_zone.data = chosen_zone()

    def person(self) -> tuple[str, str, str, str]:
        """Address, name, language and time zone."""
        return self.email.data or "", self.name.data or "", self.language.data, self.time_zone.data

    def validate_email(self, field: Any) -> None:
        if not rules.email_holds(field.data or ""):
            raise ValidationError(_l("This is not an e-mail address."))


class MandateForm(PersonForm):
    """An organisation's word for a person."""

    role = RadioChoiceField(
        _l("Role"), [(role, ROLES[role]) for role in rules.ROLES], default="voter", validators=[one_of()]
    )
    from_at = MomentField(_l("From"), required=False, description=_l("Empty: from now on."))
    until_at = MomentField(_l("Until"), required=False, description=_l("Empty: until it is ended."))
    signatory = LineField(
        _l("Signed by"), required=False, description=_l("Who signed the mandate for the organisation.")
    )
    document_sha256 = LineField(
        _l("Fingerprint of the document"),
        required=False,
        most=64,
        description=_l("The sha256 of the signed document: 64 digits and letters from a to f."),
        validators=[
            Optional(),
            Regexp(r"[0-9a-f]{64}\Z", message=_l("A sha256 has 64 digits and letters from a to f.")),
        ],
    )

    def validate_from_at(self, field: Any) -> None:
        within_records(field.data.date() if field.data else None)

    def validate_until_at(self, field: Any) -> None:
        within_records(field.data.date() if field.data else None)


class SeatForm(PersonForm):
    """A place in a body with its term."""

    office = ChoiceField(_l("Office"), [], validators=[one_of()])
    from_on = DayField(_l("First day"))
    until_on = DayField(_l("Last day"), required=False, description=_l("Empty: without an end."))

    def validate_from_on(self, field: Any) -> None:
        within_records(field.data)

    def validate_until_on(self, field: Any) -> None:
        within_records(field.data)


class EndForm(Form):
    """Why a mandate or seat is ended."""

    reason = ProseField(_l("Reason"), most=2000, description=_l("Members can read it in the journal."))
