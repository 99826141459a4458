"""The office's board of who is behind, the project ledger, the list of admonitions."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.exports import xlsx_response
from apps.core.paging import page_of
from apps.organizations.access import role_required

from ..models import Admonition, Application, PlanTask
from ..money import Money
from ..pages import task_rows
from ..queries import board as boards
from ..queries.funding import moneys, whole_of
from ..queries.lists import with_places
from ..queries.people import RESPONSIBLE, named_by_role
from .common import READERS
from .creation_common import board_filter, chosen_campaign, narrowed, tabs, with_query

SITES = 50
NOTES = {"red": "可约谈提醒", "yellow": "需督促", "green": "保持进度", "none": "请补列任务"}
BOARD_HEADER = (
    "单位", "品牌（示范点）名称", "责任书记", "进度", "原因", "任务（项）", "已完成（项）", "逾期（项）", "最长逾期（天）", "完成进度（%）",
    "计划进度（%）", "欠报（期）", "联系领导", "联系指导已到（次）", "联系指导应到（次）", "约谈提醒",
)  # fmt: skip
LEDGER_HEADER = (
    "单位", "隶属", "品牌（示范点）名称", "责任书记", "直接责任人", "专人", "任务", "措施", "责任人", "完成时限", "状态", "进度（%）",
    "申请经费（万元）", "批复经费（万元）", "支出（万元）", "结余（万元）", "共建支持（万元）", "协同部门",
)  # fmt: skip


def _standings(request: HttpRequest) -> tuple[Any, Any, list[Any], list[Any], Any]:
    campaign, campaigns = chosen_campaign(request)
    if campaign is None and request.GET.get("campaign"):
        raise Http404("no such campaign")
    form, children = board_filter(request, campaign, campaigns)
    rows = boards.standings(request.user, campaign) if campaign is not None else []
    shown = boards.ordered(narrowed(rows, form, children), request.GET.get("sort", ""))
    return campaign, form, rows, shown, children


@role_required(Role.OFFICE)
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Every site under creation against its plan, the worst first."""
    campaign, form, rows, shown, children = _standings(request)
    here = reverse("applications:board")
    page = page_of(request, shown, SITES)
    lights = [
        {
            "label": told[0], "value": sum(each.light == key for each in rows), "unit": "个", "tone": told[1],
            "note": NOTES[key], "url": with_query(here, request, light=key, under=None, q=None),
        }
        for key, told in boards.LIGHTS.items()
    ]  # fmt: skip
    committees = boards.by_committee(rows, children)
    for line in committees:
        key = line["organization"].pk if line["organization"] else None
        line["cells"] = [
            {"count": line[light], "label": told[0], "url": with_query(here, request, under=key, light=light)}
            for light, told in boards.LIGHTS.items()
        ]
        line["url"] = with_query(here, request, under=key, light=None)
    context = {
        "campaign": campaign, "form": form, "page": page, "lights": lights, "committees": committees,
        "light_labels": [told[0] for told in boards.LIGHTS.values()], "rule": boards.LIGHT_RULE,
        "total": len(rows), "tabs": tabs("board", campaign),
        "export_url": with_query(reverse("applications:board_export"), request),
    }  # fmt: skip
    return render(request, "applications/board.html", context)


@role_required(Role.OFFICE)
@require_safe
def board_export(request: HttpRequest) -> Any:
    """The same rows as xlsx."""
    campaign, _, _, shown, _ = _standings(request)
    return xlsx_response(f"创建进度 {campaign or ''}"[:60], BOARD_HEADER, map(_board_cells, shown))


def _board_cells(each: Any) -> tuple[Any, ...]:
    return (
        each.name, each.title, each.secretary_name, each.words, each.why, each.tasks, each.done, each.overdue,
        each.overdue_days, each.progress, each.planned, each.missing, "、".join(each.contact.leaders),
        each.contact.made, each.contact.owed, each.admonition[1] if each.admonition else "",
    )  # fmt: skip


@role_required(*READERS)
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """项目台账: tasks, progress, money and responsible people, site by site."""
    campaign, form, found = _ledger(request)
    whole, number = whole_of(found)
    page = page_of(request, found, total=number)
    sites = _sites(list(page.object_list))
    context = {
        "campaign": campaign, "form": form, "page": page, "sites": sites, "tabs": tabs("ledger", campaign),
        "sum": whole,
        "export_url": with_query(reverse("applications:ledger_export"), request),
    }  # fmt: skip
    return render(request, "applications/project_ledger.html", context)


@role_required(*READERS)
@require_safe
def ledger_export(request: HttpRequest) -> Any:
    """A row for each task."""
    campaign, _, found = _ledger(request)
    return xlsx_response(f"项目台账 {campaign or ''}"[:60], LEDGER_HEADER, _ledger_rows(list(found)))


def _ledger(request: HttpRequest) -> tuple[Any, Any, Any]:
    campaign, campaigns = chosen_campaign(request)
    if campaign is None and request.GET.get("campaign"):
        raise Http404("no such campaign")
    form, children = board_filter(request, campaign, campaigns, without=("light",))
    found: Any = Application.objects.visible_to(request.user).approved().filter(campaign=campaign)
    told = form.cleaned_data
    child = next((each for each in children if str(each.pk) == told.get("under")), None)
    if child is not None:
        found = found.filter(organization_path__startswith=child.path)
    if words := (told.get("q") or "").strip():
        found = found.named_like(words)
    return campaign, form, found.for_table().order_by("organization_path", "pk")


def _sites(applications: list[Application]) -> list[dict[str, Any]]:
    """Each site with its tasks, money and people, in a constant number of statements."""
    rows = with_places(applications)
    tasks: dict[int, list[PlanTask]] = {each.pk: [] for each in rows}
    for task in PlanTask.objects.filter(application__in=tasks).order_by("application_id", "position", "id"):
        tasks[task.application_id].append(task)
    money = moneys({each.pk: each.funding_amount for each in rows})
    people = named_by_role(rows)
    today = clock.today()
    return [
        {
            "application": each, "tasks": task_rows(tasks[each.pk]), "money": money.get(each.pk, Money()),
            "people": people[each.pk], "responsible": people[each.pk].get(RESPONSIBLE.value, ""),
            "direct": people[each.pk].get("direct", ""), "operator": people[each.pk].get("operator", ""),
            "late": {task.pk for task in tasks[each.pk] if task.due_on < today and task.progress < 100},
        }
        for each in rows
    ]  # fmt: skip


def _ledger_rows(applications: list[Application]) -> Iterator[tuple[Any, ...]]:
    for site in _sites(applications):
        each, money = site["application"], site["money"]
        head = (
            each.organization.name,
            each.parent_name,
            each.title,
            site["responsible"],
            site["direct"],
            site["operator"],
        )
        tail = (money.requested, money.granted, money.spent, money.remaining, money.supported,
                site["people"].get("co_organizer", ""))  # fmt: skip
        for number, row in enumerate(site["tasks"] or [None]):
            task = row["task"] if row else None
            cells = (
                (task.task, task.measure, task.responsible, task.due_on, task.get_status_display(), task.progress)
                if task
                else ("",) * 6
            )
            # The money stands once for each site, so that a column adds up.
            yield (*head, *cells, *(tail if number == 0 else (None,) * 6))


@role_required(*READERS)
@require_safe
def admonitions(request: HttpRequest) -> HttpResponse:
    """约谈提醒 that the person may see, the open ones first."""
    campaign, _ = chosen_campaign(request)
    rows = Admonition.objects.visible_to(request.user).select_related("application__organization", "issuer")
    if campaign is not None and request.GET.get("campaign"):
        rows = rows.filter(application__campaign=campaign)
    page = page_of(request, rows.order_by("-issued_at", "-pk"))
    context = {"page": page, "campaign": campaign, "tabs": tabs("admonitions", campaign)}
    return render(request, "applications/admonitions.html", context)
