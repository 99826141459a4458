"""自评, 初审 and 验收 of one application side by side, leaf by leaf."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from apps.applications.models import Application
from apps.applications.queries import inputs_for, review_outcome, review_rows
from apps.standards import engine
from apps.standards.queries import engine_version

from .models import Evaluation
from .queries import frozen_outcome

NAMES = ("自评", "初审", "验收")


@dataclass(frozen=True)
class Cell:
    """What one source says about one leaf: points, the state or verdict in words, why.

    ``points`` is None where the leaf earns none by its state (未填, 数据不足, 不适用); ``said`` tells an answer,
    不适用 among them, from silence.
    """

    points: Decimal | None
    words: str
    why: str
    said: bool = False


@dataclass(frozen=True)
class Row:
    """One leaf in three columns."""

    section: str
    code: str
    title: str
    clause: str
    max: Decimal
    cells: tuple[Cell, ...]
    #: Points on top of the whole.
    bonus: bool = False

    @property
    def comparable(self) -> bool:
        """Whether at least two sources said something, so that 一致 means agreement and not silence."""
        return len(self._said) > 1

    @property
    def differs(self) -> bool:
        """Whether two sources that said something disagree in points or verdict."""
        return len({(cell.points, cell.words) for cell in self._said}) > 1

    @property
    def judged_apart(self) -> bool:
        """Whether the verdicts themselves disagree, and not the points alone."""
        return len({cell.words for cell in self._said}) > 1

    @property
    def change(self) -> Decimal | None:
        """Last column that says something minus the first one; None where one of them has no points."""
        first, last = (self._said[0].points, self._said[-1].points) if self.comparable else (None, None)
        return None if first is None or last is None else last - first

    @property
    def changes(self) -> tuple[tuple[str, Decimal], ...]:
        """What each later source adds to the self-assessment or takes from it, where both have points."""
        first, *later = zip(NAMES, self.cells, strict=True)
        if not first[1].said or first[1].points is None:
            return ()
        told = [(name, cell.points) for name, cell in later if cell.said and cell.points is not None]
        return tuple((name, points - first[1].points) for name, points in told)

    @property
    def _said(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.said]


@dataclass(frozen=True)
class Columns:
    """The whole comparison: rows, and for each column its total and grade in words."""

    rows: tuple[Row, ...]
    totals: tuple[Decimal | None, ...]
    grades: tuple[str, ...]

    @property
    def comparable(self) -> bool:
        """Whether any leaf has two sources to compare."""
        return any(row.comparable for row in self.rows)

    @property
    def changes(self) -> tuple[tuple[str, Decimal], ...]:
        """Each later total against that of the self-assessment."""
        own, *later = self.totals
        if own is None:
            return ()
        return tuple((name, total - own) for name, total in zip(NAMES[1:], later, strict=True) if total is not None)

    @property
    def adjustments(self) -> tuple[Decimal | None, ...]:
        """What caps, deductions and re-basing make of the sum of the leaves, so that each column adds up."""
        sums = [sum((row.cells[at].points or Decimal(0) for row in self.rows), Decimal(0)) for at in range(len(NAMES))]
        return tuple(None if total is None else total - points for total, points in zip(self.totals, sums, strict=True))

    @property
    def adjusted(self) -> bool:
        return any(self.adjustments)

    @property
    def differing(self) -> int:
        """Number of leaves on which the columns disagree."""
        return sum(row.differs for row in self.rows)

    @property
    def sections_apart(self) -> frozenset[str]:
        """The sections that hold a leaf on which the columns disagree."""
        return frozenset(row.section for row in self.rows if row.differs)


def columns_of(application: Application, evaluation: Evaluation | None) -> Columns:
    """Self-assessment and first review as they were signed, the final one when the reader may see it."""
    version = engine_version(application.standard_version)
    said = inputs_for(application)
    own = engine.evaluate_version(version, said)
    noted = review_rows(application)
    reviewed = review_outcome(application, noted, said)
    final = frozen_outcome(evaluation) if evaluation is not None else None
    outcomes = (own, reviewed, final)
    return Columns(
        rows=tuple(_rows(version, outcomes, {code: row.note for code, row in noted.items()})),
        totals=tuple(outcome.shown_score if outcome else None for outcome in outcomes),
        grades=tuple(engine.grade_text(outcome) if outcome and outcome.grade_steps else "" for outcome in outcomes),
    )


def _rows(
    version: engine.Version, outcomes: tuple[engine.VersionOutcome | None, ...], notes: Mapping[str, str]
) -> Iterator[Row]:
    found = [{leaf.code: leaf for leaf in outcome.leaves()} if outcome else {} for outcome in outcomes]
    shown = [outcome.shown_points() if outcome else {} for outcome in outcomes]
    sections = {leaf.code: top.title for top in version.criteria for leaf in top.walk()}
    for leaf in version.leaves():
        if not any(leaf.code in column for column in found):
            continue
        own, reviewed, final = (
            _cell(column.get(leaf.code), points) for column, points in zip(found, shown, strict=True)
        )
        if notes.get(leaf.code):
            reviewed = replace(reviewed, why=notes[leaf.code])
        cells = (own, reviewed, final)
        yield Row(sections[leaf.code], leaf.code, leaf.title, leaf.clause, leaf.points, cells, leaf.bonus)


def _cell(outcome: engine.Outcome | None, shown: Mapping[str, Decimal]) -> Cell:
    if outcome is None:
        return Cell(None, "", "")
    if outcome.verdict is None:
        # Points in full may be granted for a leaf that does not apply; otherwise it has none, and not zero.
        spared = outcome.state is engine.State.NOT_APPLICABLE
        points = shown[outcome.code] or None if spared else None
        return Cell(points, engine.STATE_LABELS[outcome.state], outcome.reason, said=spared)
    why = next((line.text for line in outcome.explanation if line.kind == "arithmetic"), "")
    return Cell(shown[outcome.code], engine.VERDICT_LABELS[outcome.verdict], why, said=True)
