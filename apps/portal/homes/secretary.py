"""The secretary's home: one list 我的待办, the state of each application, what is missing (差什么)."""

import datetime as dt
from typing import Any

from django.db.models import OuterRef, Subquery, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone

from apps.accounts.choices import Role
from apps.applications.models import Admonition, Application, GapItem
from apps.applications.pages import tone_of
from apps.applications.queries import missing_of, sheet_of
from apps.applications.queries.creation import slots_to_do
from apps.applications.views.assessment_cards import gap_cards
from apps.applications.wording import APPLICANT, words_for
from apps.campaigns.models import Campaign
from apps.campaigns.queries import is_eligible, with_phases
from apps.campaigns.rules import deadline, in_phase
from apps.core.components.text import date_short
from apps.inspections.choices import Rung
from apps.inspections.models import Finding, SupervisionLetter
from apps.organizations.access import scope_of
from apps.organizations.models import Organization
from apps.organizations.querysets import lineage

CAMPAIGNS = 4
GAPS = 4
#: Own organizations whose 差什么 is linked; nearly everybody has one.
OWN = 3
SUBMIT = "application.submit"
FINDINGS = 20

ORDER = (
    "draft",
    "returned",
    "in_review",
    "creating",
    "awaiting_inspection",
    "inspected",
    "scored",
    "publicised",
    "named",
)


def secretary_home(user: Any) -> dict[str, Any]:
    own = [m.organization for m in scope_of(user).memberships if m.role == Role.SECRETARY]
    applications = list(
        Application.objects.filter(organization__in=own)
        .select_related("campaign", "organization", "self_assessment", "designation", "standard_version__standard")
        .order_by("-campaign__year", "-pk")[:10]
    )
    items = _open_items(applications)
    todo = [*_to_apply(own, applications), *_to_continue(applications), *_to_rectify(own), *_own_gaps(items)]
    todo += _to_report(applications)
    todo.sort(key=lambda item: item["due"] or dt.date.max)
    for position, item in enumerate(todo):
        item["primary"] = position == 0
    return {
        "own": own,
        "todo": todo,
        "applications": [_progress(application) for application in applications],
        "lack": _lack(applications, items),
        "gaps": [(each, reverse("applications:gaps", args=[each.pk])) for each in own[:OWN]],
    }


def _lack(applications: list[Application], items: list[GapItem]) -> dict[str, Any] | None:
    """What stands between the organization and the standard, for the newest self-assessment in work: the largest gains."""
    application = next((row for row in applications if row.status == "creating"), None)
    sheet = sheet_of(application) if application else None
    if application is None or sheet is None:
        return None
    gaps = gap_cards(sheet, {item.criterion.code: item for item in items if item.application_id == application.pk})
    return {
        "gaps": gaps[:GAPS],
        "more": max(0, len(gaps) - GAPS),
        "missing": len(missing_of(sheet)),
        "url": reverse("applications:assessment", args=[application.pk]),
    }


def _to_apply(own: list[Organization], applications: list[Application]) -> list[dict[str, Any]]:
    """Open campaigns that an own organization may still apply to. Reads the phases of all campaigns at once."""
    items: list[dict[str, Any]] = []
    taken = {(application.campaign_id, application.organization_id) for application in applications}
    paths = {path for organization in own for path in lineage(organization.path)}
    running = list(Campaign.objects.running().filter(scope_path__in=paths))
    prefetch_related_objects([*running, *(application.campaign for application in applications)], with_phases())
    for campaign in running:
        if len(items) >= CAMPAIGNS:
            break
        free = [o for o in own if (campaign.pk, o.pk) not in taken and is_eligible(campaign, o)]
        for organization in (o for o in free if in_phase(campaign, SUBMIT, o)):
            until = deadline(campaign, SUBMIT, organization)
            url = reverse("applications:start", args=[campaign.pk])
            items.append(_item(f"申报{campaign.name}", url, until, organization.short_name, "去申报"))
    return items


def _to_continue(applications: list[Application]) -> list[dict[str, Any]]:
    items = []
    for application in applications:
        if application.campaign.status != "open":
            continue
        if application.status in ("draft", "returned"):
            verb = "application.submit" if application.status == "draft" else "application.resubmit"
            words = "继续填写申报" if application.status == "draft" else "按意见修改申报"
            url = reverse("applications:edit", args=[application.pk])
        elif application.status == "creating":
            verb, words = "self_assessment.submit", "完成自评"
            url = reverse("applications:assessment", args=[application.pk])
        else:
            continue
        until = deadline(application.campaign, verb, application.organization)
        items.append(_item(f"{words}：{application.campaign.name}", url, until, str(application), "继续办理"))
    return items


def _to_rectify(own: list[Organization]) -> list[dict[str, Any]]:
    waiting = SupervisionLetter.objects.filter(finding=OuterRef("pk"), answered_at=None).order_by("due_on")
    findings = Finding.objects.filter(organization__in=own).owed().select_related("notice").order_by("due_on")
    findings = findings.annotate(
        rung=Subquery(waiting.values("rung")[:1]), reply_on=Subquery(waiting.values("due_on")[:1])
    )
    return [
        {
            "title": f"整改：{finding}",
            "url": reverse("inspections:finding", args=[finding.pk]),
            "due": finding.due_on,
            "note": _standing(finding),
            "action": "去答复",
            "action_url": reverse("inspections:finding", args=[finding.pk]),
        }
        for finding in findings[:FINDINGS]
    ]


def _standing(finding: Any) -> str:
    """Where the finding is, and what beside the answer its site owes: a letter's reply, the notice's receipt."""
    words = ["退回整改" if finding.status == "sent_back" else "检查发现的问题"]
    if finding.notice and finding.notice.received_at is None:
        words.append("通知书待签收")
    if finding.rung:
        words.append(f"{Rung(finding.rung).label}请于{date_short(finding.reply_on)}前答复")
    return "，".join(words)


def _open_items(applications: list[Application]) -> list[GapItem]:
    """What the organization found lacking itself and has still to put right, the earliest date first. One query."""
    rows = GapItem.objects.filter(application__in=applications, status="open").select_related("criterion")
    return list(rows.order_by("due_on", "pk"))


def _own_gaps(items: list[GapItem]) -> list[dict[str, Any]]:
    """One line for all of them: the first, and how many there are."""
    if not items:
        return []
    late = sum(item.is_overdue for item in items)
    url = f"{reverse('applications:gap_items')}?state=open"
    note = f"整改中 {len(items)} 个" + (f"，已逾期 {late} 个" if late else "")
    title = f"自查问题：{items[0]}"
    return [{"title": title, "url": url, "due": items[0].due_on, "note": note, "action": "去整改", "action_url": url}]


def _to_report(applications: list[Application]) -> list[dict[str, Any]]:
    """Reports that can be written now and admonitions to answer, of sites under creation. Two statements."""
    sites = {row.pk: row for row in applications if row.status == "creating" and row.campaign.status == "open"}
    if not sites:
        return []
    items = [
        {
            "title": f"{'补充' if slot.report else '报送'}{slot.label}",
            "url": reverse("applications:report", args=[site.pk, slot.owed.kind, slot.owed.period]),
            "due": slot.owed.due_on,
            "note": str(site),
            "action": "去填报",
            "action_url": reverse("applications:report", args=[site.pk, slot.owed.kind, slot.owed.period]),
        }
        for site, slot in slots_to_do(list(sites.values()))
    ]
    for row in Admonition.objects.filter(application__in=sites, status="issued").order_by("due_on"):
        url = reverse("applications:admonition", args=[row.pk])
        items.append(
            {"title": "回复约谈提醒", "url": url, "due": row.due_on, "note": str(sites[row.application_id]), "action": "去回复",
             "action_url": url}
        )  # fmt: skip
    return items


def _item(title: str, url: str, until: dt.datetime | None, note: str, action: str) -> dict[str, Any]:
    due = timezone.localtime(until).date() if until else None
    return {"title": title, "url": url, "due": due, "note": note, "action": action, "action_url": url}


STEPS = (
    ("申报", ("draft", "returned")),
    ("审核", ("in_review",)),
    ("创建", ("creating",)),
    ("验收", ("awaiting_inspection",)),
    ("评定", ("inspected", "scored")),
    ("公示", ("publicised",)),
    ("命名", ("named",)),
)


def _progress(application: Application) -> dict[str, Any]:
    """The application as a row of steps: where it lies."""
    at = next((i for i, (_, statuses) in enumerate(STEPS) if application.status in statuses), None)
    finished = application.status == "named"
    steps = []
    for position, (name, _) in enumerate(STEPS):
        state = "todo"
        if at is not None:
            state = "done" if position < at or finished else "now" if position == at else "todo"
        if state == "now" and application.status == "returned":
            state = "back"
        steps.append({"name": name, "state": state})
    return {
        "application": application,
        "words": words_for(APPLICANT, application.status),
        "tone": tone_of(application),
        "finished": finished,
        "steps": steps,
        "url": reverse("applications:detail", args=[application.pk]),
    }
