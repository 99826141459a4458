"""A branch in the middle of its creation, and a standard with every kind of leaf."""

import datetime as dt
import io
from types import SimpleNamespace
from typing import Any

from PIL import Image

from apps.accounts.choices import Role
from apps.applications.models import Application, Response
from apps.applications.services import start_self_assessment
from apps.campaigns.services import open_campaign, set_standards
from apps.core import clock
from apps.organizations.models import Metric
from apps.standards.services import load_standard
from tests.campaigns.factories import DECISION, make_campaign
from tests.factories import make_tree, make_user

#: Inside the self-assessment phase of the standardization year of 2026.
DAY = dt.date(2026, 10, 12)

METRICS: list[dict[str, Any]] = [
    {"code": "venue_area", "name": "使用面积", "unit": "㎡", "period_kind": "snapshot", "value_kind": "number", "decimals": 1},
    {"code": "party_members", "name": "党员人数", "unit": "人", "period_kind": "snapshot", "value_kind": "number"},
    {"code": "villager_groups", "name": "村民小组总数", "unit": "个", "period_kind": "snapshot", "value_kind": "number"},
    {"code": "groups_covered", "name": "覆盖的村民小组", "unit": "个", "period_kind": "snapshot", "value_kind": "number"},
    {"code": "service_hall", "name": "服务大厅", "unit": "", "period_kind": "snapshot", "value_kind": "boolean"},
    {"code": "election", "name": "按期换届", "unit": "", "period_kind": "snapshot", "value_kind": "boolean"},
    {"code": "members_developed", "name": "发展党员数", "unit": "名", "period_kind": "year", "value_kind": "number"},
    {"code": "secretary_pay", "name": "正职年报酬", "unit": "元", "period_kind": "year", "value_kind": "number"},
    {"code": "regional_income", "name": "当地收入", "unit": "元", "period_kind": "year", "value_kind": "number"},
]  # fmt: skip


def leaf(code: str, title: str, points: int, measure: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"code": code, "title": title, "clause": "二（一）", "points": points, "measure": measure, **more}


def full_standard(**changes: Any) -> dict[str, Any]:
    """Two sections with a leaf of every measure; 100 points in all."""
    place = [
        leaf("area", "活动场所面积", 20, {
            "type": "quantity", "metric": "venue_area", "label": "使用面积", "op": ">=", "value": 200, "unit": "㎡",
        }, scoring={"type": "proportional"}, evidence={"need": "required", "at_least": 1}),
        leaf("list", "场所配置", 12, {
            "type": "checklist",
            "members": [
                {"code": "flag", "title": "有国旗党旗"},
                {"code": "board", "title": "有公开栏"},
                {"code": "hall", "title": "有服务大厅", "metric": "service_hall"},
            ],
        }, scoring={"type": "per_missing_member", "each": 4}),
        leaf("election", "按期换届", 10, {"type": "yes_no", "label": "按期换届", "metric": "election"}),
        leaf("shoulder", "书记主任一肩挑", 8, {"type": "yes_no", "label": "书记兼任主任"}, claim_not_applicable=True),
        leaf("deputy", "配备专职副书记", 5, {"type": "yes_no", "label": "已配备专职副书记"},
             when={"metric": "party_members", "label": "党员人数", "op": ">", "value": 100, "unit": "人"}),
    ]  # fmt: skip
    work = [
        leaf("groups", "村民小组全覆盖", 10, {
            "type": "ratio", "metric": "groups_covered", "label": "覆盖的村民小组", "of": "villager_groups",
            "of_label": "村民小组总数", "op": ">=", "value": 100,
        }),
        leaf("meetings", "支委会", 10, {
            "type": "frequency", "record": "committee_meeting", "label": "支委会", "times": 1, "per": "month",
        }, scoring={"type": "proportional"}),
        leaf("developed", "发展党员", 10, {
            "type": "look_back", "metric": "members_developed", "label": "发展党员数", "periods": 2,
            "op": ">=", "value": 1, "unit": "名",
        }),
        leaf("pay", "正职报酬", 10, {
            "type": "relative", "metric": "secretary_pay", "label": "正职年报酬", "unit": "元", "op": ">=", "factor": 2,
            "reference": "regional_income", "of_label": "当地收入", "of_unit": "元",
        }),
        leaf("vanguard", "先锋作用", 5, {"type": "judged", "label": "先锋作用", "low": 0, "high": 5, "pass_at": 3}),
    ]  # fmt: skip
    return {
        "code": "full",
        "name": "全项标准",
        "version": 1,
        "kind": "scored",
        "source": "测试方案（2026）",
        "total": 100,
        "criteria": [
            {"code": "place", "title": "阵地规范", "clause": "二（一）", "children": place},
            {"code": "work", "title": "工作规范", "clause": "二（二）", "children": work},
        ],
        **changes,
    }


def make_metrics() -> dict[str, Metric]:
    return {row["code"]: Metric.objects.get_or_create(code=row["code"], defaults=row)[0] for row in METRICS}


def make_stage(standard: dict[str, Any] | None = None, *, start: bool = True) -> SimpleNamespace:
    """A tree, an open campaign with the standard, an approved application of ``branch`` and its people.

    Call it under a clock that stands on ``DAY``.
    """
    tree, metrics = make_tree(), make_metrics()
    office = make_user(Role.OFFICE, tree.city)
    secretary = make_user(Role.SECRETARY, tree.branch)
    with clock.moved_to(dt.date(2026, 2, 25)):
        campaign = make_campaign(tree.city, office, **DECISION)
        set_standards(actor=office, campaign=campaign, versions={"": load_standard(standard or full_standard())})
    with clock.moved_to(dt.date(2026, 3, 1)):
        campaign = open_campaign(actor=office, campaign=campaign)
    application = make_application(campaign, tree.branch, secretary)
    stage = SimpleNamespace(
        tree=tree, metrics=metrics, office=office, secretary=secretary, campaign=campaign, application=application
    )
    if start:
        stage.assessment = start_self_assessment(actor=secretary, application=application)
        stage.application = again(application)
    return stage


def make_application(campaign: Any, organization: Any, secretary: Any) -> Application:
    """An approved application (the ladder is tested elsewhere)."""
    version = campaign.standards.get(sector="").version
    return Application.objects.create(
        campaign=campaign,
        organization=organization,
        organization_path=organization.path,
        status="creating",
        standard_version=version,
        title=f"{organization.short_name}示范点",
        created_by=secretary,
        approved_at=clock.now(),
    )


def again(application: Application) -> Application:
    """The application as a new page would read it."""
    related = ("organization", "campaign", "standard_version", "self_assessment")
    return Application.objects.select_related(*related).get(pk=application.pk)


def response_of(stage: SimpleNamespace, code: str) -> Response:
    return Response.objects.get(self_assessment__application=stage.application, criterion__code=code)


def photo(colour: str = "red") -> io.BytesIO:
    """A small JPEG; the same colour gives the same bytes."""
    file = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(file, "JPEG")
    file.seek(0)
    file.name = f"{colour}.jpg"
    return file
