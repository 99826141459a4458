"""An outcome for the terminal: a tree that a person reads, or the same as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ... import engine

VERDICT_MARKS = {engine.Verdict.MET: "√", engine.Verdict.PARTIAL: "△", engine.Verdict.UNMET: "×", None: "？"}


def outcome_text(outcome: engine.VersionOutcome, inputs: engine.Inputs) -> str:
    """Score, grade and the explained tree in Chinese, two blanks a level."""
    return "\n".join((*_head(outcome, inputs), "", *_tree(outcome)))


def _head(outcome: engine.VersionOutcome, inputs: engine.Inputs) -> Iterator[str]:
    version = outcome.version
    assert version is not None
    yield f"{version.name}（{version.code}，第 {version.number} 版），评定日期 {inputs.as_of.isoformat()}"
    yield f"得分：{score_text(outcome)}"
    if grade := grade_text(outcome):
        yield f"等次：{grade}"
    if outcome.passed is not None or version.pass_mark is not None or version.is_gate:
        yield f"结论：{_passed_text(outcome)}"
    counts = outcome.counts()
    yield "指标：" + "，".join(
        f"{engine.STATE_LABELS[state]} {number} 项" for state, number in counts.items() if number
    )
    yield from (f"  {sentence.text}" for sentence in outcome.explanation)


def score_text(outcome: engine.VersionOutcome) -> str:
    """E.g. 86.84 分（满分 100 分）; for a gate the share of what is met."""
    assert outcome.version is not None
    if outcome.shown_score is None:
        return "无适用指标"
    if outcome.version.is_gate:
        return f"达标率 {engine.show(outcome.shown_score)}%"
    text = f"{engine.show(outcome.shown_score)} 分（满分 {engine.show(outcome.total)} 分）"
    if outcome.best is None or outcome.best == outcome.score:
        return text
    return f"{text}，尚有未定项，最多可达 {engine.show(outcome.best)} 分"


def grade_text(outcome: engine.VersionOutcome) -> str:
    """The grade's title; 待定 while something open can change it; empty where the standard has no grades."""
    assert outcome.version is not None
    if not outcome.version.whole.grades:
        return ""
    if outcome.grade_open:
        return "待定"
    return outcome.grade.title if outcome.grade is not None else "无等次"


def _passed_text(outcome: engine.VersionOutcome) -> str:
    return {True: "合格", False: "不合格", None: "待定"}[outcome.passed]


def _tree(outcome: engine.Outcome) -> Iterator[str]:
    shown = outcome.shown_points()
    for child in outcome.children:
        yield from _node(child, shown, 0)


def _node(node: engine.Outcome, shown: Any, depth: int) -> Iterator[str]:
    indent = "  " * depth
    yield f"{indent}{VERDICT_MARKS[node.verdict]} {node.code} {node.title}：{_state_text(node, shown[node.code])}"
    yield from (f"{indent}    {sentence.text}" for sentence in node.explanation)
    for child in node.children:
        yield from _node(child, shown, depth + 1)


def _state_text(node: engine.Outcome, points: Decimal) -> str:
    label = engine.VERDICT_LABELS[node.verdict] if node.verdict is not None else engine.STATE_LABELS[node.state]
    if not node.max and not node.extra and not points:
        return label
    full = f"加分，最高 {engine.show(node.extra)}" if node.is_bonus else f"满分 {engine.show(node.max)}"
    return f"{label}，{engine.show(points)} 分（{full} 分）"


def outcome_json(outcome: engine.VersionOutcome, inputs: engine.Inputs) -> dict[str, Any]:
    """The same for machines: points as decimal text, unrounded and as shown."""
    version = outcome.version
    assert version is not None
    shown = outcome.shown_points()
    return {
        "standard": {"code": version.code, "name": version.name, "version": version.number, "kind": version.kind},
        "as_of": inputs.as_of.isoformat(),
        "score": _number(outcome.score),
        "shown_score": _number(outcome.shown_score),
        "total": _number(outcome.total),
        "passed": outcome.passed,
        "eligible": outcome.eligible,
        "grade": None if outcome.grade is None else {"code": outcome.grade.code, "title": outcome.grade.title},
        "grade_open": outcome.grade_open,
        "counts": {state.value: number for state, number in outcome.counts().items()},
        "explanation": _sentences(outcome),
        "children": [_json_node(child, shown) for child in outcome.children],
    }


def _json_node(node: engine.Outcome, shown: Any) -> dict[str, Any]:
    found = {
        "code": node.code,
        "title": node.title,
        "state": node.state.value,
        "verdict": None if node.verdict is None else node.verdict.value,
        "points": _number(node.points),
        "shown_points": _number(shown[node.code]),
        "max": _number(node.max),
        "extra": _number(node.extra),
        "undecided": _number(node.undecided),
        "reason": node.reason,
        "explanation": _sentences(node),
    }
    if node.is_leaf:
        gain = node.gain
        return found | {"gain": None if gain is None else {"points": _number(gain.points), "text": gain.text}}
    return found | {"children": [_json_node(child, shown) for child in node.children]}


def _sentences(node: engine.Outcome) -> list[dict[str, str]]:
    return [{"kind": sentence.kind, "text": sentence.text} for sentence in node.explanation]


def _number(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")
