"""What the notices room asks of later rooms, and the sentences it makes of the answers."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from flask_babel.speaklater import LazyString

from consult.kit.markup import excerpt
from consult.kit.room import Question
from consult.kit.subject import Shown, Words, all_shown, kinds
from consult.kit.visitor import Visitor
from consult.notices.lines import Line, Place

if TYPE_CHECKING:
    from consult.notices.models import Notice

# () -> the sentence of every code the room tells, with %(name)s for its values, %(subject)s for what it is about and
# %(within)s for what it is grouped under
notice_words: Question[Mapping[str, LazyString]] = Question("notice words")

_SPOKEN = frozenset({"comment"})
"""The kinds whose words are what somebody said: these are quoted."""
_OPEN, _SHUT = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


def lines(
    reader: Visitor | None, notices: Sequence[Notice], *, quoted: int = 0, hidden: bool = False
) -> list[Line]:
    """Notices as this person may read them now, in a fixed number of statements.

    What they may no longer see is left out, or with `hidden` kept as a line that says nothing of it. With `quoted`
    what somebody said, such as a comment, is quoted by so many letters.
    """
    about = {(notice.kind, notice.subject_id) for notice in notices}
    seen = all_shown(reader, about | {(notice.within_kind, notice.within_id) for notice in notices})
    sentences = {code: words for answer in notice_words.ask() for code, words in answer.items()}
    quotable = {place for place in about if place in seen and quoted}
    said = _said(notice for notice in notices if (notice.kind, notice.subject_id) in quotable)
    found = []
    for notice in notices:
        place = (notice.kind, notice.subject_id)
        if place not in seen and not hidden:
            continue
        words = said.get(place)
        within = (notice.within_kind, notice.within_id)
        found.append(
            Line(
                id=notice.id,
                sentence=_sentence(sentences.get(notice.code), notice, seen),
                place=_place(place, seen),
                within=_place(within, seen),
                topic=notice.topic,
                at=notice.at,
                read=notice.read_at is not None,
                quote=excerpt(words.text, quoted) if words else "",
                quote_language=words.language if words else "",
            )
        )
    return found


def _place(place: tuple[str, int], seen: Mapping[tuple[str, int], Shown]) -> Place:
    shown = seen.get(place)
    return Place(*place, shown.label, shown.title, shown.url) if shown else Place(*place)


def _sentence(words: LazyString | None, notice: Notice, seen: Mapping[tuple[str, int], Shown]) -> str:
    shown = seen.get((notice.kind, notice.subject_id))
    if shown is None:
        return ""
    within = seen.get((notice.within_kind, notice.within_id))
    values = {"subject": shown.title, "within": within.title if within else shown.title, **notice.values}
    try:
        return (
            str(words) % {name: _apart(str(value)) for name, value in values.items()}
            if words
            else shown.title
        )
    except (KeyError, ValueError, TypeError):
        return shown.title  # an older notice that lacks what the sentence wants today


def _apart(value: str) -> str:
    """A name written from right to left stays in one piece in a sentence that is not, and in a letter's plain text."""
    other_way = any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in value)
    return f"{_OPEN}{value}{_SHUT}" if other_way else value


def _said(notices: Iterable[Notice]) -> dict[tuple[str, int], Words]:
    by_kind: dict[str, set[int]] = {}
    for notice in notices:
        if notice.kind in _SPOKEN:
            by_kind.setdefault(notice.kind, set()).add(notice.subject_id)
    return {
        (kind, id): words
        for kind, ids in by_kind.items()
        if (subject := kinds().get(kind)) is not None and subject.words is not None
        for id, words in subject.words(sorted(ids)).items()
    }
