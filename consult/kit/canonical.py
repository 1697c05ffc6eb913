"""The bytes that are hashed: JSON by RFC 8785 over text in NFC with LF, under a tag that names the kind."""

from __future__ import annotations

import json
import unicodedata
from hashlib import sha256

_EXACT = 2**53


def tidy(text: str) -> str:
    """Text as it enters a hash: NFC, line ends as LF."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def encode(value: object) -> bytes:
    """Canonical JSON (RFC 8785). Numbers are whole and below 2**53; anything else belongs in text.

    Raises TypeError for a type that has no canonical form here (floats above all).
    """
    return _text(value).encode("utf-8")


def _text(value: object) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        if abs(value) >= _EXACT:
            raise TypeError("A whole number this large is written as text.")
        return str(value)
    if isinstance(value, str):
        return json.dumps(tidy(value), ensure_ascii=False)
    if isinstance(value, list | tuple):
        return "[" + ",".join(_text(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(f"{_text(key)}:{_text(value[key])}" for key in _in_order(value)) + "}"
    raise TypeError(f"{type(value).__name__} has no canonical form.")


def _in_order(members: dict[str, object]) -> list[str]:
    # RFC 8785 3.2.3: names are sorted by their UTF-16 code units, not by code points
    return sorted(members, key=lambda name: tidy(name).encode("utf-16-be"))


def digest(kind: str, value: object) -> str:
    """The sha256, in hexadecimal, of `value` under the tag `consult/<kind>/v1`."""
    return sha256(f"consult/{kind}/v1\n".encode() + encode(value)).hexdigest()
