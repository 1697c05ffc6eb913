"""Copies the third-party files we serve from assets/node_modules into static/vendor, with licences and hashes.

Run `npm ci --ignore-scripts` in this folder first, then `python assets/vendor.py`. Two runs give the same bytes;
the result is committed, so neither serving nor testing needs Node. The maps are drawn by map.mjs from world-atlas,
which is Natural Earth (public domain) put into files.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from base64 import b64encode
from hashlib import sha256, sha384
from pathlib import Path

from babel.core import get_global

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
VENDOR = HERE.parent / "static" / "vendor"
NORMALIZE = "modern-normalize"
ATLAS = "world-atlas"
FONTS = {"source-serif-4": ("normal", "italic"), "source-sans-3": ("normal", "italic")}
# Latin carries the interface; the others are fetched only by pages that use their letters (Łódź, Việt Nam).
SUBSETS = ("latin", "latin-ext", "vietnamese")
# Whole files, for paper only: WeasyPrint garbles a family that is put together of pieces.
PAPER = {
    "source-sans": ("SourceSans3-Regular", "SourceSans3-Semibold", "SourceSans3-It"),
    "source-serif": ("SourceSerif4-Regular", "SourceSerif4-Semibold", "SourceSerif4-It"),
}
FACE = re.compile(r"@font-face \{[^}]*\}")
SOURCE = re.compile(r"url\(\./files/(?P<file>[a-z0-9-]+\.woff2)\) format\('woff2-variations'\)")


def module_of(name: str) -> Path:
    """The folder npm made of a package."""
    return MODULES / name


def faces_of(font: str, style: str) -> list[str]:
    """The @font-face rules of one font and style, kept to our subsets and pointed at the copied files."""
    sheet = "wght-italic.css" if style == "italic" else "wght.css"
    text = (module_of(f"@fontsource-variable/{font}") / sheet).read_text(encoding="utf-8")
    wanted = {f"{font}-{subset}-wght-{style}.woff2" for subset in SUBSETS}
    kept = []
    for face in FACE.findall(text):
        source = SOURCE.search(face)
        if source is None or source["file"] not in wanted:
            continue
        target = VENDOR / font / source["file"]
        shutil.copyfile(module_of(f"@fontsource-variable/{font}") / "files" / source["file"], target)
        # The mark is the one static addresses carry, so that browsers may keep the file for good.
        mark = sha256(target.read_bytes()).hexdigest()[:12]
        kept.append(SOURCE.sub(f'url("../vendor/{font}/{source["file"]}?v={mark}") format("woff2")', face))
    return kept


def describe(folder: str, package: str) -> None:
    """Put the licence and the version beside the files."""
    found = module_of(package)
    licence = next(path for path in sorted(found.iterdir()) if path.stem.lower() == "license")
    shutil.copyfile(licence, VENDOR / folder / "LICENSE.txt")
    about = json.loads((found / "package.json").read_text(encoding="utf-8"))
    line = f"{about['name']} {about['version']} {about['license']}\n"
    (VENDOR / folder / "VERSION.txt").write_text(line, encoding="utf-8")


def record() -> dict[str, object]:
    """Every vendored file with its hash, and every package with its version."""
    files = [path for path in sorted(VENDOR.rglob("*")) if path.is_file() and path.name != "vendor.json"]
    packages = [path.read_text(encoding="utf-8").split() for path in files if path.name == "VERSION.txt"]
    return {
        "packages": [
            {"name": name, "version": version, "licence": licence} for name, version, licence in packages
        ],
        "files": {
            path.relative_to(VENDOR).as_posix(): "sha384-"
            + b64encode(sha384(path.read_bytes()).digest()).decode()
            for path in files
        },
    }


def draw_maps() -> None:
    """The outlines of countries by their two letters, for the world and for each region."""
    aliases = get_global("territory_aliases")
    letters = {code: found[0] for code, found in aliases.items() if code.isdecimal() and len(found) == 1}
    command = [str(Path(sys.executable).with_name("node")), str(HERE / "map.mjs")]
    drawn = subprocess.run(command, check=True, capture_output=True, cwd=HERE).stdout  # noqa: S603 - our own words
    maps = json.loads(drawn)
    for one in maps.values():
        places = {letters.get(code, code): place for code, place in one["places"].items()}
        one["places"] = {code: places[code] for code in sorted(places)}
    text = json.dumps(maps, separators=(",", ":"))
    (VENDOR / ATLAS / "maps.json").write_text(text + "\n", encoding="utf-8")


def build() -> None:
    """Make static/vendor anew."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    for folder in (NORMALIZE, ATLAS, *FONTS, *PAPER):
        (VENDOR / folder).mkdir(parents=True)
    shutil.copyfile(
        module_of(NORMALIZE) / "modern-normalize.css", VENDOR / NORMALIZE / "modern-normalize.css"
    )
    describe(NORMALIZE, NORMALIZE)
    describe(ATLAS, ATLAS)
    draw_maps()
    for folder, names in PAPER.items():
        describe(folder, folder)
        for name in names:
            file = f"{name}.otf.woff2"
            shutil.copyfile(module_of(folder) / "WOFF2" / "OTF" / file, VENDOR / folder / file)
    faces: list[str] = []
    for font, styles in FONTS.items():
        describe(font, f"@fontsource-variable/{font}")
        for style in styles:
            faces += faces_of(font, style)
    (VENDOR / "fonts.css").write_text("\n".join(faces) + "\n", encoding="utf-8")
    (VENDOR / "vendor.json").write_text(json.dumps(record(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    build()
