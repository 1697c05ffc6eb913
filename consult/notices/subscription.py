"""The word in a letter that lets its reader end letters of its sort without signing in: made, and read again."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from hashlib import sha256

from consult.notices.rules import TOPICS

_ID, _MARK = 8, 16


def _keyed(secret: str, purpose: str, words: bytes) -> bytes:
    key = hmac.digest(secret.encode(), b"consult/unsubscribe/" + purpose.encode(), sha256)
    return hmac.digest(key, words, sha256)


def _covered(secret: str, mark: bytes, words: bytes) -> bytes:
    cover = _keyed(secret, "cover", mark)
    return bytes(left ^ right for left, right in zip(words, cover, strict=False))


def token(secret: str, person_id: int, topics: Iterable[str]) -> str:
    """The word for a person and topics: the same each time, good as long as the secret is, saying nothing by itself."""
    chosen = sum(1 << TOPICS.index(topic) for topic in set(topics))
    words = person_id.to_bytes(_ID) + bytes([chosen])
    # the mark both proves the words and, being theirs alone, covers them: an id tells how many people there are
    mark = _keyed(secret, "mark", words)[:_MARK]
    return urlsafe_b64encode(mark + _covered(secret, mark, words)).rstrip(b"=").decode()


def read(secret: str, given: str) -> tuple[int, tuple[str, ...]] | None:
    """The person and the topics a word stands for; None for anything we have not made."""
    size = _MARK + _ID + 1
    if len(given) != -(-size * 4 // 3) or not given.isascii():
        return None
    try:
        whole = urlsafe_b64decode(given + "=" * (-len(given) % 4))
    except ValueError:
        return None
    mark, words = whole[:_MARK], _covered(secret, whole[:_MARK], whole[_MARK:])
    if not hmac.compare_digest(mark, _keyed(secret, "mark", words)[:_MARK]):
        return None
    topics = tuple(topic for place, topic in enumerate(TOPICS) if words[_ID] >> place & 1)
    return int.from_bytes(words[:_ID]), topics
