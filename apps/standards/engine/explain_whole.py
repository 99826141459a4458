"""Chinese sentences for sections and the whole: sums, caps, formula, vetoes and the steps of the grade."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from .adjusting import Adjustment
from .amounts import ZERO, rounded, show
from .composing import formula_text
from .model import Version
from .outcome import GradeStep, Line, Outcome, Sentence, VersionOutcome, VetoOutcome
from .whole import VETO_EFFECTS
from .words import GATE_LABELS, State

STEPS = {
    "cutoff": "分数线",
    "prerequisite": "前置条件",
    "limit": "指标限制",
    "veto": "一票否决",
    "quota": "等次名额",
    "decision": "人工确定",
}


def explain_sum(outcome: Outcome) -> Iterator[Sentence]:
    """All sentences about a section or the whole."""
    leaves = list(outcome.leaves())
    states = {state: sum(leaf.state is state for leaf in leaves) for state in State}
    yield Sentence("rule", f"规则：{len(leaves)} 项指标逐项判定后汇总。")
    if outcome.max or outcome.points:
        yield Sentence("arithmetic", f"计算：{_addends(outcome)}（满分 {show(outcome.max)} 分）。")
    for line in outcome.adjustments:
        if line.change.now:
            yield Sentence("note", describe_adjustment(line))
    if outcome.gate is not None:
        yield Sentence("arithmetic", f"必备条件：{GATE_LABELS[outcome.gate]}。")
    if note := _open_note(outcome, states):
        yield Sentence("note", note)
    if isinstance(outcome, VersionOutcome):
        yield from _explain_whole(outcome)


def _addends(outcome: Outcome) -> str:
    """The shown parts with their signs; they add up to the shown total."""
    shown = outcome.shown_points()
    amounts = [shown[child.code] for child in outcome.children]
    codes = [f"{outcome.code}~{number}" for number in range(1, len(outcome.adjustments) + 1)]
    amounts += [shown[code] for code in codes if shown[code]]
    return f"{_signed(amounts)} = {show(shown[outcome.code])} 分"


def _signed(amounts: list[Decimal]) -> str:
    text = ""
    for amount in amounts:
        sign = "−" if amount < 0 else "+" if text else ""
        text += f" {sign} " if text else sign
        text += show(abs(amount))
    return text or "0"


def describe_adjustment(line: Adjustment, shown: Decimal | None = None) -> str:
    """One line in Chinese: which rule, what it found, what it changed."""
    change = rounded(line.change.now) if shown is None else rounded(shown)
    effect = f"{'增加' if change > 0 else '减少'} {show(abs(change))} 分"
    limit = show(line.limit or ZERO)
    match line.kind:
        case "cap":
            return f"封顶：“{line.title}”合计 {show(line.before)} 分，最高 {limit} 分，{effect}。"
        case "floor":
            return f"保底：“{line.title}”合计 {show(line.before)} 分，最低 {limit} 分，{effect}。"
        case "shared_cap":
            return f"共同封顶：{line.title}（{'、'.join(line.others)}）合计 {show(line.before)} 分，最高 {limit} 分，{effect}。"
        case "shared_floor":
            return f"共同保底：{line.title}（{'、'.join(line.others)}）合计 {show(line.before)} 分，最低 {limit} 分，{effect}。"
        case "bonus_cap":
            return f"加分封顶：加分合计 {show(line.before)} 分，最高 {limit} 分，{effect}。"
        case "exclusive":
            return f"不重复计分：按“{line.title}”只计其中一项，{effect}。"
        case _:
            return f"一票否决：本项计零，{effect}。"


def _open_note(outcome: Outcome, states: dict[State, int]) -> str:
    texts = []
    if states[State.UNANSWERED]:
        texts.append(f"{states[State.UNANSWERED]} 项未填")
    if states[State.INSUFFICIENT]:
        texts.append(f"{states[State.INSUFFICIENT]} 项数据不足")
    if texts and outcome.undecided:
        texts[-1] += f"（共 {show(outcome.undecided)} 分待定）"
    if states[State.NOT_APPLICABLE]:
        texts.append(f"{states[State.NOT_APPLICABLE]} 项不适用")
    return "，".join(texts) + "。" if texts else ""


def _explain_whole(outcome: VersionOutcome) -> Iterator[Sentence]:
    version = outcome.version
    if version is None:
        return
    if version.is_gate:
        if outcome.pending:
            yield Sentence("arithmetic", f"达标率：待定，还有 {outcome.pending} 项必备指标未判定。")
        elif outcome.score is not None:
            yield Sentence("arithmetic", f"达标率：{show(outcome.score)}%。")
    elif outcome.parts:
        yield from _explain_parts(outcome, version)
    elif outcome.score is not None:
        yield from _explain_score(outcome, version)
    if outcome.score is not None and version.pass_mark is not None and not version.is_gate:
        yield Sentence("rule", f"合格线：{show(version.pass_mark)} 分。")
    for veto in outcome.vetoes:
        yield Sentence("note", describe_veto(veto))
    for step in outcome.grade_steps:
        yield Sentence("grade", describe_step(step))
    if outcome.grade_steps:
        yield Sentence("grade", f"等次：{grade_text(outcome)}。")


def _explain_parts(outcome: VersionOutcome, version: Version) -> Iterator[Sentence]:
    for item in outcome.parts:
        if item.used is not None:
            yield Sentence("input", f"数据：{item.used.describe()}。")
        if item.reason:
            yield Sentence("note", f"{item.part.title}：{item.reason}，暂按 {show(item.value.now)} 分计。")
    if outcome.score is None:
        return
    formula = formula_text(version, outcome.parts)
    yield Sentence("arithmetic", f"公式：{formula}。")
    yield Sentence("arithmetic", f"总分：{lines_text(outcome)}。")


def lines_text(outcome: VersionOutcome) -> str:
    """Every line of the score with its title; the shown lines add up to the shown score."""
    text = ""
    for line in outcome.shown_lines:
        sign = "−" if line.points < 0 else "+" if text else ""
        text += f" {sign} " if text else sign
        text += f"{line.title} {show(abs(line.points))}"
    return f"{text} = {show(outcome.shown_score or ZERO)} 分"


def _explain_score(outcome: VersionOutcome, version: Version) -> Iterator[Sentence]:
    base = version.total if version.rebase == "total" else outcome.full
    lines = [line for line in outcome.lines if line.kind != "criterion"]
    if outcome.max > 0 and base != outcome.max:
        yield Sentence("arithmetic", _rebased(outcome, base, lines))
    if any(line.kind in {"floor", "veto"} for line in lines):
        yield Sentence("arithmetic", f"总分：{lines_text(outcome)}。")


def _rebased(outcome: VersionOutcome, base: Decimal, lines: list[Line]) -> str:
    score = outcome.score or ZERO
    ratio = f"÷ {show(outcome.max)} × {show(base)}"
    reason = "（不适用的指标不计入满分）"
    if rounded(outcome.points * base / outcome.max) == rounded(score):
        return f"折算：{show(outcome.points)} {ratio} = {show(score)} 分{reason}。"
    change = next((line.points for line in outcome.shown_lines if line.kind == "rebase"), ZERO)
    return f"折算：除加分、扣分外的得分 {ratio}，{'增加' if change >= 0 else '减少'} {show(abs(change))} 分{reason}。"


def describe_veto(veto: VetoOutcome) -> str:
    """A veto with its effect, decider and date, or why it is not in force."""
    head = f"一票否决“{veto.rule.title}”（{VETO_EFFECTS[veto.rule.effect]}）"
    if not veto.in_force:
        return f"{head}：{veto.reason}。"
    return f"{head}：{veto.decided_on}由{veto.decided_by}认定，依据：{veto.evidence}。"


def describe_step(step: GradeStep) -> str:
    """What a step of the grade did, and why."""
    why = "；".join(f"{cause.title}：{cause.text}" for cause in step.causes)
    return f"{STEPS.get(step.kind, step.kind)}：{why}，{step_effect(step)}。"


def step_effect(step: GradeStep) -> str:
    """What remains after a step: 五星, 可能为五星或四星, 调整为二星, 不变."""
    after = "或".join(title or "未定等次" for title in step.after)
    if step.kind == "cutoff":
        return after if len(step.after) == 1 else f"可能为{after}"
    return f"调整为{after}" if step.changed else "不变"


def grade_text(outcome: VersionOutcome) -> str:
    """The grade in words: its title, open, or none."""
    if outcome.grade_open:
        possible = [title or "未定等次" for title in outcome.grade_steps[-1].after]
        return f"待定（{'、'.join(possible)}）"
    return outcome.grade.title if outcome.grade is not None else "未定等次"
