"""What an inspector's verdict means to the engine: pure translation between rows, claims and words."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from apps.core.exceptions import Invalid
from apps.standards import engine
from apps.standards.engine.measures.claims import Checklist, Judged, YesNo
from apps.standards.engine.measures.numbers import Quantity
from apps.standards.engine.measures.time import Frequency
from apps.standards.models import Criterion
from apps.standards.queries import engine_version

from ..choices import ResultVerdict

#: Where an inspector's figures come from, in the engine's words.
SOURCE = "inspection"


def leaf_of(criterion: Criterion) -> engine.Criterion:
    """The engine's leaf behind a criterion row."""
    return engine_version(criterion.version).by_code[criterion.code]


def check_result(
    criterion: Criterion, verdict: str, value: Decimal | None, members: Sequence[str], note: str
) -> dict[str, Any]:
    """The columns of a ``VisitResult``, checked against the leaf's measure.

    Raises:
        Invalid: an unknown verdict, 不适用 where the standard does not allow it, figures out of range or
            against the verdict.
    """
    leaf = leaf_of(criterion)
    if verdict not in ResultVerdict.values:
        raise Invalid("请选择结论：达标、不达标或不适用。")
    if verdict == ResultVerdict.NOT_APPLICABLE:
        if not may_be_not_applicable(leaf):
            raise Invalid(f"“{leaf.title}”为必查指标，不能选“不适用”。")
        return {"verdict": verdict, "value": None, "members": [], "note": note.strip()[:500]}
    met = verdict == ResultVerdict.PASS
    known = {code for code, _ in member_choices(leaf)}
    kept = [code for code in members if code in known]
    value = value if takes_number(leaf) else None
    _check_number(leaf, met, value)
    _check_members(leaf, met, kept)
    return {"verdict": verdict, "value": value, "members": kept, "note": note.strip()[:500]}


def may_be_not_applicable(leaf: engine.Criterion) -> bool:
    """Whether the standard lets somebody say 不适用 of the leaf, or ties it to a condition."""
    return leaf.claim_not_applicable or leaf.when is not None


def takes_number(leaf: engine.Criterion) -> bool:
    """Whether a verified number belongs to the leaf."""
    measure = leaf.measure
    return isinstance(measure, Quantity | Frequency) or (isinstance(measure, Judged) and not measure.grades)


def number_unit(leaf: engine.Criterion) -> str:
    measure = leaf.measure
    if isinstance(measure, Quantity):
        return measure.operand.unit or measure.threshold.unit
    if isinstance(measure, Judged):
        return f"{engine.show(measure.low)}—{engine.show(measure.high)} 分"
    return measure.unit if isinstance(measure, Frequency) else ""


def member_choices(leaf: engine.Criterion) -> list[tuple[str, str]]:
    """Code and title of what can be ticked: members of a checklist, grades of a judgement."""
    measure = leaf.measure
    if isinstance(measure, Checklist):
        return [(member.code, member.title) for member in measure.members]
    if isinstance(measure, Judged):
        return [(grade.code, grade.title) for grade in measure.grades]
    return []


def claim_of(
    leaf: engine.Criterion, verdict: str, value: Decimal | None, members: Sequence[str], note: str
) -> engine.Claim:
    """The engine's claim for a verified leaf: a figure where the team took one, else the verdict itself.

    ``applications.queries.inputs_for(claims=…)`` lets claims of this source beat facts.
    """
    if verdict == ResultVerdict.NOT_APPLICABLE:
        return engine.Claim(not_applicable=True, source=SOURCE, note=note)
    met = verdict == ResultVerdict.PASS
    if isinstance(leaf.measure, Checklist) and members:
        return engine.Claim(checked=frozenset(members), source=SOURCE, note=note)
    return engine.Claim(value=_stated(leaf, met, value, members), source=SOURCE, note=note)


def _stated(leaf: engine.Criterion, met: bool, value: Decimal | None, members: Sequence[str]) -> Any:
    measure = leaf.measure
    if isinstance(measure, YesNo):
        return met == measure.expected
    if isinstance(measure, Judged) and members:
        return members[0]
    return met if value is None else value


def _check_number(leaf: engine.Criterion, met: bool, value: Decimal | None) -> None:
    measure = leaf.measure
    if isinstance(measure, Judged) and not measure.grades and value is None:
        raise Invalid(f"请为“{leaf.title}”评分（{number_unit(leaf)}）。")
    if value is None:
        return
    if isinstance(measure, Judged):
        if not measure.low <= value <= measure.high:
            raise Invalid(f"“{leaf.title}”评分应在 {number_unit(leaf)}之间。")
        return
    if value < 0:
        raise Invalid("核实值不能为负数。")
    if isinstance(measure, Quantity) and measure.threshold.is_met(value) != met:
        words = "未达到" if met else "已达到"
        raise Invalid(f"核实值 {measure.threshold.with_unit(value)} {words}标准（{measure.describe()}），请核对结论。")


def _check_members(leaf: engine.Criterion, met: bool, members: list[str]) -> None:
    measure = leaf.measure
    if not isinstance(measure, Checklist) or not members:
        return
    if (len(members) >= measure.required) != met:
        words = "不足" if met else "已达到"
        raise Invalid(f"勾选 {len(members)} 项，{words}标准要求的 {measure.required} 项，请核对结论。")
