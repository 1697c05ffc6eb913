"""The form of a comment as it fits the place, the mandate and what is replied to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from consult.deliberation import rules
from consult.deliberation.forms import CommentForm
from consult.deliberation.queries import comments as queries
from consult.deliberation.talk import Said
from consult.deliberation.views.places import Place
from consult.kit.forms import asked
from consult.kit.markup import excerpt
from consult.kit.pages import sentence
from consult.kit.refusal import Refused
from consult.kit.visitor import current_visitor
from consult.network.standing import HeldMandate
from consult.strategy.rules import address

_BESIDE = {
    "draft-personal": "stands_for",
    "comment-empty": "text",
    "language-unknown": "language",
    "paragraph-gone": "paragraph",
    "stands-for-unknown": "stands_for",
    "wording-not-allowed": "wording",
    "stance-unknown": "stance",
    "question-without-stance": "stance",
    "kind-unknown": "kind",
}


@dataclass(frozen=True)
class Writing:
    """A form being filled in: for whom, and where it goes."""

    form: CommentForm
    mandate: HeldMandate
    url: str

    @property
    def may_post(self) -> bool:
        return "comment" in self.mandate.rights

    @property
    def wording(self) -> str:
        return self.form.wording.data or "" if "wording" in self.form else ""

    def values(self) -> dict[str, Any]:
        """What the actions are given."""
        form = self.form
        about = form.paragraph.data if "paragraph" in form else ""
        reply_to = form.reply_to.data or ""
        return {
            "language": form.language.data,
            "wording": self.wording,
            "stance": form.stance.data or "",
            "kind": form.kind.data,
            "paragraph_id": int(about) if about else None,
            # an odd number is one that no comment has
            "reply_to_id": number(reply_to) if reply_to else None,
            **({"stands_for": form.stands_for.data} if "stands_for" in form else {}),
        }


def number(text: str) -> int:
    """The id that was typed or posted; 0 for anything that cannot be one."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def asked_fields() -> dict[str, str]:
    """What the address of the page already says: a paragraph, a comment to reply to."""
    return {"paragraph": asked("paragraph", 12), "reply_to": asked("reply", 12)}


def fresh_form(values: dict[str, str]) -> CommentForm:
    """An empty form in the person's language; no stance is marked for anyone."""
    me = current_visitor()
    language = me.language if me is not None else "en"
    form = CommentForm(language=language, stands_for=rules.ORGANISATION, **values)
    form.stance.data = None
    return form


def shape(
    writing: Writing, place: Place, reply_to: Said | None, paragraphs: Sequence[tuple[str, str]]
) -> None:
    """Take away the fields that have no meaning here, and fill the choices of the others."""
    form, mandate = writing.form, writing.mandate
    if "stands_for" in form and not writing.may_post:
        del form.stands_for
    if "stands_for" in form:
        form.stands_for.choices = [
            (rules.ORGANISATION, _("%(name)s", name=mandate.short_name)),
            (rules.PERSON, _("me personally, not for %(name)s", name=mandate.short_name)),
        ]
        form.stands_for.flags.required = True
    form.language.flags.required = form.kind.flags.required = True
    replying = reply_to is not None or bool(form.reply_to.data)
    if "paragraph" in form and (place.target[0] == "pillar" or replying):
        del form.paragraph
    if "paragraph" in form:
        form.paragraph.choices = [("", _("The proposal as a whole")), *paragraphs]
    # a draft may suggest wording; whoever posts it needs the right to
    if "wording" in form and (replying or not {"amend", "draft"} & mandate.rights):
        del form.wording


def paragraph_choices(place: Place) -> list[tuple[str, str]]:
    """The paragraphs of a proposal's present text, each with its address and its first words."""
    kind, id = place.target
    if kind == "pillar" or place.version is None:
        return []
    return addressed(place, queries.paragraphs(id, place.version))


def addressed(place: Place, rows: Sequence[tuple[int, int, str]]) -> list[tuple[str, str]]:
    """Paragraphs (id, place, text) as choices."""
    return [
        (str(id), f"{address(place.number, position)}  {excerpt(text, 60)}") for id, position, text in rows
    ]


def blamed(form: CommentForm, refused: Refused) -> bool:
    """Put a refusal beside its field, if it is about one that is shown."""
    field = _BESIDE.get(refused.code, "")
    if field not in form:
        return False
    form.blame(field, sentence(refused))
    return True
