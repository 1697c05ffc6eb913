"""The front door of the public face."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consult.kit.pages import first_visit
from consult.kit.room import MenuEntry, Room
from consult.public.views import bp, shown_around

room = Room(
    "public",
    blueprints=(bp,),
    answers={first_visit: shown_around},
    menu=(
        MenuEntry(_l("Help"), "public.help", rank=10, place="footer"),
        MenuEntry(_l("About"), "public.about", rank=20, place="footer"),
        MenuEntry(_l("Privacy"), "public.privacy", rank=30, place="footer"),
        MenuEntry(_l("Accessibility"), "public.accessibility", rank=40, place="footer"),
    ),
)
