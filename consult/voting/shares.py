"""Nested shares: a chamber's part of the votes, divided among pools and at last equally among their members.

Assumptions, written down because no statute read says more: the share is divided among all members of the
pool, absent ones too, so that staying away gives nobody else more weight; the share of a pool without members
lapses, since nobody holds it, and the whole is smaller by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from consult.voting.tally import CastGroup, Choice, RollGroup, Tally, count


@dataclass(frozen=True, slots=True)
class CastPool:
    """A pool with what its members did: voters by choice, and those who stayed away. Or smaller pools."""

    share: Fraction
    id: str | None = None
    votes: Mapping[Choice, int] = field(default_factory=dict)
    no_without_reason: int = 0
    absent: int = 0
    pools: tuple[CastPool, ...] = ()

    @property
    def members(self) -> int:
        """Everyone the share of this pool is divided among."""
        return sum(self.votes.values()) + self.no_without_reason + self.absent


def member_weights(pools: Iterable[CastPool]) -> Iterator[tuple[tuple[str, ...], Fraction, CastPool]]:
    """Every pool that has members: the scopes it stands in, the weight of one member, the pool."""
    return _divide(pools, Fraction(1), ())


def _divide(
    pools: Iterable[CastPool], whole: Fraction, above: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Fraction, CastPool]]:
    for pool in pools:
        part = whole * pool.share
        scopes = above if pool.id is None else (*above, pool.id)
        if pool.pools:
            yield from _divide(pool.pools, part, scopes)
        elif pool.members:
            yield scopes, part / pool.members, pool


def count_pools(pools: Iterable[CastPool], *, negatives_need_reason: bool = False) -> Tally:
    """The tally of votes weighted by nested shares; every named pool is a scope."""
    casts: list[CastGroup] = []
    roll: list[RollGroup] = []
    for scopes, weight, pool in member_weights(pools):
        roll.append(RollGroup(entitled=pool.members, weight=weight, scopes=scopes))
        for choice, voters in pool.votes.items():
            casts.append(CastGroup(choice=choice, voters=voters, weight=weight, scopes=scopes))
        if pool.no_without_reason:
            casts.append(CastGroup(Choice.NO, pool.no_without_reason, weight, scopes, has_reason=False))
    return count(casts, roll, negatives_need_reason=negatives_need_reason)
