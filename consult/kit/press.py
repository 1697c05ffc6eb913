"""The press: a program of its own that turns one page of HTML into a tagged PDF, with nothing but our own files.

It is run by kit.pdf as `python press.py STATIC_FOLDER`, reads a job as JSON and writes the PDF. A process of its own
keeps a long document from holding up the server, is ended when it takes too long, and gives the same bytes for the
same job. It imports nothing of Consult, and this is the one place that imports WeasyPrint.
"""

from __future__ import annotations

import base64
import json
import mimetypes
import re
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

NO_LIBRARIES = 3
"""The exit status that kit.pdf turns into a sentence."""
SECONDS, BYTES = 60, 2_000_000_000
HERE = "https://static.invalid/"
SVG = "{http://www.w3.org/2000/svg}"
REM = 13.0
"""Pixels of CSS; paper.css sets the same for the root."""
_VAR = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,[^()]*)?\)")
_LENGTH = re.compile(r"(-?[\d.]+)rem\b")
_WEIGHT = re.compile(r"font-weight:\s*6\d\d")
_GEOMETRY = {"x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "dx", "dy", "width", "height"}

try:
    import cssselect2
    import tinycss2
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse
except OSError as missing:  # Pango and its kin are libraries of the operating system
    if __name__ != "__main__":
        raise
    sys.stderr.write(str(missing))
    sys.exit(NO_LIBRARIES)


class OwnFiles(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Hands out files of our static folder and the shapes of the page itself; everything else is refused."""

    def __init__(self, folder: Path) -> None:
        super().__init__(allowed_protocols=())
        self.folder = folder.resolve()
        self.drawn: set[str] = set()

    def fetch(self, url: str, headers: object = None) -> Any:
        if url in self.drawn:
            return URLFetcherResponse(
                url, base64.b64decode(url.split(",", 1)[1]), {"Content-Type": "image/svg+xml"}
            )
        file = (self.folder / urlsplit(url).path.lstrip("/")).resolve()
        if not url.startswith(HERE) or not file.is_relative_to(self.folder) or not file.is_file():
            raise ValueError("Only our own files go into a document.")
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, file.read_bytes(), {"Content-Type": kind})


class Ink:
    """What the stylesheets say about the shapes of a picture, with every token turned into a plain value.

    WeasyPrint draws an SVG without the page's styles; so they are written onto each shape before.
    """

    def __init__(self, sheets: list[str]) -> None:
        self.matcher = cssselect2.Matcher()
        for sheet in sheets:
            self._learn(tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True))
        self.known: dict[Any, dict[str, str]] = {}

    def _learn(self, rules: list[Any]) -> None:
        for rule in rules:
            if rule.type == "at-rule" and rule.lower_at_keyword == "media":
                if tinycss2.serialize(rule.prelude).strip() == "print":
                    self._learn(
                        tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
                    )
            elif rule.type == "qualified-rule":
                said = {
                    found.name: tinycss2.serialize(found.value).strip()
                    for found in tinycss2.parse_blocks_contents(rule.content)
                    if found.type == "declaration"
                }
                try:
                    selectors = cssselect2.compile_selector_list(rule.prelude)
                except cssselect2.SelectorError:
                    continue
                for selector in selectors:
                    if selector.pseudo_element is None:
                        self.matcher.add_selector(selector, said)

    def _said(self, element: Any) -> dict[str, str]:
        said: dict[str, str] = {}
        for _specificity, _order, _pseudo, found in self.matcher.match(element):
            said.update(found)
        return said

    def tokens(self, element: Any) -> dict[str, str]:
        """The custom properties that hold at an element: its own over its ancestors'."""
        if element not in self.known:
            above = self.tokens(element.parent) if element.parent is not None else {}
            own = {name: value for name, value in self._said(element).items() if name.startswith("--")}
            self.known[element] = {**above, **own} if own else above
        return self.known[element]

    def style(self, element: Any, *, painted: bool = False) -> str:
        """The declarations for one shape, ready to be written onto it; `painted`: only what shapes in it inherit."""
        tokens = self.tokens(element)

        def plain(value: str) -> str:
            for _depth in range(8):
                if "var(" not in value:
                    break
                value = _VAR.sub(lambda found: tokens.get(found[1], ""), value)
            value = re.sub("currentcolor", lambda _: plain(self._colour(element)), value, flags=re.IGNORECASE)
            return in_pixels(re.sub(r",\s+", ",", value))

        said = self._said(element)
        names = said.keys() & {"fill", "stroke"} if painted else [name for name in said if name[:2] != "--"]
        return ";".join(f"{name}:{plain(said[name])}" for name in sorted(names))

    def _colour(self, element: Any) -> str:
        """The colour of the text around a shape."""
        while element is not None:
            found = self._said(element).get("color", "inherit")
            if found not in {"inherit", "currentcolor"}:
                return found
            element = element.parent
        return "black"


def in_pixels(value: str) -> str:
    """Lengths in rem as plain numbers: inside a picture there is no root to measure by."""
    return _LENGTH.sub(lambda found: f"{float(found[1]) * REM:.3f}".rstrip("0").rstrip("."), value)


def pictures(root: Any) -> Iterator[Any]:
    """The outermost SVG elements of the page."""
    for element in root.query_all("svg"):
        if not any(above.etree_element.tag == f"{SVG}svg" for above in element.ancestors):
            yield element


def draw(root: ElementTree.Element, sheets: list[str], files: OwnFiles) -> None:
    """Write the styles onto every picture; a picture that only decorates becomes a background, unseen by readers."""
    ink = Ink(sheets)
    page = cssselect2.ElementWrapper.from_html_root(root)
    for picture in list(pictures(page)):
        for element in list(picture.iter_subtree()):
            shape = element.etree_element
            for name in _GEOMETRY & shape.attrib.keys():
                shape.set(name, in_pixels(shape.get(name) or ""))
            if style := ink.style(element, painted=element is picture):
                shape.set("style", f"{style};{shape.get('style', '')}")
        drawn = picture.etree_element
        if drawn.get("aria-hidden") == "true" and drawn.find(f"{SVG}title") is None:
            _decorate(drawn, files)


def _decorate(drawn: ElementTree.Element, files: OwnFiles) -> None:
    copy = ElementTree.Element(drawn.tag, dict(drawn.attrib))
    copy.extend(list(drawn))
    address = "data:image/svg+xml;base64," + base64.b64encode(ElementTree.tostring(copy)).decode()
    files.drawn.add(address)
    tail, classes = drawn.tail, drawn.get("class", "")
    drawn.clear()
    drawn.tag, drawn.tail = "span", tail
    drawn.set("class", f"{classes} drawn".strip())
    drawn.set("style", f"background-image: url('{address}')")


def pressed(job: dict[str, Any], folder: Path) -> bytes:
    """The document of a job: `html`, `sheets` (names in the static folder), `address` for its links."""
    files, fonts = OwnFiles(folder), FontConfiguration()
    # the screen's fonts have every weight, those of paper one bold
    texts = [_WEIGHT.sub("font-weight: 600", (folder / name).read_text("utf-8")) for name in job["sheets"]]
    page = weasyprint.HTML(string=job["html"], base_url=job["address"], url_fetcher=files)
    draw(page.etree_element, texts, files)
    page.wrapper_element = cssselect2.ElementWrapper.from_html_root(page.etree_element)
    styles = [
        weasyprint.CSS(
            string=text, base_url=HERE + name, font_config=fonts, url_fetcher=files, media_type="print"
        )
        for name, text in zip(job["sheets"], texts, strict=True)
    ]
    done: bytes = page.write_pdf(
        stylesheets=styles,
        font_config=fonts,
        pdf_variant="pdf/ua-1",
        custom_metadata=False,
        optimize_images=False,
    )
    return done


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    sys.stdout.buffer.write(pressed(json.load(sys.stdin), Path(sys.argv[1])))
