"""差什么 as rows: the page, the print and the workbook show the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse

from apps.standards import engine
from apps.standards.engine.measures.claims import Judged

from .queries.gaps import Gaps

LABELS = {
    engine.State.UNANSWERED: ("未填", "warn"),
    engine.State.INSUFFICIENT: ("数据不足", "warn"),
}
VERDICTS = {engine.Verdict.PARTIAL: ("部分达到", "info"), engine.Verdict.UNMET: ("未达到", "bad")}
#: Needs that the organization does not enter itself.
ELSEWHERE = {
    "aggregate": "由下级数据汇总",
    "mean": "由下级得分汇总",
    "rank": "评定时按全体排名",
    "survey": "由群众测评得出",
    "reference": "参照值由市、区县党建办填报",
}
MET = ("已达到，未得满分", "info")


@dataclass(frozen=True)
class GapRow:
    """One leaf to meet. ``points`` it can still earn; ``reached`` the score once it and those before it are met."""

    position: int
    number: str
    section: str
    title: str
    clause: str
    label: str
    tone: str
    text: str
    hint: str
    points: Decimal
    gained: Decimal
    reached: Decimal
    action: str
    url: str
    milestones: tuple[str, ...] = ()


def gap_rows(gaps: Gaps) -> list[GapRow]:
    """The rows in the order of their gains, milestones behind the leaf that reaches them."""
    marks = milestones(gaps)
    rows, before = [], gaps.outcome.shown_score or Decimal(0)
    for position, step in enumerate(gaps.found.steps, 1):
        reached = engine.rounded(step.score)
        rows.append(_row(gaps, position, step, reached - before, reached, marks.get(position, ())))
        before = reached
    return rows


def _row(gaps: Gaps, position: int, step: engine.Step, gained: Decimal, reached: Decimal, marks: Any) -> GapRow:
    leaf = step.leaf
    number, section = gaps.numbers[leaf.code]
    label, tone = LABELS.get(leaf.state) or (VERDICTS.get(leaf.verdict, MET) if leaf.verdict else MET)
    action, url = where_to_enter(gaps, leaf)
    gain = leaf.gain
    return GapRow(
        position=position,
        number=number,
        section=section.title,
        title=leaf.title,
        clause=leaf.criterion.clause if leaf.criterion else "",
        label=label,
        tone=tone,
        text=_text(leaf),
        hint=leaf.criterion.guidance if leaf.criterion else "",
        points=gain.points if gain else Decimal(0),
        gained=gained,
        reached=reached,
        action=action,
        url=url,
        milestones=tuple(marks),
    )


def _text(leaf: engine.Outcome) -> str:
    """What is to be done; for an open leaf the requirement, since nothing is known to measure a gap by."""
    assert leaf.criterion is not None
    if leaf.state is engine.State.SCORED and leaf.gain is not None:
        return leaf.gain.text
    wanted = engine.describe_measure(leaf.criterion)
    return f"{wanted}（{leaf.reason}）" if leaf.state is engine.State.INSUFFICIENT and leaf.reason else wanted


def milestones(gaps: Gaps) -> dict[int, list[str]]:
    """What is reached behind which step: the pass mark, and every better grade."""
    found: dict[int, list[str]] = {}
    needed = gaps.found.needed_to_pass
    if needed:
        outcome = gaps.found.steps[needed - 1].outcome
        found.setdefault(needed, []).append(_passing(gaps.tree, needed, outcome))
    ladder = [band.title for band in gaps.tree.whole.ladder]
    reached = _assured(ladder, gaps.outcome)
    for position, step in enumerate(gaps.found.steps, 1):
        place = _assured(ladder, step.outcome)
        if place < reached:
            found.setdefault(position, []).append(
                f"做到前 {position} 项，可达 {engine.show(step.score)} 分，可评“{ladder[place]}”"
            )
            reached = place
    return found


def _assured(ladder: list[str], outcome: engine.VersionOutcome) -> int:
    """The place of the grade that nothing open can take away, 0 the best; behind the last where there is none."""
    last = outcome.grade_steps[-1].after[-1] if outcome.grade_steps else ""
    return ladder.index(last) if last in ladder else len(ladder)


def held_back(gaps: Gaps) -> list[str]:
    """What keeps the best grade away although every leaf is met: prerequisites, limits, vetoes, what is not known."""
    best = gaps.found.best
    if not best.grade_steps or _assured([gaps.tree.whole.ladder[0].title], best) == 0:
        return []
    causes = (
        cause
        for step in best.grade_steps
        if step.kind != "cutoff" and (step.changed or best.grade_open)
        for cause in step.causes
        if cause.holds is None or cause.holds is (step.kind != "prerequisite")
    )
    return list(dict.fromkeys(f"{cause.title}：{cause.text}" for cause in causes))


def _passing(tree: engine.Version, needed: int, outcome: engine.VersionOutcome) -> str:
    if tree.is_gate:
        return f"做到前 {needed} 项，必备条件全部达到"
    mark = f"合格线 {engine.show(tree.pass_mark)} 分" if tree.pass_mark is not None else "必备条件"
    return f"做到前 {needed} 项，可达 {engine.show(outcome.score or Decimal(0))} 分，达到{mark}"


def where_to_enter(gaps: Gaps, leaf: engine.Outcome) -> tuple[str, str]:
    """What the organization does about a leaf, and the address where it does it (empty: nowhere yet)."""
    needs = list(_needs(gaps, leaf))
    own = gaps.organization.pk
    for need in needs:
        if need.kind in ("metric", "history"):
            return "填数据", f"{reverse('organizations:facts', args=[own])}#metric-{need.code}"
        if need.kind == "record":
            return "登记工作", f"{reverse('organizations:add_record', args=[own])}?kind={need.code}"
        if need.kind == "event":
            if need.code in gaps.adverse:
                return "查看事项", reverse("organizations:events", args=[own])
            return "登记事项", f"{reverse('organizations:add_event', args=[own])}?kind={need.code}"
        if need.kind == "claim":
            return _self_assessment(gaps, leaf)
    kinds = {need.kind for need in needs}
    return next((words for kind, words in ELSEWHERE.items() if kind in kinds), "由考评认定"), ""


def _needs(gaps: Gaps, leaf: engine.Outcome) -> Iterator[engine.Need]:
    """What the leaf reads: what decides whether it applies first, and what is missing before what is known."""
    assert leaf.criterion is not None and leaf.criterion.measure is not None
    tests = leaf.criterion.when.tests() if leaf.criterion.when is not None else ()
    unknown = [
        engine.Need("metric", test.key, test.label)
        for test in tests
        if test.is_metric and test.key not in gaps.inputs.facts
    ]
    own = leaf.criterion.measure.needs(leaf.code)
    yield from unknown
    yield from sorted(own, key=lambda need: need.kind in ("metric", "history") and need.code in gaps.inputs.facts)


def _self_assessment(gaps: Gaps, leaf: engine.Outcome) -> tuple[str, str]:
    key = gaps.response_keys.get(leaf.code)
    if key is None or gaps.application is None:
        judged = leaf.criterion is not None and isinstance(leaf.criterion.measure, Judged)
        return ("由考评认定" if judged else "自评时填报"), ""
    _, section = gaps.numbers[leaf.code]
    page = reverse("applications:assessment_section", args=[gaps.application.pk, section.code])
    return "去自评", f"{page}#leaf-{key}"
