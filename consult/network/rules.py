"""The law of the network: categories, standings, roles, offices, the rights they give, and membership by date."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from consult.accounts.rules import email_holds as email_holds

BEFORE_RECORDS = date(1900, 1, 1)
"""The first day of a membership whose beginning is not in our records."""

CATEGORIES = ("full", "associate")
STANDINGS = ("active", "suspended", "left")
ROLES = ("lead", "voter", "alternate", "drafter", "observer")
REGIONS = ("Africa", "Americas", "Asia", "Europe", "Oceania")
BODY_KINDS = ("federation", "region", "sub_region", "board", "secretariat", "tellers", "committee")
PRECISIONS = ("exact", "around", "estimated", "derived")

RIGHTS = ("read", "draft", "comment", "amend", "propose", "advise", "vote", "invite")
ROLE_ONLY = frozenset({"read", "draft", "invite"})
"""Rights that come from the role alone; the others need the organisation's category to give them too."""

CATEGORY_RIGHTS: dict[str, frozenset[str]] = {
    "full": frozenset({"comment", "amend", "propose", "advise", "vote"}),
    "associate": frozenset({"comment", "amend", "propose", "advise"}),
}
STANDING_RIGHTS: dict[str, frozenset[str]] = {
    "active": frozenset(RIGHTS),
    "suspended": ROLE_ONLY,
    "left": frozenset(),
}
ROLE_RIGHTS: dict[str, frozenset[str]] = {
    "lead": frozenset({"read", "draft", "comment", "amend", "propose", "advise", "vote", "invite"}),
    "voter": frozenset({"read", "draft", "comment", "amend", "propose", "advise", "vote"}),
    "alternate": frozenset({"read", "draft"}),
    "drafter": frozenset({"read", "draft"}),
    "observer": frozenset({"read"}),
}

VOTING_ROLES = tuple(role for role in ROLES if "vote" in ROLE_RIGHTS[role])
COLLEAGUE_ROLES = ("voter", "alternate", "drafter", "observer")
"""What a lead delegate may give a colleague; the lead itself is handed over, or given by the secretariat."""
COLLEAGUES_A_DAY = 20

OFFICES: dict[str, tuple[str, ...]] = {
    "secretariat": ("secretary",),
    "tellers": ("teller",),
    "board": ("president", "vice-president", "member"),
    "federation": ("president", "member"),
    "region": ("president", "director", "member"),
    "sub_region": ("president", "director", "member"),
    "committee": ("chair", "member"),
}
"""The seats there are in a body of each kind."""

OFFICE_ACTS = (
    "keep-network",
    "write-strategy",
    "ask-approval",
    "give-approval",
    "read-approvals",
    "read-office",
    "read-members",
    "vote",
)
OFFICE_RIGHTS: dict[str, frozenset[str]] = {
    "secretariat": frozenset(
        {"keep-network", "write-strategy", "ask-approval", "read-approvals", "read-office", "read-members"}
    ),
    "tellers": frozenset({"give-approval", "read-approvals", "read-office", "read-members"}),
    "board": frozenset({"read-approvals", "read-office", "read-members"}),
}
"""What a seat in a body of each kind allows. No seat gives a vote; a seat in the board changes nothing."""

RESERVED_SLUGS = frozenset({"new", "regions", "figures"})
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
# letters that Unicode does not take apart
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)


@dataclass(frozen=True)
class Status:
    """An organisation's category and standing from a day on."""

    from_on: date
    category: str
    standing: str


def membership_on(history: Iterable[Status], day: date) -> Status | None:
    """What holds on a day: the newest entry that had begun; None before the first."""
    begun = [status for status in history if status.from_on <= day]
    return max(begun, key=lambda status: status.from_on, default=None)


def term_holds(from_at: datetime, until_at: datetime | None, at: datetime) -> bool:
    """Whether a mandate's term has begun and not ended."""
    return from_at <= at and (until_at is None or at < until_at)


def rights_of(role: str, category: str, standing: str = "active") -> frozenset[str]:
    """What a mandate allows: the role's rights, cut to what the organisation's category and standing give."""
    from_category = CATEGORY_RIGHTS.get(category, frozenset()) | ROLE_ONLY
    return ROLE_RIGHTS[role] & from_category & STANDING_RIGHTS.get(standing, frozenset())


def acts_of(kinds: Iterable[str]) -> frozenset[str]:
    """What seats in bodies of these kinds allow together."""
    return frozenset().union(*(OFFICE_RIGHTS.get(kind, frozenset()) for kind in kinds))


def folded(text: str) -> str:
    """Text as it is searched: small letters, no accents, single blanks."""
    plain = unicodedata.normalize("NFKD", text)  # first: a letter such as 𝕊 is small only once it is an S
    parts = unicodedata.normalize("NFKD", plain.casefold().translate(_LETTERS))
    bare = "".join(letter for letter in parts if not unicodedata.combining(letter)).translate(_LETTERS)
    return " ".join(bare.replace("’", "'").split())


def search_text(*names: str) -> str:
    """The names of an organisation as one text to search in."""
    seen = dict.fromkeys(folded(name) for name in names if name.strip())
    return "\n".join(seen)


def slug_of(name: str) -> str:
    """A slug from an acronym or short name: ASCII with hyphens. Empty when nothing is left."""
    ascii_only = re.sub(r"[^a-z0-9]+", "-", folded(name).replace("'", "").encode("ascii", "ignore").decode())
    return ascii_only.strip("-")[:80].strip("-")


def slug_holds(slug: str) -> bool:
    """Whether this may be an organisation's permanent address."""
    return bool(_SLUG.match(slug)) and len(slug) <= 80 and slug not in RESERVED_SLUGS


def day_holds(day: date) -> bool:
    """Whether a day is one that a membership, a mandate or a seat may begin or end on."""
    return BEFORE_RECORDS <= day < date(2200, 1, 1)


def strongest(roles: Iterable[str]) -> str | None:
    """Of several roles the one that may do most."""
    return min(roles, key=ROLES.index, default=None)
