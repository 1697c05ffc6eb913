"""What somebody asks for, understood kindly: words, “phrases”, and -what they do not want; nothing is an error."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from consult.search.folding import is_unspaced, terms

LONGEST = 200
MOST_TERMS = 12
MOST_WORDS_OF_TERM = 30
_PREFIX_FROM = 3
_QUOTES = re.compile("[“”„‟«»＂]")
# a minus sign counts where a blank stands before it; a phrase may be left open
_PART = re.compile(
    r'(?:(?<=\s)|^)([-−–]?)"([^"]*)(?:"|$)|(?:(?<=\s)|^)([-−–]?)([^\s"]+)|"([^"]*)(?:"|$)|([^\s"]+)'
)


@dataclass(frozen=True)
class Term:
    """Words that stand side by side; with `begins` the last of them may go on."""

    words: tuple[str, ...]
    begins: bool
    typed: str


@dataclass(frozen=True)
class Asked:
    """All of `wanted` must be there, and none of `unwanted`."""

    typed: str
    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = field(default=())

    def __bool__(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.wanted)


def read(typed: str) -> Asked:
    """What was typed as a question; of what is too long, the beginning."""
    typed = typed[:LONGEST]
    wanted: list[Term] = []
    unwanted: list[Term] = []
    for match in _PART.finditer(_QUOTES.sub('"', typed)):
        minus, phrase, minus_word, word, loose_phrase, loose_word = match.groups()
        quoted = phrase if phrase is not None else loose_phrase
        text = quoted if quoted is not None else word or loose_word or ""
        term = _term(text, quoted is not None)
        kept = unwanted if minus or minus_word else wanted
        if term is not None and term.words not in [other.words for other in kept]:
            kept.append(term)
    return Asked(typed, tuple(wanted[:MOST_TERMS]), tuple(unwanted[:MOST_TERMS]))


def _term(text: str, quoted: bool) -> Term | None:
    found = terms(text)[:MOST_WORDS_OF_TERM]
    if not found:
        return None
    if len(found) > 1 and len(found[-1]) == 1 and is_unspaced(found[-1]):
        found.pop()  # the last sign of a run is in the pair before it
    last = found[-1]
    begins = not quoted and (len(last) >= _PREFIX_FROM or (is_unspaced(last) and len(last) == 1))
    return Term(tuple(found), begins, text)
