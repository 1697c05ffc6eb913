"""The shape of input about organisations: what is said of one, and its history."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import HiddenInput

from consult.kit.forms import ChoiceField, DayField, Form, LineField, ProseField, RadioChoiceField
from consult.network import rules
from consult.network.forms.words import CATEGORIES, REGIONS, STANDINGS, country_names


def one_of() -> InputRequired:
    """Marks a choice that has to be made."""
    return InputRequired(message=_l("Please choose one of these."))


def within_records(day: date | None) -> None:
    """Refuses a day that no history may hold."""
    if day is not None and not rules.day_holds(day):
        raise ValidationError(_l("Please give a day from 1900 on."))


class BoxField(BooleanField):
    """A box to tick; what was sent for it is never shown again."""

    def _value(self) -> str:
        return "y"


class OrganisationForm(Form):
    """What is said of an organisation."""

    name = LineField(_l("Name"), most=300)
    short_name = LineField(_l("Short name"), most=80, description=_l("As lists and ballots show it."))
    acronym = LineField(_l("Acronym"), required=False, most=40)
    name_as_printed = LineField(_l("Name as printed"), required=False, most=300)
    country = ChoiceField(_l("Country"), [], validators=[one_of()])
    country_as_printed = LineField(_l("Country as printed"), required=False, most=80)
    region = ChoiceField(_l("Region"), list(REGIONS.items()), validators=[one_of()])
    region_body_id = ChoiceField(_l("Regional body"), [])
    sub_region_body_id = ChoiceField(_l("Sub-regional body"), [])
    region_basis = LineField(
        _l("How we know the bodies"),
        required=False,
        most=500,
        description=_l("Such as: inferred from geography."),
    )
    affiliated_2017 = BoxField(_l("Affiliated in 2017 (marked with * in the list)"))
    note = ProseField(_l("Note"), required=False, most=2000)
    source = LineField(_l("Source"), required=False, most=300)
    seen = LineField("", required=False, widget=HiddenInput())

    def offer(self, region_bodies: list[tuple[str, str]], sub_region_bodies: list[tuple[str, str]]) -> None:
        """Fill the lists to choose from."""
        names = sorted(country_names().items(), key=lambda pair: rules.folded(pair[1]))
        self.country.choices = [("", _l("Choose a country")), *names]
        self.region_body_id.choices = [("", _l("Not known")), *region_bodies]
        self.sub_region_body_id.choices = [("", _l("Not known")), *sub_region_bodies]

    def values(self) -> dict[str, object]:
        """What was typed, by the names of actions.EDITABLE."""
        typed = {name: field.data for name, field in self._fields.items() if name in OrganisationForm.NAMES}
        for name in ("region_body_id", "sub_region_body_id"):
            typed[name] = int(typed[name]) if typed[name] else None
        return {
            name: "" if value is None and not name.endswith("_id") else value for name, value in typed.items()
        }

    NAMES = (
        "name", "short_name", "acronym", "name_as_printed", "country", "country_as_printed", "region",
        "region_body_id", "sub_region_body_id", "region_basis", "affiliated_2017", "note", "source",
    )  # fmt: skip


class NewOrganisationForm(OrganisationForm):
    """The same for a new one, with its address and the beginning of its history."""

    slug = LineField(
        _l("Address"),
        required=False,
        most=80,
        description=_l("The end of its web address, for good. Empty: made from the acronym or short name."),
    )
    category = RadioChoiceField(
        _l("Category"), list(CATEGORIES.items()), default="full", validators=[one_of()]
    )
    from_on = DayField(
        _l("Member since"),
        required=False,
        description=_l("Empty: the day is not in our records."),
    )
    reason = LineField(_l("Reason"), most=500, description=_l("Who decided, and where it is written."))

    def status(self) -> rules.Status:
        """The first entry of its history."""
        return rules.Status(self.from_on.data or rules.BEFORE_RECORDS, self.category.data, "active")

    def validate_from_on(self, field: Any) -> None:
        within_records(field.data)


class StatusForm(Form):
    """An entry of an organisation's history."""

    category = RadioChoiceField(_l("Category"), list(CATEGORIES.items()), validators=[one_of()])
    standing = RadioChoiceField(
        _l("Standing"), list(STANDINGS.items()), default="active", validators=[one_of()]
    )
    from_on = DayField(
        _l("From this day on"),
        description=_l("It may lie ahead or in the past. Rolls that are frozen do not change."),
    )
    reason = ProseField(_l("Reason"), most=2000, description=_l("Members can read it in the journal."))

    def status(self) -> rules.Status:
        """The entry as the law knows it."""
        return rules.Status(self.from_on.data or rules.BEFORE_RECORDS, self.category.data, self.standing.data)

    def validate_from_on(self, field: Any) -> None:
        within_records(field.data)
