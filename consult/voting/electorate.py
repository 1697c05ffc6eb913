"""Who may do what under a rule, and which scopes a voter stands in."""

from __future__ import annotations

from collections.abc import Mapping

from consult.voting.ruling import Electorate, Rule, Select


class NotPlaced(ValueError):
    """A voter stands in no chamber, or in two (`code` says which): the rule is refused for this roll."""

    def __init__(self, code: str, chambers: tuple[str, ...]) -> None:
        super().__init__(code)
        self.code = code
        self.chambers = chambers


def belongs(select: Select, attributes: Mapping[str, object]) -> bool:
    """Whether someone with these attributes is selected. An attribute nobody stated is never a match."""
    return all(
        attributes.get(name) is wanted if isinstance(wanted, bool) else attributes.get(name) in wanted
        for name, wanted in select.attributes
    )


def rights_of(electorate: Electorate, attributes: Mapping[str, object]) -> frozenset[str]:
    """The rights (vote, advise, ...) someone with these attributes has."""
    return frozenset(right for right, select in electorate.rights if belongs(select, attributes))


def scopes_of(rule: Rule, attributes: Mapping[str, object]) -> tuple[str, ...]:
    """The ids of the chamber and the scopes a voter stands in, for the roll and for every cast of theirs."""
    chambers = tuple(scope.id for scope in rule.chambers if belongs(scope.select, attributes))
    if rule.chambers and len(chambers) != 1:
        raise NotPlaced("in_two_chambers" if chambers else "in_no_chamber", chambers)
    return chambers + tuple(scope.id for scope in rule.scopes if belongs(scope.select, attributes))
