"""What the notices room asks of later rooms."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel.speaklater import LazyString

from consult.kit.room import Question

# () -> the sentence of every code the room tells, with %(name)s for its values and %(subject)s for what it is about
notice_words: Question[Mapping[str, LazyString]] = Question("notice words")
