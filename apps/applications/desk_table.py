"""The rows of an office's desk as markup: a page of them is drawn by one function, not by a template for each cell."""

from collections.abc import Callable, Iterable
from functools import cache
from html import escape
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from apps.core.components.text import date_short
from apps.core.templatetags.portal_text import state

from .queries.queue import DECIDED, PENDING, RESERVED

#: Stands for the key in an address that is resolved once.
PLACE = 987654321
Draw = Callable[[str, str], str]
NOTHING = '<span class="muted">—</span>'


def rows_markup(rows: Iterable[Any], view: str, *, with_campaign: bool) -> SafeString:
    """What stands in the table's body.

    Args:
        rows: steps with what ``desk.desk_rows`` adds.
        with_campaign: whether the campaign has a column.
    """
    address = reverse("applications:review", args=[PLACE])
    drawn = cache(state)
    return mark_safe("".join(_row(step, view, address, with_campaign, drawn) for step in rows))


def _row(step: Any, view: str, address: str, with_campaign: bool, drawn: Draw) -> str:
    application, applicant = step.application, step.application.organization
    pick = ""
    if view == PENDING:
        pick = (
            f'      <td class="pick"><input class="form-check-input" type="checkbox" name="rows" value="{step.pk}" '
            f'data-row aria-label="选中{escape(applicant.short_name)}"></td>\n'
        )
    url = address.replace(str(PLACE), str(step.application_id))
    campaign = f'      <td data-label="活动">{escape(application.campaign.name)}</td>\n' if with_campaign else ""
    return (
        f'    <tr>\n{pick}      <th scope="row"><a class="text-decoration-underline" href="{url}" data-open>'
        f'{escape(str(application))}</a><div class="small muted">{escape(applicant.name)}</div></th>\n'
        f'      <td data-label="领域、层级" class="nowrap"><div>{escape(applicant.get_sector_display())}'
        f'<div class="small muted">{escape(applicant.get_level_display())}</div></div></td>\n{campaign}'
        f'      <td data-label="本级" class="nowrap">{_own(step)}</td>\n'
        f'      <td data-label="排序" class="nowrap">{_rank(step)}</td>\n'
        f"{_decided(step, drawn) if view == DECIDED else _waiting(step, view, drawn)}    </tr>\n"
    )


def _own(step: Any) -> str:
    """The office whose turn it is, and in which part."""
    called = f"<div>{state('备选递补', 'info')}</div>" if step.called_up_at else ""
    part = f"{step.role_text}，受托代办" if step.stands_in else step.role_text
    also = "".join(f'<div class="small muted">并{escape(each)}</div>' for each in step.also)
    return f'<div>{escape(step.organization.short_name)}<div class="small muted">{part}</div>{also}{called}</div>'


def _rank(step: Any) -> str:
    if step.rank:
        return f"第 {step.rank} 位"
    return f'<span class="muted">下级第 {step.rank_before} 位</span>' if step.rank_before else NOTHING


def _waiting(step: Any, view: str, drawn: Draw) -> str:
    """Since when, until when, by whom."""
    waited = f"已 {step.waited} 天" if step.pending_since and step.waited else "今天"
    due = '<span class="muted">备选</span>' if view == RESERVED else drawn(step.due_words, step.due_tone)
    handler = escape(step.handler.name) if step.handler_id else "—"
    return (
        f'      <td data-label="到本级" class="nowrap"><div>{step.came_words}'
        f'<div class="small muted">{waited}</div></div></td>\n'
        f'      <td data-label="期限" class="nowrap">{due}</td>\n'
        f'      <td data-label="经办人" class="nowrap">{handler}</td>\n'
    )


def _decided(step: Any, drawn: Draw) -> str:
    """What was decided, and whether it can be taken back."""
    by = f"，{escape(step.decided_by.name)}" if step.decided_by else ""
    return (
        f'      <td data-label="结论"><div>{drawn(step.decision, step.decision_tone)}'
        f'<div class="small muted nowrap">{date_short(step.decided_at)}{by}</div></div></td>\n'
        f'      <td data-label="办理" class="nowrap">{_recall(step) if step.recall else NOTHING}</td>\n'
    )


def _recall(step: Any) -> str:
    return render_to_string(
        "components/confirm_button.html",
        {
            "label": "撤回决定", "url": reverse("applications:recall", args=[step.pk]), "title": "撤回审核决定",
            "words": "下一级还没有打开，撤回后由本级重新办理。", "reason": "撤回理由（必填）", "css": "btn-link",
            "inside_form": True,
        },
    )  # fmt: skip
