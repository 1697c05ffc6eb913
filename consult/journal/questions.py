"""What the journal asks the rooms after it: who reads it, who acted, and how each verb is said."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel.speaklater import LazyString

from consult.kit.room import Question


@dataclass(frozen=True)
class Actor:
    """Whoever did something: the organisation or office they acted for, and their name."""

    standing: str
    name: str


readers: Question[bool] = Question("who reads the journal")
"""Asked with the person; the journal opens when any room says yes."""

actors: Question[dict[int, Actor]] = Question("who acted")
"""Asked with a set of people's ids; a later room's answer goes before an earlier one's."""

verb_words: Question[dict[str, LazyString]] = Question("words of verbs")
"""Asked with nothing: for each verb of the room's journal entries a short phrase, such as `Round extended`."""
