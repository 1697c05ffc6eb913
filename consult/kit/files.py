"""Files we ship: the stylesheet joined from its parts, static files under hashed addresses, cached for good."""

from __future__ import annotations

import gzip
import mimetypes
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, request

from consult.kit.guard import enter, everyone

_PACKAGE = Path(__file__).parent.parent
_SHIPPED = _PACKAGE / "_data" if (_PACKAGE / "_data").is_dir() else _PACKAGE.parent
STYLESHEET = "css/consult.css"
_TEXT = {".css", ".js", ".svg", ".txt", ".json"}

files = Blueprint("files", __name__)


def shipped(name: str) -> Path:
    """A folder we ship beside the code (templates, static, migrations), in a checkout or in a wheel."""
    return _SHIPPED / name


@dataclass(frozen=True)
class Asset:
    """A static file as it is served."""

    path: str
    content: bytes
    packed: bytes | None
    kind: str
    mark: str


def _asset(path: str, content: bytes) -> Asset:
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    if Path(path).suffix in _TEXT:
        kind += "; charset=utf-8" if "charset" not in kind else ""
        return Asset(
            path, content, gzip.compress(content, 9, mtime=0), kind, sha256(content).hexdigest()[:12]
        )
    return Asset(path, content, None, kind, sha256(content).hexdigest()[:12])


def _joined(folder: Path) -> bytes:
    order = (folder / "css" / "order.txt").read_text(encoding="utf-8").split("\n")
    parts = [line.strip() for line in order if line.strip() and not line.startswith("#")]
    return b"\n".join((_part(folder, part)).read_bytes() for part in parts)


def _part(folder: Path, part: str) -> Path:
    return folder / part if (folder / part).is_file() else folder / "css" / part


def _read_all(folder: Path) -> dict[str, Asset]:
    found: dict[str, Asset] = {}
    for file in sorted(folder.rglob("*")):
        path = file.relative_to(folder).as_posix()
        if file.is_file() and not (path.startswith("css/") and path.endswith((".css", ".txt"))):
            found[path] = _asset(path, file.read_bytes())

    def marked(match: re.Match[bytes]) -> bytes:
        path = match[1].decode()
        return b'url("/static/' + match[1] + f'?v={found[path].mark}")'.encode()

    sheet = re.sub(rb"""url\(["']?\.\./([\w./-]+)["']?\)""", marked, _joined(folder))
    found[STYLESHEET] = _asset(STYLESHEET, sheet)
    return found


def asset(path: str) -> str:
    """The address of a static file; it changes with its content."""
    found: Asset = current_app.extensions["consult.assets"][path]
    return f"/static/{path}?v={found.mark}"


@files.get("/static/<path:path>")
@enter(everyone, own=True)
def static_file(path: str) -> Response:
    """Serve one file of static/."""
    found: Asset | None = current_app.extensions["consult.assets"].get(path)
    if found is None:
        abort(404)
    packed = found.packed if "gzip" in request.headers.get("Accept-Encoding", "") else None
    answer = Response(packed or found.content, content_type=found.kind)
    if packed:
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Vary"] = "Accept-Encoding"
    fresh = request.args.get("v") == found.mark
    answer.headers["Cache-Control"] = (
        "public, max-age=31536000, immutable" if fresh else "public, max-age=300"
    )
    answer.set_etag(found.mark + ("-gz" if packed else ""))
    return answer.make_conditional(request)  # type: ignore[return-value]  # werkzeug's class is Flask's


def init_app(app: Flask) -> None:
    """Read the static files once; they are few and small."""
    app.extensions["consult.assets"] = _read_all(shipped("static"))
    app.register_blueprint(files)
