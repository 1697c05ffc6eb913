"""The Nu HTML checker over many pages at once: the reference for what is valid HTML."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from pathlib import Path

JAR = Path(__file__).parent / "html" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"

# htmx's own attributes are the one thing in our pages that the standard does not know.
OF_HTMX = re.compile(r"^Attribute “hx-[a-z:-]+” not allowed on element")


def check(pages: dict[str, str]) -> list[str]:
    """Every error in the pages (name -> document) as `name, line 3: message`; an empty list means all are valid.

    The program takes about two seconds to start, so hand it all pages of a story together.
    """
    if not pages:
        return []
    names = list(pages)
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, f"{number}.html") for number in range(len(names))]
        for file, name in zip(files, names, strict=True):
            file.write_text(pages[name], encoding="utf-8")
        ran = subprocess.run(
            ["java", "-Xss1m", "-jar", str(JAR), "--format", "json", "--errors-only", *map(str, files)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    # It exits with 1 when a page has an error; without a report it did not run at all.
    try:
        messages = json.loads(ran.stderr)["messages"]
    except (ValueError, KeyError) as error:
        raise RuntimeError(f"The HTML checker did not run:\n{ran.stderr.decode(errors='replace')}") from error
    return [_sentence(message, names) for message in messages if not OF_HTMX.match(message["message"])]


def _sentence(message: dict[str, object], names: list[str]) -> str:
    name = names[int(Path(str(message.get("url", "0.html"))).stem)]
    return f"{name}, line {message.get('lastLine', '?')}: {message['message']}"
