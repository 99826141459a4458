"""Campaigns for tests, made by the real services."""

import datetime as dt
from typing import Any

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.campaigns.models import Campaign
from apps.campaigns.services import create_campaign, open_campaign, set_standards
from apps.core import clock
from apps.standards.models import StandardVersion
from apps.standards.services import load_standard
from tests.factories import make_user

#: The day on which most tests stand: inside the application phase of the standardization year of 2026.
APPLICATION_DAY = dt.date(2026, 5, 6)
DECISION: dict[str, Any] = {
    "decision_body": "市委党的建设工作领导小组",
    "decision_number": "演示发〔2026〕3号",
    "decision_date": dt.date(2026, 2, 20),
    "approval_basis": "经市委同意，列入年度创建示范活动计划",
    "no_fee": True,
}


def small_standard(number: int = 1, **changes: Any) -> dict[str, Any]:
    """Three leaves: one for everybody by a metric, one judged by the branch, one for villages only."""
    return {
        "code": "small",
        "name": "小标准",
        "version": number,
        "kind": "scored",
        "source": "测试方案（2026）",
        "total": 100,
        "criteria": [
            {
                "code": "place",
                "title": "阵地",
                "clause": "一",
                "children": [
                    {
                        "code": "area",
                        "title": "活动场所面积",
                        "clause": "一（一）",
                        "measure": {
                            "type": "quantity", "metric": "venue_area", "label": "使用面积",
                            "op": ">=", "value": 100, "unit": "㎡",
                        },
                        "points": 40,
                        "evidence": {"need": "required", "at_least": 1},
                    },
                    {
                        "code": "sign",
                        "title": "挂牌",
                        "measure": {"type": "yes_no", "label": "已挂牌"},
                        "points": 40,
                    },
                    {
                        "code": "village",
                        "title": "村务公开",
                        "sectors": ["rural"],
                        "measure": {"type": "yes_no", "label": "按月公开"},
                        "points": 20,
                    },
                ],
            }
        ],
        "exclusions": [{"number": "4:6", "phrase": "市与城区财政分担", "clause": "二（五）", "reason": "不是党组织的要求"}],
        **changes,
    }  # fmt: skip


def make_version(number: int = 1) -> StandardVersion:
    return load_standard(small_standard(number))


def make_campaign(organization: Any, office: User | None = None, scope: Any = None, **fields: Any) -> Campaign:
    """A draft of 2026 run by ``organization``, with the small standard for every sector."""
    office = office or make_user(Role.OFFICE, organization)
    values = {"sectors": [], "kinds": [], "levels": ["grassroots"], **fields}
    campaign = create_campaign(
        actor=office,
        template_code="standardization_year",
        organization=organization,
        scope=scope or organization,
        name=values.pop("name", "2026年测试活动"),
        year=2026,
        **values,
    )
    set_standards(actor=office, campaign=campaign, versions={"": make_version()})
    campaign.refresh_from_db()
    return campaign


def make_open_campaign(organization: Any, office: User | None = None, **fields: Any) -> Campaign:
    """The same, opened on 1 March 2026 with its decision."""
    office = office or make_user(Role.OFFICE, organization)
    with clock.moved_to(dt.date(2026, 2, 25)):
        campaign = make_campaign(organization, office, **DECISION, **fields)
    with clock.moved_to(dt.date(2026, 3, 1)):
        return open_campaign(actor=office, campaign=campaign)


def status_of(response: Any) -> int:
    """The status of an answer, read to its end when it streams a file, which closes the file."""
    for _ in getattr(response, "streaming_content", ()):
        pass
    return int(response.status_code)
