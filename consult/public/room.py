"""The front door of the public face."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consult.kit.room import MenuEntry, Room
from consult.public.views import bp

room = Room(
    "public",
    blueprints=(bp,),
    menu=(
        MenuEntry(_l("Help"), "public.help", rank=10, place="footer"),
        MenuEntry(_l("About"), "public.about", rank=20, place="footer"),
    ),
)
