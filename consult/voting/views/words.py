"""The words for states, results, choices and numbers of voting, shared by every page that shows a ballot."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from babel.lists import format_list
from babel.numbers import format_decimal
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from consult.voting.exact import write_fraction
from consult.voting.phases import State, Times, period, state
from consult.voting.queries.results import VerdictRow
from consult.voting.roll import Reason
from consult.voting.verdict import Result

THOUSAND = 1000

# label, and the tone of the tag: each tone has its own shape
STATES: dict[State, tuple[LazyString, str]] = {
    State.PREPARED: (_l("Waits for a teller"), "quiet"),
    State.SCHEDULED: (_l("Scheduled"), "soon"),
    State.OPEN: (_l("Open"), "open"),
    State.COUNTING: (_l("Being counted"), "soon"),
    State.CLOSED: (_l("Closed"), "closed"),
    State.WITHDRAWN: (_l("Withdrawn"), "quiet"),
    State.LAPSED: (_l("Lapsed"), "quiet"),
    State.ANNULLED: (_l("Annulled"), "failed"),
}
RESULTS: dict[Result, tuple[LazyString, str]] = {
    Result.ADOPTED: (_l("Adopted"), "carried"),
    Result.ADOPTED_PENDING: (_l("Adopted, to be confirmed"), "carried"),
    Result.REJECTED: (_l("Not adopted"), "failed"),
    Result.NO_QUORUM: (_l("No quorum"), "failed"),
    Result.TIED: (_l("Tied"), "closed"),
    Result.SECOND_VOTE: (_l("To be voted on again"), "closed"),
}
CHOICES: dict[str, LazyString] = {
    "yes": _l("Yes"),
    "no": _l("No"),
    "abstain": _l("Abstain"),
}
REASONS: dict[str, LazyString] = {
    Reason.FULL_MEMBER: _l("Full member: it votes."),
    Reason.ASSOCIATE: _l("Associate member: it speaks and proposes, but does not vote."),
    Reason.SUSPENDED: _l("Its rights were suspended on the record day."),
    Reason.LEFT: _l("It had left the federation by the record day."),
    Reason.OUTSIDE: _l("The rule of this vote does not ask it."),
}

LANGUAGE_NAMES: dict[str, LazyString] = {"en": _l("English"), "es": _l("Spanish"), "fr": _l("French")}


def language_word(code: str) -> str:
    """The name of a language in the reader's."""
    return str(LANGUAGE_NAMES.get(code, code))


def choice_word(choice: str) -> str:
    """Yes, No or Abstain."""
    return str(CHOICES[choice])


def reason_word(reason: str) -> str:
    """Why an organisation votes or does not."""
    return str(REASONS[reason])


def mark(ballot: Times, at: datetime, found: VerdictRow | None = None) -> tuple[str, str]:
    """Label and tone of a ballot's state; with its verdict, of the result, unless it was annulled."""
    now = state(ballot, at)
    decided = found is not None and now is not State.ANNULLED
    label, tone = RESULTS[found.verdict.result] if found is not None and decided else STATES[now]
    return str(label), tone


def number(value: Fraction | int) -> str:
    """A count as people write it; a fraction that is not whole stays exact."""
    if value.denominator != 1:
        return write_fraction(value)
    if 0 <= value < THOUSAND:  # nothing to group: every language of ours writes it alike
        return str(value.numerator)
    return str(format_decimal(int(value), locale=get_locale()))


def votes_text(weight: Fraction) -> str:
    """`1 vote`, `3 votes`, `7/2 votes`."""
    if weight.denominator == 1:
        return ngettext("%(num)d vote", "%(num)d votes", int(weight))
    return _("%(number)s votes", number=number(weight))


def listed(parts: Sequence[str]) -> str:
    """`a, b and c` in the reader's language."""
    return str(format_list(list(parts), locale=get_locale()))


FILTERS = {
    "choice_word": choice_word,
    "language_word": language_word,
    "period": period,
    "roll_reason": reason_word,
    "vote_number": number,
}
"""For templates of every room: {{ choice | choice_word }}."""
