"""The signed word of a mandate: its content decides what it is; its own people and office read it."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask

from consult.kit.db import db
from consult.network import documents
from consult.network.models import Mandate
from tests.cast import Stage
from tests.client import Client

ClientOf = Callable[[str], Client]
PDF = b"%PDF-1.7\nthe signed word"


def send(visitor: Client, mandate: int, content: bytes, name: str, kind: str = "application/pdf") -> int:
    data = {"document": (BytesIO(content), name, kind), "signatory": "The president"}
    return visitor.send(f"/mandates/{mandate}/document", data).status_code


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "pdf"),
        (b"\xff\xd8\xff\xe0 picture", "jpeg"),
        (b"\x89PNG\r\n\x1a\n picture", "png"),
        (b"<html><script>alert(1)</script>", None),
        (b"  %PDF-1.7", None),
        (b"GIF89a", None),
        (b"", None),
    ],
)
def test_a_document_is_what_its_content_says(content: bytes, kind: str | None) -> None:
    assert documents.kind_of(content) == kind


def test_what_was_kept_comes_back_and_what_was_changed_on_the_disk_does_not(tmp_path: Path) -> None:
    found = documents.keep(tmp_path, PDF)
    assert documents.keep(tmp_path, PDF) == found == sha256(PDF).hexdigest()
    assert documents.read(tmp_path, found) == PDF
    [place] = [path for path in tmp_path.rglob("*") if path.is_file()]
    place.write_bytes(b"%PDF-1.7\nsomething else")
    assert documents.read(tmp_path, found) is None
    assert documents.read(tmp_path, "../../etc/passwd") is None


def test_the_lead_puts_it_there_and_the_secretariat_verifies(
    app: Flask, client_of: ClientOf, stage: Stage
) -> None:
    lead, desk, id = client_of("delegate"), client_of("secretary"), stage.mandates["second"]
    assert lead.get(f"/mandates/{id}/document").status_code == 404
    assert send(lead, id, PDF, "word <b>&.pdf") == 303
    answer = client_of("observer").get(f"/mandates/{id}/document")
    assert answer.data == PDF
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="mandate-{id}.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Not verified by the secretariat yet" in lead.get(f"/mandates/{id}").text
    assert lead.send(f"/mandates/{id}/verify").status_code == 403
    assert desk.send(f"/mandates/{id}/verify").status_code == 303
    page = lead.get(f"/mandates/{id}").text
    assert "Sofie Maes" in page
    assert "The president" in page
    assert send(lead, id, PDF + b" changed", "other.pdf") == 303
    with app.app_context():  # another document is verified again
        row = db.session.get_one(Mandate, id)
        assert (row.document_sha256, row.verified_at) == (sha256(PDF + b" changed").hexdigest(), None)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html>not what it is called", "This is not a PDF, JPEG or PNG file"),
        (PDF + b"x" * documents.LARGEST, "at most 5 MB"),
        (b"", "Choose the file first."),
    ],
)
def test_what_is_no_document_is_refused(client_of: ClientOf, stage: Stage, content: bytes, said: str) -> None:
    lead, path = client_of("delegate"), f"/mandates/{stage.mandates['second']}/document"
    answer = lead.send(path, {"document": (BytesIO(content), "word.pdf", "application/pdf")})
    assert answer.status_code == 422
    assert said in answer.text
    assert lead.get(path).status_code == 404


def test_nobody_else_reads_or_writes_it(client_of: ClientOf, stage: Stage) -> None:
    id = stage.mandates["second"]
    assert send(client_of("secretary"), id, PDF, "word.pdf") == 303
    reads = {"neighbour": 403, "stranger": 403, "nobody": 401, "teller": 200, "drafter": 200}
    for name, status in reads.items():
        visitor = client_of(name)
        assert visitor.get(f"/mandates/{id}").status_code == status, name
        assert visitor.get(f"/mandates/{id}/document").status_code == status, name
        assert send(visitor, id, PDF, "word.pdf") == (401 if name == "nobody" else 403), name
