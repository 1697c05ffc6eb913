"""A logo is what its bytes are, never what its name says; what could swell, break or carry something is refused."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from consult.kit.logo import FITS, MOST_BYTES, logo_of
from consult.kit.refusal import Refused


def drawn(kind: str, size: tuple[int, int] = (900, 300), **more: object) -> bytes:
    made = BytesIO()
    Image.new("RGB", size, (30, 60, 130)).save(made, kind, **more)
    return made.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A few bytes that say they are an enormous picture."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


REFUSED = {
    "HTML called PNG": (b"<!doctype html><script>alert(1)</script>", "logo-unknown"),
    "SVG with a script": (
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
        "logo-unknown",
    ),
    "a GIF": (drawn("GIF"), "logo-unknown"),
    "a TIFF": (drawn("TIFF"), "logo-unknown"),
    "nothing": (b"", "logo-unknown"),
    "a PNG's first bytes and HTML": (b"\x89PNG\r\n\x1a\n<script>alert(1)</script>", "logo-unknown"),
    "half a JPEG": (drawn("JPEG")[:700], "logo-broken"),
    "half a PNG": (drawn("PNG", (400, 400))[:120], "logo-broken"),
    "a bomb": (png_that_claims(60_000, 60_000), "logo-too-large"),
    "a wide bomb": (png_that_claims(2_000_000, 20), "logo-too-large"),
    "too heavy": (drawn("PNG") + b"\0" * MOST_BYTES, "logo-too-heavy"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_proper_picture_is_refused(name: str) -> None:
    given, code = REFUSED[name]
    with pytest.raises(Refused) as refused:
        logo_of(given)
    assert refused.value.code == code


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_made_anew_small_and_as_png(kind: str) -> None:
    made = logo_of(drawn(kind))
    assert made.content.startswith(b"\x89PNG")
    assert (made.width, made.height) == (576, 192)
    assert made.width <= FITS[0]
    assert made.height <= FITS[1]
    with Image.open(BytesIO(made.content)) as again:
        assert again.size == (made.width, made.height)


def test_nothing_that_travelled_in_the_file_goes_on_with_it() -> None:
    carried = PngInfo()
    carried.add_text("Comment", "<script>alert(1)</script>")
    exif = Image.Exif()
    exif[0x010E] = "<script>alert(2)</script>"
    for given in (
        drawn("PNG", pnginfo=carried) + b"<script>alert(3)</script>",
        drawn("JPEG", exif=exif) + b"<script>alert(3)</script>",
    ):
        assert b"alert" in given
        assert b"alert" not in logo_of(given).content
