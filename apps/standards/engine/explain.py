"""Chinese sentences for an outcome: rule, inputs, arithmetic, notes and what would earn the rest."""

from __future__ import annotations

from collections.abc import Iterator

from .amounts import rounded, show
from .explain_leaf import earned_text, most_taken, workings
from .explain_whole import describe_adjustment, explain_sum
from .measures import Judged
from .model import Criterion
from .outcome import Gain, Outcome, Sentence
from .words import State

SHOWN_ENTRIES = 6


def describe_measure(criterion: Criterion) -> str:
    """The requirement of a leaf in Chinese, e.g. 使用面积 > 200 ㎡; empty for a section."""
    return criterion.measure.describe() if criterion.measure is not None else ""


def describe_scoring(criterion: Criterion) -> str:
    """How a leaf's points are given, in Chinese; a gate's leaf is mandatory and has none."""
    if criterion.measure is None:
        return ""
    if criterion.scoring is None:
        return "必备条件，须达到"
    return criterion.scoring.describe(criterion.points)


def describe_condition(criterion: Criterion) -> str:
    """When a leaf applies, in Chinese; empty when always."""
    return criterion.when.describe() if criterion.when is not None else ""


def explain(outcome: Outcome) -> tuple[Sentence, ...]:
    """All sentences about a node, leaf, section or whole."""
    if outcome.is_leaf:
        return tuple(_explain_leaf(outcome))
    return tuple(explain_sum(outcome))


def gain(outcome: Outcome) -> Gain | None:
    """What would earn the missing points of a leaf; None when it is met or does not apply."""
    criterion = outcome.criterion
    if criterion is None or criterion.measure is None:
        return None
    missing = (outcome.extra if outcome.is_bonus else outcome.max) - outcome.points
    if outcome.is_bonus and not _fails(outcome):
        return None
    if outcome.state is State.NOT_APPLICABLE or (missing <= 0 and not _fails(outcome)):
        return None
    verb = "再加" if outcome.is_bonus else "少扣" if outcome.is_deduction else "再得"
    return Gain(missing, _gap_text(outcome, criterion), verb)


def _fails(outcome: Outcome) -> bool:
    """A leaf without points that is not met, as in a gate."""
    reading = outcome.reading
    return outcome.state is not State.SCORED or (reading is not None and not reading.met)


def _gap_text(outcome: Outcome, criterion: Criterion) -> str:
    if outcome.state is State.UNANSWERED:
        return "填报后判定"
    if outcome.state is State.INSUFFICIENT or outcome.reading is None:
        return "补全数据后判定"
    assert criterion.measure is not None
    if outcome.is_deduction and outcome.reading.open:
        return f"{describe_measure(criterion)}：{describe_scoring(criterion)}"
    if outcome.reading.open or (outcome.reading.met and outcome.max and not isinstance(criterion.measure, Judged)):
        return describe_scoring(criterion)
    if outcome.reading.overruled:
        return f"做到：{describe_measure(criterion)}"
    return criterion.measure.gap(outcome.reading)


def _explain_leaf(outcome: Outcome) -> Iterator[Sentence]:
    criterion = outcome.criterion
    assert criterion is not None
    yield Sentence("rule", f"规则：{describe_measure(criterion)}；{describe_scoring(criterion)}。")
    if criterion.when is not None:
        yield Sentence("rule", f"适用：{criterion.when.describe()}。")
    if outcome.reading is not None and outcome.reading.used:
        texts = "；".join(used.describe() for used in outcome.reading.used)
        yield Sentence("input", f"数据：{texts}。")
    yield Sentence("arithmetic", _result(outcome))
    if text := workings(outcome):
        yield Sentence("arithmetic", text)
    if strange := _passed_over(outcome):
        yield Sentence("note", f"不在计分表内、未计分：{strange}。")
    if outcome.note:
        yield Sentence("note", f"{outcome.note}。")
    for line in outcome.adjustments:
        if line.change.now:
            yield Sentence("arithmetic", describe_adjustment(line, line.change.now))
    if outcome.evidence_short:
        yield Sentence("note", f"佐证材料还缺 {outcome.evidence_short} 份。")
    if (missing := outcome.gain) is not None:
        yield Sentence("gain", _gain_text(outcome, missing))


def _result(outcome: Outcome) -> str:
    criterion = outcome.criterion
    if outcome.state is State.NOT_APPLICABLE:
        policy = f"按满分 {show(outcome.max)} 分计" if outcome.max else "不计入满分"
        return f"不适用：{outcome.reason or '不符合适用条件'}，{policy}。"
    if outcome.state is not State.SCORED or outcome.reading is None:
        label = "未填" if outcome.state is State.UNANSWERED else "数据不足"
        return f"{label}：{outcome.reason}，暂不计分。"
    assert criterion is not None and criterion.measure is not None
    text = "按检查结论判定" if outcome.reading.overruled else criterion.measure.arithmetic(outcome.reading)
    result = "，达到" if outcome.reading.met else "，未达到"
    if criterion.scoring is None:
        return f"判定：{text}{result}。"
    if outcome.reading.open:
        result = ""
    return f"计算：{text}{result}，{earned_text(outcome)}。"


def _passed_over(outcome: Outcome) -> str:
    """The first entries that the rule has no points for."""
    criterion, reading = outcome.criterion, outcome.reading
    if criterion is None or criterion.scoring is None or reading is None or outcome.state is not State.SCORED:
        return ""
    found = criterion.scoring.passed_over(reading)
    more = f"等 {len(found)} 项" if len(found) > SHOWN_ENTRIES else ""
    return "、".join(found[:SHOWN_ENTRIES]) + more


def _gain_text(outcome: Outcome, missing: Gain) -> str:
    decided = outcome.state is State.SCORED
    # rounded apart, so that shown parts add up
    points = rounded(outcome.extra if outcome.is_bonus else outcome.max) - rounded(outcome.points)
    if not decided and outcome.is_deduction:
        return f"待定：{missing.text}，最多扣 {show(most_taken(outcome))} 分。"
    if not points:
        return f"{'差距' if decided else '待定'}：{missing.text}。"
    if not decided:
        return f"待定：{missing.text}，最多可{missing.verb[-1]} {show(points)} 分。"
    if outcome.is_deduction:
        return f"差距：{missing.text}，已扣 {show(points)} 分。"
    return f"差距：{missing.text}，可{missing.verb} {show(points)} 分。"
