"""自评表 as rows: the page that is printed and the PDF show the same."""

from collections.abc import Iterator
from dataclasses import dataclass

from apps.standards import engine

from .queries.assessment import Sheet


@dataclass(frozen=True)
class SheetRow:
    """One leaf of the printed sheet."""

    section: str
    number: str
    title: str
    clause: str
    most: str
    points: str
    label: str
    why: str
    note: str
    files: int


def sheet_rows(sheet: Sheet) -> Iterator[SheetRow]:
    """Every leaf of the organization, in the order of the standard."""
    shown = sheet.outcome.shown_points()
    for at, section in enumerate(sheet.outcome.children, 1):
        for index, leaf in enumerate(section.leaves(), 1):
            yield _row(sheet, section, leaf, f"{at}.{index}", engine.show(shown[leaf.code]))


def _row(sheet: Sheet, section: engine.Outcome, leaf: engine.Outcome, number: str, points: str) -> SheetRow:
    response = sheet.responses.get(leaf.code)
    label = engine.VERDICT_LABELS[leaf.verdict] if leaf.verdict else engine.STATE_LABELS[leaf.state]
    return SheetRow(
        section=section.title,
        number=number,
        title=leaf.title,
        clause=leaf.criterion.clause if leaf.criterion else "",
        most=engine.show(leaf.max),
        points=points if leaf.state is engine.State.SCORED else "—",
        label=label,
        why="；".join(s.text.rstrip("。；") for s in leaf.explanation if s.kind in ("input", "arithmetic", "note")),
        note=response.note if response else "",
        files=len(sheet.files.get(response.pk, ())) if response else 0,
    )
