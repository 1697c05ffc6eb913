"""Signed documents of mandates: what they are by their content, and where they are kept, outside of anything served."""

from __future__ import annotations

import os
import re
import tempfile
from hashlib import sha256
from pathlib import Path

LARGEST = 5 * 1024 * 1024
_BEGINNINGS = {"pdf": b"%PDF-", "jpeg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n"}
KINDS = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")


def kind_of(content: bytes) -> str | None:
    """`pdf`, `jpeg` or `png` by how a file begins; None for anything else, whatever it is called."""
    return next((kind for kind, begins in _BEGINNINGS.items() if content.startswith(begins)), None)


def keep(folder: Path, content: bytes) -> str:
    """Keep a document under its own fingerprint; the same one twice is kept once."""
    found = sha256(content).hexdigest()
    place = _place(folder, found)
    place.parent.mkdir(parents=True, exist_ok=True)
    if not place.exists():
        handle, draft = tempfile.mkstemp(dir=place.parent, prefix=".draft-")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, place)
    return found


def read(folder: Path, fingerprint: str) -> bytes | None:
    """A kept document; None when there is none, or when it is not what was kept."""
    if not _SHA256.match(fingerprint):
        return None
    place = _place(folder, fingerprint)
    try:
        content = place.read_bytes()
    except OSError:
        return None
    return content if sha256(content).hexdigest() == fingerprint else None


def _place(folder: Path, fingerprint: str) -> Path:
    return folder / "mandates" / fingerprint[:2] / fingerprint
