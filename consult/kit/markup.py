"""Text from people, as typed, turned into safe HTML in one place; and Markdown cut into paragraphs."""

from __future__ import annotations

import re
import unicodedata

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_PARSER = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table").disable("image")
_TAGS = {
    "p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "a", "code", "pre", "hr",
    "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
# control and format characters that only confuse a reader; joiners and marks that scripts need are kept
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)


def clean(text: str) -> str:
    """What was typed without characters nobody can see, in NFC, with LF line ends."""
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def html(text: str) -> Markup:
    """Markdown as safe HTML: no images, no raw HTML, headings below the page's own, links without a referrer."""
    rendered = _PARSER.render(clean(text))
    for level in (4, 3, 2, 1):
        rendered = re.sub(rf"<(/?)h{level}>", rf"<\1h{min(level + 2, 6)}>", rendered)
    safe = nh3.clean(
        rendered,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noreferrer noopener ugc",
    )
    return Markup(safe)  # noqa: S704 - the one place where text becomes markup, after nh3


def blocks(text: str) -> list[str]:
    """The top-level blocks of a Markdown text: each becomes a paragraph with an address of its own."""
    lines = clean(text).split("\n")
    found = []
    for token in _PARSER.parse("\n".join(lines)):
        if token.level == 0 and token.map is not None and token.nesting >= 0:
            block = "\n".join(lines[token.map[0] : token.map[1]]).strip("\n").rstrip()
            if block:
                found.append(block)
    return found


def excerpt(text: str, length: int = 160) -> str:
    """The beginning of a text in one line, cut at a word."""
    line = " ".join(re.sub(r"[*_`#>|]+", "", clean(text)).split())
    return line if len(line) <= length else line[:length].rsplit(" ", 1)[0] + "…"
