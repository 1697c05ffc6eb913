"""What a rule says, as frozen data: who votes, with what weight, which tests must hold, what a tie does."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

OVERALL = "overall"
EACH = "each"
MEMBERS = "members"
VOTES = "votes"
ATTRIBUTE = "attr:"


class Op(StrEnum):
    """The comparator. `more than` and `at least` are different rules."""

    MORE = ">"
    AT_LEAST = ">="
    LESS = "<"
    AT_MOST = "<="

    @property
    def upward(self) -> bool:
        """Whether a larger number helps the test."""
        return self in (Op.MORE, Op.AT_LEAST)


class Form(StrEnum):
    """How the required number is written."""

    SHARE = "share"  # value times the base
    ABSOLUTE = "absolute"  # the value itself
    SQRT = "sqrt_coeff"  # value times the square root of the base


class Tie(StrEnum):
    """What follows when the only failing test is an exact half."""

    FAILS = "fails"
    CHAIR = "chair"
    FURTHER_DISCUSSION = "further_discussion"
    SECOND_BALLOT = "second_ballot"
    LOT = "lot"


class EmptyScope(StrEnum):
    """What becomes of a scope whose voters said neither yes nor no."""

    FAIL = "fail"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Required:
    """The number a test asks for: a share of a base, an absolute number, or a multiple of a square root."""

    form: Form
    value: Fraction


@dataclass(frozen=True, slots=True)
class Test:
    """One quorum or threshold: `num op value of den`, in one scope (or each) and one unit."""

    __test__ = False  # pytest takes classes of this name for its own

    scope: str
    unit: str
    num: str
    den: str | None
    op: Op
    required: Required
    name: str | None = None


@dataclass(frozen=True, slots=True)
class AbstentionCap:
    """When abstentions reach this share of the base, the question is put again."""

    scope: str
    value: Fraction
    unit: str = VOTES
    den: str = "cast"
    then: str = "second_vote"


@dataclass(frozen=True, slots=True)
class Condition:
    """`represented<1/2 in any`: the share of votes represented, in any scope, in all, or in one."""

    op: Op
    value: Fraction
    where: str


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What an adoption still waits for: a body, or a request by members within a time."""

    condition: Condition | None = None
    body: str | None = None
    request: tuple[tuple[str, int], ...] = ()
    within: str | None = None
    then: str | None = None


@dataclass(frozen=True, slots=True)
class Select:
    """Who belongs: every named attribute must have one of its values."""

    attributes: tuple[tuple[str, tuple[str, ...] | bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """A named part of the electorate; `share` is its part of the whole where chambers have fixed parts."""

    id: str
    select: Select = field(default_factory=Select)
    share: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Electorate:
    """Who has which right, by attributes, on which date."""

    rights: tuple[tuple[str, Select], ...] = ()
    record_date: str | None = None


@dataclass(frozen=True, slots=True)
class GroupCap:
    """The most one group (a country, say; each member alone where `by` is None) may hold: a number or a
    share of all; `scale`d down, or cast as one `unit`."""

    by: str | None = None
    max: Fraction | None = None
    max_share: Fraction | None = None
    method: str = "scale"


@dataclass(frozen=True, slots=True)
class Pool:
    """A share of the votes: divided equally among its members, or among smaller pools."""

    share: Fraction
    id: str | None = None
    select: Select = field(default_factory=Select)
    pools: tuple[Pool, ...] = ()


@dataclass(frozen=True, slots=True)
class Weights:
    """How many votes a member has. Only the fields of its scheme are filled."""

    scheme: str = "equal"
    votes: Fraction | None = None
    table: tuple[tuple[str, Fraction], ...] = ()
    attr: str | None = None
    bands: tuple[tuple[Fraction | None, Fraction], ...] = ()
    base: Fraction | None = None
    per_unit: Fraction | None = None
    unit: Fraction | None = None
    pools: tuple[Pool, ...] = ()
    min: Fraction | None = None
    max: Fraction | None = None
    group_cap: GroupCap | None = None


@dataclass(frozen=True, slots=True)
class QuorumFail:
    """What follows a missed quorum: void, extend_once (a period), second_call (a rule's id) or refer."""

    action: str = "void"
    argument: str | None = None


@dataclass(frozen=True, slots=True)
class Proxies:
    """Who may vote for whom, and how many may meet in one hand."""

    allowed: bool = False
    max_held: int | None = None
    max_by_kind: tuple[tuple[str, int], ...] = ()
    own_vote_extra: bool = True
    scope: str = "any"
    modes: tuple[str, ...] = ()
    deadline: str | None = None
    evidence: str | None = None
    count_for_quorum: bool = True


@dataclass(frozen=True, slots=True)
class WeightPoll:
    """A poll by weight when enough members, or members of enough weight, ask for it."""

    weights: Weights
    members: Fraction | None = None
    or_weight: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A whole rule. `chambers` part the electorate; `scopes` may overlap."""

    id: str
    version: int
    title: str
    thresholds: tuple[Test, ...]
    basis: str = ""
    electorate: Electorate = field(default_factory=Electorate)
    weights: Weights = field(default_factory=Weights)
    chambers: tuple[Scope, ...] = ()
    scopes: tuple[Scope, ...] = ()
    split: str = "none"
    quorum: tuple[Test, ...] = ()
    quorum_fail: QuorumFail = field(default_factory=QuorumFail)
    abstention_cap: AbstentionCap | None = None
    negatives_need_reason: bool = False
    blocking_min_members: int | None = None
    empty_scope: EmptyScope = EmptyScope.FAIL
    tie: Tie = Tie.FAILS
    proxies: Proxies = field(default_factory=Proxies)
    secrecy: str = "recorded_members"
    switch_to_secret: int | None = None
    tally_visible: str = "after_close"
    revote: str = "until_close"
    notice: str | None = None
    open_min: str | None = None
    explanations: bool = True
    poll_by_weight_on_request: WeightPoll | None = None
    confirmation: Confirmation | None = None

    @property
    def each(self) -> tuple[str, ...]:
        """The scopes that `each` runs over: the chambers, or where there are none, the declared scopes."""
        return tuple(scope.id for scope in self.chambers or self.scopes)
