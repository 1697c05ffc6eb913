"""The words people see for the codes of the network: categories, standings, roles, regions, offices, measures."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from babel import Locale
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

from consult.kit.languages import LANGUAGES, federation_zone

CATEGORIES = {"full": _l("Full member"), "associate": _l("Associate member")}
STANDINGS = {"active": _l("Active"), "suspended": _l("Suspended"), "left": _l("Left the federation")}
ROLES = {
    "lead": _l("Lead delegate"),
    "voter": _l("Voter"),
    "alternate": _l("Alternate"),
    "drafter": _l("Drafter"),
    "observer": _l("Observer"),
}
ROLE_HELP = {
    "lead": _l("The contact point: comments, votes and invites colleagues."),
    "voter": _l("Comments and votes for the organisation."),
    "alternate": _l("Reads and drafts; votes once the organisation puts them in the place of a voter."),
    "drafter": _l("Prepares texts that a lead delegate or voter posts."),
    "observer": _l("Reads what members read."),
}
REGIONS = {
    "Africa": _l("Africa"),
    "Americas": _l("Americas"),
    "Asia": _l("Asia"),
    "Europe": _l("Europe"),
    "Oceania": _l("Oceania"),
}
BODY_KINDS = {
    "federation": _l("Federation"),
    "region": _l("Regional body"),
    "sub_region": _l("Sub-regional body"),
    "board": _l("Board"),
    "secretariat": _l("Secretariat"),
    "tellers": _l("Tellers"),
    "committee": _l("Committee"),
}
OFFICES = {
    "secretary": _l("Secretary"),
    "teller": _l("Teller"),
    "president": _l("President"),
    "vice-president": _l("Vice-president"),
    "director": _l("Director"),
    "chair": _l("Chair"),
    "member": _l("Member"),
}
RIGHTS = {
    "read": _l("Read what is for members"),
    "draft": _l("Prepare drafts"),
    "comment": _l("Comment"),
    "amend": _l("Propose amendments"),
    "propose": _l("Submit proposals"),
    "advise": _l("Answer advisory questions"),
    "vote": _l("Vote"),
    "invite": _l("Invite colleagues"),
}
OFFICE_ACTS = {
    "keep-network": _l("Keep organisations, mandates and seats"),
    "write-strategy": _l("Write and publish texts, open rounds"),
    "ask-approval": _l("Prepare a ballot (first key)"),
    "give-approval": _l("Confirm a ballot (second key)"),
    "read-approvals": _l("See what waits for a second key"),
    "read-office": _l("Read the pages of office"),
    "read-members": _l("Read what is for members"),
    "vote": _l("Vote"),
}
PRECISIONS = {
    "exact": "",
    "around": _l("around"),
    "estimated": _l("estimated"),
    "derived": _l("worked out"),
}
PRECISION_WORDS = {
    "exact": _l("as stated"),
    "around": _l("around, says the source"),
    "estimated": _l("estimated, says the source"),
    "derived": _l("worked out by us"),
}
MEASURES = {
    "members": _l("Members"),
    "countries": _l("Countries"),
    "cooperatives": _l("Cooperatives"),
    "jobs": _l("Jobs"),
    "members_joined": _l("New members"),
    "regional_bodies": _l("Regional bodies"),
    "individual_members": _l("Members of its cooperatives"),
    "cooperatives_trading_and_service": _l("Trading and service"),
    "cooperatives_construction_and_material_production": _l("Construction and material production"),
    "cooperatives_industrial_and_handicraft": _l("Industrial and handicraft"),
    "cooperatives_transportation": _l("Transportation"),
    "cooperatives_environment": _l("Environment"),
    "cooperatives_other": _l("Among others"),
    "ica_sectoral_organisation_since": _l("Sectoral organisation of the ICA since"),
    "ica_member_since": _l("Member of the International Cooperative Alliance since"),
    "cicopa_member_since": _l("Member of CICOPA since"),
    "cicopa_member_by": _l("Member of CICOPA by"),
}
APPROVAL_ACTS = {"schedule": _l("Schedule the ballot")}


def category_name(code: str) -> str:
    return str(CATEGORIES.get(code, code))


def standing_name(code: str) -> str:
    return str(STANDINGS.get(code, code))


def role_name(code: str) -> str:
    return str(ROLES.get(code, code))


def region_name(code: str) -> str:
    return str(REGIONS.get(code, code))


def body_kind_name(code: str) -> str:
    return str(BODY_KINDS.get(code, code))


def office_name(code: str) -> str:
    return str(OFFICES.get(code, code))


def measure_name(code: str) -> str:
    """What a figure counts, in words; an unknown measure is its code with blanks."""
    return str(MEASURES.get(code, code.replace("_", " ").capitalize()))


def is_year(measure: str) -> bool:
    """Whether a figure is a year: written without grouping its digits."""
    return measure.endswith(("_since", "_by"))


def country_name(code: str) -> str:
    """A country in the reader's language."""
    return str(get_locale().territories.get(code, code))


def every_name_of(code: str) -> tuple[str, ...]:
    """A country in all languages of the house."""
    return tuple(str(Locale(language).territories.get(code, code)) for language in LANGUAGES)


def country_names() -> dict[str, str]:
    """All countries with a two-letter code in the reader's language."""
    named = get_locale().territories
    return {code: name for code, name in named.items() if len(code) == 2 and code not in {"ZZ", "XA", "XB"}}


def last_day(until: datetime) -> date:
    """The last day on which something holds that ends at this moment, in the federation's zone."""
    return (until - timedelta(microseconds=1)).astimezone(federation_zone()).date()


FILTERS = {
    name.__name__: name
    for name in (
        category_name, standing_name, role_name, region_name, body_kind_name, office_name, measure_name, country_name,
        last_day,
    )
}  # fmt: skip
"""For templates of every room: {{ code | category_name }}."""
