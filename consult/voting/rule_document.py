"""The rule document: strict JSON in, a frozen Rule out, or a refusal that names the path."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from consult.voting import ruling
from consult.voting.document import Node, RuleError, read_json
from consult.voting.exact import read_fraction
from consult.voting.member_clauses import read_electorate, read_poll, read_proxies, read_scopes, read_weights
from consult.voting.ruling import ATTRIBUTE, EACH, MEMBERS, OVERALL, VOTES, Form, Op, Required, Rule, Test

NUMERATORS = ("yes", "no", "expressed", "cast", "present")
BASES = ("expressed", "cast", "present", "entitled", "entitled_less_declared")

# Every field of the document; those that may be left out stand here with what is meant then.
OPTIONAL: Mapping[str, object] = {
    "basis": None,
    "electorate": None,
    "weights": {"scheme": "equal"},
    "chambers": None,
    "scopes": None,
    "split": "none",
    "quorum": None,
    "quorum_fail": "void",
    "abstention_cap": None,
    "negatives_need_reason": False,
    "blocking_min_members": None,
    "empty_scope": "fail",
    "tie": "fails",
    "proxies": {"allowed": False},
    "secrecy": "recorded_members",
    "switch_to_secret": None,
    "tally_visible": "after_close",
    "revote": "until_close",
    "notice": None,
    "open_min": None,
    "explanations": True,
    "poll_by_weight_on_request": None,
    "confirmation": None,
}
NEEDED = ("id", "version", "title", "thresholds")

_CONDITION = re.compile(r"represented *(?P<op>[<>]=?) *(?P<value>[0-9/]+) +in +(?P<where>\S.*)", re.ASCII)


def parse(document: object, *, any_direction: bool = False) -> Rule:
    """The rule a document describes. Raises RuleError(path, code) for anything wrong.

    `any_direction` lets a test stand in which more votes for the text would hurt it.
    """
    try:
        rule = _rule(Node(document).object((*NEEDED, *OPTIONAL), NEEDED))
    except RecursionError:
        raise RuleError("", "too_deep") from None
    _check_scopes(rule)
    if not any_direction:
        _check_directions(rule)
    if rule.secrecy == "secret" and rule.revote != "final":
        raise RuleError("revote", "secret_is_final")
    return rule


def parse_text(text: str) -> Rule:
    """The rule a JSON text describes."""
    return parse(read_json(text))


def canonical(document: Mapping[str, object]) -> dict[str, object]:
    """The same document with every field written out, as a ballot copies and hashes it. Refuses what `parse`
    refuses. Fractions stay as they are written, since that is the text that was approved."""
    parse(document)
    return {
        name: OPTIONAL[name] if document.get(name) is None and name in OPTIONAL else document[name]
        for name in (*NEEDED, *OPTIONAL)
    }


def _rule(given: dict[str, Node]) -> Rule:
    fields = {name: Node(value, name) for name, value in OPTIONAL.items()} | given
    confirmation, cap = fields["confirmation"], fields["abstention_cap"]
    blocking, poll = fields["blocking_min_members"], fields["poll_by_weight_on_request"]
    rule = Rule(
        id=fields["id"].text(),
        version=fields["version"].whole(1),
        title=fields["title"].text(),
        basis=fields["basis"].text() if fields["basis"].given else "",
        electorate=read_electorate(fields["electorate"]),
        weights=read_weights(fields["weights"]),
        chambers=read_scopes(fields["chambers"]),
        scopes=read_scopes(fields["scopes"]),
        split=fields["split"].word(("none", "allowed")),
        quorum=_tests(fields["quorum"]) if fields["quorum"].given else (),
        quorum_fail=_quorum_fail(fields["quorum_fail"]),
        thresholds=_tests(fields["thresholds"]),
        abstention_cap=_cap(cap) if cap.given else None,
        negatives_need_reason=fields["negatives_need_reason"].flag(),
        blocking_min_members=blocking.whole(1) if blocking.given else None,
        empty_scope=ruling.EmptyScope(fields["empty_scope"].word(tuple(ruling.EmptyScope))),
        tie=ruling.Tie(fields["tie"].word(tuple(ruling.Tie))),
        proxies=read_proxies(fields["proxies"]),
        secrecy=fields["secrecy"].word(("public", "recorded_members", "secret")),
        switch_to_secret=_requests(fields["switch_to_secret"]),
        tally_visible=fields["tally_visible"].word(("after_close", "while_open")),
        revote=fields["revote"].word(("until_close", "final")),
        notice=fields["notice"].period() if fields["notice"].given else None,
        open_min=fields["open_min"].period() if fields["open_min"].given else None,
        explanations=fields["explanations"].flag(),
        poll_by_weight_on_request=read_poll(poll) if poll.given else None,
        confirmation=_confirmation(confirmation) if confirmation.given else None,
    )
    if not rule.thresholds:
        raise fields["thresholds"].refuse("empty")
    return rule


def _tests(node: Node) -> tuple[Test, ...]:
    return node.each(_test)


def _test(node: Node) -> Test:
    fields = node.object(
        ("name", "scope", "unit", "num", "den", "op", "value"), ("scope", "unit", "num", "op", "value")
    )
    required = _required(fields["value"])
    if required.form is Form.ABSOLUTE:
        if "den" in fields:
            raise fields["den"].refuse("unknown_field")
    elif "den" not in fields:
        raise RuleError(f"{node.path}.den", "missing_field")
    return Test(
        scope=fields["scope"].text(),
        unit=_unit(fields["unit"]),
        num=fields["num"].word(NUMERATORS),
        den=fields["den"].word(BASES) if "den" in fields else None,
        op=Op(fields["op"].word(tuple(Op))),
        required=required,
        name=fields["name"].text() if "name" in fields else None,
    )


def _required(node: Node) -> Required:
    if not isinstance(node.value, dict):
        return Required(Form.SHARE, node.fraction(most=1))
    fields = node.object(("absolute", "sqrt_coeff"))
    if len(fields) != 1:
        raise node.refuse("not_a_fraction")
    [(form, value)] = fields.items()
    return Required(Form(form), value.fraction())


def _unit(node: Node) -> str:
    unit = node.text()
    if unit not in (MEMBERS, VOTES) and not (unit.startswith(ATTRIBUTE) and unit != ATTRIBUTE):
        raise node.refuse("unknown_value")
    return unit


def _cap(node: Node) -> ruling.AbstentionCap:
    fields = node.object(("scope", "unit", "value", "den", "then"), ("scope", "value"))
    value = fields["value"].fraction(most=1)
    if not value:
        raise fields["value"].refuse("out_of_range")
    if "then" in fields:
        fields["then"].word(("second_vote",))
    return ruling.AbstentionCap(
        scope=fields["scope"].text(),
        value=value,
        unit=_unit(fields["unit"]) if "unit" in fields else VOTES,
        den=fields["den"].word(BASES) if "den" in fields else "cast",
    )


def _confirmation(node: Node) -> ruling.Confirmation:
    fields = node.object(("if", "request", "within", "then", "body"))
    if not fields:
        raise node.refuse("empty")
    request = fields["request"].object(("members", "regions")) if "request" in fields else {}
    return ruling.Confirmation(
        condition=_condition(fields["if"]) if "if" in fields else None,
        body=fields["body"].text() if "body" in fields else None,
        request=tuple((name, value.whole(1)) for name, value in request.items()),
        within=fields["within"].period() if "within" in fields else None,
        then=fields["then"].text() if "then" in fields else None,
    )


def _condition(node: Node) -> ruling.Condition:
    found = _CONDITION.fullmatch(node.text())
    value = read_fraction(found["value"]) if found else None
    if found is None or value is None:
        raise node.refuse("not_understood")
    return ruling.Condition(Op(found["op"]), value, found["where"].strip())


def _quorum_fail(node: Node) -> ruling.QuorumFail:
    action, colon, argument = node.text().partition(":")
    Node(action, node.path).word(("void", "extend_once", "second_call", "refer"))
    if bool(colon) != (action in ("extend_once", "second_call")):
        raise node.refuse("unknown_value")
    if action == "extend_once":
        Node(argument, node.path).period()
    return ruling.QuorumFail(action, Node(argument, node.path).text() if colon else None)


def _requests(node: Node) -> int | None:
    return node.object(("requests",), ("requests",))["requests"].whole(1) if node.given else None


def _placed(rule: Rule) -> Iterable[tuple[str, str]]:
    """Every scope a rule names, with the path where it does."""
    for name, tests in (("quorum", rule.quorum), ("thresholds", rule.thresholds)):
        for place, test in enumerate(tests):
            yield f"{name}[{place}].scope", test.scope
    if rule.abstention_cap:
        yield "abstention_cap.scope", rule.abstention_cap.scope
    if rule.confirmation and rule.confirmation.condition:
        where = rule.confirmation.condition.where
        if where not in ("any", "all"):
            yield "confirmation.if", where


def _check_scopes(rule: Rule) -> None:
    known = {OVERALL, *(scope.id for scope in (*rule.chambers, *rule.scopes))}
    if len(known) <= len(rule.chambers) + len(rule.scopes):
        raise RuleError("scopes", "twice")
    for path, scope in _placed(rule):
        if scope == EACH and not rule.each:
            raise RuleError(path, "each_of_nothing")
        if scope != EACH and scope not in known:
            raise RuleError(path, "unknown_scope")


def _check_directions(rule: Rule) -> None:
    for name, tests in (("quorum", rule.quorum), ("thresholds", rule.thresholds)):
        for place, test in enumerate(tests):
            if test.op.upward == (test.num == "no"):
                raise RuleError(f"{name}[{place}].op", "wrong_direction")
            share = test.required.value if test.required.form is Form.SHARE else None
            if (test.op is Op.MORE and share == 1) or (test.op is Op.LESS and test.required.value == 0):
                raise RuleError(f"{name}[{place}].value", "never_passes")
