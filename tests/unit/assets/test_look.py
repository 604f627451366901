"""How Shiftbook looks: enough contrast, nothing inline, nothing missing, nothing without its licence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from desktop_app.accounts.model import PALETTE_SIZE

ASSETS = Path(__file__).parents[3] / "assets"
STATIC = ASSETS / "static"
TEMPLATES = sorted((ASSETS / "templates").rglob("*.html"))
STYLE_SHEETS = sorted(STATIC.rglob("*.css"))
OURS = sorted((STATIC / "css").glob("*.css"))

ENOUGH = 4.5
"""WCAG 2.2, 1.4.3: text against what is behind it."""

LONGEST_TEMPLATE = 150
LONGEST_STYLE_SHEET = 400
NOT_LUCIDE = "shiftbook"

COMMENT = re.compile(r"/\*.*?\*/|\{#.*?#\}", re.DOTALL)
TOKEN = re.compile(r"--([\w-]+):\s*([^;]+);")
SIDES = re.compile(r"light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
INLINE = re.compile(
    r"<style\b|\sstyle\s*=|\son\w+\s*=|\bdata:|\bjavascript:|<script\b(?![^>]*\bsrc=)", re.IGNORECASE
)

# Text, and the surfaces it stands on.
INKS = ("foreground", "muted-foreground", "primary", "danger", "success", "warning")
SURFACES = ("background", "card")
# Surfaces with a text colour of their own.
PAIRS = (
    ("primary-foreground", "primary"),
    ("danger-foreground", "danger"),
    ("background", "foreground"),
    ("background", "warning"),
    ("foreground", "faint"),
    ("foreground", "muted"),
    ("foreground", "accent"),
    ("foreground", "found"),
    ("on-found-here", "found-here"),
)


def tokens() -> dict[str, str]:
    """Return what tokens.css sets, by name without the dashes."""
    return dict(TOKEN.findall(COMMENT.sub("", (STATIC / "css" / "tokens.css").read_text("utf-8"))))


def sides(name: str) -> tuple[str, str]:
    """Return a colour as it is by day and by night."""
    value = tokens()[name]
    found = SIDES.fullmatch(value)
    return (found[1], found[2]) if found else (value, value)


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb` (WCAG 2.2)."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_the_guidelines_do() -> None:
    """Black on white is 21 : 1; #767676 is the lightest grey that passes on white."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("place", range(PALETTE_SIZE))
def test_a_persons_colour_carries_white_text(place: int) -> None:
    """Each disc's initials can be read."""
    assert contrast(*sides(f"colour-{place}")) == 1, "one colour, by day and by night"
    assert contrast(sides(f"colour-{place}")[0], "#ffffff") >= ENOUGH
    assert sides("on-person") == ("#ffffff", "#ffffff")


def test_the_palette_has_a_class_for_every_place_and_no_colour_twice() -> None:
    """An account's colour, 0 to 11, always finds its style."""
    text = (STATIC / "css" / "tokens.css").read_text("utf-8")
    places = [str(place) for place in range(PALETTE_SIZE)]
    assert re.findall(r"\.colour-(\d+) \{ --person: var\(--colour-\1\); \}", text) == places
    assert len({sides(f"colour-{place}")[0] for place in places}) == PALETTE_SIZE


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("ink", INKS)
def test_text_can_be_read_by_day_and_by_night(ink: str, surface: str) -> None:
    """Text, links, refusals and good news on paper and on cards."""
    for text, behind in zip(sides(ink), sides(surface), strict=True):
        assert contrast(text, behind) >= ENOUGH


@pytest.mark.parametrize(("ink", "surface"), PAIRS, ids=map(" on ".join, PAIRS))
def test_text_on_a_coloured_surface_can_be_read(ink: str, surface: str) -> None:
    """Buttons, the banners, code and what the pointer is on."""
    for text, behind in zip(sides(ink), sides(surface), strict=True):
        assert contrast(text, behind) >= ENOUGH


@pytest.mark.parametrize("sheet", STYLE_SHEETS, ids=lambda sheet: sheet.name)
def test_a_style_sheet_uses_only_tokens_that_exist(sheet: Path) -> None:
    """A misspelt variable would fall back to nothing, silently."""
    text = COMMENT.sub("", sheet.read_text("utf-8"))
    known = tokens().keys() | {name for name, _ in TOKEN.findall(text)} | {"person"}
    assert set(re.findall(r"var\(--([\w-]+)", text)) - known == set()


@pytest.mark.parametrize("sheet", STYLE_SHEETS, ids=lambda sheet: sheet.name)
def test_a_style_sheet_loads_only_files_that_are_there(sheet: Path) -> None:
    """The Content-Security-Policy allows nothing but files of ours: no data:, no other origin."""
    text = COMMENT.sub("", sheet.read_text("utf-8"))
    assert "@import" not in text
    for address in re.findall(r"url\(([^)]*)\)", text):
        assert (sheet.parent / address.strip("\"'")).is_file()


@pytest.mark.parametrize("sheet", OURS, ids=lambda sheet: sheet.name)
def test_colours_are_named_in_one_place(sheet: Path) -> None:
    """Only tokens.css says what a colour is, and the print sheet, which makes them black and white."""
    text = COMMENT.sub("", sheet.read_text("utf-8"))
    assert len(text.splitlines()) <= LONGEST_STYLE_SHEET
    if sheet.name not in {"tokens.css", "print.css"}:
        assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{}]*;)|\brgb|\bhsl", text) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.relative_to(ASSETS).as_posix())
def test_a_template_is_short_and_holds_no_script_and_no_style(template: Path) -> None:
    """What the Content-Security-Policy would refuse is not written in the first place."""
    text = COMMENT.sub("", template.read_text("utf-8"))
    assert len(text.splitlines()) <= LONGEST_TEMPLATE
    assert INLINE.findall(text) == []


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color: red">',
        "<style>p {}</style>",
        '<p onclick="go()">',
        '<img src="data:image/png;base64,AA">',
        '<a href="javascript:go()">',
        "<script>go()</script>",
    ],
)
def test_the_search_for_inline_things_finds_them(text: str) -> None:
    """The test above can fail."""
    assert INLINE.search(text)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.relative_to(ASSETS).as_posix())
def test_a_template_names_only_files_that_are_there(template: Path) -> None:
    """A missing style sheet or script shows as a half-dressed page, not as an error."""
    text = template.read_text("utf-8")
    addresses = re.findall(r"static\('([^']+)'\)", text) + re.findall(r'"/static/([^"]+)"', text)
    assert [address for address in addresses if not (STATIC / address).is_file()] == []


def test_every_icon_is_used_and_every_icon_used_is_there() -> None:
    """Only what is shown is vendored."""
    pages = "".join(template.read_text("utf-8") for template in TEMPLATES)
    there = {icon.stem for icon in (STATIC / "icons").glob("*.svg")}
    assert [name for name in there if f'"{name}"' not in pages] == []
    assert set(re.findall(r'icon\("([\w-]+)"\)', pages)) - there == set()


def test_every_vendored_thing_has_its_licence_beside_it() -> None:
    """What others made is named, with what they allow."""
    folders = [STATIC / "icons", *(STATIC / "vendor").iterdir()]
    assert len(folders) > 1
    for folder in folders:
        assert "copyright" in (folder / "LICENSE").read_text("utf-8").lower()
    for icon in (STATIC / "icons").glob("*.svg"):
        assert icon.stem == NOT_LUCIDE or "@license lucide" in icon.read_text("utf-8")
