"""自评, 初审 and 验收 of one application side by side, leaf by leaf."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from apps.applications.models import Application
from apps.applications.queries import inputs_for, review_outcome
from apps.standards import engine
from apps.standards.queries import engine_version

from .models import Evaluation
from .queries import frozen_outcome

NAMES = ("自评", "初审", "验收")


@dataclass(frozen=True)
class Cell:
    """What one source says about one leaf: points (None: nothing said), the state or verdict in words, why."""

    points: Decimal | None
    words: str
    why: str


@dataclass(frozen=True)
class Row:
    """One leaf in three columns."""

    section: str
    code: str
    title: str
    clause: str
    max: Decimal
    cells: tuple[Cell, ...]

    @property
    def comparable(self) -> bool:
        """Whether at least two sources said something, so that 一致 means agreement and not silence."""
        return sum(cell.points is not None for cell in self.cells) > 1

    @property
    def differs(self) -> bool:
        """Whether two sources that said something disagree in points or verdict."""
        said = {(cell.points, cell.words) for cell in self.cells if cell.points is not None}
        return len(said) > 1

    @property
    def change(self) -> Decimal | None:
        """Last column that says something minus the first one."""
        said = [cell.points for cell in self.cells if cell.points is not None]
        return said[-1] - said[0] if len(said) > 1 else None


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
    def differing(self) -> int:
        """Number of leaves on which the columns disagree."""
        return sum(row.differs for row in self.rows)


def columns_of(application: Application, evaluation: Evaluation | None) -> Columns:
    """Self-assessment and first review as they were signed, the final one when the reader may see it."""
    version = engine_version(application.standard_version)
    said = inputs_for(application)
    own = engine.evaluate_version(version, said)
    reviewed = review_outcome(application, said=said)
    final = frozen_outcome(evaluation) if evaluation is not None else None
    outcomes = (own, reviewed, final)
    return Columns(
        rows=tuple(_rows(version, outcomes)),
        totals=tuple(outcome.shown_score if outcome else None for outcome in outcomes),
        grades=tuple(engine.grade_text(outcome) if outcome and outcome.grade_steps else "" for outcome in outcomes),
    )


def _rows(version: engine.Version, outcomes: tuple[engine.VersionOutcome | None, ...]) -> Iterator[Row]:
    found = [{leaf.code: leaf for leaf in outcome.leaves()} if outcome else {} for outcome in outcomes]
    shown = [outcome.shown_points() if outcome else {} for outcome in outcomes]
    sections = {leaf.code: top.title for top in version.criteria for leaf in top.walk()}
    for leaf in version.leaves():
        if not any(leaf.code in column for column in found):
            continue
        cells = tuple(_cell(column.get(leaf.code), points) for column, points in zip(found, shown, strict=True))
        yield Row(sections[leaf.code], leaf.code, leaf.title, leaf.clause, leaf.points, cells)


def _cell(outcome: engine.Outcome | None, shown: Mapping[str, Decimal]) -> Cell:
    if outcome is None:
        return Cell(None, "", "")
    if outcome.verdict is None:
        points = shown[outcome.code] if outcome.state is engine.State.NOT_APPLICABLE else None
        return Cell(points, engine.STATE_LABELS[outcome.state], outcome.reason)
    why = next((line.text for line in outcome.explanation if line.kind == "arithmetic"), "")
    return Cell(shown[outcome.code], engine.VERDICT_LABELS[outcome.verdict], why)
