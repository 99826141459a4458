"""What the measure of a leaf may get wrong beyond its shape; scoring rules stand in ``schema_rules``."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .schema_blocks import Data
from .schema_measures import MEASURES
from .schema_rules import scoring_problems
from .schema_sentences import Problems, schema_problems, short

__all__ = ["measure_problems", "scoring_problems"]

OPEN = {"events", "survey", "mean_below", "cohort_rank"}
COMPUTED = {"share_of_descendants", "mean_below", "cohort_rank"}


def measure_problems(path: str, measure: Data, *, demanding: bool = False) -> Problems:
    """Problems of one measure.

    Args:
        demanding: nothing but the measure decides (a gate, a share of organizations), so it must say
            what it demands.
    """
    kind = measure.get("type")
    schema = MEASURES.get(kind) if isinstance(kind, str) else None
    if schema is None:
        yield f"{path}.type：不认识的测量方式 {short(kind)}"
        return
    problems = list(schema_problems(schema, measure, path))
    yield from problems
    if problems:
        return
    yield from bound_problems(path, measure)
    if kind in OPEN and demanding and "op" not in measure:
        yield f"{path}：不计分的指标要写 op 和 value，才能判定是否达到"
    if extra := EXTRA_CHECKS.get(measure["type"]):
        yield from extra(path, measure)


def bound_problems(path: str, item: Data) -> Problems:
    """A comparison and its number or span belong together."""
    if "op" not in item:
        if item.get("type") in OPEN and "value" in item:
            yield f"{path}.op：写了 value 就要写 op"
        return
    value, spans = item.get("value"), item["op"] == "between"
    if value is None and item.get("type") in OPEN:
        yield f"{path}.value：写了 op 就要写 value"
    elif spans != isinstance(value, list) and "value" in item:
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
            missing = next(key for key in ("metric", "op", "value") if key not in member)
            yield f"{here}.{missing}：数值清单项要同时写 metric、op 和 value"
        else:
            yield from bound_problems(here, member)


def _relative_problems(path: str, measure: Data) -> Problems:
    if ("of" in measure) == ("reference" in measure):
        yield f"{path}：of（另一数据项）与 reference（地区参照值）二者居一"


def _share_problems(path: str, measure: Data) -> Problems:
    if ("leaf" in measure) == ("measure" in measure):
        yield f"{path}：leaf（评分项编码）与 measure（测量方式）二者居一"
    if "measure" in measure:
        yield from measure_problems(f"{path}.measure", measure["measure"], demanding=True)


def _judged_problems(path: str, measure: Data) -> Problems:
    low, high = measure.get("low", 0), measure.get("high")
    if high is not None and low >= high:
        yield f"{path}.high：评分上限应大于下限"
    codes = [level["code"] for level in measure.get("levels", ())]
    if len(codes) != len(set(codes)):
        yield f"{path}.levels：等次编码重复"


def _events_problems(path: str, measure: Data) -> Problems:
    if measure.get("per") == "all" and "periods" in measure:
        yield f"{path}.periods：per 为 all（不限时间）时不写期数"


def _one_subject(*keys: str) -> Callable[[str, Data], Problems]:
    def check(path: str, measure: Data) -> Problems:
        if sum(key in measure for key in keys) != 1:
            yield f"{path}：{'、'.join(keys)} 须写一项，且只写一项"

    return check


def _option_problems(path: str, measure: Data) -> Problems:
    for position, option in enumerate(measure["options"]):
        here = f"{path}.options[{position}]"
        if option["type"] in COMPUTED:
            yield f"{here}.type：{option['type']} 按评分项汇总，不能作为可选条件"
            continue
        if not isinstance(option.get("code", ""), str):
            yield f"{here}.code：应为文字，现为 {short(option['code'])}"
            continue
        plain = {key: value for key, value in option.items() if key != "code"}
        yield from measure_problems(here, plain, demanding=True)
    codes = list(_tick_codes(measure, ""))
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield f"{path}.options：编码 {code} 重复，勾选时无法区分"


def _tick_codes(measure: Data, prefix: str) -> list[str]:
    """Codes that a claim on this leaf may tick: of options, of members within options."""
    found: list[str] = []
    for number, option in enumerate(measure["options"], 1):
        code = str(option.get("code", f"{prefix}{number}"))
        found.append(code)
        if isinstance(option.get("options"), list) and all(isinstance(item, Mapping) for item in option["options"]):
            found += _tick_codes(option, f"{code}.")
        members = option.get("members")
        if isinstance(members, list):
            found += [str(member.get("code")) for member in members if isinstance(member, Mapping)]
    return found


EXTRA_CHECKS: Mapping[str, Callable[[str, Data], Problems]] = {
    "checklist": _checklist_problems,
    "relative": _relative_problems,
    "share_of_descendants": _share_problems,
    "judged": _judged_problems,
    "events": _events_problems,
    "mean_below": _one_subject("metric", "leaf", "score"),
    "cohort_rank": _one_subject("metric", "leaf"),
    "any_of": _option_problems,
    "all_of": _option_problems,
}
