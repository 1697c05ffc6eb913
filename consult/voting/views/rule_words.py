"""A rule in plain sentences: who votes, quorum, majority, abstentions, ties, change of vote."""

from __future__ import annotations

from fractions import Fraction

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_babel.speaklater import LazyString

from consult.kit.moments import span
from consult.network.forms.words import category_name, country_name, region_name
from consult.voting.exact import write_fraction
from consult.voting.phases import period
from consult.voting.ruling import EACH, MEMBERS, OVERALL, Form, Op, Rule, Select, Test, Tie
from consult.voting.verdict import HALF
from consult.voting.views.words import listed, number

_SHARES: dict[Fraction, LazyString] = {
    HALF: _l("half"),
    Fraction(1, 3): _l("one third"),
    Fraction(2, 3): _l("two thirds"),
    Fraction(1, 4): _l("one quarter"),
    Fraction(3, 4): _l("three quarters"),
    Fraction(1, 5): _l("one fifth"),
    Fraction(3, 5): _l("three fifths"),
    Fraction(4, 5): _l("four fifths"),
    Fraction(1): _l("all"),
}
_OF_MEMBERS: dict[str, LazyString] = {
    "entitled": _l("the organisations entitled to vote"),
    "cast": _l("the organisations that take part"),
    "expressed": _l("the organisations that vote yes or no"),
    "present": _l("the organisations present"),
    "entitled_less_declared": _l("the organisations that did not declare to abstain"),
}
_OF_VOTES: dict[str, LazyString] = {
    "entitled": _l("all votes there are"),
    "cast": _l("the votes cast"),
    "expressed": _l("the votes for or against"),
    "present": _l("the votes present"),
    "entitled_less_declared": _l("all votes but declared abstentions"),
}
_CLAUSES: dict[tuple[str, Op], LazyString] = {
    ("yes", Op.MORE): _l("more than %(quantity)s say yes"),
    ("yes", Op.AT_LEAST): _l("at least %(quantity)s say yes"),
    ("no", Op.LESS): _l("fewer than %(quantity)s say no"),
    ("no", Op.AT_MOST): _l("at most %(quantity)s say no"),
    ("cast", Op.MORE): _l("more than %(quantity)s take part"),
    ("cast", Op.AT_LEAST): _l("at least %(quantity)s take part"),
    ("expressed", Op.MORE): _l("more than %(quantity)s are for or against"),
    ("expressed", Op.AT_LEAST): _l("at least %(quantity)s are for or against"),
    ("present", Op.MORE): _l("more than %(quantity)s are present"),
    ("present", Op.AT_LEAST): _l("at least %(quantity)s are present"),
    ("abstain", Op.LESS): _l("fewer than %(quantity)s abstain"),
}
_TIES: dict[Tie, LazyString] = {
    Tie.FAILS: _l("With exactly half, the text is not adopted."),
    Tie.CHAIR: _l("With exactly half, the chair decides, and this is recorded apart from the count."),
    Tie.FURTHER_DISCUSSION: _l("With exactly half, the question goes back to discussion."),
    Tie.SECOND_BALLOT: _l("With exactly half, the question is put once more."),
    Tie.LOT: _l("With exactly half, a lot decides."),
}


def share_word(share: Fraction) -> str:
    """`half`, `two thirds`, or the fraction itself."""
    return str(_SHARES.get(share, write_fraction(share)))


def basis_word(den: str, unit: str) -> str:
    """What a share is taken of."""
    return str((_OF_MEMBERS if unit == MEMBERS else _OF_VOTES)[den])


def scope_word(rule: Rule, scope: str) -> str:
    """The name of a chamber or scope: its region or category where it is one, else its id."""
    if scope == OVERALL:
        return _("All together")
    for known in (*rule.chambers, *rule.scopes):
        names = dict(known.select.attributes) if known.id == scope else {}
        for attribute, word in (("region", region_name), ("category", category_name)):
            wanted = names.get(attribute)
            if isinstance(wanted, tuple) and len(names) == 1:
                return listed([word(value) for value in wanted])
    return scope


def quantity(test: Test) -> str:
    """`half of the votes for or against`, `297 votes`, `3/2 times the square root of ...`."""
    value = test.required.value
    if test.required.form is Form.ABSOLUTE:
        if value.denominator == 1 and test.unit == MEMBERS:
            return ngettext("%(num)d organisation", "%(num)d organisations", int(value))
        if value.denominator == 1:
            return ngettext("%(num)d vote", "%(num)d votes", int(value))
        return _("%(number)s votes", number=number(value))
    basis = basis_word(test.den or "entitled", test.unit)
    if test.required.form is Form.SQRT:
        return _(
            "%(number)s times the square root of the number of %(basis)s", number=number(value), basis=basis
        )
    return _("%(share)s of %(basis)s", share=share_word(value), basis=basis)


def clause(rule: Rule, test: Test) -> str:
    """One test as the second half of a sentence."""
    said = str(_CLAUSES[test.num, test.op]) % {"quantity": quantity(test)}
    if test.scope == EACH:
        scopes = listed([scope_word(rule, scope) for scope in rule.each])
        return _("%(clause)s, counted apart in %(scopes)s", clause=said, scopes=scopes)
    if test.scope != OVERALL:
        return _("%(clause)s, counted in %(scope)s alone", clause=said, scope=scope_word(rule, test.scope))
    return said


def _clauses(rule: Rule, tests: tuple[Test, ...]) -> str:
    return listed([clause(rule, test) for test in tests])


def one_sentence(rule: Rule) -> str:
    """The whole rule as a voter needs it."""
    majority = _clauses(rule, rule.thresholds)
    if rule.quorum:
        return _(
            "It is adopted if %(majority)s, provided that %(quorum)s.",
            majority=majority,
            quorum=_clauses(rule, rule.quorum),
        )
    return _("It is adopted if %(majority)s.", majority=majority)


def is_assumption(rule: Rule) -> bool:
    """Whether the basis of a rule says that nobody has confirmed it yet."""
    return "assumption" in rule.basis.casefold()


def plainly(rule: Rule) -> list[tuple[str, str]]:
    """The rule as pairs of a term and a sentence."""
    rows = [
        (_("Who votes"), _electorate(rule)),
        (_("Weight"), _weight(rule)),
        (_("Quorum"), _quorum(rule)),
        (_("Majority"), _("Adopted if %(clauses)s.", clauses=_clauses(rule, rule.thresholds))),
        (_("Abstentions"), _abstentions(rule)),
        (_("Ties"), str(_TIES[rule.tie])),
        (_("Change of vote"), _revote(rule)),
        (_("What is seen"), _secrecy(rule)),
    ]
    if rule.blocking_min_members is not None:
        rows.append(
            (
                _("Blocking minority"),
                ngettext(
                    "The majority is taken as reached unless at least %(num)d organisation is not in favour.",
                    "The majority is taken as reached unless at least %(num)d organisations are not in favour.",
                    rule.blocking_min_members,
                ),
            )
        )
    if rule.negatives_need_reason:
        rows.append((_("A no needs its reason"), _("A no without a reason is kept, but not counted.")))
    if rule.confirmation is not None:
        rows.append((_("Confirmation"), _("An adoption may wait for a confirmation before it takes effect.")))
    if rule.notice:
        notice = span(period(rule.notice))
        rows.append((_("Notice"), _("Announced at least %(span)s before it opens.", span=notice)))
    if rule.open_min:
        rows.append((_("Time to vote"), _("Open for at least %(span)s.", span=span(period(rule.open_min)))))
    return rows


def _electorate(rule: Rule) -> str:
    wanted = dict(dict(rule.electorate.rights).get("vote", Select()).attributes)
    words = {"category": category_name, "region": region_name, "country": country_name}
    named = [
        listed([words[name](value) for value in values])
        for name, values in wanted.items()
        if isinstance(values, tuple) and name in words
    ]
    if not named:
        return _("Every member of the federation.")
    if wanted.get("good_standing") is True:
        return _("Members in good standing on the day of the opening: %(kinds)s.", kinds=listed(named))
    return _("Members on the day of the opening: %(kinds)s.", kinds=listed(named))


def _weight(rule: Rule) -> str:
    if rule.weights.scheme == "equal":
        return _("One vote for each organisation.")
    return _("Each organisation's votes are worked out by the rule (%(scheme)s).", scheme=rule.weights.scheme)


def _quorum(rule: Rule) -> str:
    if not rule.quorum:
        return _("None: the vote counts however many take part.")
    then = {
        "void": _("Otherwise nothing is decided."),
        "refer": _("Otherwise the question is referred back."),
        "second_call": _("Otherwise the question is put a second time."),
        "extend_once": _("Otherwise the vote is extended once."),
    }[rule.quorum_fail.action]
    return _("The vote counts if %(clauses)s. %(then)s", clauses=_clauses(rule, rule.quorum), then=then)


def _abstentions(rule: Rule) -> str:
    if rule.abstention_cap is not None:
        share = share_word(rule.abstention_cap.value)
        return _("If %(share)s or more of those who vote abstain, the question is put again.", share=share)
    if all(test.den == "expressed" or test.den is None for test in rule.thresholds):
        return _("They count as taking part, but not in the majority.")
    return _("They count in the number the majority is taken of, so they weigh like a no.")


def _revote(rule: Rule) -> str:
    if rule.revote == "final":
        return _("A vote once cast is final.")
    return _("An organisation may change its vote until closing: the last one counts, all are kept.")


def _secrecy(rule: Rule) -> str:
    if rule.secrecy == "secret":
        return _("The vote is secret: only the count is published.")
    return _("Nobody sees a count before closing; after it, every organisation's vote is shown by name.")
