"""Files of decision vectors: the short form of rule and tally read with its defaults, judged, one line each.

The short form: `absolute` and `sqrt_coeff` stand beside `value`; a missing scope is overall, a missing unit
votes, a missing base of a quorum (and of every square root) entitled; overall is the sum of the scopes where
it is not given; a scope named as a unit is the whole electorate counted in that unit; `pools` are nested
shares. Votes of a tally are weighed already.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from consult.voting.document import Node, RuleError, read_json
from consult.voting.rule_document import NEEDED, OPTIONAL, parse
from consult.voting.ruling import ATTRIBUTE, EACH, MEMBERS, OVERALL, VOTES, Rule
from consult.voting.shares import count_pools
from consult.voting.tally import Tally, TallyError
from consult.voting.vector_rows import Row, pool_names, read_pools, read_row, sum_of
from consult.voting.verdict import judge

_TOLD = ("id", "kind", "body", "status", "text", "source", "note", "expect")
_TEST = ("name", "scope", "unit", "num", "den", "op", "value", "absolute", "sqrt_coeff")
_FROM_THE_ROLL = ("entitled", "entitled_less_declared")


def decide_file(text: str) -> list[str]:
    """One line of JSON for every vector of a file."""
    try:
        document = read_json(text)
    except RuleError as error:
        return [_json(_refusal(None, error))]
    return [_json(answer) for answer in decide(document)]


def decide(document: object) -> Iterator[dict[str, object]]:
    """`{"id", "result", "tests"}` for every vector of a document `{"vectors": [...]}` (or of a bare list)."""
    try:
        vectors = list(_vectors(Node(document)))
    except RuleError as error:
        yield _refusal(None, error)
        return
    for node in vectors:
        yield _decide_one(node)


def _vectors(node: Node) -> Iterable[Node]:
    if isinstance(node.value, dict):
        node = node.object(needed=("vectors",))["vectors"]
    return node.items()


def _decide_one(node: Node) -> dict[str, object]:
    name = node.value.get("id") if isinstance(node.value, dict) else None
    name = name if isinstance(name, str | int) else None
    try:
        fields = node.object()
        kind = fields["kind"].text() if "kind" in fields else "motion"
        if kind != "motion":
            return {"id": name, "result": "unsupported", "tests": []}
        verdict = judge(*read_motion(Node({key: field.value for key, field in fields.items()})))
    except (RuleError, TallyError) as error:
        return _refusal(name, error)
    except RecursionError:
        return _refusal(name, RuleError("", "too_deep"))
    return {
        "id": name,
        "result": verdict.result.value,
        "tests": [line.to_document() for line in verdict.lines],
    }


def _refusal(name: object, error: Exception) -> dict[str, object]:
    return {"id": name, "result": "error", "error": str(error), "tests": []}


def _json(answer: dict[str, object]) -> str:
    return json.dumps(answer)


def read_motion(node: Node) -> tuple[Rule, Tally]:
    """The rule and the tally of a motion in the short form."""
    fields = node.object((*_TOLD, "rule", "tally", "pools"), ("rule",))
    if ("tally" in fields) == ("pools" in fields):
        raise RuleError("tally", "twice" if "tally" in fields else "missing_field")
    if "pools" in fields:
        pools = read_pools(fields["pools"])
        chambers = [pool.id for pool in pools if pool.id]
        within = [name for name in pool_names(pools) if name not in chambers]
        rule = read_rule(fields["rule"], chambers, within)
        return rule, count_pools(pools, negatives_need_reason=rule.negatives_need_reason)
    scopes = fields["tally"].object()
    if not any(isinstance(row.value, dict) for row in scopes.values()):
        scopes = {OVERALL: fields["tally"]}
    rule = read_rule(fields["rule"], [], [scope for scope in scopes if scope != OVERALL])
    return rule, read_tally(scopes, rule)


def read_rule(node: Node, chambers: list[str], scopes: list[str]) -> Rule:
    """A rule in the short form, over the scopes that its tally has."""
    fields = node.object((*NEEDED, *OPTIONAL), ("thresholds",))
    document: dict[str, object] = {"id": "short form", "version": 1, "title": "short form"}
    document |= {name: field.value for name, field in fields.items()}
    everywhere = EACH if chambers or scopes or "chambers" in fields or "scopes" in fields else OVERALL
    for name, base in (("quorum", "entitled"), ("thresholds", None)):
        if name in fields:
            document[name] = [_test(test, base, everywhere) for test in fields[name].items()]
    if "abstention_cap" in fields:
        cap = _values(fields["abstention_cap"])
        document["abstention_cap"] = cap | {"scope": _scope(cap, everywhere)}
    for name, found in (("chambers", chambers), ("scopes", scopes)):
        if found and name not in fields:
            taken = _ids(document.get("chambers")) if name == "scopes" else set()
            document[name] = [{"id": scope} for scope in found if scope not in taken] or None
    try:
        return parse(document, any_direction=True)
    except RuleError as error:
        raise RuleError(f"{node.path}.{error.path}", error.code) from None


def _test(node: Node, base: str | None, everywhere: str) -> dict[str, object]:
    """A test of the short form as a test of the strict one."""
    node.object(_TEST)
    test = _values(node)
    forms = [form for form in ("absolute", "sqrt_coeff") if form in test]
    if forms:
        if len(forms) > 1 or "value" in test:
            raise node.refuse("twice")
        test["value"] = {forms[0]: test.pop(forms[0])}
    value = test.get("value")
    form = next(iter(value), None) if isinstance(value, dict) else None
    if form == "absolute":
        test.pop("den", None)
    elif "den" not in test and (base or form == "sqrt_coeff"):
        test["den"] = "entitled"
    return test | {"scope": _scope(test, everywhere), "unit": test.get("unit", VOTES)}


def _values(node: Node) -> dict[str, object]:
    return {name: field.value for name, field in node.object().items()}


def _scope(test: dict[str, object], everywhere: str) -> object:
    """The scope a test names. Where the tally has no parts, each part is the whole."""
    scope = test.get("scope", OVERALL)
    return everywhere if scope == EACH else scope


def _ids(scopes: object) -> set[object]:
    return (
        {scope.get("id") for scope in scopes if isinstance(scope, dict)}
        if isinstance(scopes, list)
        else set()
    )


def read_tally(scopes: dict[str, Node], rule: Rule) -> Tally:
    """The tally of a short form, one row of numbers a scope, the same for every unit a rule may ask for."""
    rows = {scope: read_row(row, rule) for scope, row in scopes.items()}
    units = dict.fromkeys((VOTES, MEMBERS, *(test.unit for test in (*rule.quorum, *rule.thresholds))))
    if rule.abstention_cap:
        units[rule.abstention_cap.unit] = None
    table = {(scope, unit): row for scope, row in rows.items() for unit in units}
    if OVERALL not in rows:
        for unit in units:
            table[OVERALL, unit] = _whole(rows, unit)
    for place, measure in _asked_of_the_roll(rule):
        if place in table and not table[place].roll_told:
            raise RuleError(f"tally.{place[0]}.{measure}", "not_told")
    return Tally({place: row.counts for place, row in table.items()})


def _whole(rows: dict[str, Row], unit: str) -> Row:
    """The row of the whole electorate where none is given."""
    same = rows.get(unit.removeprefix(ATTRIBUTE))
    counted_apart = [row for row in rows.values() if row.not_yes_told]
    if same is None and unit == MEMBERS and len(counted_apart) == 1:
        same = counted_apart[0]
    return same or sum_of(rows.values())


def _asked_of_the_roll(rule: Rule) -> Iterator[tuple[tuple[str, str], str]]:
    """Every place where a rule asks for the size of the roll."""
    for test in (*rule.quorum, *rule.thresholds):
        if test.den in _FROM_THE_ROLL:
            for scope in rule.each if test.scope == EACH else (test.scope,):
                yield (scope, test.unit), "entitled"
    if (cap := rule.abstention_cap) and cap.den in _FROM_THE_ROLL:
        for scope in rule.each if cap.scope == EACH else (cap.scope,):
            yield (scope, cap.unit), "entitled"
    if rule.blocking_min_members is not None:
        yield (OVERALL, MEMBERS), "not_yes"
    if rule.confirmation and (condition := rule.confirmation.condition):
        for scope in rule.each if condition.where in ("any", "all") else (condition.where,):
            yield (scope, VOTES), "entitled"
