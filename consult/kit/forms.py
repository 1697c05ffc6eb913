"""The shape of input: forms that survive anything typed, keep it, and say clearly what to mend."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import DateField, DateTimeLocalField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # types lag behind 3.3
from wtforms.validators import InputRequired, Length, Optional, StopValidation, ValidationError

from consult.kit.languages import chosen_zone
from consult.kit.markup import clean

LINE = 200
_EARLIEST, _LATEST = 1900, 2200
PROSE = 20_000


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What all our forms share. CSRF is checked for the whole application, not again here."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # the same
        csrf = False

        def wrap_formdata(self, form: Form, formdata: object) -> MultiDict[str, str] | None:
            """What was sent, without characters nobody can see; passwords are taken to the letter.

            Only the fields of a form count: a file or JSON among them is nothing that anybody typed.
            """
            given = formdata if formdata is None or isinstance(formdata, MultiDict) else _sent()
            if given is None:
                return None
            fields = given.items(multi=True)
            return MultiDict((name, value if "password" in name else clean(value)) for name, value in fields)

    def posted(self) -> bool:
        """Whether the form was sent and is well shaped."""
        return request.method == "POST" and bool(self.validate())

    def blame(self, field: str, message: str) -> None:
        """Put a refusal beside the field it is about."""
        self[field].errors = [*self[field].errors, message]


def _sent() -> MultiDict[str, str] | None:
    return request.form if request.method == "POST" else None


def _cleaned(value: object) -> object:
    return clean(value) if isinstance(value, str) else value


def _one_line(value: object) -> object:
    return " ".join(clean(value).split()) if isinstance(value, str) else value


class LineField(StringField):
    """One line of text: blanks folded, unseen characters dropped, a length said."""

    def __init__(self, label: str, *, required: bool = True, most: int = LINE, **more: Any) -> None:
        first = _required() if required else Optional()
        checks = [first, Length(max=most, message=_l("At most %(max)d characters, please."))]
        super().__init__(label, [*checks, *more.pop("validators", [])], filters=[_one_line], **more)


class ProseField(TextAreaField):
    """A longer text in Markdown, kept as typed but for unseen characters."""

    def __init__(self, label: str, *, required: bool = True, most: int = PROSE, **more: Any) -> None:
        first = _required() if required else Optional()
        checks = [first, Length(max=most, message=_l("This text is too long: at most %(max)d characters."))]
        super().__init__(label, [*checks, *more.pop("validators", [])], filters=[_cleaned], **more)


def _required() -> Callable[[Any, Any], None]:
    def check(form: Any, field: Any) -> None:
        if not field.data or not str(field.data).strip():
            field.errors[:] = []
            raise StopValidation(_l("Please fill this in."))

    check.field_flags = {"required": True}  # type: ignore[attr-defined]  # WTForms reads it from the function
    return check


class MomentField(DateTimeLocalField):
    """A day and time typed in the reader's own zone and read as a moment in UTC."""

    def __init__(self, label: str, *, required: bool = True, **more: Any) -> None:
        checks = [InputRequired(message=_l("Please give a day and a time."))] if required else [Optional()]
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
        super().__init__(label, checks, format=formats, **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        if self.data is None:
            return
        if not _EARLIEST <= self.data.year <= _LATEST:
            self.data = None
            raise ValueError(_("This year cannot be right."))
        self.data = self.data.replace(tzinfo=ZoneInfo(chosen_zone())).astimezone(UTC)

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(clean(part) for part in self.raw_data)
        if isinstance(self.data, datetime):
            return self.data.astimezone(ZoneInfo(chosen_zone())).strftime("%Y-%m-%dT%H:%M")
        return ""


class DayField(DateField):
    """A day of the calendar."""

    def __init__(self, label: str, *, required: bool = True, **more: Any) -> None:
        checks = [InputRequired(message=_l("Please give a day."))] if required else [Optional()]
        super().__init__(label, checks, **more)


Choices = Sequence[tuple[str, object]]


class ChoiceField(SelectField):
    """One of a list, which may also be a function that is asked each time."""

    def __init__(self, label: str, choices: Choices | Callable[[], Choices], **more: Any) -> None:
        listed = (lambda: _options(choices())) if callable(choices) else _options(choices)
        super().__init__(label, choices=listed, **more)

    def pre_validate(self, form: Any) -> None:
        _among(self)


class RadioChoiceField(RadioField):
    """One of a few, all of them in sight."""

    def __init__(self, label: str, choices: Sequence[tuple[str, object]], **more: Any) -> None:
        super().__init__(label, choices=_options(choices), **more)

    def pre_validate(self, form: Any) -> None:
        _among(self)


def _options(choices: Sequence[tuple[str, object]]) -> list[SelectChoice]:
    return [SelectChoice(value=value, label=label) for value, label in choices]


def _listed(field: SelectField) -> list[Any]:
    return list(field.iter_choices())


def _among(field: SelectField) -> None:
    if str(field.data) not in {str(choice.value) for choice in _listed(field)}:
        raise ValidationError(_l("Please choose one of these."))


def asked(name: str, most: int = LINE) -> str:
    """A value of the query string, cleaned: nothing typed into an address can break a page."""
    return " ".join(clean(request.args.get(name, "")).split())[:most]


def asked_page() -> int:
    """Which page of a list is asked for; anything odd is the first."""
    given = request.args.get("page", "")
    return int(given) if given.isascii() and given.isdecimal() and 0 < len(given) < 6 and int(given) else 1
