"""The themes of brands by sector and their activity carriers: ``fixtures/reference/brand_themes.yaml``, read once.

Pure: no Django, no database. A carrier is a suggestion to whoever creates a site or a brand, never an item that is
assessed; posts are counted once, as metrics that standards read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).resolve().parents[2] / "fixtures" / "reference" / "brand_themes.yaml"


@dataclass(frozen=True, slots=True)
class Carrier:
    """活动载体: what it is called, what it does, which plan names it. Its code is its own in the whole file."""

    code: str
    name: str
    note: str
    clause: str


@dataclass(frozen=True, slots=True)
class Post:
    """A post or point that can be set up; ``metric`` is the code of the metric that counts it."""

    name: str
    metric: str


@dataclass(frozen=True, slots=True)
class ThemeGuide:
    """What the plans say of one sector's theme.

    ``theme`` is the sector's code; ``is_theme`` False where the plans name carriers but no theme.
    """

    theme: str
    name: str
    focus: str
    meaning: str
    clause: str
    carriers: tuple[Carrier, ...]
    posts: tuple[Post, ...]
    is_theme: bool = True


@lru_cache(maxsize=1)
def sector_guides() -> dict[str, ThemeGuide]:
    """The guide of every sector that the plans speak of, in the order of the file."""
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))["themes"]
    return {row["theme"]: _guide(row) for row in rows}


def theme_guides() -> dict[str, ThemeGuide]:
    """The guides that are themes of brands, by their code."""
    return {code: guide for code, guide in sector_guides().items() if guide.is_theme}


def _guide(row: dict[str, Any]) -> ThemeGuide:
    carriers = tuple(Carrier(**carrier) for carrier in row["carriers"])
    return ThemeGuide(**{**row, "carriers": carriers, "posts": tuple(Post(**post) for post in row["posts"])})


def guide_for(theme: str, sector: str) -> ThemeGuide | None:
    """The guide of a brand's theme; without one, of the organization's sector; None where no plan names any."""
    guides = sector_guides()
    return guides.get(theme) or guides.get(sector)


@lru_cache(maxsize=1)
def _carriers() -> dict[str, Carrier]:
    return {carrier.code: carrier for guide in sector_guides().values() for carrier in guide.carriers}


def carriers_named(codes: Iterable[str]) -> list[Carrier]:
    """The carriers of these codes in the order of the file; codes that it no longer holds are left out."""
    wanted = set(codes)
    return [carrier for code, carrier in _carriers().items() if code in wanted]
