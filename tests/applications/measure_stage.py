"""A standard whose leaves are measured in the ways that need more than one field."""

from typing import Any

from apps.organizations.models import EventKind

from .assessment_stage import leaf

AREA = {"type": "quantity", "metric": "venue_area", "label": "自有场所面积", "op": ">=", "value": 100, "unit": "㎡"}
SHARED = {"type": "yes_no", "label": "与社区共用场所", "code": "shared"}
RENTED = {"type": "yes_no", "label": "长期租用场所", "code": "rented"}
MEETING = {
    "type": "frequency",
    "record": "committee_meeting",
    "label": "支委会",
    "times": 1,
    "per": "month",
    "code": "met",
}
LEVELS = [
    {"code": code, "title": title, "points": n}
    for code, title, n in (("a", "好", 10), ("b", "较好", 6), ("c", "一般", 2))
]


def events(event: str, label: str, **more: Any) -> dict[str, Any]:
    return {"type": "events", "event": event, "label": label, **more}


def measure_standard() -> dict[str, Any]:
    """One section, a leaf of each kind."""
    leaves = [
        leaf("place", "活动场所", 10, {"type": "any_of", "options": [AREA, SHARED, RENTED]}),
        leaf("both", "阵地管理", 10, {"type": "all_of", "options": [{**SHARED, "label": "制度上墙", "code": "rules"}, AREA, MEETING]}),
        leaf("cases", "经验推广", 10, events("case", "经验被采用", op=">=", value=1, unit="篇")),
        leaf("awards", "表彰奖励", 10, events("award", "表彰"), bonus=True,
             scoring={"type": "matrix", "points": {"provincial": 3, "municipal": 2}}),
        leaf("faults", "通报批评", 0, events("fault", "通报批评"),
             scoring={"type": "per_occurrence", "each": 2, "adds": False, "floor": -6}),
        leaf("grade", "作用发挥", 10, {"type": "judged", "label": "作用发挥"},
             scoring={"type": "ordinal", "levels": LEVELS}),
        leaf("show", "现场展示", 10, {"type": "judged", "label": "现场展示", "assessors": "trimmed", "pass_at": 6}),
        leaf("survey", "群众满意度", 10, {"type": "survey", "survey": "satisfaction", "label": "群众满意度", "op": ">=", "value": 90}),
        leaf("mean", "支部平均得分", 10, {"type": "mean_below", "label": "支部平均得分", "score": True, "op": ">=", "value": 80}),
        leaf("rank", "集体收入排名", 10, {"type": "cohort_rank", "label": "集体收入", "metric": "venue_area", "op": "<=", "value": 10}),
        leaf("groups", "村民小组覆盖", 10, {
            "type": "ratio", "metric": "groups_covered", "label": "覆盖的村民小组", "of": "villager_groups",
            "of_label": "村民小组总数", "op": ">=", "value": 90}, scoring={"type": "proportional"}),
        leaf("list", "场所配置", 10, {"type": "checklist", "members": [
            {"code": "flag", "title": "有党旗"}, {"code": "hall", "title": "有服务大厅", "metric": "service_hall"},
            {"code": "new", "title": "按期换届", "metric": "election"}], "required": 2}),
    ]  # fmt: skip
    return {
        "code": "measures",
        "name": "多种测量",
        "version": 1,
        "kind": "scored",
        "source": "测试方案（2026）",
        "criteria": [{"code": "all", "title": "各项", "clause": "一", "children": leaves}],
    }


def make_event_kinds() -> None:
    levels = ["provincial", "municipal"]
    for code, name, nature in (
        ("case", "案例被采用", "favourable"),
        ("award", "集体表彰", "favourable"),
        ("fault", "通报批评", "adverse"),
    ):
        favourable = {"levels": levels} if code == "award" else {}
        EventKind.objects.create(code=code, name=name, nature=nature, unit="项", **favourable)
