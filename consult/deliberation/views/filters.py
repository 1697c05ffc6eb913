"""The comments that a page's address asks for, and the choices that a reader is offered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from consult.deliberation import stances
from consult.deliberation.forms import STANCE_WORDS
from consult.deliberation.rules import LANGUAGES
from consult.deliberation.talk import NEWEST, UNSTATED, Wanted
from consult.kit.forms import asked
from consult.network.forms.words import region_name
from consult.network.rules import REGIONS

Options = list[tuple[str, str]]


@dataclass(frozen=True)
class Choices:
    """What may be chosen in each filter: (value, word)."""

    region: Options
    stance: Options
    kind: Options
    language: Options
    about: Options

    @classmethod
    def of(cls, paragraphs: Sequence[tuple[str, str]]) -> Choices:
        """The choices on a page whose text has these paragraphs."""
        said = [(stance, str(STANCE_WORDS[stance])) for stance in stances.STANCES]
        return cls(
            region=[(region, region_name(region)) for region in REGIONS],
            stance=[*said, (UNSTATED, _("No stance"))],
            kind=[
                (stances.GENERAL, _("Comments")),
                (stances.QUESTION, _("Questions")),
                (stances.EDITORIAL, _("Editorial remarks")),
            ],
            language=list(LANGUAGES.items()),
            about=list(paragraphs),
        )

    def words(self, asks: Wanted) -> list[str]:
        """What is asked for, in words."""
        offered = {"region": self.region, "stance": self.stance, "kind": self.kind}
        offered |= {"language": self.language, "about": self.about}
        return [
            next((word for value, word in offered.get(name, []) if value == given), given)
            for name, given in asks.asked().items()
        ]


def wanted() -> Wanted:
    """What the address asks for; whatever is not known is not asked."""
    paragraph = asked("about", 9)
    return Wanted(
        organisation=asked("organisation", 80),
        region=_known("region", REGIONS),
        stance=_known("stance", (*stances.STANCES, UNSTATED)),
        kind=_known("kind", stances.KINDS),
        language=_known("language", tuple(LANGUAGES)),
        paragraph=int(paragraph) if paragraph.isascii() and paragraph.isdecimal() else 0,
        newest=asked("sort") == NEWEST,
    )


def _known(name: str, values: Sequence[str]) -> str:
    given = asked(name, 40)
    return given if given in values else ""
