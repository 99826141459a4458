"""What a sentence of a scoring table most likely measures. A guess is shown with its words; the author decides."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .outline import new_code
from .words import PERIODS

NUMBER = r"(\d+(?:\.\d+)?)"
UNITS = r"(平方米|㎡|平米|万元|元|人次|人|名|次|场次|场|学时|课时|小时|天|个|项|户|篇|%|％)"
ALIKE = {"平方米": "㎡", "平米": "㎡", "％": "%", "名": "人", "课时": "学时", "场次": "次", "场": "次"}
AT_LEAST = re.compile(
    rf"(不少于|不低于|不小于|至少|达到|大于等于|≥|在|(?<!不)超过|(?<!不)多于|(?<!不)大于|(?<!不)高于)\s*{NUMBER}\s*{UNITS}(以上)?"
)
ABOVE = re.compile(rf"{NUMBER}\s*{UNITS}\s*(?:及|（含）)?以上")
AT_MOST = re.compile(rf"(不超过|不多于|不高于|不大于|(?<!不)少于|(?<!不)低于|≤|(?<!不)小于)\s*{NUMBER}\s*{UNITS}")
STRICT = ("超过", "多于", "大于", "高于")
CHINESE = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "十二": 12, "十": 10}
EVERY = re.compile(
    r"每(?:个)?(周|月|季度|季|半年|学期|年)度?[^，。；\d一二两三四五六十]{0,12}(\d+|十二|[一二两三四五六十])\s*(?:至\d+)?\s*(?:次|场|期|回)"
)
PERIOD = {
    "周": "week",
    "月": "month",
    "季度": "quarter",
    "季": "quarter",
    "半年": "half_year",
    "学期": "half_year",
    "年": "year",
}
MISSED = re.compile(rf"每?(?:缺|少|漏|差)(?:开|开展|一|1|少)*\s*(?:次|场|期)[^，。；]{{0,8}}扣\s*{NUMBER}\s*分")
LACKED = re.compile(
    rf"(?:每)?(?:缺|少|差|未达到|不符合)\s*(?:一|1)\s*(?:项|个|样|处)[^，。；]{{0,8}}扣\s*{NUMBER}\s*分"
)
LISTED = re.compile(r"(?:[①②③④⑤⑥⑦⑧⑨⑩]|(?<!\d)\d{1,2}[.．、)）])\s*([^①②③④⑤⑥⑦⑧⑨⑩；;\n。]{2,40})")
HAVING = re.compile(
    r"(?:有|具备|建立|设有|配备|公开|包括|做到)[“\"]?((?:[^，。；、\n]{2,16}、){2,}[^，。；、\n]{2,16})"
)
SCORED = re.compile(rf"(?:得|计|给|加|扣)\s*{NUMBER}(?:\s*[-—~～至]\s*{NUMBER})?\s*分")
YES = re.compile(r"(是否|未.{0,12}(?:不得分|得\s*0\s*分|扣完)|否则不得分|达不到的?不得分)")
RECORDS = (
    ("主题党日", "theme_day"), ("党员大会", "member_meeting"), ("支委会", "committee_meeting"), ("支部委员会", "committee_meeting"),
    ("党小组会", "group_meeting"), ("党课", "party_lecture"), ("组织生活会", "organizational_life"), ("民主评议", "member_appraisal"),
    ("联席会", "joint_meeting"), ("研究党建", "study_of_party_work"), ("培训", "training"), ("志愿", "volunteer"),
    ("结对", "pairing"), ("走访", "contact_visit"), ("联系点", "contact_visit"),
)  # fmt: skip


@dataclass(frozen=True)
class Names:
    """What the portal has names for: metrics as (code, name, unit), kinds of records by code."""

    metrics: tuple[tuple[str, str, str], ...] = ()
    records: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Guess:
    """A measure and its scoring, in words, with what the author should look at."""

    measure: dict[str, Any]
    scoring: dict[str, Any] | None
    words: str
    notes: tuple[str, ...] = ()


def guess(text: str, title: str, points: Decimal | None, names: Names) -> Guess:
    """The measure of a sentence: a frequency, a checklist, a threshold, a yes or no, otherwise an assessor's score."""
    for attempt in (_frequency, _checklist, _threshold, _yes_no):
        found = attempt(text, title, names)
        if found is not None:
            return found
    high = f" 0～{points.normalize():f} 分" if points else "按分值"
    measure = {"type": "judged", "label": title}
    return Guess(measure, None, f"由考评人员在{high}之间评分")


def taking(title: str, points: Decimal) -> Guess:
    """A leaf that takes points: by an assessor's score until the author chooses a kind of events."""
    least = -_plain(str(points))
    words = f"由考评人员在 -{points.normalize():f}～0 分之间扣分"
    measure = {"type": "judged", "label": title, "low": least, "high": 0}
    note = "扣分项：按次扣分的，请在编辑时改选“事项次数”和“按次加减分”"
    return Guess(measure, {"type": "judged", "floor": least}, words, (note,))


def _frequency(text: str, title: str, names: Names) -> Guess | None:
    match = EVERY.search(text)
    if match is None:
        return None
    per, times = PERIOD[match[1]], int(match[2]) if match[2].isdecimal() else CHINESE[match[2]]
    record = next((code for word, code in RECORDS if word in f"{title}{text}" and code in names.records), "")
    words = f"{PERIODS[per]} {times} 次"
    missed = MISSED.search(text)
    if not record:
        note = f"识别出“{words}”，没有找到对应的工作记录类别，请在编辑时选择"
        return Guess({"type": "yes_no", "label": f"{title}（{words}）"}, None, "是否做到", (note,))
    measure: dict[str, Any] = {"type": "frequency", "record": record, "label": names.records[record], "per": per}
    if times > 1:
        measure["times"] = times
    scoring = {"type": "per_missing_period", "each": _plain(missed[1])} if missed else None
    more = f"，每缺一期扣 {missed[1]} 分" if missed else ""
    return Guess(measure, scoring, f"{names.records[record]}{words}{more}")


def _checklist(text: str, title: str, names: Names) -> Guess | None:
    lacked = LACKED.search(text)
    items = [item.strip(" ，、：:") for item in LISTED.findall(text)]
    if len(items) < 2 and lacked:
        having = HAVING.search(text)
        items = re.split("、", having[1]) if having else []
    if len(items) < 2 or (SCORED.search("".join(items)) and not lacked):
        return None
    taken: set[str] = set()
    members = []
    for item in items:
        members.append({"code": new_code(item[:20], taken), "title": item})
        taken.add(members[-1]["code"])
    scoring = {"type": "per_missing_member", "each": _plain(lacked[1])} if lacked else {"type": "proportional"}
    more = f"每缺一项扣 {lacked[1]} 分" if lacked else "按具备的比例得分"
    return Guess({"type": "checklist", "members": members}, scoring, f"清单 {len(items)} 项，{more}")


def _threshold(text: str, title: str, names: Names) -> Guess | None:
    bound = _bound(text)
    if bound is None:
        return None
    operator, value, unit = bound
    sign = {">=": "≥", ">": ">", "<=": "≤", "<": "<"}[operator]
    words = f"{sign} {value} {unit}"
    metric = _metric(f"{title}{text}", unit, names)
    if metric is None:
        note = f"识别出门槛“{words}”，没有找到对应的数据项，请在编辑时选择"
        return Guess({"type": "yes_no", "label": f"{title}（{words}）"}, None, "是否做到", (note,))
    code, name, own = metric
    measure = {"type": "quantity", "metric": code, "label": name, "op": operator, "value": _plain(value)}
    if own:
        measure["unit"] = own
    return Guess(measure, None, f"{name} {words}")


def _bound(text: str) -> tuple[str, str, str] | None:
    if match := AT_MOST.search(text):
        return ("<" if match[1] in ("少于", "低于", "小于") else "<="), match[2], ALIKE.get(match[3], match[3])
    if match := AT_LEAST.search(text):
        return (">" if match[1] in STRICT else ">="), match[2], ALIKE.get(match[3], match[3])
    if match := ABOVE.search(text):
        return ">=", match[1], ALIKE.get(match[2], match[2])
    return None


def _metric(text: str, unit: str, names: Names) -> tuple[str, str, str] | None:
    """The metric of this unit whose name has most of its pairs of characters in the text; none below half."""
    best, most = None, Decimal("0.5")
    for code, name, own in names.metrics:
        if (ALIKE.get(own, own) or "") != unit:
            continue
        pairs = {name[at : at + 2] for at in range(len(name) - 1)}
        share = Decimal(sum(pair in text for pair in pairs)) / max(len(pairs), 1)
        if share >= most:
            best, most = (code, name, own), share + Decimal("0.001")
    return best


def _yes_no(text: str, title: str, names: Names) -> Guess | None:
    if YES.search(text) and len(SCORED.findall(text)) <= 1:
        return Guess({"type": "yes_no", "label": title}, None, "是否做到")
    return None


def _plain(number: str) -> int | float:
    value = Decimal(number)
    return int(value) if value == value.to_integral_value() else float(value)
