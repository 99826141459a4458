"""What a trial asks for one place: every input that the leaves and the whole read, under its heading."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django import forms

from apps.organizations.choices import ValueKind

from ... import engine
from ...engine.conditions import Test
from ..catalogue import Catalogue
from ..entries import Dates, Entries
from . import fields
from .cohort import Peers
from .place import Place

#: What each kind of input is called above its fields, in the order of the page; folded ones are seldom needed.
HEADINGS = {
    "attribute": "组织情况",
    "claim": "逐项判定",
    "metric": "数据",
    "record": "工作记录",
    "event": "荣誉和奖惩事项",
    "survey": "群众测评",
    "reference": "地区参照值",
    "aggregate": "下级组织",
    "mean": "下级平均",
    "rank": "名次",
    "given": "其他组成部分",
    "veto": "一票否决",
    "cohort": "同组其他单位",
    "decision": "人工确定等次",
    "absent": "申请不适用",
    "proof": "佐证材料",
    "verified": "实地核查",
}
FOLDED = frozenset({"decision", "absent", "proof", "verified"})


@dataclass(frozen=True)
class Asked:
    """One field: its kind, the code of what it is about, its label and itself."""

    kind: str
    code: str
    label: str
    field: forms.Field

    @property
    def name(self) -> str:
        return f"{self.kind}:{self.code}"


def asked_of(tree: engine.Version, place: Place, catalogue: Catalogue) -> list[Asked]:
    """Every field, in the order of the page."""
    leaves = engine.leaf_inputs(tree, place.sector, place.kind, place.attributes, level=place.level)
    found = [*_attributes(tree, leaves), *_needs(tree, leaves, catalogue), *_of_leaves(leaves), *_of_grades(tree)]
    unique = {each.name: each for each in found}
    order = list(HEADINGS)
    return sorted(unique.values(), key=lambda each: order.index(each.kind))


def _attributes(tree: engine.Version, leaves: Iterable[engine.LeafNeeds]) -> Iterator[Asked]:
    """What conditions read of the organization, its place apart."""
    for test in _tests(tree, leaves):
        if not test.is_metric and test.key not in ("sector", "kind", "level"):
            yield Asked("attribute", test.key, test.label, _attribute(test))


def _tests(tree: engine.Version, leaves: Iterable[engine.LeafNeeds]) -> Iterator[Test]:
    for leaf in leaves:
        yield from leaf.criterion.when.tests() if leaf.criterion.when is not None else ()
    for grade in tree.whole.grades:
        for required in grade.requires:
            yield from required.condition.tests() if required.condition is not None else ()


def _attribute(test: Test) -> forms.Field:
    if isinstance(test.value, bool):
        return fields.yes_no()
    if isinstance(test.value, Decimal):
        return fields.number(f"单位：{test.unit}" if test.unit else "")
    values = test.value if isinstance(test.value, tuple) else (test.value,)
    return forms.CharField(max_length=60, help_text=f"如 {'、'.join(str(value) for value in values[:3])}。")


def _needs(tree: engine.Version, leaves: Iterable[engine.LeafNeeds], catalogue: Catalogue) -> Iterator[Asked]:
    """Inputs as the engine names them: of the whole first, so that the fuller need of a leaf stands."""
    by_code = {leaf.criterion.code: leaf.criterion for leaf in leaves}
    for need in (*engine.whole_needs(tree), *engine.distinct_needs(leaves)):
        kind = "metric" if need.kind == "history" else need.kind
        if need.kind == "claim" and need.code in by_code:
            leaf = by_code[need.code]
            yield Asked(kind, need.code, leaf.title, fields.claim_field(leaf.measure))
        elif need.kind in MAKERS:
            yield Asked(kind, need.code, _label(kind, need, by_code, catalogue), MAKERS[need.kind](catalogue, need))


def _label(kind: str, need: engine.Need, by_code: Mapping[str, engine.Criterion], catalogue: Catalogue) -> str:
    """What is asked: a metric by its own name, for a leaf may word it as what it demands (使用面积达标)."""
    if kind == "metric" and need.code in catalogue.metrics:
        return catalogue.metrics[need.code].name
    if kind in ("aggregate", "mean", "rank") and need.code in by_code:
        return by_code[need.code].title
    return need.label


def _of_leaves(leaves: Iterable[engine.LeafNeeds]) -> Iterator[Asked]:
    """What may be said about a leaf beside its inputs."""
    for leaf in leaves:
        code, title, evidence = leaf.criterion.code, leaf.criterion.title, leaf.criterion.evidence
        if leaf.criterion.claim_not_applicable:
            yield Asked("absent", code, title, forms.ChoiceField(choices=[("", "适用"), ("yes", "申请不适用")]))
        if evidence.need == "required":
            yield Asked("proof", code, title, fields.count(f"份数，至少 {max(1, evidence.at_least)} 份。"))
        yield Asked("verified", code, title, forms.ChoiceField(choices=fields.VERIFIED))


def _of_grades(tree: engine.Version) -> Iterator[Asked]:
    ladder = tree.whole.ladder
    if any(band.share is not None for band in ladder):
        yield Asked("cohort", "peers", "各单位总分", Peers())
    if ladder:
        choices = [("", "不作决定"), *((band.code, band.title) for band in ladder)]
        yield Asked("decision", "grade", "定为", forms.ChoiceField(choices=choices))
        yield Asked("decision", "reason", "理由", forms.CharField(max_length=200))


def _metric(catalogue: Catalogue, need: engine.Need) -> forms.Field:
    metric = catalogue.metrics.get(need.code)
    if metric is not None and metric.value_kind == ValueKind.BOOLEAN:
        return fields.yes_no()
    return fields.number(f"单位：{metric.unit}" if metric and metric.unit else "")


def _history(catalogue: Catalogue, need: engine.Need) -> forms.Field:
    metric = catalogue.metrics.get(need.code)
    unit = f"（{metric.unit}）" if metric and metric.unit else ""
    return fields.Numbers(f"逐年数值{unit}，由近到远，用顿号隔开，如 12、10、8。")


MAKERS: Mapping[str, Callable[[Catalogue, engine.Need], forms.Field]] = {
    "metric": _metric,
    "history": _history,
    "record": lambda catalogue, need: Dates(max_length=400, help_text="今年的次数，或日期如 3-5、2025-12-10。"),
    "event": lambda catalogue, need: Entries(catalogue.kinds.get(need.code)),
    "survey": lambda catalogue, need: fields.Numbers("满意度（%），可再写有效票数，如 86、120。", most=2),
    "reference": lambda catalogue, need: fields.number(),
    "aggregate": lambda catalogue, need: fields.Numbers("范围内几家、其中达到几家，如 20、5。", most=2),
    "mean": lambda catalogue, need: fields.Numbers("平均值、几家，如 86.5、12。", most=2),
    "rank": lambda catalogue, need: fields.Numbers("第几名、共几家，如 3、20。", most=2),
    "given": lambda catalogue, need: fields.number("得分"),
    "veto": lambda catalogue, need: forms.ChoiceField(choices=fields.FOUND),
}
