"""Who may speak for whom, and what an organisation is on a day: plain values, filled by the queries."""

from __future__ import annotations

from dataclasses import dataclass

from consult.network import rules


@dataclass(frozen=True)
class HeldMandate:
    """A mandate that holds now, with what it allows."""

    mandate_id: int
    organisation_id: int
    slug: str
    short_name: str
    name: str
    role: str
    category: str
    standing: str

    @property
    def rights(self) -> frozenset[str]:
        """The role's rights, cut to the organisation's category and standing."""
        return rules.rights_of(self.role, self.category, self.standing)

    @property
    def votes(self) -> bool:
        """Whether the role gives the vote. In which ballots is for their rolls to say, fixed when they opened."""
        return "vote" in rules.ROLE_RIGHTS[self.role]


@dataclass(frozen=True)
class Standing:
    """For whom a person may speak now, and which seats they hold today."""

    mandates: tuple[HeldMandate, ...] = ()
    offices: frozenset[tuple[str, str]] = frozenset()
    """(kind of body, office), such as ("board", "member")."""

    @property
    def acts(self) -> frozenset[str]:
        """What the seats allow, by rules.OFFICE_RIGHTS."""
        return rules.acts_of(kind for kind, _office in self.offices)

    def sits_in(self, kind: str) -> bool:
        return any(kind == held for held, _office in self.offices)


@dataclass(frozen=True)
class OrganisationRow:
    """An organisation as of a day."""

    id: int
    slug: str
    name: str
    short_name: str
    country: str
    region: str
    category: str
    standing: str
    region_body: str
    """Slug of the regional body; empty when not known."""
    sub_region_body: str
    affiliated_2017: bool
    country_as_printed: str
    region_body_name: str
    sub_region_body_name: str
