"""A refusal: the law says no, with a code that each language turns into one clear sentence."""

from __future__ import annotations


class Refused(Exception):
    """An act the rules do not allow. `code` names the sentence; `values` fill its gaps."""

    def __init__(self, code: str, /, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class Denied(Exception):
    """The person has no right to this; answered 403, or with the sign-in page when nobody is signed in."""
