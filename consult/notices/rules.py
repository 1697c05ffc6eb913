"""The law of notices: topics, how soon a letter follows, and what holds when a person has said nothing."""

from __future__ import annotations

CALLS, ANSWERS, FOLLOWS = TOPICS = ("calls", "answers", "follows")
"""What asks for our voice (rounds, ballots and their results); answers to what we said; news of what we follow."""
AT_ONCE, DAILY, WEEKLY, NEVER = PACES = ("at-once", "daily", "weekly", "never")
DEFAULTS = {CALLS: AT_ONCE, ANSWERS: AT_ONCE, FOLLOWS: DAILY}
