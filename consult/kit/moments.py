"""Dates and times as people write them: in their language, their zone, and the federation's beside it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_skeleton, get_timezone_location
from flask_babel import get_locale, gettext, ngettext

from consult.kit.clock import now
from consult.kit.languages import chosen_zone, federation_zone


@lru_cache(maxsize=512)
def _city(zone: str, locale: str) -> str:
    return get_timezone_location(ZoneInfo(zone), locale=locale, return_city=True)


def _written(at: datetime, zone: ZoneInfo) -> str:
    locale = get_locale()
    local = at.astimezone(zone)
    day = format_skeleton("yMMMEd", local, tzinfo=zone, locale=locale)
    hour = format_datetime(local, "HH:mm", tzinfo=zone, locale=locale)
    name = _city(zone.key, str(locale))
    return gettext("%(day)s, %(hour)s (%(zone)s time)", day=day, hour=hour, zone=name)


def moment(at: datetime) -> str:
    """A moment in the reader's zone, with the weekday and the zone's city."""
    return _written(at, ZoneInfo(chosen_zone()))


def federation_moment(at: datetime) -> str:
    """The same moment in the federation's zone; empty when the reader's clocks show the same."""
    zone = federation_zone()
    same = at.astimezone(zone).utcoffset() == at.astimezone(ZoneInfo(chosen_zone())).utcoffset()
    return "" if same else _written(at, zone)


def federation_time(at: datetime) -> str:
    """The same moment as the federation's own clocks show it, for whoever reads it: on documents."""
    return _written(at, federation_zone())


def moment_iso(at: datetime) -> str:
    """For machines: UTC, to the second."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def day(at: date | datetime) -> str:
    """A day in the reader's language (and zone, when a moment is given)."""
    local = at.astimezone(ZoneInfo(chosen_zone())).date() if isinstance(at, datetime) else at
    return format_date(local, "long", locale=get_locale())


def span(length: timedelta) -> str:
    """How long, in the largest unit that says it: `3 days`, `5 hours`, `12 minutes`."""
    seconds = max(int(length.total_seconds()), 0)
    if seconds >= 2 * 86400:
        return ngettext("%(num)d day", "%(num)d days", seconds // 86400)
    if seconds >= 2 * 3600:
        return ngettext("%(num)d hour", "%(num)d hours", seconds // 3600)
    return ngettext("%(num)d minute", "%(num)d minutes", max(seconds // 60, 1))


def ago(at: datetime) -> str:
    """How long ago a moment was, or how soon it comes."""
    apart = now() - at
    if apart >= timedelta(0):
        return gettext("%(span)s ago", span=span(apart))
    return gettext("in %(span)s", span=span(-apart))
