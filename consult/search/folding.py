"""Words without case and accents, the same for every database: what is written and what is asked meet here."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LONGEST_WORD = 40
MOST_WORDS = 16_000
"""So many words of a text are found; one database counts positions only so far."""
MOST_LETTERS = 120_000

# what Unicode does not take apart
_LETTERS = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŧ": "t", "þ": "th", "æ": "ae", "œ": "oe",
    "ĸ": "k", "ŋ": "n", "ə": "e", "ʻ": "", "ʼ": "", "\u0640": "", "\u00ad": "", "\u200c": "", "\u200d": "",
}  # fmt: skip
_HYPHENS = "-\u2010\u2011\u2043\u02d7"
# marks above and below a letter are dropped; the vowel signs and stops of Indic scripts and the voicing of kana stay
_KEPT_CLASSES = {0, 7, 8, 9}
# scripts that write no blanks between words (and Korean, where endings hang on to them): cut into pairs of signs
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_PREFIXES = "co|re|pre|sub|non|e"
# co-operative is cooperative; decision-making is two words
_WORD = re.compile(rf"([{_UNSPACED}]+)|((?:(?<![^ \-])(?:{_PREFIXES})-)?[^ \-{_UNSPACED}]+)")


class _Table(dict[int, str]):
    """What each sign becomes, found once: letters, numbers and hyphens, and a blank for everything else."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _folded(chr(code))
        return found


def _folded(sign: str) -> str:
    if sign in _HYPHENS:
        return "-"
    apart = unicodedata.normalize("NFKD", _LETTERS.get(sign, sign)).casefold()
    letters = (
        part
        for one in unicodedata.normalize("NFKD", "".join(_LETTERS.get(part, part) for part in apart))
        for part in _LETTERS.get(one, one)
        if unicodedata.combining(part) in _KEPT_CLASSES
    )
    whole = unicodedata.normalize("NFC", "".join(letters))
    if not whole and (sign in _LETTERS or unicodedata.category(sign).startswith("M")):
        return ""
    if all(unicodedata.category(part)[0] in "LNM" for part in whole):
        return whole or " "
    return "".join(part if unicodedata.category(part)[0] in "LNM" else " " for part in whole)


_TABLE = _Table()


def folded(text: str) -> str:
    """A text in plain small letters; what is no letter and no number is a blank, hyphens stay."""
    return text.translate(_TABLE)


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is compared, and where it stands in the text it was taken from."""

    text: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """The words of a text in NFC in order, each with its place in the text."""
    text = text[:MOST_LETTERS]
    plain = folded(text)
    places = _places(text) if any(len(_TABLE[ord(sign)]) != 1 for sign in set(text)) else None
    found: list[Word] = []
    for match in _WORD.finditer(plain):
        start, end = match.span()
        if match[1]:
            found += [
                Word(pair, *_origin(places, start + at, start + at + len(pair)))
                for at, pair in enumerate(_pairs(match[1]))
            ]
        else:
            one = match[2].replace("-", "")[:LONGEST_WORD]
            found.append(Word(one, *_origin(places, start, end)))
        if len(found) >= MOST_WORDS:
            return found[:MOST_WORDS]
    return found


def terms(text: str) -> list[str]:
    """The words of a text as the index keeps them, however its letters were composed."""
    return [word.text for word in words(unicodedata.normalize("NFC", text))]


def is_unspaced(term: str) -> bool:
    """Whether this is a pair of signs of a script without blanks."""
    return re.match(f"[{_UNSPACED}]", term) is not None


def _pairs(run: str) -> list[str]:
    """協同組合 as 協同, 同組, 組合 and 合: whatever stands side by side can be found, and each sign by itself."""
    return [run[at : at + 2] for at in range(len(run))]


def _places(text: str) -> list[int]:
    """For each sign of the folded text the place of the sign it came from, and the end."""
    places = [at for at, sign in enumerate(text) for _part in _TABLE[ord(sign)]]
    return [*places, len(text)]


def _origin(places: list[int] | None, start: int, end: int) -> tuple[int, int]:
    if places is None:
        return start, end
    return places[start], places[end - 1] + 1
