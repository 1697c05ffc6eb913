"""What the journal offers to later rooms by the name the house knows it by: the words of their verbs."""

from __future__ import annotations

from consult.journal.questions import verb_words

__all__ = ["verb_words"]
