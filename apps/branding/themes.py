"""The themes of brands by sector and their activity carriers: ``fixtures/reference/brand_themes.yaml``, read once.

Pure: no Django, no database. A carrier is a suggestion to whoever makes a brand, never an item that is assessed.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).resolve().parents[2] / "fixtures" / "reference" / "brand_themes.yaml"


@dataclass(frozen=True, slots=True)
class Carrier:
    """活动载体: what it is called, what it does, which plan names it."""

    code: str
    name: str
    note: str
    clause: str


@dataclass(frozen=True, slots=True)
class ThemeGuide:
    """What a plan says of one sector's theme; ``theme`` is a value of ``choices.Theme`` and the sector's code."""

    theme: str
    name: str
    focus: str
    meaning: str
    clause: str
    carriers: tuple[Carrier, ...]
    posts: tuple[str, ...]


@lru_cache(maxsize=1)
def theme_guides() -> dict[str, ThemeGuide]:
    """All themes by their code, in the order of the plan."""
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))["themes"]
    return {row["theme"]: _guide(row) for row in rows}


def _guide(row: dict[str, Any]) -> ThemeGuide:
    carriers = tuple(Carrier(**carrier) for carrier in row["carriers"])
    return ThemeGuide(**{**row, "carriers": carriers, "posts": tuple(row["posts"])})


def guide_for(theme: str, sector: str) -> ThemeGuide | None:
    """The guide of a brand's theme; without one, of the organization's sector; None where no plan names any."""
    guides = theme_guides()
    return guides.get(theme) or guides.get(sector)
