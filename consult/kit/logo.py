"""The federation's logo: read by content, never trusted, made anew as a small PNG, and served to everyone."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO

from flask import Blueprint, Response, abort, request

from consult.kit import federation
from consult.kit.guard import enter, everyone
from consult.kit.refusal import Refused

MOST_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 16_000_000
"""Looked at before a single pixel is unpacked: a small file may claim to be an enormous picture."""
KINDS = ("PNG", "JPEG", "WEBP")
FITS = (640, 192)
"""Twice the size it is shown in, for fine screens."""

bp = Blueprint("federation", __name__)


@dataclass(frozen=True)
class Logo:
    """A picture of our own making."""

    content: bytes
    width: int
    height: int


def logo_of(given: bytes) -> Logo:
    """The picture in a file, whatever its name says. Refuses what is no picture, too large, or broken."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # only who changes the logo waits for it

    if len(given) > MOST_BYTES:
        raise Refused("logo-too-heavy", most=MOST_BYTES // (1024 * 1024))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(given), formats=KINDS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise Refused("logo-too-large", most=MOST_PIXELS // 1_000_000)
                opened.load()
                picture = ImageOps.exif_transpose(opened).convert("RGBA")
    except Image.DecompressionBombError:
        raise Refused("logo-too-large", most=MOST_PIXELS // 1_000_000) from None
    except UnidentifiedImageError:
        raise Refused("logo-unknown") from None
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError):
        # what Pillow says of files that begin as a picture and go on as something else
        raise Refused("logo-broken") from None
    picture.thumbnail(FITS, Image.Resampling.LANCZOS)
    made = BytesIO()
    # from the pixels alone: nothing that travelled in the file goes on with it
    Image.frombytes("RGBA", picture.size, picture.tobytes()).save(made, "PNG", optimize=True)
    return Logo(made.getvalue(), *picture.size)


@bp.get("/federation/logo")
@enter(everyone, own=True)
def logo() -> Response:
    """The logo, kept by browsers for good under the address that pages name."""
    known = federation.current()
    if not known.logo:
        abort(404)
    answer = Response(known.logo, mimetype="image/png")
    fresh = request.args.get("v") == known.logo_mark
    answer.headers["Cache-Control"] = (
        "public, max-age=31536000, immutable" if fresh else "public, max-age=300"
    )
    answer.set_etag(known.logo_mark)
    return answer.make_conditional(request)  # type: ignore[return-value]  # werkzeug's class is Flask's
