"""What an answer to one leaf is: the columns of a ``Response`` and the engine's ``Claim``, by measure. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from apps.core.exceptions import Invalid
from apps.standards import engine
from apps.standards.engine.measures import AllOf, AnyOf, Events
from apps.standards.engine.measures.claims import Checklist, Judged, YesNo
from apps.standards.engine.measures.numbers import Quantity
from apps.standards.engine.measures.time import Frequency

from .leaf_parts import GIVEN, counts_entries, judged_of, said_options

NOTE_LIMIT = 1000
LARGEST = Decimal(10) ** 13


@dataclass(frozen=True, slots=True)
class Answer:
    """The checked columns of a response. ``answered`` is False when nothing was said but perhaps a note."""

    value: Decimal | None = None
    members: tuple[str, ...] = ()
    not_applicable: bool = False
    note: str = ""
    answered: bool = False


def control_of(leaf: engine.Criterion) -> str:
    """How a leaf is answered.

    yes_no, checklist, options (of a combined measure), grades, points, number, times, count (of events),
    no_entries (only that there were no events), figures (of metrics) or none.
    """
    measure = leaf.measure
    if isinstance(measure, Judged):
        return "grades" if measure.grades else "points"
    if isinstance(measure, Events):
        return "no_entries" if counts_entries(leaf) else "count"
    if isinstance(measure, GIVEN):
        return "none"
    if isinstance(measure, AnyOf | AllOf):
        return "options"
    for kind, control in (
        (YesNo, "yes_no"),
        (Checklist, "checklist"),
        (Quantity, "number"),
        (Frequency, "times"),
    ):
        if isinstance(measure, kind):
            return control
    return "figures"


def own_metric(leaf: engine.Criterion) -> str:
    """The code of the metric whose value the answer is; empty when the answer is only a claim."""
    measure = leaf.measure
    if isinstance(measure, Quantity):
        return measure.operand.metric
    return measure.metric if isinstance(measure, YesNo) else ""


def member_metrics(leaf: engine.Criterion) -> dict[str, str]:
    """Metrics that a tick of a checklist member answers: code of the member → code of the metric."""
    if not isinstance(leaf.measure, Checklist):
        return {}
    return {member.code: member.metric for member in leaf.measure.members if member.metric and not member.threshold}


def check_answer(leaf: engine.Criterion, value: Any, members: Sequence[str], not_applicable: bool, note: str) -> Answer:
    """Check an answer against the measure of its leaf.

    Raises:
        Invalid: 不适用 where the standard does not allow it, an unknown member, a value out of range.
    """
    note = note.strip()
    if len(note) > NOTE_LIMIT:
        raise Invalid(f"“{leaf.title}”的说明不超过 {NOTE_LIMIT} 字，现有 {len(note)} 字。")
    if not_applicable:
        if not leaf.claim_not_applicable:
            raise Invalid(f"“{leaf.title}”是必填指标，不能选“不适用”。")
        return Answer(not_applicable=True, note=note, answered=True)
    kept = _checked_members(leaf, members)
    number = None if value is None or value == "" else _checked_value(leaf, value)
    return Answer(number, kept, False, note, number is not None or bool(kept))


def _checked_members(leaf: engine.Criterion, members: Sequence[str]) -> tuple[str, ...]:
    measure, judged = leaf.measure, judged_of(leaf)
    levels = [grade.code for grade in judged.grades] if judged else []
    known = [*(code for code, _, _ in said_options(leaf)), *levels]
    if isinstance(measure, Checklist):
        known = [member.code for member in measure.members]
    if any(code not in known for code in members):
        raise Invalid(f"“{leaf.title}”没有所选的选项，请刷新后重选。")
    if len([code for code in members if code in levels]) > 1:
        raise Invalid(f"“{leaf.title}”只能选择一个等次。")
    return tuple(code for code in known if code in members)


def _checked_value(leaf: engine.Criterion, value: Any) -> Decimal:
    control = control_of(leaf)
    judged = judged_of(leaf)
    if control in ("yes_no", "figures", "checklist") or (control == "options" and judged is None):
        return _flag(leaf, value)
    if control in ("none", "grades"):
        raise Invalid(f"“{leaf.title}”不填数值。")
    if control == "no_entries" and _flag(leaf, value):
        raise Invalid(f"“{leaf.title}”按事项逐件计分，请在荣誉和奖惩事项中登记。")
    number, problem = engine.parse_amount(int(value) if isinstance(value, bool) else value, signed=judged is not None)
    if number is None:
        raise Invalid(f"“{leaf.title}”{problem}，请填数字。" if problem == "不是数值" else f"“{leaf.title}”{problem}。")
    if judged is not None and not judged.low <= number <= judged.high:
        span = f"{engine.show(judged.low)}—{engine.show(judged.high)}"
        raise Invalid(f"“{leaf.title}”应在 {span} 分之间，现为 {engine.show(number)} 分。")
    if abs(number) >= LARGEST or number != round(number, 4):
        raise Invalid(f"“{leaf.title}”的数值过大或小数位过多。")
    return number


def _flag(leaf: engine.Criterion, value: Any) -> Decimal:
    if value in (True, 1, "1", "true"):
        return Decimal(1)
    if value in (False, 0, "0", "false"):
        return Decimal(0)
    raise Invalid(f"“{leaf.title}”请选择“是”或“否”。")


def claim_of(leaf: engine.Criterion, answer: Any, evidence: int) -> engine.Claim | None:
    """The engine's claim for an ``Answer`` or a ``Response``; None when nothing was said or attached.

    Args:
        evidence: number of files attached to the leaf.
    """
    if not answer.answered:
        return engine.Claim(silent=True, evidence=evidence) if evidence else None
    return engine.Claim(
        value=_claimed_value(leaf, answer),
        checked=frozenset(answer.members),
        not_applicable=answer.not_applicable,
        note=answer.note,
        evidence=evidence,
    )


def _claimed_value(leaf: engine.Criterion, answer: Any) -> Any:
    control = control_of(leaf)
    judged = judged_of(leaf)
    if judged is not None and judged.grades:
        levels = [grade.code for grade in judged.grades if grade.code in answer.members]
        return levels[0] if levels else None
    if answer.value is None:
        return None
    plain = control in ("yes_no", "figures", "checklist") or (control == "options" and judged is None)
    return bool(answer.value) if plain else answer.value
