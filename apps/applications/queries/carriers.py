"""Which activity carriers applications mean to use, summed up for offices: by carrier and sector, by sector and theme."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from apps.organizations.choices import Sector
from apps.standards.themes import Carrier, ThemeGuide, sector_guides

#: The filter of the list by all carriers of a theme, e.g. ``theme:rural``.
THEME = "theme:"


@dataclass(frozen=True)
class CarrierRow:
    """A carrier with the number of applications that name it, in all and in each sector shown."""

    carrier: Carrier
    guide: ThemeGuide
    total: int
    by_sector: list[tuple[Sector, int]]


@dataclass(frozen=True)
class CarrierSummary:
    """The figures of a page. ``themes`` are the columns of ``matrix``, ``sectors`` its rows; unused ones are left out."""

    applications: int
    rows: list[CarrierRow]
    sectors: list[Sector]
    themes: list[ThemeGuide]
    #: Per sector how many of its applications name a carrier of each theme: (theme, number).
    matrix: list[tuple[Sector, list[tuple[ThemeGuide, int]]]]


def carrier_summary(applications: Any) -> CarrierSummary:
    """Sum up what applications name. One statement, however many there are."""
    chosen = list(applications.order_by().values_list("organization__sector", "carriers"))
    counts = Counter((sector, code) for sector, codes in chosen for code in set(codes))
    guides = {carrier.code: guide for guide in sector_guides().values() for carrier in guide.carriers}
    touched = Counter(
        (sector, theme)
        for sector, codes in chosen
        for theme in {guides[code].theme for code in codes if code in guides}
    )
    sectors = [sector for sector in Sector if any(key == sector for key, _ in touched)]
    themes = [guide for guide in sector_guides().values() if any(theme == guide.theme for _, theme in touched)]
    matrix = [(sector, [(guide, touched[sector, guide.theme]) for guide in themes]) for sector in sectors]
    return CarrierSummary(len(chosen), list(_rows(counts, sectors)), sectors, themes, matrix)


def _rows(counts: Counter[tuple[str, str]], sectors: list[Sector]) -> Iterable[CarrierRow]:
    found = []
    for guide in sector_guides().values():
        for carrier in guide.carriers:
            by_sector = [(sector, counts[sector, carrier.code]) for sector in sectors]
            if total := sum(number for _, number in by_sector):
                found.append(CarrierRow(carrier, guide, total, by_sector))
    return sorted(found, key=lambda row: -row.total)


def codes_of(text: str) -> list[str]:
    """The carriers that a filter names: one code, or all of a theme; none where it is unknown."""
    guides = sector_guides()
    if text.startswith(THEME):
        guide = guides.get(text.removeprefix(THEME))
        return [carrier.code for carrier in guide.carriers] if guide else []
    return [text] if any(text == carrier.code for guide in guides.values() for carrier in guide.carriers) else []


def words_of(text: str) -> str:
    """What the filter names in words, "" where it is unknown."""
    guides = sector_guides()
    if text.startswith(THEME):
        guide = guides.get(text.removeprefix(THEME))
        return f"{guide.name}的载体" if guide else ""
    named = (carrier.name for guide in guides.values() for carrier in guide.carriers if carrier.code == text)
    return next(named, "")
