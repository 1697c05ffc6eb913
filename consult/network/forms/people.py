"""The shape of input about people: mandates, seats, and the reason for ending one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from consult.accounts.rules import email_holds
from consult.kit.forms import (
    ChoiceField,
    DayField,
    Form,
    LineField,
    MomentField,
    ProseField,
    RadioChoiceField,
)
from consult.kit.languages import chosen_zone, federation_zone, offered, zone_names
from consult.network import rules
from consult.network.forms.organisations import BoxField, one_of, within_records
from consult.network.forms.words import ROLES


class PersonForm(Form):
    """Who it is: someone known by their address, or somebody new."""

    email = LineField(_l("E-mail address"), most=254)
    name = LineField(
        _l("Name"), required=False, description=_l("Needed when nobody with this address is known yet.")
    )
    language = ChoiceField(
        _l("Language"), lambda: list(offered().items()), default="en", validators=[one_of()]
    )
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
        if not email_holds(field.data or ""):
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
    scope = ProseField(
        _l("What it covers"),
        required=False,
        most=2000,
        description=_l("Only when the organisation narrows it, in its own words."),
    )
    note = ProseField(
        _l("Why"), required=False, most=2000, description=_l("Members can read it in the journal.")
    )
    letter = BoxField(
        _l("Write to this person"),
        default=True,
        description=_l("An invitation to somebody new; a letter that tells somebody known."),
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
    letter = BoxField(
        _l("Invite this person"),
        default=True,
        description=_l("Only somebody who has never signed in is written to."),
    )

    def validate_from_on(self, field: Any) -> None:
        within_records(field.data)

    def validate_until_on(self, field: Any) -> None:
        within_records(field.data)


class EndForm(Form):
    """Why a mandate or seat is ended."""

    reason = ProseField(_l("Reason"), most=2000, description=_l("Members can read it in the journal."))


class ReasonForm(Form):
    """Why an account is disabled, enabled or a mandate taken back."""

    reason = ProseField(_l("Reason"), most=2000, description=_l("It is noted in the journal."))


class LastDayForm(Form):
    """Until which day something holds, that day included."""

    until_on = DayField(_l("Last day"), required=False)

    def validate_until_on(self, field: Any) -> None:
        within_records(field.data)

    def until_at(self) -> datetime | None:
        """The first moment after the last day, in the federation's zone."""
        day: date | None = self.until_on.data
        if day is None:
            return None
        midnight = datetime.combine(day + timedelta(days=1), time.min, tzinfo=federation_zone())
        return midnight.astimezone(UTC)


class ColleagueForm(LastDayForm):
    """A colleague whom the lead delegate has speak for their organisation."""

    name = LineField(_l("Name"))
    email = LineField(_l("E-mail address"), most=254)
    role = RadioChoiceField(
        _l("Role"),
        [(role, ROLES[role]) for role in rules.COLLEAGUE_ROLES],
        default="voter",
        validators=[one_of()],
    )
    until_on = DayField(_l("Last day"), required=False, description=_l("Empty: until it is ended."))
    language = ChoiceField(
        _l("Language of the letter"), lambda: list(offered().items()), default="en", validators=[one_of()]
    )

    def validate_email(self, field: Any) -> None:
        if not email_holds(field.data or ""):
            raise ValidationError(_l("This is not an e-mail address."))


class ExchangeForm(LastDayForm):
    """One person takes another's place; what they hold is offered by its mandate."""

    reason = ProseField(_l("Reason"), most=2000, description=_l("Members can read it in the journal."))

    def offer(self, **offered: Sequence[tuple[str, object]]) -> None:
        """Whom one may choose, by field."""
        for name, choices in offered.items():
            self[name].choices = list(choices)


class StandInForm(ExchangeForm):
    """An alternate stands in for a time."""

    first = ChoiceField(_l("Who stands in"), [], validators=[one_of()])
    second = ChoiceField(_l("In whose place"), [], validators=[one_of()])
    until_on = DayField(
        _l("Last day"),
        required=False,
        description=_l("On the day after, the other one is back by itself. Empty: until you take it back."),
    )


class SwapForm(ExchangeForm):
    """Two colleagues take each other's role."""

    first = ChoiceField(_l("This person"), [], validators=[one_of()])
    second = ChoiceField(_l("And this one"), [], validators=[one_of()])


class HandOverForm(ExchangeForm):
    """A colleague becomes the lead delegate."""

    first = ChoiceField(_l("The new lead delegate"), [], validators=[one_of()])
    role_after = ChoiceField(
        _l("The role of the lead delegate until now"),
        [("", _l("No role any more")), *((role, ROLES[role]) for role in rules.COLLEAGUE_ROLES)],
        default="voter",
    )


class CorrectForm(Form):
    """A name or address put right by the secretariat."""

    name = LineField(_l("Name"))
    email = LineField(_l("E-mail address"), most=254)
    reason = ProseField(_l("Reason"), most=2000, description=_l("Members can read it in the journal."))

    def validate_email(self, field: Any) -> None:
        if not email_holds(field.data or ""):
            raise ValidationError(_l("This is not an e-mail address."))
