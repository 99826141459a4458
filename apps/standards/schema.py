"""The shape of a standard file, and its check: ``check_standard(data)``.

One YAML file (or the same mapping as JSON) is one version of one standard::

    code: five_norms              # stable; the same for all versions
    name: 五规范
    version: 1                    # 1, 2, 3 …
    kind: scored                  # scored: points · gate: every leaf mandatory, no points
    source: 桂林市…实施方案（2018）
    source_note: …                # optional: what is the office's default rather than the plan's
    total: 100                    # declared full score
    rebase: applicable            # when items drop out, scale to: applicable (sum of own items) · total
    pass_mark: 60                 # optional
    criteria: [section or leaf, …]
    exclusions:                   # figures of the source that are nobody's requirement here
    - {number: "4:6", phrase: 市与城区财政分担, clause: 二（五）, reason: …}

Section and leaf share: ``code`` (unique in the file), ``title``, ``text`` (the requirement in our words),
``clause`` (where it stands in the source), ``guidance`` (hints), ``sectors`` · ``kinds`` · ``levels`` (whom it
belongs to; empty or absent: all). A section has ``children`` and may have ``cap`` (most points). A leaf has::

    when: {all: [{metric: party_members, label: 党员人数, op: ">=", value: 150, unit: 人}]}
                                  # all/any nest; {attribute: …} reads the organization; value may be a
                                  # number, true/false, a text, a list of texts, or [low, high] (between)
    measure: …                    # below
    points: 4                     # scored standards only
    scoring: {type: …, floor: 0, cap: 4}     # default: all_or_nothing (judged for a judged measure)
    evidence: {need: none | optional | required, at_least: 1}
    not_applicable: rebase | full # when the condition does not hold
    claim_not_applicable: true    # the organization may declare it 不适用
    mandatory: true               # in a scored standard: also a gate
    compliance_note: …            # rules bar it as assessment content; then enabled defaults to false

Measures (``type``)::

    yes_no                {label, metric?, expected?: true}
    checklist             {members: [{code, title, metric?, op?, value?, unit?}], required?: all}
    quantity              {metric, label, op: > >= = != < <= between, value: n | [low, high], unit?}
    ratio                 {metric, label, of, of_label, op, value, percent?: true, unit?}   # 100 = 100%
    relative              {metric, label, op, factor?: 1, of | reference, of_label, unit?, of_unit?}
    frequency             {record, label, times?: 1, per: week month quarter half_year year, unit?: 次}
    look_back             {metric, label, periods, op, value, need?: any | all, unit?}
    share_of_descendants  {label, filter: {sectors, kinds, levels}, leaf | measure, op, value}  # percent
    judged                {label, low?: 0, high?: points, pass_at?: high, levels?: [{code, title, points}],
                           trimmed?: false, reason?: required | optional}

Scoring rules (``type``)::

    all_or_nothing · proportional · judged
    stages              {stages: [{at, points}]}              # highest value reached
    bands               {bands: [{from?, to?, points}]}       # from included, to not
    steps               {step, each, base?: threshold, rounding?: floor ceil none, rising?: true}
    per_missing_member  {each}  (checklist)      per_missing_period  {each}  (frequency, look_back)
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

Data = Mapping[str, Any]

CODE = {"type": "string", "pattern": r"^[a-z][a-z0-9_.]*$", "maxLength": 80}
TEXT = {"type": "string", "minLength": 1}
CODES = {"type": "array", "items": {"type": "string", "minLength": 1}, "uniqueItems": True}
NUMBER = {"type": "number"}
POSITIVE = {"type": "number", "exclusiveMinimum": 0}
COUNT = {"type": "integer", "minimum": 1}
PAIR = {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2}
OPERATOR = {"enum": [">", ">=", "=", "!=", "<", "<=", "between"]}
SIMPLE_OPERATOR = {"enum": [">", ">=", "=", "!=", "<", "<="]}
BOUND = {"anyOf": [NUMBER, PAIR]}
FLAG = {"type": "boolean"}


def _object(required: Iterable[str], properties: Data) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(required),
        "properties": dict(properties),
        "additionalProperties": False,
    }


def _typed(name: str, required: Iterable[str], properties: Data) -> dict[str, Any]:
    return _object(("type", *required), {"type": {"const": name}, **properties})


MEMBER = _object(
    ("code", "title"),
    {"code": CODE, "title": TEXT, "metric": CODE, "op": OPERATOR, "value": BOUND, "unit": TEXT},
)
FILTER = _object((), {"sectors": CODES, "kinds": CODES, "levels": CODES})
OPERAND = {"metric": CODE, "label": TEXT, "unit": TEXT}
COMPARISON = {"op": OPERATOR, "value": BOUND}
BASE = {"of": CODE, "of_label": TEXT, "of_unit": TEXT}

MEASURES: dict[str, dict[str, Any]] = {
    "yes_no": _typed("yes_no", ("label",), {"label": TEXT, "metric": CODE, "expected": FLAG}),
    "checklist": _typed(
        "checklist",
        ("members",),
        {"members": {"type": "array", "items": MEMBER, "minItems": 1}, "required": COUNT},
    ),
    "quantity": _typed("quantity", ("metric", "label", "op", "value"), {**OPERAND, **COMPARISON}),
    "ratio": _typed(
        "ratio",
        ("metric", "label", "of", "of_label", "op", "value"),
        {**OPERAND, **COMPARISON, **BASE, "percent": FLAG, "metric_unit": TEXT},
    ),
    "relative": _typed(
        "relative",
        ("metric", "label", "op", "of_label"),
        {**OPERAND, **BASE, "op": SIMPLE_OPERATOR, "factor": POSITIVE, "reference": CODE},
    ),
    "frequency": _typed(
        "frequency",
        ("record", "label", "per"),
        {
            "record": CODE,
            "label": TEXT,
            "times": COUNT,
            "per": {"enum": ["week", "month", "quarter", "half_year", "year"]},
            "unit": TEXT,
        },
    ),
    "look_back": _typed(
        "look_back",
        ("metric", "label", "periods", "op", "value"),
        {**OPERAND, **COMPARISON, "periods": COUNT, "need": {"enum": ["any", "all"]}},
    ),
    "share_of_descendants": _typed(
        "share_of_descendants",
        ("label", "op", "value"),
        {**COMPARISON, "label": TEXT, "filter": FILTER, "leaf": CODE, "measure": {"type": "object"}},
    ),
    "judged": _typed(
        "judged",
        ("label",),
        {
            "label": TEXT,
            "low": NUMBER,
            "high": NUMBER,
            "pass_at": NUMBER,
            "levels": {
                "type": "array",
                "minItems": 2,
                "items": _object(("code", "title", "points"), {"code": CODE, "title": TEXT, "points": NUMBER}),
            },
            "trimmed": FLAG,
            "reason": {"enum": ["required", "optional"]},
        },
    ),
}

LIMITS = {"floor": NUMBER, "cap": NUMBER}
STAGE = _object(("at", "points"), {"at": NUMBER, "points": NUMBER})
BAND = _object(("points",), {"from": NUMBER, "to": NUMBER, "points": NUMBER})

SCORINGS: dict[str, dict[str, Any]] = {
    "all_or_nothing": _typed("all_or_nothing", (), LIMITS),
    "proportional": _typed("proportional", (), LIMITS),
    "judged": _typed("judged", (), LIMITS),
    "stages": _typed("stages", ("stages",), {**LIMITS, "stages": {"type": "array", "items": STAGE, "minItems": 1}}),
    "bands": _typed("bands", ("bands",), {**LIMITS, "bands": {"type": "array", "items": BAND, "minItems": 1}}),
    "steps": _typed(
        "steps",
        ("step", "each"),
        {
            **LIMITS,
            "step": POSITIVE,
            "each": POSITIVE,
            "base": NUMBER,
            "rounding": {"enum": ["floor", "ceil", "none"]},
            "rising": FLAG,
        },
    ),
    "per_missing_member": _typed("per_missing_member", ("each",), {**LIMITS, "each": POSITIVE}),
    "per_missing_period": _typed("per_missing_period", ("each",), {**LIMITS, "each": POSITIVE}),
}

CRITERION = _object(
    ("code", "title"),
    {
        "code": CODE,
        "title": TEXT,
        "text": TEXT,
        "clause": TEXT,
        "guidance": TEXT,
        "sectors": CODES,
        "kinds": CODES,
        "levels": CODES,
        "when": {"type": "object"},
        "measure": {"type": "object", "required": ["type"]},
        "points": {"type": "number", "minimum": 0},
        "scoring": {"type": "object", "required": ["type"]},
        "evidence": _object(
            ("need",),
            {"need": {"enum": ["none", "optional", "required"]}, "at_least": {"type": "integer", "minimum": 0}},
        ),
        "not_applicable": {"enum": ["rebase", "full"]},
        "claim_not_applicable": FLAG,
        "mandatory": FLAG,
        "enabled": FLAG,
        "compliance_note": TEXT,
        "cap": {"type": "number", "minimum": 0},
        "children": {"type": "array", "items": {"$ref": "#/$defs/criterion"}, "minItems": 1},
    },
)
TEST = {
    "type": "object",
    "required": ["label"],
    "properties": {
        "metric": CODE,
        "attribute": CODE,
        "label": TEXT,
        "op": OPERATOR,
        "value": {"type": ["number", "boolean", "string", "array"]},
        "unit": TEXT,
    },
    "oneOf": [{"required": ["metric"]}, {"required": ["attribute"]}],
    "additionalProperties": False,
}
EXCLUSION = _object(
    ("number", "phrase", "clause", "reason"),
    {"number": TEXT, "phrase": TEXT, "clause": TEXT, "reason": TEXT},
)

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$defs": {"criterion": CRITERION},
    **_object(
        ("code", "name", "version", "kind", "source", "criteria"),
        {
            "code": {"type": "string", "pattern": r"^[a-z][a-z0-9_]*$", "maxLength": 60},
            "name": TEXT,
            "version": COUNT,
            "kind": {"enum": ["scored", "gate"]},
            "source": TEXT,
            "source_note": TEXT,
            "total": POSITIVE,
            "rebase": {"enum": ["applicable", "total"]},
            "pass_mark": {"type": "number", "minimum": 0},
            "criteria": {"type": "array", "items": {"$ref": "#/$defs/criterion"}, "minItems": 1},
            "exclusions": {"type": "array", "items": EXCLUSION},
        },
    ),
}

TYPE_NAMES = {
    "object": "一组键值",
    "array": "列表",
    "string": "文字",
    "number": "数值",
    "integer": "整数",
    "boolean": "true 或 false",
}
Problems = Iterator[str]


def check_standard(data: object, metrics: Collection[str] | None = None) -> list[str]:
    """Problems of a standard file as readable Chinese sentences with their path; empty when sound.

    Args:
        data: what the YAML or JSON file held.
        metrics: codes of the metric catalogue; when given, metrics outside it are problems too.
    """
    problems = list(_schema_problems(SCHEMA, data, ""))
    if problems or not isinstance(data, Mapping):
        return problems
    problems += _duplicates(data)
    for path, item in walk_criteria(data):
        problems += _criterion_problems(path, item, data["kind"] == "gate")
    return problems or list(_reference_problems(data, metrics))


def warn_standard(data: Data, cases: Iterable[tuple[str, str]] = ()) -> list[str]:
    """Doubts that do not refuse a file: a declared total that differs from the sum of points.

    Args:
        cases: (sector, level) pairs to add up; none given: the plain sum of all leaves.
    """
    if data["kind"] == "gate":
        return []
    total = Decimal(str(data.get("total", 100)))
    warnings = []
    for sector, level in list(cases) or [("", "")]:
        found = points_for(data, sector, level) if sector else _sum(walk_criteria(data))
        if found != total:
            who = f"（{sector}·{level}）" if sector else ""
            warnings.append(f"各项分值合计 {found} 分{who}，与总分 {total} 分不一致")
    return warnings


def points_for(data: Data, sector: str, level: str, kind: str = "") -> Decimal:
    """Sum of the points of all leaves that an organization has, conditions aside."""
    from .engine import build_version, leaf_inputs

    leaves = leaf_inputs(build_version(data), sector, kind, level=level)
    return sum((leaf.criterion.points for leaf in leaves), Decimal(0))


def walk_criteria(data: Data) -> Iterator[tuple[str, Data]]:
    """Every criterion with its path in the file, e.g. ``criteria[0].children[2]``."""
    yield from _walk(data["criteria"], "criteria")


def _walk(items: Iterable[Data], path: str) -> Iterator[tuple[str, Data]]:
    for position, item in enumerate(items):
        here = f"{path}[{position}]"
        yield here, item
        yield from _walk(item.get("children", ()), f"{here}.children")


def _sum(items: Iterable[tuple[str, Data]]) -> Decimal:
    return sum((Decimal(str(item.get("points", 0))) for _, item in items), Decimal(0))


def _schema_problems(schema: Data, data: object, prefix: str) -> Problems:
    errors = Draft202012Validator(schema).iter_errors(data)
    for error in sorted(errors, key=lambda e: [str(part) for part in e.absolute_path]):
        yield f"{_path(prefix, error) or '文件'}：{_sentence(error)}"


def _path(prefix: str, error: ValidationError) -> str:
    path = prefix
    for part in error.absolute_path:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    return path


def _sentence(error: ValidationError) -> str:
    value, wanted = error.instance, error.validator_value
    match error.validator:
        case "required":
            missing = [key for key in wanted if key not in value]
            return f"缺少 {'、'.join(missing)}"
        case "additionalProperties":
            extra = [key for key in value if key not in error.schema["properties"]]
            return f"有不认识的项 {'、'.join(map(str, extra))}"
        case "type":
            names = wanted if isinstance(wanted, list) else [wanted]
            return f"应为{'或'.join(TYPE_NAMES.get(name, name) for name in names)}，现为 {_short(value)}"
        case "enum" | "const":
            allowed = wanted if isinstance(wanted, list) else [wanted]
            return f"只能是 {'、'.join(map(str, allowed))}，现为 {_short(value)}"
        case "pattern":
            return f"编码只能用小写字母、数字、下划线和点，并以字母开头，现为 {_short(value)}"
        case "minItems" | "minLength":
            return "不能为空" if wanted == 1 else f"至少要有 {wanted} 项"
        case "exclusiveMinimum":
            return f"应大于 {wanted}，现为 {_short(value)}"
        case "minimum":
            return f"不能小于 {wanted}，现为 {_short(value)}"
        case "anyOf" | "oneOf":
            return f"写法不符合要求，现为 {_short(value)}"
        case _:
            return f"不符合 {error.validator} 的要求，现为 {_short(value)}"


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:40]}…"


def _duplicates(data: Data) -> Problems:
    seen: dict[str, str] = {}
    for path, item in walk_criteria(data):
        first = seen.setdefault(item["code"], path)
        if first != path:
            yield f"{path}.code：编码 {item['code']} 与 {first} 重复"


def _criterion_problems(path: str, item: Data, gate: bool) -> Problems:
    is_leaf = "measure" in item
    if is_leaf == ("children" in item):
        yield f"{path}：指标要么有 children（上级指标），要么有 measure（评分项），二者居一"
        return
    if not is_leaf:
        for key in {"points", "scoring", "evidence", "when"} & set(item):
            yield f"{path}.{key}：上级指标不能有此项"
        return
    yield from _measure_problems(f"{path}.measure", item["measure"])
    yield from _when_problems(f"{path}.when", item.get("when"))
    yield from _points_problems(path, item, gate)


def _points_problems(path: str, item: Data, gate: bool) -> Problems:
    if gate:
        for key in {"points", "scoring"} & set(item):
            yield f"{path}.{key}：达标类标准不计分，不能有此项"
        return
    if "points" not in item:
        yield f"{path}：评分项缺少 points（分值）"
    if "scoring" in item:
        yield from _scoring_problems(f"{path}.scoring", item["scoring"], item["measure"].get("type"))


def _measure_problems(path: str, measure: Data) -> Problems:
    schema = MEASURES.get(measure.get("type", ""))
    if schema is None:
        yield f"{path}.type：不认识的测量方式 {_short(measure.get('type'))}"
        return
    problems = list(_schema_problems(schema, measure, path))
    yield from problems
    if problems:
        return
    yield from _bound_problems(path, measure)
    extra = EXTRA_CHECKS.get(measure["type"])
    if extra is not None:
        yield from extra(path, measure)


def _bound_problems(path: str, item: Data) -> Problems:
    if "op" not in item:
        return
    value, spans = item.get("value"), item["op"] == "between"
    if spans != isinstance(value, list) and "value" in item:
        yield f"{path}.value：between 要写两个数 [低, 高]，其他比较只写一个数"
    elif isinstance(value, list) and value[0] > value[1]:
        yield f"{path}.value：区间的低值大于高值"


def _checklist_problems(path: str, measure: Data) -> Problems:
    members = measure["members"]
    if measure.get("required", 1) > len(members):
        yield f"{path}.required：要求 {measure['required']} 项，清单只有 {len(members)} 项"
    codes = [member["code"] for member in members]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield f"{path}.members：清单项编码 {code} 重复"
    for position, member in enumerate(members):
        here = f"{path}.members[{position}]"
        if ("op" in member) != ("value" in member) or ("op" in member and "metric" not in member):
            yield f"{here}：数值清单项要同时写 metric、op 和 value"
        yield from _bound_problems(here, member)


def _relative_problems(path: str, measure: Data) -> Problems:
    if ("of" in measure) == ("reference" in measure):
        yield f"{path}：of（另一数据项）与 reference（地区参照值）二者居一"


def _share_problems(path: str, measure: Data) -> Problems:
    if ("leaf" in measure) == ("measure" in measure):
        yield f"{path}：leaf（评分项编码）与 measure（测量方式）二者居一"
    if "measure" in measure:
        yield from _measure_problems(f"{path}.measure", measure["measure"])


def _judged_problems(path: str, measure: Data) -> Problems:
    low, high = measure.get("low", 0), measure.get("high")
    if high is not None and low >= high:
        yield f"{path}.high：评分上限应大于下限"
    codes = [level["code"] for level in measure.get("levels", ())]
    if len(codes) != len(set(codes)):
        yield f"{path}.levels：等次编码重复"


EXTRA_CHECKS = {
    "checklist": _checklist_problems,
    "relative": _relative_problems,
    "share_of_descendants": _share_problems,
    "judged": _judged_problems,
}
COUNTED = {"per_missing_member": {"checklist"}, "per_missing_period": {"frequency", "look_back"}}


def _scoring_problems(path: str, scoring: Data, measure_type: str | None) -> Problems:
    schema = SCORINGS.get(scoring["type"])
    if schema is None:
        yield f"{path}.type：不认识的计分方式 {_short(scoring['type'])}"
        return
    yield from _schema_problems(schema, scoring, path)
    if measure_type not in COUNTED.get(scoring["type"], {measure_type}):
        yield f"{path}.type：{scoring['type']} 不能用于 {measure_type}"
    for position, band in enumerate(scoring.get("bands", ())):
        if "from" in band and "to" in band and band["from"] >= band["to"]:
            yield f"{path}.bands[{position}]：from 应小于 to"


def _when_problems(path: str, condition: object) -> Problems:
    if condition is None:
        return
    for key in ("all", "any"):
        if isinstance(condition, Mapping) and key in condition:
            if len(condition) > 1 or not isinstance(condition[key], list) or not condition[key]:
                yield f"{path}：{key} 后应为条件列表，且不与其他项并列"
                return
            for position, part in enumerate(condition[key]):
                yield from _when_problems(f"{path}.{key}[{position}]", part)
            return
    problems = list(_schema_problems(TEST, condition, path))
    yield from problems
    if not problems and isinstance(condition, Mapping):
        yield from _test_problems(path, condition)


def _test_problems(path: str, test: Data) -> Problems:
    value, operator = test.get("value", True), test.get("op", "=")
    numeric = isinstance(value, int | float) and not isinstance(value, bool)
    if operator == "between":
        if not isinstance(value, list) or len(value) != 2 or not all(_is_number(v) for v in value):
            yield f"{path}.value：between 要写两个数 [低, 高]"
    elif not numeric and operator not in {"=", "!="}:
        yield f"{path}.op：{operator} 只能与数值比较"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _reference_problems(data: Data, metrics: Collection[str] | None) -> Problems:
    leaves = {item["code"] for _, item in walk_criteria(data) if "measure" in item}
    for path, item in walk_criteria(data):
        measure = item.get("measure", {})
        if "leaf" in measure and measure["leaf"] not in leaves:
            yield f"{path}.measure.leaf：本标准没有评分项 {measure['leaf']}"
        if metrics is None:
            continue
        for metric in sorted(set(metrics_of(item)) - set(metrics)):
            yield f"{path}：数据项 {metric} 不在数据项目录中"


def metrics_of(item: Data) -> Iterator[str]:
    """Codes of all metrics that one criterion names, in its measure and its condition."""
    yield from _metrics_in(item.get("measure", {}))
    yield from _metrics_in(item.get("when", {}))


def _metrics_in(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key in {"metric", "of"} and isinstance(inner, str):
                yield inner
            else:
                yield from _metrics_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _metrics_in(inner)
