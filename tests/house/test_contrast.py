"""Colours keep their distance: every text and ground 4.5:1, every meaningful line 3:1, in light, dark and print."""

from __future__ import annotations

import re

import pytest

from consult.network.forms.federation import ACCENTS
from tests.house.source import ROOT

TOKENS = (ROOT / "static/css/tokens.css").read_text(encoding="utf-8")
PRINT = (ROOT / "static/css/print.css").read_text(encoding="utf-8")
LETTER = "letter.css"  # mail programs know no variables
PILLARS = ("ochre", "clay", "moss", "lagoon", "plum", "sky", "slate")
GROUNDS = ("paper", "paper-deep", "field", "accent-wash", "mark")

TEXTS = [
    *[(ink, ground) for ink in ("ink", "ink-soft") for ground in (*GROUNDS, "alarm-wash")],
    *[(ink, ground) for ink in ("accent", "accent-deep") for ground in GROUNDS],
    *[("alarm", ground) for ground in ("paper", "paper-deep", "field", "alarm-wash")],
    *[(pillar, ground) for pillar in PILLARS for ground in ("paper", "paper-deep", "field")],
    ("on-accent", "accent"),
    ("on-accent", "accent-deep"),
    ("paper", "ink"),
    ("paper", "alarm"),
]
LINES = [
    *[("line", ground) for ground in ("paper", "paper-deep", "field")],
    *[(pillar, "hairline") for pillar in PILLARS],
    ("accent", "hairline"),
]


def colours(block: str) -> dict[str, str]:
    """The tokens of a block that are plain colours."""
    return dict(re.findall(r"--([a-z-]+):\s*#([0-9a-f]{6})\s*;", block))


def themes() -> dict[str, dict[str, str]]:
    """Every theme with all its colours; dark and print change the light one."""
    light, dark = TOKENS.split("@media (prefers-color-scheme: dark)")
    first = colours(light)
    return {"light": first, "dark": first | colours(dark), "print": first | colours(PRINT)}


def brightness(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """How far apart two colours are, from 1 to 21."""
    darker, lighter = sorted((brightness(one), brightness(other)))
    return (lighter + 0.05) / (darker + 0.05)


def too_close(theme: dict[str, str], pairs: list[tuple[str, str]], least: float) -> list[str]:
    """The pairs under a ratio, as `ink-soft on mark: 4.31`."""
    found = [(one, other, contrast(theme[one], theme[other])) for one, other in pairs]
    return [f"{one} on {other}: {ratio:.2f}" for one, other, ratio in found if ratio < least]


def test_the_measure_itself_is_right() -> None:
    assert contrast("000000", "ffffff") == pytest.approx(21)
    assert contrast("777777", "ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", ["light", "dark", "print"])
def test_text_is_read_easily(name: str) -> None:
    assert not too_close(themes()[name], TEXTS, 4.5)


@pytest.mark.parametrize("name", ["light", "dark", "print"])
def test_lines_that_mean_something_are_seen(name: str) -> None:
    assert not too_close(themes()[name], LINES, 3)


def test_dark_and_print_redefine_every_colour_they_need() -> None:
    _light, dark = TOKENS.split("@media (prefers-color-scheme: dark)")
    assert set(colours(dark)) == set(themes()["light"])
    assert set(PILLARS) <= set(colours(PRINT))


def test_every_pillar_has_its_class() -> None:
    classes = re.findall(r"^\.pillar-([a-z]+) \{ --pillar: var\(--([a-z]+)\); \}$", TOKENS, re.MULTILINE)
    assert classes == [(pillar, pillar) for pillar in PILLARS]


def mixed(one: str, other: str, share: int) -> str:
    """What color-mix(in srgb) makes of two colours, `share` per cent of the first."""
    parts = [
        (int(one[at : at + 2], 16) * share + int(other[at : at + 2], 16) * (100 - share)) / 100
        for at in (0, 2, 4)
    ]
    return "".join(f"{round(part):02x}" for part in parts)


@pytest.mark.parametrize("name", ["light", "dark", "print"])
def test_every_colour_a_federation_may_choose_keeps_its_distance(name: str) -> None:
    made = re.search(
        r"--accent-deep: color-mix\(in srgb, var\(--accent\) (\d+)%, var\(--ink\)\); "
        r"--accent-wash: color-mix\(in srgb, var\(--accent\) (\d+)%, var\(--field\)\);",
        TOKENS,
    )
    assert made
    offered = re.findall(r"^\.accent-([a-z]+) \{ --accent: var\(--([a-z]+)\); \}$", TOKENS, re.MULTILINE)
    assert offered == [(accent, accent) for accent in ACCENTS if accent != "ink"]
    for accent, _token in offered:
        theme = themes()[name]
        chosen = theme | {
            "accent": theme[accent],
            "accent-deep": mixed(theme[accent], theme["ink"], int(made[1])),
            "accent-wash": mixed(theme[accent], theme["field"], int(made[2])),
        }
        assert not too_close(chosen, TEXTS, 4.5) + too_close(chosen, LINES, 3), accent


def test_no_other_stylesheet_names_a_colour() -> None:
    parts = sorted((ROOT / "static/css").glob("*.css"))
    naming = [
        f"{part.name}: {colour}"
        for part in parts
        if part.name not in {"tokens.css", "print.css", LETTER}
        for colour in re.findall(
            r":[^;{}]*(#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\()", part.read_text("utf-8")
        )
    ]
    assert parts
    assert not naming


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_a_letter_is_read_easily(theme: int) -> None:
    part = (
        (ROOT / "static/css" / LETTER).read_text("utf-8").split("@media (prefers-color-scheme: dark)")[theme]
    )
    ground = re.findall(r"body \{[^}]*background: #([0-9a-f]{6})", part)[0]
    button = re.findall(r"\.button \{[^}]*background: #([0-9a-f]{6}); color: #([0-9a-f]{6})", part)
    inks = [
        ink
        for rule, words in re.findall(r"([^{}]+)\{([^{}]*)\}", part)
        if ".button" not in rule
        for ink in re.findall(r"(?<![-a-z])color: #([0-9a-f]{6})", words)
    ]
    assert len(button) == 1
    assert len(inks) > 3
    assert all(contrast(ink, ground) >= 4.5 for ink in inks)
    assert contrast(*button[0]) >= 4.5
