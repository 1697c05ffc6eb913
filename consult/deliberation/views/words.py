"""How stances and the rules of moderation are said."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from consult.deliberation import stances
from consult.deliberation.forms import RULE_WORDS, STANCE_WORDS


def stance_word(stance: str) -> str:
    """The stance as a person says it."""
    return str(STANCE_WORDS.get(stance, STANCE_WORDS[stances.UNSTATED]))


_KINDS = {
    stances.GENERAL: _l("Comment"),
    stances.QUESTION: _l("Question"),
    stances.EDITORIAL: _l("Editorial remark"),
}


def kind_word(kind: str) -> str:
    """Of which kind a comment is, in a word or two."""
    return str(_KINDS.get(kind, _KINDS[stances.GENERAL]))


def rule_word(rule: str | None) -> str:
    """Why a comment was hidden, in a few words."""
    return str(RULE_WORDS.get(rule or "", RULE_WORDS["other"]))


def init_app(app: Flask) -> None:
    """Let templates say them."""
    app.jinja_env.filters.update(stance_word=stance_word, comment_kind=kind_word, hiding_rule=rule_word)
    app.jinja_env.globals.update(stances=(*stances.STANCES, stances.UNSTATED))
