"""What a filled form says, by the Chinese names under which a Word template asks for it."""

from collections.abc import Iterable, Mapping
from typing import Any

from apps.core import clock
from apps.core.components import text

from ..choices import FundingSource, GapCause, SupportKind
from ..models import Application
from ..pages import theme_of
from ..parts import FUNDING_REQUEST, parts_of

#: The field that keeps its marks; a template writes it with the letter r.
RICH = "综合材料"
#: Name in the template → what it is. The page of templates shows this table.
FIELDS = {
    "活动名称": "申报的活动",
    "主办单位": "主办党组织全称",
    "年度": "活动年度",
    "单位名称": "申报单位全称",
    "隶属党组织": "上级党组织",
    "组织类别": "党委、党总支、党支部等",
    "领域": "农村、社区、机关等",
    "领域主题": "本领域的党建主题",
    "成立时间": "年月",
    "党员数": "组织资料中的党员总数",
    "适用标准": "对照的标准",
    "名称": "品牌（示范点）名称",
    "典型类型": "老典型或新典型",
    "新亮点": "老典型填写",
    "单项突破": "新典型填写",
    "责任书记": "党组织书记（责任人）",
    "联系人": "联系人姓名",
    "联系电话": "联系电话",
    "联系领导": "联系点领导，多人以顿号分开",
    "基本情况": "文字",
    "品牌理念": "文字",
    "品牌内涵": "文字",
    "标识及释义": "文字",
    "创建基础": "文字",
    "活动载体": "勾选的载体，以顿号分开",
    "特色做法": "文字",
    "预期成效": "文字",
    "综合材料": "带格式的正文，写作 {{r 综合材料 }}",
    "创建方式": "自建、联建或共建",
    "创建目标": "文字",
    "填报经费": "活动要求填报经费的为“是”，不要求的为空",
    "经费合计": "万元，各项之和",
    "附件清单": "附件名称，以顿号分开",
    "提交日期": "未提交的为空",
    "填表日期": "导出当天",
}
#: Name of a table → its columns.
ROWS = {
    "任务表": ("序号", "任务", "措施", "责任人", "完成时限"),
    "经费表": ("序号", "项目", "金额", "来源", "说明"),
    "单位表": ("序号", "单位名称", "支持类别", "支持内容", "折合金额"),
    "差距表": ("序号", "编号", "项目", "差距", "原因", "说明"),
}
MEMBERS_METRIC = "party_members"


def content_of_form(
    application: Application,
    *,
    parent_name: str,
    facts: Mapping[str, Any],
    lines: Mapping[str, Iterable[Any]],
    files: Iterable[str],
) -> dict[str, Any]:
    """Everything by its name; texts plain, ``综合材料`` in its stored markup.

    Args:
        facts: current facts by the code of their metric.
        lines: lines of the form by the key of their table.
    """
    organization, campaign = application.organization, application.campaign
    members = facts.get(MEMBERS_METRIC)
    return {
        "活动名称": campaign.name,
        "主办单位": campaign.organization.name,
        "年度": str(campaign.year),
        "单位名称": organization.name,
        "隶属党组织": parent_name,
        "组织类别": organization.get_kind_display(),
        "领域": organization.get_sector_display(),
        "领域主题": theme_of(organization),
        "成立时间": text.month_cn(organization.established_on) if organization.established_on else "",
        "党员数": members.value_text if members else "",
        "适用标准": str(application.standard_version),
        "联系领导": "、".join(getattr(application, "leader_names", ())),
        "填报经费": "是" if FUNDING_REQUEST in parts_of(campaign) else "",
        "经费合计": _money(application.funding_amount),
        "附件清单": "、".join(files),
        "提交日期": text.date_full(application.submitted_at) if application.submitted_at else "",
        "填表日期": text.date_full(clock.today()),
        **_own_fields(application),
        **_tables(lines),
    }


def _own_fields(application: Application) -> dict[str, str]:
    """What the secretary wrote."""
    return {
        "名称": application.title,
        "典型类型": application.get_exemplar_display(),
        "新亮点": application.highlight,
        "单项突破": application.breakthrough,
        "责任书记": application.secretary_name,
        "联系人": application.contact_name,
        "联系电话": application.contact_phone,
        "基本情况": application.summary,
        "品牌理念": application.idea,
        "品牌内涵": application.meaning,
        "标识及释义": application.emblem,
        "创建基础": application.foundation,
        "活动载体": application.carriers_text,
        "特色做法": application.innovation,
        "预期成效": application.results,
        "综合材料": application.narrative,
        "创建方式": application.get_creation_form_display(),
        "创建目标": application.goal,
    }


def _tables(lines: Mapping[str, Iterable[Any]]) -> dict[str, list[dict[str, str]]]:
    rows: dict[str, list[tuple[Any, ...]]] = {
        "任务表": [(t.task, t.measure, t.responsible, text.date_full(t.due_on)) for t in lines.get("task", ())],
        "经费表": [
            (f.name, _money(f.amount), _label(FundingSource, f.source), f.note) for f in lines.get("funding", ())
        ],
        "单位表": [
            (p.name, _label(SupportKind, p.support), p.content, _money(p.amount)) for p in lines.get("partner", ())
        ],
        "差距表": [(g.number, g.title, g.text, _label(GapCause, g.cause), g.note) for g in lines.get("gap", ())],
    }
    return {
        name: [dict(zip(ROWS[name], (str(at), *cells), strict=True)) for at, cells in enumerate(found, 1)]
        for name, found in rows.items()
    }


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value else ""


def _money(amount: Any) -> str:
    return text.number(amount) if amount else ""
