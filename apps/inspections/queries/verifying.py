"""What an inspector's verdict means to the engine: pure translation between rows, claims and words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from apps.applications.leaf_parts import counts_entries, figures_of, judged_of, seen_options
from apps.applications.verified import hardened
from apps.core import clock
from apps.core.exceptions import Invalid
from apps.core.limits import within
from apps.standards import engine
from apps.standards.engine.measures.claims import Checklist, Judged, YesNo
from apps.standards.engine.measures.events import Events
from apps.standards.engine.measures.numbers import Quantity
from apps.standards.engine.measures.time import Frequency
from apps.standards.models import Criterion
from apps.standards.queries import engine_version

from ..choices import ResultVerdict
from ..models import VisitResult

#: Where an inspector's figures come from, in the engine's words.
SOURCE = "inspection"
NOTE_LIMIT = 500
#: Jurors of one visit, the first included.
MOST_JURORS = 15


@dataclass(frozen=True)
class Found:
    """What a team verified of one leaf, in the columns of a ``VisitResult``."""

    verdict: str
    value: Decimal | None = None
    members: Sequence[str] = ()
    note: str = ""
    figures: Mapping[str, str] = field(default_factory=dict)
    scores: Sequence[str] = ()

    @classmethod
    def of(cls, row: VisitResult) -> "Found":
        return cls(row.verdict, row.value, row.members, row.note, row.figures, row.scores)

    @property
    def met(self) -> bool:
        return self.verdict == ResultVerdict.PASS


def leaf_of(criterion: Criterion) -> engine.Criterion:
    """The engine's leaf behind a criterion row."""
    return engine_version(criterion.version).by_code[criterion.code]


def check_result(
    criterion: Criterion,
    verdict: str,
    value: Decimal | None,
    members: Sequence[str],
    note: str,
    *,
    figures: Mapping[str, Any],
    scores: Sequence[str],
) -> dict[str, Any]:
    """The columns of a ``VisitResult``, checked against the leaf's measure.

    Raises:
        Invalid: an unknown verdict, 不适用 where the standard does not allow it, figures out of range or
            against the verdict.
    """
    leaf = leaf_of(criterion)
    note = within(note, NOTE_LIMIT, "说明", field="note")
    if verdict not in ResultVerdict.values:
        raise Invalid("请选择结论：达标、不达标或不适用。")
    if verdict == ResultVerdict.NOT_APPLICABLE:
        if not may_be_not_applicable(leaf):
            raise Invalid(f"“{leaf.title}”为必查指标，不能选“不适用”。")
        return {"verdict": verdict, "value": None, "members": [], "note": note, "figures": {}, "scores": []}
    known = {code for code, _ in [*member_choices(leaf), *level_choices(leaf)]}
    found = Found(
        verdict,
        value if takes_number(leaf) else None,
        [code for code in members if code in known],
        note,
        _checked_figures(leaf, figures),
        list(scores) if takes_jurors(leaf) else [],
    )
    _check_number(leaf, found)
    _check_scores(leaf, found)
    _check_members(leaf, found)
    _check_verdict(leaf, found)
    columns = ("verdict", "value", "members", "note", "figures", "scores")
    return {name: getattr(found, name) for name in columns}


def may_be_not_applicable(leaf: engine.Criterion) -> bool:
    """Whether the standard lets somebody say 不适用 of the leaf, or ties it to a condition."""
    return leaf.claim_not_applicable or leaf.when is not None


def takes_number(leaf: engine.Criterion) -> bool:
    """Whether a verified number belongs to the leaf."""
    measure, judged = leaf.measure, judged_of(leaf)
    if isinstance(measure, Quantity | Frequency) or (judged is not None and not judged.grades):
        return True
    return isinstance(measure, Events) and not counts_entries(leaf)


def takes_jurors(leaf: engine.Criterion) -> bool:
    """Whether several assessors may score the leaf in one visit."""
    return isinstance(leaf.measure, Judged) and leaf.measure.assessors != "single"


def number_unit(leaf: engine.Criterion) -> str:
    measure, judged = leaf.measure, judged_of(leaf)
    if isinstance(measure, Quantity):
        return measure.operand.unit or measure.threshold.unit
    if judged is not None:
        return f"{engine.show(judged.low)}—{engine.show(judged.high)} 分"
    return measure.unit if isinstance(measure, Frequency | Events) else ""


def member_choices(leaf: engine.Criterion) -> list[tuple[str, str]]:
    """Code and title of what can be ticked: members of a checklist, options that are seen on site."""
    measure = leaf.measure
    if isinstance(measure, Checklist):
        return [(member.code, member.title) for member in measure.members]
    return seen_options(leaf)


def level_choices(leaf: engine.Criterion) -> list[tuple[str, str]]:
    """Code and title of the grades of a judgement."""
    judged = judged_of(leaf)
    return [(grade.code, grade.title) for grade in judged.grades] if judged is not None else []


def lacks_reason(leaf: engine.Criterion, found: Found) -> bool:
    """Whether a judgement stands without the reason that its standard demands."""
    judged = judged_of(leaf)
    if judged is None or not judged.reason_required or found.note:
        return False
    return found.verdict != ResultVerdict.NOT_APPLICABLE


def claim_of(leaf: engine.Criterion, found: Found) -> engine.Claim:
    """The engine's claim for a verified leaf: a figure where the team took one, else the verdict itself.

    ``applications.queries.inputs_for(claims=…)`` lets claims of this source beat facts.
    """
    if found.verdict == ResultVerdict.NOT_APPLICABLE:
        return engine.Claim(not_applicable=True, source=SOURCE, note=found.note)
    figures = tuple((code, Decimal(text)) for code, text in sorted(found.figures.items()))
    measured = bool(figures) and {need.code for need in figures_of(leaf)} <= {code for code, _ in figures}
    seen = [code for code, _ in member_choices(leaf) if code in found.members]
    value = _judgement(leaf, found)
    parts = bool(seen) or measured or bool(figures and member_choices(leaf))
    if value is None and (not parts or judged_of(leaf) is not None):
        value = found.met == leaf.measure.expected if isinstance(leaf.measure, YesNo) else found.met
    return engine.Claim(value=value, checked=frozenset(seen), source=SOURCE, note=found.note, figures=figures)


def _judgement(leaf: engine.Criterion, found: Found) -> Any:
    """The number or level that was found, with those of further jurors; None without one."""
    levels = {code for code, _ in level_choices(leaf)}
    first = next((code for code in found.members if code in levels), None) if levels else found.value
    if first is None or not found.scores:
        return first
    return [first, *(text if levels else Decimal(text) for text in found.scores)]


def _checked_figures(leaf: engine.Criterion, figures: Mapping[str, Any]) -> dict[str, str]:
    labels = {need.code: need.label for need in figures_of(leaf)}
    kept = {}
    for code, given in figures.items():
        if code not in labels or given in (None, ""):
            continue
        number, problem = engine.parse_amount(given)
        if number is None:
            raise Invalid(f"“{labels[code]}”{problem}，请核对。")
        kept[code] = format(number, "f")
    return kept


def _check_number(leaf: engine.Criterion, found: Found) -> None:
    measure, judged, value = leaf.measure, judged_of(leaf), found.value
    if isinstance(measure, Judged) and not measure.grades and value is None:
        raise Invalid(f"请为“{leaf.title}”评分（{number_unit(leaf)}）。")
    if value is None:
        return
    if judged is not None:
        if not judged.low <= value <= judged.high:
            raise Invalid(f"“{leaf.title}”评分应在 {number_unit(leaf)}之间。")
        return
    if value < 0:
        raise Invalid("核实值不能为负数。")
    if isinstance(measure, Quantity) and measure.threshold.is_met(value) != found.met:
        words = "未达到" if found.met else "已达到"
        raise Invalid(f"核实值 {measure.threshold.with_unit(value)} {words}标准（{measure.describe()}），请核对结论。")


def _check_scores(leaf: engine.Criterion, found: Found) -> None:
    """Further jurors score as the first one does: a number within the range, or one of the grades."""
    judged = leaf.measure
    if not found.scores or not isinstance(judged, Judged):
        return
    if len(found.scores) >= MOST_JURORS:
        raise Invalid(f"评委不超过 {MOST_JURORS} 人。")
    if judged.grades:
        if any(code not in {grade.code for grade in judged.grades} for code in found.scores):
            raise Invalid("没有所选的等次，请刷新后重选。")
        if not found.members:
            raise Invalid("请先选择第一位评委的等次。")
        return
    for text in found.scores:
        number, problem = engine.parse_amount(text, signed=True)
        if number is None:
            raise Invalid(f"评委评分{problem}，请填数字。")
        if not judged.low <= number <= judged.high:
            raise Invalid(f"“{leaf.title}”评分应在 {number_unit(leaf)}之间。")


def _check_members(leaf: engine.Criterion, found: Found) -> None:
    measure = leaf.measure
    levels = [code for code, _ in level_choices(leaf) if code in found.members]
    if len(levels) > 1:
        raise Invalid("每位评委只选一个等次。")
    if not isinstance(measure, Checklist) or not found.members:
        return
    if (len(found.members) >= measure.required) != found.met:
        words = "不足" if found.met else "已达到"
        raise Invalid(f"勾选 {len(found.members)} 项，{words}标准要求的 {measure.required} 项，请核对结论。")


def _check_verdict(leaf: engine.Criterion, found: Found) -> None:
    """What was counted, measured and ticked may not contradict the verdict."""
    measure = leaf.measure
    if measure is None or judged_of(leaf) is not None or isinstance(measure, Quantity | Frequency | Checklist):
        return
    claim = hardened(leaf, claim_of(leaf, found))
    if isinstance(claim.value, bool):
        return
    facts = {code: engine.FactValue(value, source=SOURCE) for code, value in claim.figures}
    reading = measure.read(leaf.code, engine.Inputs(as_of=clock.today(), facts=facts, claims={leaf.code: claim}))
    if reading.state is engine.State.SCORED and not reading.open and reading.met != found.met:
        words = "未达到" if found.met else "已达到"
        raise Invalid(f"核实情况{words}标准（{measure.arithmetic(reading)}），请核对结论。")
