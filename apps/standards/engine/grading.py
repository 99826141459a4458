"""The grade, step by step: cut-off → prerequisite → limit by indicator → veto → manual decision.

While something is open, every grade that is still possible is carried along, so that a grade is given
only when nothing open can change it. Grades are places in the ladder of the version, 0 the best; the
place after the last is no grade.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from .amounts import ZERO, compare, parse_amount, show, show_exact
from .inputs import Inputs
from .lines import without_points
from .model import Version
from .outcome import Cause, GradeStep, Outcome, VersionOutcome, VetoOutcome
from .whole import EXCLUDING, VETO_EFFECTS, GradeBand, GradeLimit, Requirement
from .words import OPERATOR_SIGNS, Gate, State, Verdict

#: Just below a cut-off; scores differ by more.
TINY_STEP = Decimal("1e-12")
Places = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Graded:
    """The grades still possible, with the steps that led there."""

    ladder: tuple[GradeBand, ...]
    places: Places
    steps: tuple[GradeStep, ...] = ()

    def titles(self, places: Places) -> tuple[str, ...]:
        """Titles, best first; no grade at the end."""
        return tuple(self.ladder[place].title if place < len(self.ladder) else "" for place in places)

    def step(self, kind: str, places: Iterable[int], causes: Iterable[Cause] = ()) -> Graded:
        """One step further."""
        after = tuple(sorted(set(places)))
        found = GradeStep(kind, self.titles(self.places), self.titles(after), tuple(causes))
        return Graded(self.ladder, after, (*self.steps, found))

    @property
    def grade(self) -> GradeBand | None:
        """The grade when it is settled and there is one."""
        place = self.places[0]
        return self.ladder[place] if len(self.places) == 1 and place < len(self.ladder) else None


def grade_outcome(
    version: Version, outcome: VersionOutcome, vetoes: tuple[VetoOutcome, ...], inputs: Inputs, highest: int = 0
) -> VersionOutcome:
    """The outcome with its vetoes, its grade and whether it passes.

    ``highest`` is the best place that is left where a veto takes points: where a table has a gap, fewer
    points could reach a better grade.
    """
    in_force = [veto for veto in vetoes if veto.in_force]
    merit = outcome
    zeroing = [veto for veto in in_force if veto.rule.effect == "total_zero"]
    if zeroing:
        outcome = without_points(outcome, zeroing[0].rule.title)
    eligible = not any(veto.rule.effect in EXCLUDING for veto in in_force)
    outcome = replace(outcome, vetoes=vetoes, eligible=eligible, passed=_passed(version, outcome, eligible))
    if not version.whole.ladder:
        return outcome
    graded = _by_points(version, merit)
    graded = _by_requirements(version, merit, graded, inputs)
    graded = _by_limits(version, merit, graded, inputs)
    graded = _by_vetoes(version, graded, vetoes, highest)
    decided = _by_decision(graded, inputs, eligible)
    return replace(
        outcome,
        grade=decided.grade,
        merit_grade=graded.grade,
        grade_open=len(decided.places) > 1,
        grade_steps=decided.steps,
    )


def _passed(version: Version, outcome: VersionOutcome, eligible: bool) -> bool | None:
    """A verdict only when what is still open cannot change it."""
    if outcome.gate is Gate.FAILED or not eligible:
        return False
    if version.pass_mark is None or version.is_gate:
        return True if outcome.gate is Gate.PASSED else None
    if outcome.score is None or outcome.best is None or outcome.worst is None:
        return None
    if outcome.best < version.pass_mark:
        return False
    return True if outcome.worst >= version.pass_mark and outcome.gate is not Gate.PENDING else None


def _by_points(version: Version, outcome: VersionOutcome) -> Graded:
    """The cut-offs: every band that lies between the worst and the best score."""
    ladder = version.whole.ladder
    start = Graded(ladder, tuple(range(len(ladder) + 1)))
    if outcome.score is None or outcome.worst is None or outcome.best is None:
        text = "尚无得分" if outcome.score is None else f"{show(outcome.score)} 分，尚有指标未定，得分还可能升降"
        return start.step("cutoff", start.places, [Cause("得分", None, text)])
    worst, best = outcome.worst, outcome.best
    edges = {
        worst,
        best,
        *(e for band in ladder for e in (band.low, band.high) if e is not None and worst <= e <= best),
    }
    gaps = {edge - TINY_STEP for edge in edges if worst <= edge - TINY_STEP}
    places = {_place(version, score) for score in edges | gaps}
    text = f"{show(outcome.score)} 分" if worst == best else f"{show(worst)}—{show(best)} 分之间"
    return start.step("cutoff", places, [Cause("得分", True if worst == best else None, text)])


def grade_by_points(version: Version, score: Decimal) -> str:
    """The code of the grade that a score has by the cut-offs alone; empty for none."""
    place, ladder = _place(version, score), version.whole.ladder
    return ladder[place].code if place < len(ladder) else ""


def _place(version: Version, score: Decimal) -> int:
    """The grade of a score by the cut-offs alone; below them, or in a gap, the fallback."""
    for place, band in enumerate(version.whole.grades):
        if score >= band.low and (band.high is None or score < band.high):
            return place
    return len(version.whole.grades)


def _by_requirements(version: Version, outcome: VersionOutcome, graded: Graded, inputs: Inputs) -> Graded:
    """Who lacks a prerequisite of a grade drops to the next one whose prerequisites hold."""
    causes: list[Cause] = []
    places: set[int] = set()
    for place in graded.places:
        places |= _fall(version, outcome, inputs, place, causes)
    unique = list(dict.fromkeys(causes))
    return graded.step("prerequisite", places, unique) if unique else graded


def _fall(version: Version, outcome: VersionOutcome, inputs: Inputs, place: int, causes: list[Cause]) -> set[int]:
    places: set[int] = set()
    grades = version.whole.grades
    while place < len(grades):
        found = [_required(item, version, outcome, inputs) for item in grades[place].requires]
        causes += [replace(cause, title=f"{grades[place].title}：{cause.title}") for cause in found]
        answers = [cause.holds for cause in found]
        if False not in answers:
            places.add(place)
            if None not in answers:
                return places
        place += 1
    return places | {place}


def _required(item: Requirement, version: Version, outcome: VersionOutcome, inputs: Inputs) -> Cause:
    if item.condition is not None:
        holds = item.condition.holds(inputs)
        return Cause(item.condition.describe(), holds, _answer(holds))
    criterion = version.by_code.get(item.criterion)
    title = criterion.title if criterion is not None else item.criterion
    node = outcome.find(item.criterion)
    if node is None or node.state is State.NOT_APPLICABLE:
        return Cause(title, True, "不适用，不作要求")
    if item.at_least is not None:
        return _enough(title, node, item.at_least)
    holds = None if node.verdict is None else node.verdict is Verdict.MET and not _zeroed(node)
    return Cause(f"{title}须达到", holds, _answer(holds))


def _may_drop_out(outcome: Outcome) -> bool:
    """Whether it is open and may still turn out not to apply."""
    leaves = [leaf for leaf in outcome.leaves() if leaf.state is not State.NOT_APPLICABLE]
    return all(
        leaf.state is not State.SCORED
        and leaf.criterion is not None
        and (leaf.criterion.when is not None or leaf.criterion.claim_not_applicable)
        for leaf in leaves
    )


def _enough(title: str, node: Outcome, at_least: Decimal) -> Cause:
    now, worst, best = node.worlds
    holds = True if worst >= at_least else False if best < at_least and not _may_drop_out(node) else None
    return Cause(f"{title}不低于 {show_exact(at_least)} 分", holds, f"得 {show(now)} 分，{_answer(holds)}")


def _zeroed(node: Outcome) -> bool:
    return any(line.kind == "veto" for line in node.adjustments)


def _answer(holds: bool | None) -> str:
    return "尚不能判定" if holds is None else "符合" if holds else "不符合"


def _by_limits(version: Version, outcome: VersionOutcome, graded: Graded, inputs: Inputs) -> Graded:
    """Indicators that forbid the higher grades; one that does not apply forbids none."""
    causes = []
    places = set(graded.places)
    for limit in version.whole.limits:
        holds, text = _limit_holds(limit, version, outcome, inputs)
        causes.append(Cause(limit.title, holds, text))
        most = place_of(graded.ladder, limit.at_most)
        if holds is not False:
            places = {max(place, most) for place in places} | (places if holds is None else set())
    return graded.step("limit", places, causes) if causes else graded


def _limit_holds(
    limit: GradeLimit, version: Version, outcome: VersionOutcome, inputs: Inputs
) -> tuple[bool | None, str]:
    node = outcome.find(limit.key) if limit.source == "criterion" else None
    if limit.source == "criterion" and (node is None or node.state is State.NOT_APPLICABLE):
        return False, "不适用，不受限"
    worst, best = _indicator(limit, outcome, inputs)
    unit = "%" if limit.source == "survey" else ""
    wanted = f"{OPERATOR_SIGNS[limit.op]} {show_exact(limit.value)}{unit}"
    if worst is None or best is None:
        return None, f"尚无数据，条件为 {wanted}"
    answers = {compare(worst, limit.op, limit.value), compare(best, limit.op, limit.value)}
    if worst < limit.value < best and limit.op in {"=", "!="}:
        answers = {True, False}
    if node is not None and node.state is not State.SCORED and _may_drop_out(node):
        answers.add(False)
    shown = (show_exact(worst) if worst == best else f"{show(worst)}—{show(best)}") + unit
    holds = answers.pop() if len(answers) == 1 else None
    title = next(band.title for band in version.whole.ladder if band.code == limit.at_most)
    effect = f"最高{title}" if holds else "不受限" if holds is False else "尚不能判定"
    return holds, f"{shown}，条件为 {wanted}，{effect}"


def _indicator(limit: GradeLimit, outcome: VersionOutcome, inputs: Inputs) -> tuple[Decimal | None, Decimal | None]:
    """The lowest and highest value that the indicator can have; None when there is none yet."""
    if limit.source == "part":
        found = next((item for item in outcome.parts if item.part.code == limit.key), None)
        if found is None or not (outcome.bounded or found.state is State.SCORED):
            return None, None
        return found.value.worst, found.value.best
    if limit.source == "criterion":
        node = outcome.find(limit.key)
        return (None, None) if node is None else (node.worlds.worst, node.worlds.best)
    if limit.source == "survey":
        survey = inputs.surveys.get(limit.key)
        number = None if survey is None else parse_amount(survey.percent)[0]
    else:
        fact = inputs.facts.get(limit.key)
        number = None if fact is None else parse_amount(fact.value, signed=True)[0]
    return number, number


def best_place(outcome: VersionOutcome, ladder: Sequence[GradeBand]) -> int:
    """The best grade that is still possible, as a place."""
    titles = outcome.grade_steps[-1].after if outcome.grade_steps else ()
    return min((at for at, band in enumerate(ladder) if band.title in titles), default=len(ladder) if titles else 0)


def place_of(ladder: Sequence[GradeBand], code: str) -> int:
    """The place of a grade; no grade for an unknown code."""
    return next((place for place, band in enumerate(ladder) if band.code == code), len(ladder))


def _by_vetoes(version: Version, graded: Graded, vetoes: Sequence[VetoOutcome], highest: int) -> Graded:
    """Every veto in force lowers the grade, or leaves it; none raises it."""
    if not vetoes:
        return graded
    places = {max(place, highest) for place in graded.places}
    causes = []
    for veto in vetoes:
        if veto.in_force:
            lower = _lowering(version, graded.ladder, veto)
            places = {lower(place) for place in places}
        causes.append(Cause(veto.rule.title, veto.in_force, _veto_text(veto, graded.ladder)))
    return graded.step("veto", places, causes)


def _lowering(version: Version, ladder: Sequence[GradeBand], veto: VetoOutcome) -> Callable[[int], int]:
    match veto.rule.effect:
        case "grade_cap" | "grade_fixed":
            bound = place_of(ladder, veto.rule.grade)
        case "demoted":
            bound = place_of(ladder, veto.rule.grade) if veto.rule.grade else len(ladder) - 1
        case "total_zero":
            bound = _place(version, ZERO)
        case "not_eligible" | "round_invalid":
            bound = len(ladder)
        case _:
            bound = 0
    return lambda place: max(place, bound)


def _veto_text(veto: VetoOutcome, ladder: Sequence[GradeBand]) -> str:
    effect = VETO_EFFECTS[veto.rule.effect]
    if veto.rule.effect in {"grade_cap", "grade_fixed", "demoted"}:
        title = next((band.title for band in ladder if band.code == veto.rule.grade), "最低等次")
        effect = {"grade_cap": f"最高{title}", "demoted": f"降为{title}"}.get(veto.rule.effect, f"定为{title}")
    if not veto.in_force:
        return f"{effect}（{veto.reason}）"
    return f"{effect}（{veto.decided_on}，{veto.decided_by}认定，依据：{veto.evidence}）"


def _by_decision(graded: Graded, inputs: Inputs, eligible: bool) -> Graded:
    """A manual decision with its reason has the last word, except over a lost eligibility."""
    decision = inputs.decision
    if decision is None:
        return graded
    if not eligible:
        return graded.step("decision", graded.places, [Cause("人工确定等次", False, "已取消资格或本轮无效，不生效")])
    place = place_of(graded.ladder, decision.grade)
    if place == len(graded.ladder) or not decision.reason.strip():
        return graded.step("decision", graded.places, [Cause("人工确定等次", False, "等次不存在或未写理由，不生效")])
    who = "，".join(str(text) for text in (decision.decided_on, decision.decided_by) if text)
    text = f"理由：{decision.reason.strip()}" + (f"（{who}）" if who else "")
    return graded.step("decision", {place}, [Cause("人工确定等次", True, text)])
