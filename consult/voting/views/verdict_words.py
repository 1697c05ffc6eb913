"""A verdict in words: the one sentence, and every test with its numbers. Nothing is judged here."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from babel.numbers import format_decimal
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from consult.voting.exact import percent
from consult.voting.queries.results import VerdictRow
from consult.voting.ruling import MEMBERS, OVERALL, Form, Op, Rule, Test, Tie
from consult.voting.verdict import Kind, Line, Note, Result
from consult.voting.views.rule_words import quantity, scope_word
from consult.voting.views.words import number

_COMPARED: dict[Op, LazyString] = {
    Op.MORE: _l("more than %(quantity)s"),
    Op.AT_LEAST: _l("at least %(quantity)s"),
    Op.LESS: _l("fewer than %(quantity)s"),
    Op.AT_MOST: _l("at most %(quantity)s"),
}
_COUNTED: dict[str, LazyString] = {
    "yes": _l("Yes"),
    "no": _l("No"),
    "abstain": _l("Abstentions"),
    "cast": _l("Took part"),
    "expressed": _l("For or against"),
    "present": _l("Present"),
    "not_yes": _l("Not in favour"),
}
_KINDS: dict[Kind, LazyString] = {
    Kind.QUORUM: _l("Quorum"),
    Kind.ABSTENTION_CAP: _l("Limit of abstentions"),
    Kind.BLOCKING: _l("Blocking minority"),
    Kind.THRESHOLD: _l("Majority"),
    Kind.CONFIRMATION: _l("Confirmation"),
}
_NOTES: dict[Note, LazyString] = {
    Note.NOBODY_ENTITLED: _l("Nobody here is entitled, so this part was not asked."),
    Note.NONE_EXPRESSED: _l("Nobody here voted yes or no."),
    Note.EMPTY_SKIPPED: _l("Nobody here took part, so this part was not asked."),
    Note.EMPTY_BASE: _l("There is nobody to take a share of."),
}
_TIED: dict[Tie, LazyString] = {
    Tie.FAILS: _l("a tie is not an adoption"),
    Tie.CHAIR: _l("the chair has to decide"),
    Tie.FURTHER_DISCUSSION: _l("the question goes back to discussion"),
    Tie.SECOND_BALLOT: _l("the question is put once more"),
    Tie.LOT: _l("a lot has to decide"),
}


@dataclass(frozen=True)
class TestRow:
    """One test as the table under the verdict shows it."""

    name: str
    scope: str
    counted: str
    obtained: str
    required: str
    margin: str
    passed: bool
    note: str

    __test__ = False


def percentage(share: Fraction) -> str:
    """`54.55 %` as the reader's language writes it; the digits are exact, half to even."""
    digits = format_decimal(Decimal(percent(share)), format="0.00", locale=get_locale())
    return _("%(digits)s %%", digits=digits)


def _near(lines: list[Line]) -> Line:
    """The line with the least margin: the one a verdict turned on."""
    return min(lines, key=lambda line: (line.margin is None, line.margin or Fraction(0)))


def _deciding(found: VerdictRow) -> Line:
    verdict = found.verdict
    failed = [line for line in verdict.failed if not line.skipped]
    deciding = verdict.of(verdict.decided_by)
    return _near(failed or [line for line in deciding if not line.skipped] or list(deciding))


def _basis(line: Line) -> str:
    """`25 votes for or against`: the base of a line with its number."""
    value = line.base_value or Fraction(0)
    count, said = int(value), number(value)
    if line.unit == MEMBERS:
        return {
            "expressed": ngettext(
                "%(said)s organisation for or against",
                "%(said)s organisations for or against",
                count,
                said=said,
            ),
            "cast": ngettext(
                "%(said)s organisation taking part", "%(said)s organisations taking part", count, said=said
            ),
        }.get(line.base or "", ngettext("%(said)s organisation", "%(said)s organisations", count, said=said))
    return {
        "expressed": ngettext(
            "%(said)s vote for or against", "%(said)s votes for or against", count, said=said
        ),
        "cast": ngettext("%(said)s vote cast", "%(said)s votes cast", count, said=said),
    }.get(line.base or "", ngettext("%(said)s possible vote", "%(said)s possible votes", count, said=said))


def _margin(line: Line) -> str:
    """How far from the line, as the end of a sentence."""
    if line.margin is None:
        return _("and nothing could have been enough")
    count, said = int(abs(line.margin)), number(abs(line.margin))
    if not line.margin:
        return _("exactly what was needed")
    if line.margin > 0 and line.op.upward:
        return ngettext("%(said)s more than needed", "%(said)s more than needed", count, said=said)
    if line.margin > 0:
        return ngettext("%(said)s below the limit", "%(said)s below the limit", count, said=said)
    if line.op.upward:
        return ngettext(
            "%(said)s short of what was needed", "%(said)s short of what was needed", count, said=said
        )
    return ngettext("%(said)s above the limit", "%(said)s above the limit", count, said=said)


def _turned_on(rule: Rule, line: Line) -> str:
    """`22 of 25 votes for or against say yes, 9 more than needed`, with its part where it is not the whole."""
    if line.skipped:
        return _("nobody was there to be asked")
    if line.note is Note.NONE_EXPRESSED:
        said = _("nobody voted yes or no")
    else:
        values = {"value": number(line.numerator_value), "basis": _basis(line), "margin": _margin(line)}
        templates: dict[str, str] = {
            "yes": _("%(value)s of %(basis)s say yes, %(margin)s", **values),
            "no": _("%(value)s of %(basis)s say no, %(margin)s", **values),
            "abstain": _("%(value)s of %(basis)s abstain, %(margin)s", **values),
        }
        said = templates.get(line.numerator, _("%(value)s of %(basis)s took part, %(margin)s", **values))
    if line.scope == OVERALL:
        return said
    return _("in %(scope)s %(what)s", scope=scope_word(rule, line.scope), what=said)


def _of_quorum(found: VerdictRow) -> Line | None:
    lines = [line for line in found.verdict.of(Kind.QUORUM) if not line.skipped]
    return _near(lines) if lines else None


def headline(found: VerdictRow) -> str:
    """The verdict as one sentence, with rule, numbers and margin."""
    verdict, title = found.verdict, found.rule.title
    line = _deciding(found)
    what = _turned_on(found.rule, line)
    if verdict.decided_by is Kind.BLOCKING:
        what = _("too few organisations stood against it to block it")
    if verdict.result is Result.NO_QUORUM:
        return _("No decision: %(what)s for the quorum of the rule “%(rule)s”.", what=what, rule=title)
    if verdict.result is Result.SECOND_VOTE:
        return _("To be voted on again under the rule “%(rule)s”: %(what)s.", what=what, rule=title)
    if verdict.result is Result.TIED and verdict.tie is not None:
        tie = str(_TIED[verdict.tie])
        half = _("%(value)s of %(basis)s say yes", value=number(line.numerator_value), basis=_basis(line))
        return _("Tied under the rule “%(rule)s”: %(half)s, and %(tie)s.", rule=title, half=half, tie=tie)
    if verdict.result is Result.ADOPTED_PENDING:
        return _("Adopted under the rule “%(rule)s”, to be confirmed: %(what)s.", what=what, rule=title)
    if verdict.result is Result.ADOPTED:
        return _("Adopted under the rule “%(rule)s”: %(what)s.", what=what, rule=title)
    return _("Not adopted under the rule “%(rule)s”: %(what)s.", what=what, rule=title)


def turnout_sentence(found: VerdictRow) -> str:
    """How many took part, beside what the quorum asked for."""
    counts = found.tally.at(OVERALL, MEMBERS)
    cast, entitled = number(counts.cast), number(counts.entitled)
    line = _of_quorum(found)
    if line is None or line.needs is None:
        return _("%(cast)s of %(entitled)s organisations took part.", cast=cast, entitled=entitled)
    needs = number(line.needs)
    return _(
        "%(cast)s of %(entitled)s organisations took part; the quorum was %(needs)s.",
        cast=cast,
        entitled=entitled,
        needs=needs,
    )


def paradox_sentence(found: VerdictRow) -> str:
    """Beside a missed quorum: whether the votes alone would have carried the text. Information, not a result."""
    if found.verdict.result is not Result.NO_QUORUM:
        return ""
    if found.verdict.thresholds_hold:
        return _("The majority was reached, but without the quorum it decides nothing.")
    return _("The majority was not reached either.")


def test_rows(found: VerdictRow) -> list[TestRow]:
    """Every test of the rule with its numbers, in the order of the law."""
    return [_row(found.rule, line) for line in found.verdict.lines]


test_rows.__test__ = False  # type: ignore[attr-defined]  # pytest takes functions of this name for its own


def _row(rule: Rule, line: Line) -> TestRow:
    test = Test(line.scope, line.unit, line.numerator, line.base, line.op, line.required)
    required = str(_COMPARED[line.op]) % {"quantity": quantity(test)}
    if line.needs is not None and line.required.form is not Form.ABSOLUTE:
        required = _("%(words)s: %(number)s", words=required, number=number(line.needs))
    counted = str(_COUNTED.get(line.numerator, line.numerator))
    if line.base_value is None:
        of = number(line.numerator_value)
    else:
        of = _("%(part)s of %(whole)s", part=number(line.numerator_value), whole=number(line.base_value))
    obtained = percentage(line.obtained) if line.obtained is not None else number(line.numerator_value)
    return TestRow(
        name=str(_KINDS[line.kind]),
        scope=scope_word(rule, line.scope),
        counted=_("%(what)s: %(numbers)s", what=counted, numbers=of),
        obtained=obtained,
        required=required,
        margin="" if line.margin is None else _signed(line.margin),
        passed=line.passed,
        note=str(_NOTES[line.note]) if line.note else "",
    )


def _signed(margin: Fraction) -> str:
    return f"+{number(margin)}" if margin > 0 else number(margin).replace("-", "−")
