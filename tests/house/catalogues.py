"""The translation catalogues: what the code says today, what es and fr say to it; `update` and `compile` them."""

from __future__ import annotations

import io
import sys
import tomllib
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tests.house.source import ROOT

LANGUAGES = ["es", "fr"]
KEYWORDS = DEFAULT_KEYWORDS | {
    "lazy_gettext": None,
    "_l": None,
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
    "lazy_npgettext": ((1, "c"), 2, 3),
}
OPTIONS = {"templates/**.*": {"silent": "false"}}


def fresh() -> Catalog:
    """Every string that code and templates mark today."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    methods = [(mapping["pattern"], mapping["method"]) for mapping in mappings]
    catalogue = Catalog(project="Consult", fuzzy=False)
    for name, line, message, comments, context in extract_from_dir(
        ROOT, methods, OPTIONS, KEYWORDS, comment_tags=("Translators:",), directory_filter=_ours
    ):
        catalogue.add(message, None, [(name, line)], auto_comments=comments, context=context)
    return catalogue


def _ours(folder: str | Path) -> bool:
    """Code and templates, not what was installed or built beside them."""
    return Path(folder).relative_to(ROOT).parts[:1] in {("consult",), ("templates",)}


def po(language: str) -> Path:
    """The file that translators write."""
    return ROOT / "consult" / "translations" / language / "LC_MESSAGES" / "messages.po"


def read(language: str) -> Catalog:
    """A language's catalogue as committed."""
    with po(language).open("rb") as file:
        return read_po(file, locale=language)


def compiled(language: str) -> bytes:
    """What the compiled file must hold."""
    file = io.BytesIO()
    write_mo(file, read(language), use_fuzzy=False)
    return file.getvalue()


def update() -> None:
    """Bring today's strings into the catalogues: new ones stand empty, what nobody says any more goes."""
    template = fresh()
    for language in LANGUAGES:
        path = po(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue = (
            read(language) if path.exists() else Catalog(locale=language, project="Consult", fuzzy=False)
        )
        template.creation_date = (
            catalogue.creation_date
        )  # no change of a file without a change of its strings
        catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False)
        catalogue.obsolete.clear()
        with path.open("wb") as file:
            # Without line numbers and dates two people's changes meet only where both touch one string.
            write_po(file, catalogue, sort_by_file=True, include_lineno=False, width=110, omit_header=False)
        empty = sum(1 for message in catalogue if message.id and not all(forms(message)))
        sys.stdout.write(f"{language}: {len(catalogue)} strings, {empty} to translate\n")


def compile_all() -> None:
    """Write the files that the application reads."""
    for language in LANGUAGES:
        po(language).with_suffix(".mo").write_bytes(compiled(language))


def forms(message: Message) -> list[str]:
    """What a catalogue says to a message: one string, or one for each plural form; empty ones included."""
    said = message.string or ""
    return [said] if isinstance(said, str) else [form or "" for form in said]


if __name__ == "__main__":
    {"update": update, "compile": compile_all}[sys.argv[1]]()
