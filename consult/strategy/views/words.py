"""How pages say what a proposal costs, when, and what it serves."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from babel import Locale
from babel.numbers import format_currency
from flask_babel import get_locale
from flask_babel import gettext as _

from consult.kit.moments import day
from consult.strategy import money
from consult.strategy.forms import GOALS

if TYPE_CHECKING:
    from datetime import date

    from consult.strategy.lines import TagLine
    from consult.strategy.models import Proposal
    from consult.strategy.terms import Terms


def amount(minor: int, currency: str) -> str:
    """A sum in the reader's language; without decimals when there are none."""
    decimals = money.DECIMALS.get(currency, 2)
    locale = get_locale() or Locale("en")
    pattern = locale.currency_formats["standard"].pattern
    if minor % 10**decimals == 0:
        pattern = pattern.replace(".00", "")
    return format_currency(
        Decimal(minor).scaleb(-decimals), currency, pattern, locale=locale, currency_digits=False
    )


def cost(terms: Terms | Proposal) -> str:
    """`about €120,000 (a year)`; empty when nothing is stated."""
    if terms.cost_minor is None:
        return ""
    said = amount(terms.cost_minor, terms.cost_currency)
    if terms.cost_bound == money.ABOUT:
        said = _("about %(sum)s", sum=said)
    elif terms.cost_bound == money.MOST:
        said = _("at most %(sum)s", sum=said)
    return _("%(sum)s (%(what)s)", sum=said, what=terms.cost_note) if terms.cost_note else said


def period(from_on: date | None, until_on: date | None) -> str:
    """`1 January 2027 to 31 December 2028`, or the one of them that is stated."""
    if from_on and until_on:
        return _("%(first)s to %(last)s", first=day(from_on), last=day(until_on))
    if from_on:
        return _("from %(first)s", first=day(from_on))
    return _("until %(last)s", last=day(until_on)) if until_on else ""


def goal_title(goal: int) -> str:
    """A goal of the 2030 Agenda in short words."""
    return str(GOALS[goal])


def tag_title(tag: TagLine) -> str:
    """What a tag speaks of, with its year."""
    if tag.goal is not None:
        return goal_title(tag.goal)
    return f"{tag.title}, {tag.year}" if tag.year and tag.title else tag.title


FILTERS = {"goal_title": goal_title, "tag_title": tag_title}
