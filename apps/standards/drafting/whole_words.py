"""What a standard says about the whole, in sentences: grades, vetoes, shared limits, the sum of its parts.

Written from the document, so that drafts, published versions and differences read alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ..engine import show
from .formula import show_formula
from .outline import walk
from .words import EFFECTS, REBASE, SIGNS

Data = Mapping[str, Any]
KEPT = {"most": "得分最高", "least": "得分最低", "first": "排在最前且有得分"}
KEPT_LOSSES = {"most": "扣分最多", "least": "扣分最少", "first": "排在最前且有扣分"}


@dataclass(frozen=True)
class Names:
    """Titles by code: of the document's own nodes, grades and parts, and of the catalogue's metrics and events."""

    nodes: Mapping[str, str] = field(default_factory=dict)
    grades: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)
    metrics: Mapping[str, str] = field(default_factory=dict)
    events: Mapping[str, str] = field(default_factory=dict)

    def node(self, code: str) -> str:
        return f"“{self.nodes.get(code, code)}”"

    def listed(self, codes: Iterable[str]) -> str:
        return "、".join(self.node(code) for code in codes)


def names_in(
    document: Data, metrics: Mapping[str, str] | None = None, events: Mapping[str, str] | None = None
) -> Names:
    """The names that sentences about a document need."""
    nodes = {place.node["code"]: place.node.get("title", "") for place in walk(document.get("criteria", []))}
    fallback = document.get("grade_fallback") or {}
    grades = {row.get("code", ""): row.get("title", "") for row in (*document.get("grades", ()), fallback)}
    parts = {row.get("code", ""): row.get("title", "") for row in document.get("parts", ())}
    return Names(nodes, grades, parts, metrics or {}, events or {})


def whole_words(document: Data, names: Names) -> list[tuple[str, list[str]]]:
    """Headings with their sentences; headings that say nothing are left out."""
    found = [(heading, list(write(document, names))) for heading, write in HEADINGS]
    return [(heading, sentences) for heading, sentences in found if sentences]


def points_text(value: Any) -> str:
    return f"{show(Decimal(str(value)))} 分"


def grade_text(row: Data, names: Names) -> str:
    """E.g. 80 分以上、不足 90 分，须“按期换届”达到，名额 20%（不得突破）."""
    span = f"{points_text(row['from'])}以上" if "from" in row else ""
    span += f"、不足 {points_text(row['to'])}" if row.get("to") is not None else ""
    needs = "、".join(_requirement(each, names) for each in row.get("requires", ()))
    quota = row.get("quota") or {}
    share = f"名额 {show(Decimal(str(quota['share'])) * 100)}%" if quota.get("share") is not None else ""
    share += ("（不得突破）" if quota.get("hard") else "（目标）") if share else ""
    return "，".join(text for text in (span, f"须{needs}" if needs else "", share) if text)


def _requirement(row: Data, names: Names) -> str:
    if "criterion" not in row:
        return condition_text(row.get("condition", row))
    least = row.get("at_least")
    return names.node(row["criterion"]) + (f"不低于 {points_text(least)}" if least is not None else "达到")


def condition_text(data: Any) -> str:
    """A condition in words; one that cannot be read is named as such."""
    from ..engine.build_leaf import build_condition

    try:
        return build_condition(data).describe() if data else ""
    except (KeyError, ValueError, TypeError, ArithmeticError):
        return "（条件没有写全）"


def limit_text(row: Data, names: Names) -> str:
    """E.g. 群众满意度 < 60% 时最高“二星”."""
    when = row.get("when") or {}
    unit, what = "", ""
    if "survey" in when:
        what, unit = "群众满意度", "%"
    elif "metric" in when:
        what = names.metrics.get(when["metric"], when["metric"])
    elif "criterion" in when:
        what, unit = f"{names.node(when['criterion'])}得分", " 分"
    elif "part" in when:
        what, unit = f"“{names.parts.get(when['part'], when['part'])}”", " 分"
    value = f"{show(Decimal(str(when['value'])))}{unit}" if when.get("value") is not None else "（未填）"
    sign = SIGNS.get(when.get("op", ""), "")
    return f"{what} {sign} {value} 时最高“{names.grades.get(row.get('at_most', ''), row.get('at_most', ''))}”"


def veto_text(row: Data, names: Names) -> str:
    """E.g. 等次封顶：最高“三星”（第九条）."""
    effect = EFFECTS.get(row.get("effect", ""), "（未填后果）")
    grade = names.grades.get(row.get("grade", ""), row.get("grade", ""))
    if row.get("effect") == "grade_cap" and grade:
        effect = f"最高“{grade}”"
    elif row.get("effect") == "grade_fixed" and grade:
        effect = f"直接定为“{grade}”"
    elif row.get("effect") == "item_zero" and row.get("of"):
        effect = f"{names.listed(row['of'])}计零"
    clause = f"（{row['clause']}）" if row.get("clause") else ""
    return f"{effect}{clause}"


def cap_text(row: Data, names: Names) -> str:
    limits = [f"最多 {points_text(row['most'])}"] if row.get("most") is not None else []
    limits += [f"最少 {points_text(row['least'])}"] if row.get("least") is not None else []
    return f"{names.listed(row.get('of', ()))}合计{'、'.join(limits)}"


def exclusive_text(row: Data, names: Names) -> str:
    kept = KEPT_LOSSES if row.get("count") == "losses" else KEPT
    return f"{names.listed(row.get('of', ()))}只计{kept.get(row.get('keep', ''), '其中')}的一项"


def once_text(row: Data, names: Names) -> str:
    return f"{names.listed(row.get('of', ()))}中的同一事项只在得分最高的一项计一次"


def part_text(row: Data, names: Names) -> str:
    if row.get("sum"):
        return f"{names.listed(row['sum'])}之和"
    full = f"，满分 {points_text(row['full'])}" if row.get("full") is not None else ""
    return ("群众测评满意度" if row.get("survey") else "另行给定的得分") + full


#: Rows with a title, each in one sentence.
ROW_TEXTS: Mapping[str, Callable[[Data, Names], str]] = {
    "grades": grade_text,
    "grade_limits": limit_text,
    "vetoes": veto_text,
    "caps": cap_text,
    "exclusive": exclusive_text,
    "once": once_text,
    "parts": part_text,
}


def _rows(key: str) -> Callable[[Data, Names], Iterator[str]]:
    def write(document: Data, names: Names) -> Iterator[str]:
        for row in document.get(key, ()):
            text = ROW_TEXTS[key](row, names)
            yield f"{row.get('title', '')}：{text}" if text else str(row.get("title", ""))

    return write


def _grades(document: Data, names: Names) -> Iterator[str]:
    yield from _rows("grades")(document, names)
    if fallback := document.get("grade_fallback"):
        yield f"{fallback.get('title', '')}：其余"


def _sums(document: Data, names: Names) -> Iterator[str]:
    yield from _rows("parts")(document, names)
    if formula := document.get("formula"):
        yield f"总分 = {show_formula(formula, names.parts)}"


def _shared(document: Data, names: Names) -> Iterator[str]:
    for key in ("caps", "exclusive", "once"):
        yield from _rows(key)(document, names)
    if document.get("bonus_cap") is not None:
        yield f"加分合计最多 {points_text(document['bonus_cap'])}"
    if document.get("kind") != "gate" and document.get("rebase") == "total":
        yield f"有不适用指标时{REBASE['total']}"


def _adaptation(document: Data, names: Names) -> Iterator[str]:
    limits = document.get("adaptation") or {}
    if change := (limits.get("points") or {}).get("change_by"):
        yield f"各项分值可增减 {show(Decimal(str(change)))}% 以内"
    if more := limits.get("additional_leaves"):
        most = limits.get("additional_points")
        yield f"可增加 {more} 项指标" + (f"，合计不超过 {points_text(most)}" if most is not None else "")
    if limits.get("locked"):
        yield f"不得改动：{names.listed(limits['locked'])}"


HEADINGS: tuple[tuple[str, Callable[[Data, Names], Iterator[str]]], ...] = (
    ("等次", _grades),
    ("等次限制", _rows("grade_limits")),
    ("一票否决", _rows("vetoes")),
    ("共同限制", _shared),
    ("总分的组成", _sums),
    ("下级改编", _adaptation),
)
