"""What templates may not do: script or style inline, text unescaped, macros that do not exist, words unmarked."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, nodes

from tests.house.source import ROOT, modules, none, place, templates

ENVIRONMENT = Environment(
    loader=FileSystemLoader(ROOT / "templates"), extensions=["jinja2.ext.i18n"], autoescape=True
)
# The one function that turns what people wrote into HTML, and what draws our own pictures.
MAY_WRITE_HTML = {"consult/kit/markup.py", "consult/kit/pictures.py"}
# Elements whose words are the same in every language.
UNSPOKEN = {"code", "kbd", "samp", "style", "script"}
GAP = "\N{REPLACEMENT CHARACTER}"
SPOKEN_ATTRIBUTES = {"alt", "aria-label", "placeholder", "title", "aria-description"}


def pages() -> list[Path]:
    """The templates that are HTML."""
    return [path for path in templates() if path.suffix in {".html", ".svg"}]


def matches(pattern: str, flags: re.RegexFlag = re.IGNORECASE) -> list[str]:
    """Where the templates say something, as `templates/base.html:12`."""
    return [
        f"{place(path)}:{text.count(chr(10), 0, found.start()) + 1}"
        for path in pages()
        for text in [path.read_text(encoding="utf-8")]
        for found in re.finditer(pattern, text, flags)
    ]


def parsed(path: Path) -> nodes.Template:
    """A template's syntax tree."""
    return ENVIRONMENT.parse(path.read_text(encoding="utf-8"))


def test_no_style_stands_inline() -> None:
    none(matches(r"\sstyle\s*=|<style\b"))


def test_no_script_stands_inline() -> None:
    none(matches(r"<script\b(?![^>]*\ssrc=)"))
    none(matches(r"<[a-z][^<>]*\son[a-z]+\s*="))
    none(matches(r"javascript:"))


def test_no_other_host_is_asked() -> None:
    none(matches(r"\s(?:src|srcset|action)=\"(?:https?:)?//|<link\b[^>]*\shref=\"(?:https?:)?//"))


def test_what_people_wrote_stays_escaped() -> None:
    none(matches(r"\|\s*safe\b|autoescape\s+false|\bMarkup\("))
    writes = [module.place for module in modules() if re.search(r"\bMarkup\(", module.text)]
    none(set(writes) - MAY_WRITE_HTML)


def test_macros_are_imported_by_name_and_exist() -> None:
    wrong = []
    for path in pages():
        wrong += [
            f"{place(path)}:{node.lineno} imports a whole file"
            for node in parsed(path).find_all(nodes.Import)
        ]
        for node in parsed(path).find_all(nodes.FromImport):
            assert isinstance(node.template, nodes.Const)
            source = parsed(ROOT / "templates" / node.template.value)
            there = {macro.name for macro in source.find_all(nodes.Macro)}
            names = [name if isinstance(name, str) else name[0] for name in node.names]
            wrong += [
                f"{place(path)}:{node.lineno} {name} is not there" for name in names if name not in there
            ]
    none(wrong)


def test_what_a_template_names_exists() -> None:
    none(
        f"{place(path)}:{node.lineno} {node.template.value}"
        for path in pages()
        for node in parsed(path).find_all((nodes.Extends, nodes.Include))
        if isinstance(node.template, nodes.Const) and not (ROOT / "templates" / node.template.value).is_file()
    )


def test_every_word_is_marked_for_translation() -> None:
    wrong = []
    for path in templates():
        reader = Words()
        reader.feed(without_jinja(path.read_text(encoding="utf-8")))
        wrong += [f"{place(path)}:{line} {word}" for line, word in reader.found]
    none(wrong)


def without_jinja(text: str) -> str:
    """A template's own HTML: what Jinja computes, and what it translates, is blanked line by line."""

    def blank(found: re.Match[str]) -> str:
        return GAP + "\n" * found.group().count("\n")

    text = re.sub(r"\{#.*?#\}", blank, text, flags=re.DOTALL)
    # A block of this name stands inside a class attribute.
    text = re.sub(r"\{% block \w+_(?:kind|class) %\}.*?\{% endblock %\}", blank, text, flags=re.DOTALL)
    text = re.sub(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}", blank, text, flags=re.DOTALL)
    return re.sub(r"\{\{.*?\}\}|\{%.*?%\}", blank, text, flags=re.DOTALL)


class Words(HTMLParser):
    """Collects the words that stand in a page's text and in the attributes that are read aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self._unheard: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # Words in a language of their own are a quotation.
        quoted = tag != "html" and "lang" in dict(attrs)
        if quoted or tag in UNSPOKEN or tag in self._unheard:
            self._unheard.append(tag)
        for name, value in attrs:
            if name in SPOKEN_ATTRIBUTES:
                self._collect(value or "")

    def handle_endtag(self, tag: str) -> None:
        if self._unheard and self._unheard[-1] == tag:
            self._unheard.pop()

    def handle_data(self, data: str) -> None:
        if not self._unheard:
            self._collect(data)

    def _collect(self, text: str) -> None:
        line = self.getpos()[0]
        for said in text.split(GAP):
            # One small word between two tags of Jinja without a blank is a macro's answer, put into an attribute.
            if not re.fullmatch(r"[a-z-]+", said):
                self.found += [(line, word) for word in re.findall(r"[^\W\d_]{2,}", said)]
            line += said.count("\n")
