"""The list of applications as xlsx: exactly what is shown."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import FileResponse
from django.utils import timezone

from apps.core.exports import xlsx_response

from .models import Application
from .pages import where
from .queries.lists import with_parents

HEADER = (
    "申报单位",
    "隶属",
    "层级",
    "领域",
    "活动",
    "名称",
    "状态",
    "现在何处",
    "提交时间",
    "同意时间",
    "书记",
    "联系人",
    "联系电话",
)


def applications_workbook(applications: Iterable[Application]) -> FileResponse:
    return xlsx_response("申报台账", HEADER, _rows(applications))


def _rows(applications: Iterable[Application]) -> Iterator[tuple[Any, ...]]:
    for each in with_parents(applications):
        yield (
            each.organization.name,
            each.parent.short_name if each.parent else "",
            each.organization.get_level_display(),
            each.organization.get_sector_display(),
            each.campaign.name,
            each.title,
            each.get_status_display(),
            where(each),
            timezone.localtime(each.submitted_at) if each.submitted_at else "",
            timezone.localtime(each.approved_at) if each.approved_at else "",
            each.secretary_name,
            each.contact_name,
            each.contact_phone,
        )
