"""What counted ballots say: satisfaction, distribution, each only from five valid ballots. Pure.

``tally`` is ``{"ballots": {group: n}, "paper": n, "counts": {question: {group: {option: n}}}, "void": [...]}``.

A group's satisfaction is the mean of the values of its answers, or the share of 满意 and 基本满意, in percent;
不了解 is no valid answer. A site's is the mean of its groups by their weights. A group with fewer than five valid
answers is neither shown nor weighed in, for what is left of a total would tell it; where no group reaches five and
all of them together do, they are counted as one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ..choices import Counting
from .questionnaire import OVERALL, SATISFACTION, SCALE, TEXT, UNKNOWN

#: Fewer valid ballots would tell who said what.
MIN_BALLOTS = 5
HUNDRED, ZERO = Decimal(100), Decimal(0)
GOOD = frozenset({SCALE[0][0], SCALE[1][0]})
EMPTY: dict[str, Any] = {"ballots": {}, "paper": 0, "counts": {}, "void": []}


@dataclass(frozen=True)
class Share:
    """One option with its ballots."""

    code: str
    title: str
    count: int
    percent: Decimal


@dataclass
class QuestionResult:
    """One question at one site, or at all of them: None and nothing where too few answered."""

    code: str
    title: str
    kind: str
    value: Decimal | None = None
    valid: int = 0
    #: Titles of the groups → satisfaction; None for those not shown.
    groups: dict[str, Decimal | None] = field(default_factory=dict)
    shares: list[Share] = field(default_factory=list)
    #: What was left out, in words.
    note: str = ""


@dataclass(frozen=True)
class Method:
    """How a survey counts."""

    questions: Sequence[Mapping[str, Any]]
    groups: Sequence[Mapping[str, Any]]
    counting: str


def satisfaction_by(method: Method, tally: Mapping[str, Any]) -> Decimal | None:
    """The site's satisfaction in percent, unrounded; None below five valid ballots."""
    question = next(row for row in method.questions if row["code"] == OVERALL)
    return _result(method, question, tally.get("counts", {}).get(OVERALL, {})).value


def valid_by(method: Method, tally: Mapping[str, Any]) -> int:
    """Ballots with an opinion on the whole, of the groups that were counted."""
    question = next(row for row in method.questions if row["code"] == OVERALL)
    return _result(method, question, tally.get("counts", {}).get(OVERALL, {})).valid


def results_by(method: Method, tally: Mapping[str, Any]) -> list[QuestionResult]:
    """Every question with options, in order."""
    counts = tally.get("counts", {})
    return [_result(method, row, counts.get(row["code"], {})) for row in method.questions if row["kind"] != TEXT]


def ballots_of(tally: Mapping[str, Any]) -> int:
    return sum(tally.get("ballots", {}).values())


def added(tallies: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Several sites as one."""
    whole: dict[str, Any] = {"ballots": {}, "paper": 0, "counts": {}, "void": []}
    for tally in tallies:
        whole["paper"] += tally.get("paper", 0)
        for group, count in tally.get("ballots", {}).items():
            whole["ballots"][group] = whole["ballots"].get(group, 0) + count
        for question, groups in tally.get("counts", {}).items():
            for group, options in groups.items():
                kept = whole["counts"].setdefault(question, {}).setdefault(group, {})
                for option, count in options.items():
                    kept[option] = kept.get(option, 0) + count
    return whole


def shown_of(method: Method, tally: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a site's counts that is shown by group; what is hidden or counted together is left out."""
    kept: dict[str, Any] = {}
    for question in method.questions:
        groups = tally.get("counts", {}).get(question["code"], {})
        kept[question["code"]] = (
            {
                row["code"]: groups[row["code"]]
                for row in method.groups
                if row["code"] in groups and _valid(question, groups[row["code"]]) >= MIN_BALLOTS
            }
            if question["kind"] != TEXT
            else {}
        )
    return {**EMPTY, "counts": kept}


def hidden_below(count: int) -> str:
    """A number of ballots while a survey runs: a small one would tell who came."""
    return f"{count} 张" if count >= MIN_BALLOTS else "不足 5 张"


def _result(method: Method, question: Mapping[str, Any], counts: Mapping[str, Mapping[str, int]]) -> QuestionResult:
    found = QuestionResult(question["code"], question["title"], question["kind"])
    valid = {row["code"]: _valid(question, counts.get(row["code"], {})) for row in method.groups}
    counted = [row for row in method.groups if valid[row["code"]] >= MIN_BALLOTS]
    pooled = not counted and sum(valid.values()) >= MIN_BALLOTS
    kept = method.groups if pooled else counted
    whole = added([{"counts": {"": {"": counts.get(row["code"], {})}}} for row in kept])["counts"]
    options = whole.get("", {}).get("", {})
    found.valid, found.note = sum(valid[row["code"]] for row in kept), _note(method, valid, counted, pooled)
    found.shares = _shares(question, options) if kept else []
    if question["kind"] != SATISFACTION:
        return found
    each = {row["code"]: _satisfaction(method, question, counts.get(row["code"], {})) for row in counted}
    found.groups = {row["title"]: each.get(row["code"]) for row in method.groups}
    found.value = _satisfaction(method, question, options) if pooled else _weighted(counted, each)
    return found


def _weighted(groups: Sequence[Mapping[str, Any]], each: Mapping[str, Decimal]) -> Decimal | None:
    weight = sum((Decimal(row["weight"]) for row in groups), ZERO)
    total = sum((each[row["code"]] * Decimal(row["weight"]) for row in groups), ZERO)
    return total / weight if groups else None


def _satisfaction(method: Method, question: Mapping[str, Any], options: Mapping[str, int]) -> Decimal:
    valid = _valid(question, options)
    if method.counting == Counting.SHARE:
        return Decimal(sum(options.get(code, 0) for code in GOOD)) * HUNDRED / valid
    values = {row["code"]: Decimal(row["value"]) for row in question["options"] if row["value"] is not None}
    return sum((value * options.get(code, 0) for code, value in values.items()), ZERO) / valid


def _valid(question: Mapping[str, Any], options: Mapping[str, int]) -> int:
    return sum(options.get(row["code"], 0) for row in question["options"] if row["code"] != UNKNOWN)


def _shares(question: Mapping[str, Any], options: Mapping[str, int]) -> list[Share]:
    whole = sum(options.values())
    return [
        Share(row["code"], row["title"], options.get(row["code"], 0), options.get(row["code"], 0) * HUNDRED / whole)
        for row in question["options"]
    ]


def _note(method: Method, valid: Mapping[str, int], counted: Sequence[Any], pooled: bool) -> str:
    if pooled and len(method.groups) > 1:
        return "各类测评对象均不足 5 票，合并计算，不分类显示"
    if not counted:
        return "有效票不足 5 张，不显示结果"
    few = [row["title"] for row in method.groups if row not in counted and valid[row["code"]]]
    none = [row["title"] for row in method.groups if not valid[row["code"]]]
    words = [f"{'、'.join(few)}不足 5 票，未计入"] if few else []
    words += [f"{'、'.join(none)}无有效票"] if none else []
    return "；".join(words)
