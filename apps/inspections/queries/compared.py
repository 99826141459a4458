"""Two records of one visit side by side, part by part, with what differs marked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from apps.core.components import text
from apps.standards import engine
from apps.standards.models import Criterion

from ..choices import Method, ResultVerdict, Severity
from ..models import Finding, Visit
from .sent import moment_of
from .verifying import leaf_of, level_choices, member_choices, number_unit
from .visits import figures_of

NOTHING = "—"
VERDICTS, SEVERITIES, METHODS = dict(ResultVerdict.choices), dict(Severity.choices), dict(Method.choices)
TEXTS = (("counterpart", "陪同人员"), ("summary", "总体评价"), ("highlights", "亮点"))


@dataclass(frozen=True)
class Line:
    """One thing that both may say something of."""

    title: str
    left: str
    right: str

    @property
    def differs(self) -> bool:
        return self.left != self.right


@dataclass
class Part:
    title: str
    lines: list[Line] = field(default_factory=list)
    #: Short titles of the record as a whole, which stay on one line.
    is_whole: bool = False

    @property
    def differing(self) -> int:
        return sum(line.differs for line in self.lines)


Content = Mapping[str, Any]


def compared(visit: Visit, left: Content, right: Content) -> list[Part]:
    """Parts with their lines; ``left`` may be empty where nothing stands. Two statements."""
    parts = [
        Part("检查情况", _whole(left, right), is_whole=True),
        Part("检查结果", _results(visit, left, right)),
        Part("本批次检查事项", _checks(visit, left, right)),
        Part("发现的问题", _findings(left, right)),
        Part("整改复查", _rechecks(left, right)),
        Part("座谈走访", _talks(left, right)),
    ]
    return [part for part in parts if part.lines]


def _whole(left: Content, right: Content) -> list[Line]:
    lines = [
        Line("到达时间", _moment(left.get("started_at")), _moment(right.get("started_at"))),
        Line("离开时间", _moment(left.get("ended_at")), _moment(right.get("ended_at"))),
        Line("检查方式", _methods(left), _methods(right)),
    ]
    lines += [Line(title, _words(left.get(name)), _words(right.get(name))) for name, title in TEXTS]
    lines.append(Line("照片", _count(left, "photos", "张"), _count(right, "photos", "张")))
    return lines


def _moment(value: Any) -> str:
    found = moment_of(value)
    return text.datetime_cn(found) if found else NOTHING


def _methods(content: Content) -> str:
    told = set(content.get("methods") or [])
    return "、".join(label for value, label in METHODS.items() if value in told) or NOTHING


def _words(value: Any) -> str:
    return str(value or "").strip() or NOTHING


def _count(content: Content, name: str, unit: str) -> str:
    return f"{len(content.get(name) or [])} {unit}" if content else NOTHING


def _by(content: Content, name: str, key: str) -> dict[Any, Mapping[str, Any]]:
    return {row[key]: row for row in content.get(name) or []}


def _results(visit: Visit, left: Content, right: Content) -> list[Line]:
    ours, theirs = _by(left, "results", "criterion"), _by(right, "results", "criterion")
    rows = Criterion.objects.filter(pk__in=[*ours, *theirs], is_leaf=True).select_related("version")
    lines = []
    for criterion in rows.order_by("position"):
        leaf = leaf_of(criterion)
        lines.append(
            Line(criterion.title, _result(leaf, ours.get(criterion.pk)), _result(leaf, theirs.get(criterion.pk)))
        )
    return lines


def _result(leaf: engine.Criterion, row: Mapping[str, Any] | None) -> str:
    """A result as a person reads it: verdict, value, what is ticked, figures, the note."""
    if row is None:
        return "未填写"
    titles = dict([*member_choices(leaf), *level_choices(leaf)])
    said = [VERDICTS.get(str(row.get("verdict")), NOTHING)]
    if str(row.get("value") or "").strip():
        said.append(f"{_number(row['value'])} {number_unit(leaf)}".strip())
    said += [titles[code] for code in row.get("members") or [] if code in titles]
    labels = {need.code: need.label for need in figures_of(leaf)}
    said += [
        f"{labels[code]} {_number(value)}"
        for code, value in sorted((row.get("figures") or {}).items())
        if code in labels and value
    ]
    said += [titles.get(score, f"{score} 分") for score in row.get("scores") or [] if score]
    note = str(row.get("note") or "").strip()
    return "，".join(said) + (f"（{note}）" if note else "")


def _number(value: Any) -> str:
    found, _ = engine.parse_amount(str(value), signed=True)
    return text.number(found) if isinstance(found, Decimal) else str(value)


def _checks(visit: Visit, left: Content, right: Content) -> list[Line]:
    ours, theirs = _by(left, "checks", "id"), _by(right, "checks", "id")
    if not ours and not theirs:
        return []
    return [Line(row.title, _check(ours.get(row.pk)), _check(theirs.get(row.pk))) for row in visit.questions]


def _check(row: Mapping[str, Any] | None) -> str:
    if row is None:
        return "未填写"
    note = str(row.get("note") or "").strip()
    return VERDICTS.get(str(row.get("verdict")), NOTHING) + (f"（{note}）" if note else "")


def _findings(left: Content, right: Content) -> list[Line]:
    """The same problem by its id, else by its words."""
    ours, theirs = list(left.get("findings") or []), list(right.get("findings") or [])
    lines = []
    for row in ours:
        same = next((other for other in theirs if _same(row, other)), None)
        if same is not None:
            theirs.remove(same)
        lines.append(Line(row["description"][:40], _finding(row), _finding(same)))
    return lines + [Line(row["description"][:40], "没有此问题", _finding(row)) for row in theirs]


def _same(row: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    words = (row.get("criterion"), row["description"].strip())
    return row["id"] == other["id"] or words == (other.get("criterion"), other["description"].strip())


def _finding(row: Mapping[str, Any] | None) -> str:
    if row is None:
        return "没有此问题"
    said = [SEVERITIES.get(row["severity"], NOTHING), row["description"].strip()]
    said += [f"要求：{row['demand']}"] if row.get("demand") else []
    said += [f"期限 {str(row['due_on'])[:10]}"] if row.get("due_on") else []
    said += ["立行立改"] if row.get("at_once") else []
    said += ["重点督办"] if row.get("key") else []
    return "，".join(said)


def _rechecks(left: Content, right: Content) -> list[Line]:
    ours, theirs = _by(left, "rechecks", "finding"), _by(right, "rechecks", "finding")
    if not ours and not theirs:
        return []
    rows = Finding.objects.filter(pk__in=[*ours, *theirs]).order_by("due_on", "pk")
    return [Line(row.description[:40], _recheck(ours.get(row.pk)), _recheck(theirs.get(row.pk))) for row in rows]


def _recheck(row: Mapping[str, Any] | None) -> str:
    if row is None:
        return "未复查"
    note = str(row.get("note") or "").strip()
    photos = len(row.get("photos") or [])
    said = ("已整改" if row["accepted"] else "未整改") + (f"（{note}）" if note else "")
    return f"{said}，照片 {photos} 张" if photos else said


def _talks(left: Content, right: Content) -> list[Line]:
    ours, theirs = list(left.get("talks") or []), list(right.get("talks") or [])
    longest = max(len(ours), len(theirs))
    return [Line(f"第 {at + 1} 次", _talk(ours, at), _talk(theirs, at)) for at in range(longest)]


def _talk(rows: list[Mapping[str, Any]], at: int) -> str:
    if at >= len(rows):
        return NOTHING
    row = rows[at]
    return "：".join(filter(None, [METHODS.get(row["method"], ""), row.get("counterpart"), row["summary"]]))
