"""The front door of the search room."""

from __future__ import annotations

from consult.kit.room import Room
from consult.kit.subject import Touched
from consult.search.actions import hear
from consult.search.commands import search_commands
from consult.search.jobs import fill
from consult.search.views import bp

room = Room(
    "search",
    blueprints=(bp,),
    commands=(search_commands,),
    listens={Touched: hear},
    jobs=(fill,),
)
