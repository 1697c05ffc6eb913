"""Reads a document back as its reader's programs do: its words, its tags, who made it and when."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from pypdf import PdfReader
from pypdf.generic import StreamObject


@dataclass(frozen=True)
class Paper:
    """What stands in a PDF."""

    pages: tuple[str, ...]
    """The words of each page, blanks folded."""
    title: str
    author: str
    created: str
    language: str
    bookmarks: tuple[str, ...]
    tags: frozenset[str]
    links: frozenset[str]
    alternatives: tuple[str, ...]
    """The words that stand for each picture."""
    described: str
    """Its metadata as XML, which names the standard it keeps."""

    @property
    def text(self) -> str:
        return " ".join(self.pages)


def read(content: bytes) -> Paper:
    """The PDF in an answer."""
    reader = PdfReader(BytesIO(content))
    catalog, about = reader.trailer["/Root"], reader.metadata or {}
    tags: set[str] = set()
    alternatives: list[str] = []
    for reference in range(1, reader.trailer["/Size"]):
        found = reader.get_object(reference)
        if isinstance(found, dict) and found.get("/Type") == "/StructElem":
            tags.add(str(found["/S"]).removeprefix("/"))
            if "/Alt" in found:
                alternatives.append(str(found["/Alt"]))
    return Paper(
        pages=tuple(" ".join(page.extract_text().split()) for page in reader.pages),
        title=str(about.get("/Title", "")),
        author=str(about.get("/Author", "")),
        created=str(about.get("/CreationDate", "")),
        language=str(catalog.get("/Lang", "")),
        bookmarks=tuple(_titles(reader.outline)),
        tags=frozenset(tags),
        links=frozenset(
            str(note.get_object()["/A"]["/URI"])
            for page in reader.pages
            for note in page.get("/Annots", [])
            if "/URI" in note.get_object().get("/A", {})
        ),
        alternatives=tuple(alternatives),
        described=catalog["/Metadata"].get_object().get_data().decode("utf-8"),
    )


def _titles(outline: list[object]) -> list[str]:
    found: list[str] = []
    for entry in outline:
        found += _titles(entry) if isinstance(entry, list) else [str(entry.title)]  # type: ignore[attr-defined]
    return found


def drawn(content: bytes) -> str:
    """What is drawn on the pages and in their pictures, in the language of PDF."""
    reader = PdfReader(BytesIO(content))
    streams = (reader.get_object(number) for number in range(1, reader.trailer["/Size"]))
    return "\n".join(
        found.get_data().decode("latin-1")
        for found in streams
        if isinstance(found, StreamObject) and found.get("/Subtype") != "/XML" and "/Length1" not in found
    )
