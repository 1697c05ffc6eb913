"""`consult demo`: make the database, load the case when it is new, and serve it with the application server."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

WORKERS = 2
THREADS = 8


def main(arguments: Sequence[str]) -> None:
    """Serve the demonstration; `--reset` starts over, `--prepare` stops before serving."""
    os.environ.setdefault("CONSULT_DATA", "data/demo")
    os.environ["CONSULT_DEMO"] = "1"
    folder = Path(os.environ["CONSULT_DATA"])
    port = os.environ.get("PORT", "8000")
    if not port.isdecimal() or not 0 < int(port) < 65536:
        sys.exit(f"PORT is {port!r}: give a number from 1 to 65535.")
    os.environ.setdefault("CONSULT_PUBLIC_URL", f"http://127.0.0.1:{port}")
    if "--reset" in arguments and folder.exists():
        shutil.rmtree(folder)
    print(f"The demonstration lives in {folder}/")
