"""The table behind the editor: which fields a measure, a scoring rule, a node and a whole version have.

A new measure becomes editable by one more row here; what the schema does not know yet is not offered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from apps.organizations.choices import Kind, Level, Sector

from ..choices import StandardKind
from ..drafting import words
from ..schema_measures import MEASURES as SCHEMA_MEASURES
from ..schema_scorings import SCORINGS as SCHEMA_SCORINGS

Choices = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Spec:
    """One field of the editor.

    ``kind``: text · area · number · count · flag · choice · many · metric · reference · record · event · leaf ·
    codes · percent (typed as 20, stored as 0.2) · amount (a number, yes/no, a text or several) · hidden · bound (comparison with one or two numbers) ·
    lines (rows to come, pasted as text) · group (a mapping under the key) · rows (a list of mappings) · matrix · measure · measures · condition · formula.
    A value equal to ``default`` is left out of the file. ``fills`` names the keys that a chosen metric's
    name and unit fill when they are empty. ``span`` are twelfths of the width. ``only`` names a field beside it and
    its values with which this one is asked at all: otherwise it is neither shown nor read.
    """

    key: str
    label: str
    kind: str = "text"
    required: bool = False
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    columns: tuple[Spec, ...] = ()
    default: Any = None
    fills: tuple[str, str] = ("", "")
    span: int = 6
    most: int = 200
    add: str = "添加一行"
    only: tuple[str, tuple[str, ...]] = ("", ())


def of(mapping: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(mapping.items())


def pick(key: str, label: str, mapping: Mapping[str, str], **more: Any) -> Spec:
    return Spec(key, label, "choice", choices=of(mapping), **more)


CODE = Spec("code", "编码", "hidden")
LABEL = Spec("label", "内容", required=True, hint="填报和说明中显示的文字；选数据项后自动带出。", span=8)
UNIT = Spec("unit", "单位", most=20, span=4)
METRIC = Spec("metric", "数据项", "metric", required=True, hint="输入名称查找。", fills=("label", "unit"), span=12)
RATIO_METRIC = Spec(
    "metric", "数据项", "metric", required=True, hint="输入名称查找。", fills=("label", "metric_unit"), span=12
)
ANY_METRIC = Spec("metric", "由数据项判定", "metric", hint="不选则由本单位填报。", fills=("label", ""), span=12)
BOUND = Spec("op", "要求", "bound", required=True, span=8)
SECTORS = Spec("sectors", "领域", "many", choices=tuple(Sector.choices), span=12)
KINDS = Spec("kinds", "组织类别", "many", choices=tuple(Kind.choices), span=12)
LEVELS = Spec("levels", "层级", "many", choices=tuple(Level.choices), span=12)
FILTER = Spec("filter", "统计哪些下级组织", "group", columns=(SECTORS, KINDS, LEVELS), span=12)
LEAF = Spec("leaf", "哪一评分项", "leaf", span=12)
POINTS = Spec("points", "分值", "number", required=True, span=4)
CAP_PERIODS = {key: name for key, name in words.PERIODS.items() if key != "week"}
EVERY_PERIOD = {key: words.PERIODS[key] for key in ("week", "month", "quarter", "half_year", "year")}
SIMPLE = {key: value for key, value in words.OPERATORS.items() if key != "between"}
YES_NO = {"true": "是", "false": "否"}

#: What of an organization conditions may name.
ATTRIBUTES = {"kind": "组织类别", "level": "层级", "sector": "领域", "stars": "星级", "weak": "软弱涣散"}

MEMBER = (
    CODE,
    Spec("title", "清单项", required=True, span=6),
    Spec("metric", "由数据项判定", "metric", fills=("", "unit"), span=6),
    Spec("op", "要求", "bound", span=8),
    UNIT,
)
GRADE = (CODE, Spec("title", "等级", required=True, span=8), POINTS)
BASE = (
    Spec("of", "对比数据项", "metric", fills=("of_label", "of_unit"), span=6),
    Spec("of_label", "对比内容", required=True, span=6),
    Spec("of_unit", "对比单位", most=20, span=4),
)

MEASURES: Mapping[str, tuple[Spec, ...]] = {
    "yes_no": (
        Spec("label", "做到什么", required=True, span=12),
        ANY_METRIC,
        Spec("expected", "答“是”为达到", "flag", default=True),
    ),
    "checklist": (
        Spec("members", "清单", "rows", columns=MEMBER, required=True, span=12, add="添加清单项"),
        Spec("lines", "批量添加清单项", "lines", hint="每行一项，可从文件中整段粘贴；保存时并入上面的清单。", most=4000, span=12),
        Spec("required", "至少具备几项", "count", hint="不填为全部具备。", span=4),
    ),
    "quantity": (METRIC, LABEL, UNIT, BOUND),
    "ratio": (
        RATIO_METRIC, LABEL, Spec("metric_unit", "数据单位", most=20, span=4), *BASE, BOUND,
        Spec("percent", "按百分数比较（100 即 100%）", "flag", default=True), UNIT,
    ),
    "relative": (
        METRIC, LABEL, UNIT, pick("op", "比较", SIMPLE, required=True, span=4),
        Spec("factor", "倍数", "number", default=1, hint="如 0.9 为 90%。", span=4), *BASE,
        Spec("reference", "或：地区参照值", "reference", fills=("of_label", "of_unit"), span=6),
    ),
    "frequency": (
        Spec("record", "工作记录", "record", required=True), Spec("label", "内容", required=True),
        pick("per", "周期", EVERY_PERIOD, required=True, span=4),
        Spec("times", "每期次数", "count", default=1, span=4), Spec("unit", "单位", default="次", most=20, span=4),
    ),
    "events": (
        Spec("event", "事项", "event", required=True), Spec("label", "内容", required=True),
        pick("per", "统计周期", words.PERIODS, span=4),
        Spec("periods", "往前看几期", "count", default=1, span=4), Spec("unit", "单位", default="次", most=20, span=4),
        Spec("op", "要求（只按次计分的不填）", "bound", span=8),
    ),
    "look_back": (
        METRIC, LABEL, UNIT, Spec("periods", "看几期", "count", required=True, span=4),
        pick("need", "要求", {"any": "其中一期达到即可", "all": "每一期都达到"}, default="any", span=8), BOUND,
    ),
    "share_of_descendants": (
        Spec("label", "内容", required=True, span=12), FILTER, LEAF,
        Spec("measure", "或：另定判定方式", "measure", span=12),
        Spec("op", "占比（%）", "bound", required=True, span=8),
    ),
    "mean_below": (
        Spec("label", "内容", required=True, span=12), ANY_METRIC, LEAF, Spec("score", "取下级总分的平均", "flag"), FILTER, UNIT, Spec("op", "要求", "bound", span=8),
    ),
    "cohort_rank": (
        Spec("label", "内容", required=True, span=12), ANY_METRIC, LEAF,
        pick("order", "名次", {"desc": "数值高的在前", "asc": "数值低的在前"}, default="desc"), Spec("op", "要求（名次）", "bound", span=8),
    ),
    "survey": (
        pick("survey", "测评", {"satisfaction": "群众满意度"}, required=True), Spec("label", "内容", required=True), BOUND,
    ),
    "judged": (
        Spec("label", "评什么", required=True, span=12), Spec("low", "最低可评", "number", span=4),
        Spec("high", "最高可评", "number", hint="不填为本项分值。", span=4), Spec("pass_at", "达到线", "number", span=4),
        Spec("levels", "等级", "rows", columns=GRADE, span=12, add="添加等级", hint="按等级评分时填写，至少两级。"),
        pick("assessors", "评分人", words.CLOSED["assessors"]), Spec("trimmed", "五人以上时去掉一个最高分和一个最低分", "flag"),
        pick("reason", "理由", words.CLOSED["reason"], default="required"),
    ),
    "any_of": (Spec("label", "内容", span=12), Spec("options", "可选条件", "measures", required=True, span=12, add="添加条件")),
    "all_of": (Spec("label", "内容", span=12), Spec("options", "各项条件", "measures", required=True, span=12, add="添加条件")),
}  # fmt: skip

LIMITS = (
    Spec("floor", "最低分", "number", hint="不填为 0，扣完为止。", span=4),
    Spec("cap", "最高分", "number", span=4),
)
EACH = Spec("each", "每次分值", "number", required=True, span=4)
SCORINGS: Mapping[str, tuple[Spec, ...]] = {
    "all_or_nothing": LIMITS,
    "proportional": LIMITS,
    "judged": LIMITS,
    "by_value": (Spec("full_at", "得满分的数值", "number", default=100, span=4), *LIMITS),
    "stages": (
        Spec("stages", "分档", "rows", columns=(Spec("at", "达到", "number", required=True), POINTS), span=12, add="添加一档"),
        *LIMITS,
    ),
    "bands": (
        Spec("bands", "区间", "rows", span=12, add="添加区间", hint="含起点，不含终点。",
             columns=(Spec("from", "从", "number", span=4), Spec("to", "到", "number", span=4), POINTS)),
        *LIMITS,
    ),
    "steps": (
        Spec("step", "每增减多少", "number", required=True, span=4), EACH,
        Spec("base", "从多少起算", "number", hint="不填为标准值。", span=4),
        pick("rounding", "不足一档", words.ROUNDING, default="floor"),
        Spec("above", "超过后每档分值", "number", span=4), Spec("relative", "按起算值的百分比计", "flag"),
        Spec("rising", "超过起算值的也加分", "flag", default=True), *LIMITS,
    ),
    "per_missing_member": (Spec("each", "每缺一项扣", "number", required=True, span=4), *LIMITS),
    "per_missing_period": (Spec("each", "每缺一期扣", "number", required=True, span=4), *LIMITS),
    "per_occurrence": (EACH, Spec("adds", "从 0 起加分（不选为从满分起扣分）", "flag", default=True), *LIMITS),
    "ordinal": (Spec("levels", "等级", "rows", columns=GRADE, span=12, add="添加等级"), *LIMITS),
    "matrix": (
        Spec("points", "级别和名次", "matrix", span=12, add="添加一行",
             columns=(Spec("level", "级别", required=True, span=4), Spec("role", "名次", hint="不分名次的不填。", span=4), POINTS)),
        pick("take", "多次", words.CLOSED["take"], span=4), *LIMITS,
    ),
    "ledger": (
        Spec("base", "起始分", "number", span=4),
        Spec("entries", "加减分项目", "rows", columns=(CODE, Spec("title", "项目", required=True, span=8), POINTS), span=12,
             add="添加项目", hint="扣分写负数。"),
        Spec("caps", "周期限额", "rows", span=12, add="添加限额",
             columns=(pick("per", "周期", CAP_PERIODS, required=True, span=4), Spec("most", "最多加", "number", span=4), Spec("least", "最多扣（负数）", "number", span=4),
                      Spec("of", "只限其中几项", "many", span=12))),
        *LIMITS,
    ),
    "by_rank": (
        Spec("places", "按名次", "rows", columns=(Spec("to", "前几名", "number", required=True), POINTS), span=12, add="添加名次"),
        Spec("share", "按占比", "rows", columns=(Spec("to", "前百分之几（%）", "percent", required=True), POINTS), span=12,
             add="添加占比"),
        *LIMITS,
    ),
}  # fmt: skip
#: Which scoring rules make sense for a measure; the first is the usual one.
SCORINGS_OF: Mapping[str, tuple[str, ...]] = {
    "yes_no": ("all_or_nothing",),
    "checklist": ("all_or_nothing", "proportional", "per_missing_member", "stages"),
    "quantity": ("all_or_nothing", "proportional", "stages", "bands", "steps", "by_value", "per_occurrence"),
    "ratio": ("all_or_nothing", "proportional", "stages", "bands", "steps", "by_value"),
    "relative": ("all_or_nothing", "proportional", "stages", "bands", "steps"),
    "frequency": ("all_or_nothing", "per_missing_period", "proportional", "stages"),
    "events": ("per_occurrence", "ordinal", "matrix", "ledger", "stages", "bands", "all_or_nothing"),
    "look_back": ("all_or_nothing", "per_missing_period", "proportional"),
    "share_of_descendants": ("all_or_nothing", "proportional", "stages", "bands", "steps", "by_value"),
    "mean_below": ("by_value", "all_or_nothing", "stages", "bands"),
    "cohort_rank": ("by_rank", "stages", "bands"),
    "survey": ("by_value", "all_or_nothing", "stages", "bands", "steps"),
    "judged": ("judged", "ordinal", "stages", "bands"),
    "any_of": ("all_or_nothing", "proportional"),
    "all_of": ("all_or_nothing", "proportional"),
}

TEST = (
    Spec("metric", "数据项", "metric", fills=("label", "unit"), span=6),
    pick("attribute", "或：组织属性", ATTRIBUTES, fills=("label", ""), span=6),
    Spec("label", "内容", required=True, span=4),
    pick("op", "比较", words.OPERATORS, span=3),
    Spec("value", "值", "amount", span=3),
    Spec("unit", "单位", most=20, span=2),
)  # fmt: skip
VALUES = "值写数字、是或否，组织属性写名称；介于写作 3~5；几个值用顿号隔开。"
WHEN = Spec("when", "适用条件", "condition", columns=TEST, span=12, add="添加条件", hint=VALUES)
TITLE = Spec("title", "指标名称", required=True, span=8)
CLAUSE = Spec("clause", "条款", most=60, span=4, hint="如 三（一）。")
SAYS = Spec("text", "评分标准", "area", most=2000, span=12, hint="要求的原话或概括。")
GUIDANCE = Spec("guidance", "填报说明", "area", most=1000, span=12)
SECTION: tuple[Spec, ...] = (TITLE, CLAUSE, SAYS)
SECTION_MORE: tuple[Spec, ...] = (
    Spec("cap", "最高分", "number", hint="下面各项之和超过时按此计。", span=4),
    Spec("floor", "最低分", "number", span=4),
    Spec("bonus", "加分项，不计入满分", "flag"),
    SECTORS, KINDS, LEVELS, replace(WHEN, hint=f"下面的每一项都须先满足。{VALUES}"), GUIDANCE,
)  # fmt: skip
GATE_SECTION_MORE = tuple(spec for spec in SECTION_MORE if spec.key not in ("cap", "floor", "bonus"))
LEAF_HEAD: tuple[Spec, ...] = (TITLE, CLAUSE, SAYS)
LEAF_POINTS = Spec("points", "分值", "number", required=True, span=4)
EVIDENCE = Spec(
    "evidence", "", "group", span=12,
    columns=(pick("need", "要求", words.EVIDENCE, span=6), Spec("at_least", "至少几份", "count", span=6)),
)  # fmt: skip
LEAF_APPLIES: tuple[Spec, ...] = (
    SECTORS, KINDS, LEVELS,
    WHEN,
    pick("not_applicable", "不适用时", words.NOT_APPLICABLE, span=6),
    Spec("claim_not_applicable", "允许本单位申请不适用", "flag"),
)  # fmt: skip
LEAF_MORE: tuple[Spec, ...] = (
    Spec("mandatory", "必备条件（不达到即不合格）", "flag"),
    Spec("bonus", "加分项，不计入满分", "flag"),
    GUIDANCE,
    Spec("compliance_note", "合规提示", hint="现行规定不得作为考核内容的，写明依据；默认不计分。", span=12),
    Spec("enabled", "写有合规提示仍计入评分", "flag"),
)

PART = (
    CODE, Spec("title", "组成部分", required=True, span=6), Spec("sum", "各项之和", "codes", span=12),
    pick("survey", "或：群众测评", {"satisfaction": "群众满意度"}, span=6),
    Spec("given", "或：外部给定", hint="如 appraisal（年度考核得分）。", span=6), Spec("full", "满分", "number", span=4),
)  # fmt: skip
SHARED = (CODE, Spec("title", "名称", required=True, span=12), Spec("of", "包括", "codes", required=True, span=12))
VERSION_HEAD: tuple[Spec, ...] = (
    Spec("name", "标准名称", required=True, most=60, span=8),
    Spec("kind", "类型", "choice", choices=tuple(StandardKind.choices), required=True, span=4),
    Spec("source", "依据", required=True, span=12, hint="方案名称和年份。"),
    Spec("source_note", "依据说明", "area", most=500, span=12),
)
VERSION_SCORE: tuple[Spec, ...] = (
    Spec("total", "总分", "number", default=100, span=4),
    Spec("pass_mark", "合格线", "number", span=4),
    Spec("bonus_cap", "加分合计上限", "number", span=4),
    pick("rebase", "有不适用指标时", words.REBASE, default="applicable", span=8),
)
VERSION_GRADES: tuple[Spec, ...] = (
    Spec("grades", "等次（由高到低）", "rows", span=12, add="添加等次", columns=(
        CODE, Spec("title", "等次", required=True, span=3), Spec("from", "不低于（分）", "number", required=True, span=3),
        Spec("to", "低于（分，可不填）", "number", span=3),
        Spec("quota", "名额", "group", span=6, columns=(
            Spec("share", "占比（%）", "percent", hint="如 20。", span=6), Spec("hard", "不得突破", "flag", span=6))),
        Spec("requires", "前提", "requirements", span=12, add="添加指标前提", columns=(
            Spec("criterion", "指标", "node", required=True, span=6), Spec("met", "须达到", "flag", span=3),
            Spec("at_least", "或：至少得分", "number", span=3))))),
    Spec("grade_fallback", "都不够时", "group", span=12, columns=(CODE, Spec("title", "等次", span=6))),
    Spec("grade_limits", "等次限制", "rows", span=12, add="添加限制", columns=(
        CODE, Spec("title", "名称", required=True, span=6), Spec("at_most", "最高为", "grade", required=True, span=6),
        Spec("when", "当", "group", span=12, columns=(
            pick("survey", "群众测评", {"satisfaction": "群众满意度"}, span=4), Spec("metric", "或：数据项", "metric", span=4),
            Spec("criterion", "或：指标", "node", span=4), Spec("part", "或：组成部分", "part", span=4),
            pick("op", "比较", SIMPLE, required=True, span=4), Spec("value", "值", "number", required=True, span=4))))),
)  # fmt: skip
VERSION_RULES: tuple[Spec, ...] = (
    Spec("vetoes", "一票否决", "rows", span=12, add="添加情形", columns=(
        CODE, Spec("title", "情形", required=True, span=8), Spec("clause", "条款", most=60, span=4),
        pick("effect", "后果", words.EFFECTS, required=True, span=4),
        Spec("grade", "等次", "grade", span=4, only=("effect", ("grade_cap", "grade_fixed", "demoted"))),
        Spec("of", "计零的指标", "codes", span=12, only=("effect", ("item_zero",))))),
    Spec("caps", "几项共用一个上限", "rows", span=12, add="添加上限", columns=(
        *SHARED, Spec("most", "最多", "number", span=4), Spec("least", "最少", "number", span=4))),
    Spec("exclusive", "互斥项（只取其一）", "rows", span=12, add="添加互斥项", columns=(
        *SHARED, pick("count", "比较", {"points": "得分", "losses": "扣分"}, span=4), pick("keep", "取", words.CLOSED["keep"], required=True, span=4))),
    Spec("once", "同一事项只计一次", "rows", span=12, add="添加一组", columns=SHARED),
)  # fmt: skip
#: A gate has neither points nor grades: of the rules only those that refuse somebody.
GATE_RULES = tuple(spec for spec in VERSION_RULES if spec.key == "vetoes")
VERSION_PARTS: tuple[Spec, ...] = (
    Spec("parts", "总分的组成部分", "rows", columns=PART, span=12, add="添加组成部分"),
    Spec("formula", "总分算法", "formula", span=12,
         hint="用组成部分的名称和 + − × ÷ 括号书写，如（基础分 − 扣分）× 0.7 + 考核得分 × 0.3；可用 最小(甲, 乙)、最大(甲, 乙)、平均(甲, 乙)。"),
)  # fmt: skip
VERSION_ADAPTATION: tuple[Spec, ...] = (
    Spec("adaptation", "允许下级改编", "group", span=12, columns=(
        Spec("points", "分值", "group", span=12, columns=(Spec("change_by", "分值可增减百分之几", "number", span=6),)),
        Spec("additional_leaves", "可增加几项指标", "count", span=6),
        Spec("additional_points", "增加的指标合计不超过几分", "number", span=6),
        Spec("locked", "不得改动的指标", "codes", span=12))),
)  # fmt: skip


def known(specs: Iterable[Spec], properties: Mapping[str, Any] | None) -> tuple[Spec, ...]:
    """Those fields that the schema knows; all of them when it says nothing."""
    return tuple(spec for spec in specs if properties is None or spec.key in properties or spec.kind == "lines")


def offered_measures() -> frozenset[str]:
    """Types that both the table and the schema know."""
    return frozenset(MEASURES) & frozenset(SCHEMA_MEASURES)


def properties_of_measure(kind: str) -> Mapping[str, Any] | None:
    return SCHEMA_MEASURES[kind]["properties"] if kind in SCHEMA_MEASURES else None


def properties_of_scoring(kind: str) -> Mapping[str, Any] | None:
    return SCHEMA_SCORINGS[kind]["properties"] if kind in SCHEMA_SCORINGS else None


def scorings_of(measure: str) -> tuple[tuple[str, str], ...]:
    """The scoring rules that make sense for a measure, the usual one first."""
    return tuple((key, words.SCORINGS[key]) for key in SCORINGS_OF.get(measure, ()) if key in SCHEMA_SCORINGS)
