"""The rows of the list of applications as markup: drawn by one function, not by a template for each cell."""

from collections.abc import Iterable
from functools import cache
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from apps.core.addresses import address_of
from apps.core.components.text import date_short
from apps.core.templatetags.portal_text import state

from . import pages
from .wording import status_for


def rows_markup(rows: Iterable[Any], user: Any, *, mine: bool) -> SafeString:
    """What stands in the table's body.

    Args:
        rows: applications of ``for_list`` with ``turn`` and ``parent_name``.
        mine: whether a secretary reads the own ones, where the organization is no column.
    """
    drawn = cache(state)
    return mark_safe("".join(_row(row, user, mine, drawn) for row in rows))


def _row(row: Any, user: Any, mine: bool, drawn: Any) -> str:
    url = address_of("applications:detail", row.pk)
    name = str(row) if mine else row.organization.short_name
    cells = ""
    if not mine:
        cells = (
            f'      <td data-label="名称">{escape(row.title) or "—"}</td>\n'
            f'      <td data-label="隶属">{escape(row.parent_name) or "—"}</td>\n'
        )
    sent = date_short(row.submitted_at) if row.submitted_at else '<span class="muted">未提交</span>'
    status = drawn(status_for(user, row), pages.tone_of(row))
    return (
        f'    <tr>\n      <th scope="row"><a href="{url}">{escape(name)}</a></th>\n{cells}'
        f'      <td data-label="活动">{escape(row.campaign.name)}</td>\n'
        f'      <td data-label="状态" class="nowrap">{status}</td>\n'
        f'      <td data-label="现在何处">{escape(pages.where(row))}</td>\n'
        f'      <td data-label="提交时间" class="nowrap">{sent}</td>\n    </tr>\n'
    )
