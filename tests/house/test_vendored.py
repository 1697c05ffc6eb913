"""Third-party files: what is served is what was vendored, with licence and version, and fonts stay light."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256, sha384

from tests.house.source import ROOT

VENDOR = ROOT / "static/vendor"
# What a first page in English, Spanish or French asks for: upright serif and sans, Latin.
FIRST_PAGE = (
    "source-serif-4/source-serif-4-latin-wght-normal.woff2",
    "source-sans-3/source-sans-3-latin-wght-normal.woff2",
)


def test_no_vendored_file_was_touched() -> None:
    recorded = json.loads((VENDOR / "vendor.json").read_text("utf-8"))["files"]
    found = {
        path.relative_to(VENDOR).as_posix(): "sha384-"
        + b64encode(sha384(path.read_bytes()).digest()).decode()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "vendor.json"
    }
    assert found == recorded


def test_licence_and_version_stand_beside_the_files() -> None:
    pins = json.loads((ROOT / "assets/package.json").read_text("utf-8"))["dependencies"]
    said = {}
    for folder in sorted(path for path in VENDOR.iterdir() if path.is_dir()):
        name, version, _licence = (folder / "VERSION.txt").read_text("utf-8").split()
        said[name] = version
        assert (folder / "LICENSE.txt").stat().st_size > 500
    assert said == pins


def test_fonts_are_asked_for_by_the_address_that_may_be_kept_for_good() -> None:
    rules = re.findall(
        r'url\("\.\./vendor/([^"?]+)\?v=([0-9a-f]+)"\)', (VENDOR / "fonts.css").read_text("utf-8")
    )
    assert len(rules) == 12
    assert not [name for name, mark in rules if sha256((VENDOR / name).read_bytes()).hexdigest()[:12] != mark]


def test_the_fonts_of_a_first_page_stay_light() -> None:
    assert sum((VENDOR / name).stat().st_size for name in FIRST_PAGE) <= 100_000


LETTER = "letter.css"  # goes with each letter, not with pages


def test_every_part_of_the_stylesheet_is_joined_once() -> None:
    lines = (ROOT / "static/css/order.txt").read_text("utf-8").splitlines()
    named = [line for line in lines if line and not line.startswith("#")]
    ours = sorted(path.name for path in (ROOT / "static/css").glob("*.css") if path.name != LETTER)
    assert sorted(name for name in named if "/" not in name) == ours
    assert all((ROOT / "static" / name).is_file() for name in named if "/" in name)
