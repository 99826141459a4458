"""What a scoring rule may get wrong beyond its shape: the wrong measure, empty ranges, unknown codes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from .schema_blocks import Data
from .schema_scorings import SCORINGS
from .schema_sentences import Problems, schema_problems, short

WITHOUT_VALUE = {"yes_no", "any_of", "all_of"}
VALUED = {"stages", "bands", "steps", "by_value", "per_occurrence"}
ONLY_FOR: Mapping[str, set[str]] = {
    "per_missing_member": {"checklist"},
    "per_missing_period": {"frequency", "look_back"},
    "judged": {"judged"},
    "ordinal": {"judged", "events"},
    "matrix": {"events"},
    "ledger": {"events"},
    "by_rank": {"cohort_rank"},
}
COUNTING = {"per_occurrence", "ledger", "matrix"}


def scoring_problems(path: str, scoring: Data, measure: Data, points: float = 0) -> Problems:
    """Problems of one scoring rule.

    Args:
        measure: the measure that it scores.
        points: the leaf's points.
    """
    kind = scoring["type"]
    schema = SCORINGS.get(kind) if isinstance(kind, str) else None
    if schema is None:
        yield f"{path}.type：不认识的计分方式 {short(kind)}"
        return
    problems = list(schema_problems(schema, scoring, path))
    yield from problems
    yield from _fit_problems(path, kind, measure)
    if problems:
        return
    yield from _limit_problems(path, scoring, points)
    if check := RULE_CHECKS.get(kind):
        yield from check(path, scoring, measure)


def _fit_problems(path: str, kind: str, measure: Data) -> Problems:
    measured = measure.get("type")
    allowed = ONLY_FOR.get(kind)
    if (allowed is not None and measured not in allowed) or (kind in VALUED and measured in WITHOUT_VALUE):
        yield f"{path}.type：{kind} 不能用于 {measured}"


def _limit_problems(path: str, scoring: Data, points: float) -> Problems:
    floor, cap = scoring.get("floor", 0), scoring.get("cap", points)
    if floor > cap:
        yield f"{path}.floor：最低 {floor} 分高于最高 {cap} 分"
    elif floor == cap and scoring["type"] in COUNTING:
        yield f"{path}：最高 {cap} 分、最低 {floor} 分，得分不会变化；扣分项要写负的 floor，加分项要写 points 或 cap"


def _band_problems(path: str, scoring: Data, measure: Data) -> Problems:
    for position, band in enumerate(scoring["bands"]):
        if "from" in band and "to" in band and band["from"] >= band["to"]:
            yield f"{path}.bands[{position}]：from 应小于 to"


def _step_problems(path: str, scoring: Data, measure: Data) -> Problems:
    if "base" not in scoring and "op" not in measure:
        yield f"{path}.base：{measure.get('type')} 没有标准值，要写 base"


def _ordinal_problems(path: str, scoring: Data, measure: Data) -> Problems:
    codes = [level["code"] for level in scoring["levels"]]
    yield from _repeated(f"{path}.levels", codes, "等次编码")
    own = [level.get("code") for level in measure.get("levels", ())]
    if own and set(own) != set(codes):
        yield f"{path}.levels：与 measure.levels 的等次编码不一致"


def _ledger_problems(path: str, scoring: Data, measure: Data) -> Problems:
    codes = [entry["code"] for entry in scoring["entries"]]
    yield from _repeated(f"{path}.entries", codes, "条目编码")
    for position, cap in enumerate(scoring.get("caps", ())):
        here = f"{path}.caps[{position}]"
        for code in cap.get("of", ()):
            if code not in codes:
                yield f"{here}.of：台账没有条目 {code}"
        if "most" not in cap and "least" not in cap:
            yield f"{here}：most（最高）与 least（最低）至少写一项"
        elif cap.get("most", float("inf")) < cap.get("least", float("-inf")):
            yield f"{here}：most 应不小于 least"


def _rank_problems(path: str, scoring: Data, measure: Data) -> Problems:
    if ("places" in scoring) == ("share" in scoring):
        yield f"{path}：places（名次）与 share（占比）二者居一"
    for position, limit in enumerate(scoring.get("share", ())):
        if limit["to"] > 1:
            yield f"{path}.share[{position}].to：占比写 0 到 1 之间的数，现为 {limit['to']}"


def _repeated(path: str, codes: Iterable[str], name: str) -> Problems:
    codes = list(codes)
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield f"{path}：{name} {code} 重复"


RULE_CHECKS: Mapping[str, Callable[[str, Data, Data], Problems]] = {
    "bands": _band_problems,
    "steps": _step_problems,
    "ordinal": _ordinal_problems,
    "ledger": _ledger_problems,
    "by_rank": _rank_problems,
}
