"""The clauses of the rule document about members: who belongs where, their rights, weights and proxies."""

from __future__ import annotations

import re
from fractions import Fraction

from consult.voting import ruling
from consult.voting.document import Node
from consult.voting.ruling import EACH, OVERALL, GroupCap, Pool, Weights

_RIGHTS = ("vote", "advise", "comment", "propose", "amend")
_RECORD_DATE = re.compile(r"(?P<period>P\w+) before opening|[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_LIMITS = ("scheme", "min", "max", "group_cap")
_SCHEMES = {
    "equal": (),
    "fixed": ("votes",),
    "table": ("table",),
    "bands": ("attr", "bands"),
    "linear": ("base", "per_unit", "unit", "attr"),
    "share": ("chambers",),
}


def read_scopes(node: Node) -> tuple[ruling.Scope, ...]:
    """`[{"id": "north", "select": {"region": ["Europe"]}}]`."""
    if not node.given:
        return ()
    scopes = node.each(_scope)
    if not scopes:
        raise node.refuse("empty")
    if len({scope.id for scope in scopes}) < len(scopes):
        raise node.refuse("twice")
    shares = [scope.share for scope in scopes if scope.share is not None]
    if shares and len(shares) < len(scopes):
        raise node.refuse("shares_for_some")
    if sum(shares) > 1:
        raise node.refuse("shares_exceed")
    return scopes


def _scope(node: Node) -> ruling.Scope:
    fields = node.object(("id", "select", "share"), ("id",))
    name = fields["id"].text()
    if name in (OVERALL, EACH):
        raise fields["id"].refuse("unknown_value")
    return ruling.Scope(
        id=name,
        select=read_select(fields["select"]) if "select" in fields else ruling.Select(),
        share=fields["share"].fraction(most=1) if "share" in fields else None,
    )


def read_select(node: Node) -> ruling.Select:
    """`{"category": ["full"], "good_standing": true}`."""
    return ruling.Select(
        tuple(
            (name, value.flag() if isinstance(value.value, bool) else value.each(Node.text))
            for name, value in node.object().items()
        )
    )


def read_electorate(node: Node) -> ruling.Electorate:
    """`{"vote": {"category": ["full"]}, "record_date": "P0D before opening"}`."""
    if not node.given:
        return ruling.Electorate()
    fields = node.object((*_RIGHTS, "record_date"))
    record_date = fields.pop("record_date", None)
    if record_date is not None:
        found = _RECORD_DATE.fullmatch(record_date.text())
        if found is None:
            raise record_date.refuse("not_a_period")
        if found["period"]:
            Node(found["period"], record_date.path).period()
    return ruling.Electorate(
        rights=tuple((right, read_select(select)) for right, select in fields.items()),
        record_date=record_date.text() if record_date else None,
    )


def read_weights(node: Node) -> Weights:
    """`{"scheme": "bands", "attr": "dues", "bands": [["1000", 1], [null, 2]], "max": 5}`."""
    scheme = node.object(needed=("scheme",))["scheme"].word(tuple(_SCHEMES))
    own = _SCHEMES[scheme]
    fields = node.object((*_LIMITS, *own), own)
    table = fields["table"].object() if "table" in fields else {}

    def number(name: str) -> Fraction | None:
        return fields[name].fraction() if name in fields else None

    if "unit" in fields and not number("unit"):
        raise fields["unit"].refuse("out_of_range")
    return Weights(
        scheme=scheme,
        votes=number("votes"),
        table=tuple((category, votes.fraction()) for category, votes in table.items()),
        attr=fields["attr"].text() if "attr" in fields else None,
        bands=_bands(fields["bands"]) if "bands" in fields else (),
        base=number("base"),
        per_unit=number("per_unit"),
        unit=number("unit"),
        pools=_pools(fields["chambers"]) if "chambers" in fields else (),
        min=number("min"),
        max=number("max"),
        group_cap=_group_cap(fields["group_cap"]) if "group_cap" in fields else None,
    )


def _bands(node: Node) -> tuple[tuple[Fraction | None, Fraction], ...]:
    bands: list[tuple[Fraction | None, Fraction]] = []
    reached: Fraction | None = Fraction(-1)
    for band in node.items():
        pair = tuple(band.items())
        if len(pair) != 2 or reached is None:
            raise band.refuse("not_a_list" if len(pair) != 2 else "out_of_range")
        upto = pair[0].fraction() if pair[0].given else None
        if upto is not None and upto <= reached:
            raise pair[0].refuse("out_of_range")
        bands.append((upto, pair[1].fraction()))
        reached = upto
    if not bands:
        raise node.refuse("empty")
    return tuple(bands)


def _pools(node: Node) -> tuple[Pool, ...]:
    pools = node.each(_pool)
    if not pools:
        raise node.refuse("empty")
    if sum(pool.share for pool in pools) > 1:
        raise node.refuse("shares_exceed")
    return pools


def _pool(node: Node) -> Pool:
    fields = node.object(("id", "share", "select", "pools"), ("share",))
    return Pool(
        share=fields["share"].fraction(most=1),
        id=fields["id"].text() if "id" in fields else None,
        select=read_select(fields["select"]) if "select" in fields else ruling.Select(),
        pools=_pools(fields["pools"]) if "pools" in fields else (),
    )


def _group_cap(node: Node) -> GroupCap:
    fields = node.object(("by", "max", "max_share", "method"))
    if ("max" in fields) == ("max_share" in fields):
        raise node.refuse("missing_field")
    return GroupCap(
        by=fields["by"].text() if "by" in fields else None,
        max=fields["max"].fraction() if "max" in fields else None,
        max_share=fields["max_share"].fraction(most=1) if "max_share" in fields else None,
        method=fields["method"].word(("scale", "unit")) if "method" in fields else "scale",
    )


def read_proxies(node: Node) -> ruling.Proxies:
    """`{"allowed": true, "max_held": 3}`."""
    fields = node.object(
        ("allowed", "max_held", "max_by_kind", "own_vote_extra", "scope", "modes", "deadline", "evidence",
         "count_for_quorum"),
        ("allowed",),
    )  # fmt: skip
    kinds = fields["max_by_kind"].object() if "max_by_kind" in fields else {}
    return ruling.Proxies(
        allowed=fields["allowed"].flag(),
        max_held=fields["max_held"].whole() if "max_held" in fields else None,
        max_by_kind=tuple((kind, most.whole()) for kind, most in kinds.items()),
        own_vote_extra=fields["own_vote_extra"].flag() if "own_vote_extra" in fields else True,
        scope=fields["scope"].word(("any", "same_chamber")) if "scope" in fields else "any",
        modes=fields["modes"].each(Node.text) if "modes" in fields else (),
        deadline=fields["deadline"].text() if "deadline" in fields else None,
        evidence=fields["evidence"].word(("upload", "two_witnesses")) if "evidence" in fields else None,
        count_for_quorum=fields["count_for_quorum"].flag() if "count_for_quorum" in fields else True,
    )


def read_poll(node: Node) -> ruling.WeightPoll:
    """`{"members": "1/5", "weights": {"scheme": "equal"}}`."""
    fields = node.object(("members", "or_weight", "weights"), ("weights",))
    return ruling.WeightPoll(
        weights=read_weights(fields["weights"]),
        members=fields["members"].fraction(most=1) if "members" in fields else None,
        or_weight=fields["or_weight"].fraction(most=1) if "or_weight" in fields else None,
    )
