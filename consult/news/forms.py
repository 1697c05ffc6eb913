"""The shape of a note, and of taking it back."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import HiddenInput

from consult.kit.forms import ChoiceField, DayField, Form, LineField, ProseField
from consult.kit.languages import LANGUAGES
from consult.news import rules

_EARLIEST, _LATEST = date(1800, 1, 1), date(2200, 1, 1)


class NoteForm(Form):
    """One piece of news."""

    title = LineField(_l("Title"), most=rules.TITLE)
    text = ProseField(_l("Text"), most=rules.TEXT)
    language = ChoiceField(
        _l("Language of the text"),
        list(LANGUAGES.items()),
        validators=[InputRequired(message=_l("Please choose one of these."))],
    )
    happened_on = DayField(_l("Day it happened"), description=_l("The news are listed by this day."))
    organisation = ChoiceField(_l("About"), [], description=_l("It then stands on that member's page too."))
    source = LineField(
        _l("Source"),
        required=False,
        most=rules.SOURCE,
        description=_l("Where it can be read again, if anywhere."),
    )
    seen = LineField("", required=False, widget=HiddenInput())

    def offer(self, organisations: list[tuple[str, str]]) -> None:
        """Fill the list of organisations."""
        self.organisation.choices = [("", _l("no member in particular")), *organisations]

    def validate_happened_on(self, field: Any) -> None:
        if field.data is not None and not _EARLIEST <= field.data < _LATEST:
            raise ValidationError(_l("This year cannot be right."))

    def values(self) -> dict[str, object]:
        """What was typed, by the names of actions.EDITABLE."""
        return {
            "title": self.title.data,
            "text": self.text.data,
            "language": self.language.data,
            "happened_on": self.happened_on.data,
            "organisation_id": int(self.organisation.data) if self.organisation.data else None,
            "source": self.source.data or "",
        }


class WithdrawForm(Form):
    """Why a note is taken back."""

    reason = ProseField(
        _l("Reason"), most=2000, description=_l("Everyone who comes to its address reads it.")
    )
