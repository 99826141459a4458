"""What pages show of a programme's board that no service needs: cells in words and tones, bars against targets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from apps.core import clock
from apps.core.components import text

from .choices import GOAL_RANKS, PlanGoal, PlanStatus, TargetMeasure
from .models import PlannedYear, Programme
from .queries.plan_board import BoardRow, YearFigures

GOAL_TONES: dict[str, str] = {
    PlanGoal.CREATING: "idle",
    PlanGoal.COMPLIANT: "info",
    PlanGoal.DEMONSTRATION: "gold",
}
GOAL_ICONS: dict[str, str] = {PlanGoal.CREATING: "flag", PlanGoal.COMPLIANT: "ok", PlanGoal.DEMONSTRATION: "star"}
BY_RANK = {rank: PlanGoal(goal) for goal, rank in GOAL_RANKS.items()}


@dataclass(frozen=True)
class Cell:
    """One year of a row: the goal (empty: none) and how it stands."""

    year: int
    goal: str
    tone: str
    icon: str
    words: str
    words_tone: str


def cells_of(programme: Programme, row: BoardRow) -> list[Cell]:
    """A cell for each year of the programme."""
    return [_cell(row, year) for year in programme.years]


def _cell(row: BoardRow, year: int) -> Cell:
    planned, reached = row.planned.get(year), row.reached.get(year, 0)
    if planned is None:
        if not reached:
            return Cell(year, "", "idle", "", "", "idle")
        goal = BY_RANK[reached]
        return Cell(year, goal.label, GOAL_TONES[goal], GOAL_ICONS[goal], "计划外", "idle")
    label, tone, icon = planned.get_goal_display(), GOAL_TONES[planned.goal], GOAL_ICONS[planned.goal]
    words, words_tone = _standing(planned, max((r for y, r in row.reached.items() if y <= year), default=0))
    return Cell(year, label, tone, icon, words, words_tone)


def _standing(planned: PlannedYear, reached: int) -> tuple[str, str]:
    status, goal, year = planned.status, planned.goal, planned.year
    if status == PlanStatus.PROPOSED:
        return "待确认", "warn"
    if status == PlanStatus.DECLINED:
        return "已退回", "bad"
    if reached >= GOAL_RANKS[goal]:
        return "已实现", "ok"
    this_year = clock.today().year
    if year < this_year:
        return "未实现", "warn"
    return ("推进中", "info") if year == this_year else ("已确认", "idle")


@dataclass(frozen=True)
class Meter:
    """One goal in one year as a bar: widths and the mark of the target in percent, and the figures in words."""

    year: int
    planned: str
    reached: str
    target: str
    target_words: str
    words: str
    is_met: bool
    clause: str


def meters_of(summary: Mapping[str, Sequence[YearFigures]]) -> list[tuple[str, list[Meter]]]:
    """A row of bars for each goal."""
    return [(PlanGoal(goal).label, [_meter(figures) for figures in years]) for goal, years in summary.items()]


def _meter(figures: YearFigures) -> Meter:
    target = figures.target
    is_share = target is not None and target.measure == TargetMeasure.SHARE
    aim, asked = target.value if target and is_share else 0, figures.asked
    if asked is not None:
        aim = min(round(100 * asked / figures.total), 100) if figures.total else 0
        words = f"当年计划 {figures.planned_new} 家，实现 {figures.reached_new} 家"
        is_met = figures.reached_new >= asked
    else:
        words = (
            f"计划 {text.share(figures.planned, figures.total, 1)}（{figures.planned} 家），"
            f"实现 {text.share(figures.reached, figures.total, 1)}（{figures.reached} 家）"
        )
        is_met = bool(aim) and 100 * figures.reached_share >= aim
    return Meter(
        year=figures.year,
        planned=f"{100 * figures.planned_share:.1f}",
        reached=f"{100 * figures.reached_share:.1f}",
        target=str(aim) if aim else "",
        target_words=_target_words(figures),
        words=words,
        is_met=is_met,
        clause=target.clause if target else "",
    )


def _target_words(figures: YearFigures) -> str:
    target = figures.target
    if target is None:
        return "未设目标"
    if target.measure == TargetMeasure.PER_COMMITTEE:
        return f"目标 {target.words}，共 {figures.asked} 个"
    return f"目标 {target.words}"
