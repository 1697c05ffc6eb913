"""The numbers of a vector's tally: one row a scope, or members grouped in pools of nested shares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from consult.voting.document import Node
from consult.voting.exact import common_step
from consult.voting.ruling import Rule
from consult.voting.shares import CastPool
from consult.voting.tally import NO_WITHOUT_REASON, NOTHING, Choice, Counts

_CHOICES = tuple(choice.value for choice in Choice)
_ROLL = ("cast", "present", "entitled", "absent", "declared", "declared_abstain", "not_yes")


@dataclass(frozen=True, slots=True)
class Row:
    """The counts of one scope, and whether the row itself says how large the roll is."""

    counts: Counts
    roll_told: bool
    not_yes_told: bool


def read_row(node: Node, rule: Rule) -> Row:
    """`{"yes": 12, "no": 2, "abstain": 4, "entitled": 34}`, and what can be derived from it.

    Present, if not given, are those whose vote was cast; entitled, if not given, those present and absent,
    or those for and not for. Where only `cast` is told beside yes and no, the rest abstained. A no without
    its reason is an ordinary no where the rule asks for none.
    """
    given = {
        name: field.fraction() for name, field in node.object((*_CHOICES, NO_WITHOUT_REASON, *_ROLL)).items()
    }
    votes = {name: given.get(name, NOTHING) for name in (*_CHOICES, NO_WITHOUT_REASON)}
    if not rule.negatives_need_reason:
        votes["no"] += votes.pop(NO_WITHOUT_REASON)
    cast = sum((votes[name] for name in ("yes", "no", "abstain", "blank")), NOTHING)
    if "cast" in given and not {"abstain", "blank"} & set(given):
        votes["abstain"] = max(given["cast"] - cast, NOTHING)
        cast += votes["abstain"]
    present = given.get("present", cast)
    there = max(present, sum(votes.values(), NOTHING))
    entitled = given.get("entitled")
    if entitled is None and "absent" in given:
        entitled = there + given["absent"]
    if entitled is None and "not_yes" in given:
        entitled = votes["yes"] + given["not_yes"]
    counts = Counts(
        **votes,
        present=present,
        entitled=there if entitled is None else entitled,
        declared=given.get("declared", given.get("declared_abstain", votes["abstain"])),
        step=common_step((Fraction(1), *given.values())),
    )
    contradictions = (
        given.get("cast", cast) != cast,
        present < cast,
        counts.entitled < there,
        counts.declared > counts.entitled,
        given.get("not_yes", counts.not_yes) != counts.not_yes,
    )
    if any(contradictions):
        raise node.refuse("does_not_fit")
    return Row(counts, roll_told=entitled is not None, not_yes_told="not_yes" in given)


def sum_of(rows: Iterable[Row]) -> Row:
    """The row of the whole, where scopes do not overlap."""
    rows = tuple(rows)
    every = [row.counts for row in rows]
    return Row(
        Counts(
            yes=sum((counts.yes for counts in every), NOTHING),
            no=sum((counts.no for counts in every), NOTHING),
            abstain=sum((counts.abstain for counts in every), NOTHING),
            blank=sum((counts.blank for counts in every), NOTHING),
            invalid=sum((counts.invalid for counts in every), NOTHING),
            no_without_reason=sum((counts.no_without_reason for counts in every), NOTHING),
            present=sum((counts.present for counts in every), NOTHING),
            entitled=sum((counts.entitled for counts in every), NOTHING),
            declared=sum((counts.declared for counts in every), NOTHING),
            step=common_step(counts.step for counts in every),
        ),
        roll_told=all(row.roll_told for row in rows),
        not_yes_told=any(row.not_yes_told for row in rows),
    )


def read_pools(node: Node, depth: int = 0) -> tuple[CastPool, ...]:
    """A list of pools; those at the top are the chambers and need a name."""
    pools = tuple(_read_pool(pool, depth) for pool in node.items())
    names = [pool.id for pool in pools if pool.id is not None]
    if not pools:
        raise node.refuse("empty")
    if len(set(names)) < len(names):
        raise node.refuse("twice")
    if sum(pool.share for pool in pools) > 1:
        raise node.refuse("shares_exceed")
    return pools


def _read_pool(node: Node, depth: int) -> CastPool:
    known = ("id", "share", "subs", "pools", *_CHOICES, NO_WITHOUT_REASON, "absent")
    fields = node.object(known, ("share",) if depth else ("share", "id"))
    share = fields.pop("share").fraction(most=1)
    name = fields.pop("id").text() if "id" in fields else None
    below = [fields.pop(key) for key in ("subs", "pools") if key in fields]
    if below:
        if fields or len(below) > 1:
            raise node.refuse("does_not_fit")
        return CastPool(share, name, pools=read_pools(below[0], depth + 1))
    return CastPool(
        share,
        name,
        votes={choice: fields[choice].whole() for choice in Choice if choice in fields},
        no_without_reason=fields[NO_WITHOUT_REASON].whole() if NO_WITHOUT_REASON in fields else 0,
        absent=fields["absent"].whole() if "absent" in fields else 0,
    )


def pool_names(pools: Iterable[CastPool]) -> Iterator[str]:
    """Every name among pools and the pools in them, once."""
    return iter(dict.fromkeys(_names(pools)))


def _names(pools: Iterable[CastPool]) -> Iterator[str]:
    for pool in pools:
        if pool.id is not None:
            yield pool.id
        yield from _names(pool.pools)
