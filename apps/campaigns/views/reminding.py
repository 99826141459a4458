"""提醒: what a campaign's people are told and when, who owes what now, and 催办."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.core.exceptions import Invalid, PortalError
from apps.core.numbers import number_of
from apps.organizations.access import role_required
from apps.reminders.queries.owed import coming, labels, owed_now, rules_of, said
from apps.reminders.services import kind_of, subject_of

from .. import services
from ..forms import RuleForm
from ..models import Campaign
from ..pages import stage_of, tabs_for
from ..rules import can_remind, can_urge
from .survey import campaign_of

OFFICE = role_required(Role.OFFICE)
WORDING = "请按期限抓紧办理，办理中有困难请与我办联系。"


def _context(request: HttpRequest, campaign: Campaign, part: str) -> dict[str, Any]:
    return {
        "campaign": campaign,
        "stage": stage_of(campaign),
        "tabs": tabs_for(campaign, request.user, "提醒"),
        "part": part,
        "may_change": can_remind(request.user, campaign),
    }


@OFFICE
@require_safe
def reminders(request: HttpRequest, pk: int) -> HttpResponse:
    """The rules of the campaign, and what they will say in the next days."""
    campaign = _urging(request, pk)
    context = _context(request, campaign, "rules")
    context |= {"rules": rules_of(subject_of(campaign))}
    return render(request, "campaigns/reminders.html", context)


@OFFICE
@require_safe
def reminders_coming(request: HttpRequest, pk: int) -> HttpResponse:
    """The next days, asked of every rule: a fragment that the page loads behind the rest."""
    campaign = _urging(request, pk)
    days: dict[Any, list[Any]] = {}
    for each in coming(subject_of(campaign)):
        days.setdefault(each.day, []).append(each)
    return render(request, "campaigns/_reminders_coming.html", {"days": days, "campaign": campaign})


@OFFICE
@require_safe
def reminders_said(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said, to whom, when, and whether it was read."""
    campaign = _urging(request, pk)
    rows, names = said(subject_of(campaign)).filter(_inside(request, campaign)), labels()
    words, rule, state = (request.GET.get(name, "").strip()[:40] for name in ("q", "rule", "state"))
    if words:
        rows = rows.filter(
            Q(recipient__name__icontains=words)
            | Q(organization__name__icontains=words)
            | Q(organization__initials__contains=words.lower())
            | Q(title__icontains=words)
        )
    if rule in names:
        rows = rows.filter(rule=rule)
    if state == "unread":
        rows = rows.filter(read_at__isnull=True, withdrawn_at__isnull=True)
    elif state == "read":
        rows = rows.filter(read_at__isnull=False)
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    for row in page:
        row.rule_label = names.get(row.rule, "通知")
    context = _context(request, campaign, "said")
    context |= {"page_obj": page, "names": names.items(), "words": words, "rule": rule, "state": state}
    return render(request, "campaigns/reminders_said.html", context)


@OFFICE
@require_http_methods(["GET", "POST"])
def reminders_owed(request: HttpRequest, pk: int) -> HttpResponse:
    """Who owes what now; POST asks those ticked."""
    campaign = _urging(request, pk)
    rows = [row for row in owed_now(subject_of(campaign)) if _is_inside(request, row)]
    wording = request.POST.get("wording", "") or WORDING
    if request.method == "POST":
        ticked = set(request.POST.getlist("owed"))
        chosen = [row for row in rows if row.key in ticked]
        try:
            count = services.urge_owing(actor=request.user, campaign=campaign, rows=chosen, wording=wording)
        except PortalError as error:
            messages.error(request, error.message)
        else:
            again = len({(row.notice.subject, row.recipient) for row in chosen}) - count
            rest = f"，{again} 项今天已催办，未重复" if again else ""
            messages.success(request, f"已催办 {count} 项{rest}。")
            return redirect("campaigns:reminders_owed", pk)
    names = labels()
    only, words = request.GET.get("rule", ""), request.GET.get("q", "").strip()[:40]
    if only in names:
        rows = [row for row in rows if row.notice.rule == only]
    if words:
        rows = [
            row for row in rows if words in row.recipient.name or (row.organization and words in row.organization.name)
        ]
    page = Paginator(rows, 100).get_page(request.GET.get("page"))
    context = _context(request, campaign, "owed")
    context |= {"page_obj": page, "wording": wording, "names": names.items(), "only": only, "words": words}
    return render(request, "campaigns/reminders_owed.html", context)


@OFFICE
@require_http_methods(["GET", "POST"])
def reminder_rule(request: HttpRequest, pk: int, rule: str) -> HttpResponse:
    """One rule of the campaign: days, wording, ways."""
    campaign = _urging(request, pk)
    if not can_remind(request.user, campaign):
        raise Http404
    kind = _kind(rule)
    row = next(each for each in rules_of(subject_of(campaign)) if each.kind.key == rule)
    form = RuleForm(request.POST or None, kind=kind, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_rule(actor=request.user, campaign=campaign, rule=rule, **form.values())
        except PortalError as error:
            form.add_error(error.code if error.code in form.fields else None, error.message)
        else:
            messages.success(request, "已保存，下次提醒按此执行。")
            return redirect("campaigns:reminders", pk)
    context = {"campaign": campaign, "form": form, "kind": kind, "row": row}
    return render(request, "campaigns/reminder_rule.html", context)


@OFFICE
@require_POST
def pause_rule(request: HttpRequest, pk: int, rule: str) -> HttpResponse:
    """Let a rule be silent, or speak again."""
    campaign = _urging(request, pk)
    _kind(rule)
    version, paused = request.POST.get("version", ""), request.POST.get("paused") == "1"
    try:
        services.pause_campaign_rule(
            actor=request.user,
            campaign=campaign,
            rule=rule,
            version=-1 if (seen := number_of(version)) is None else seen,
            paused=paused,
        )
        messages.success(request, "已暂停，恢复前不再提醒。" if paused else "已恢复。")
    except PortalError as error:
        messages.error(request, error.message)
    return redirect("campaigns:reminders", pk)


def _kind(rule: str) -> Any:
    try:
        return kind_of(rule)
    except Invalid as error:
        raise Http404 from error


def _urging(request: HttpRequest, pk: int) -> Campaign:
    """A campaign that the person's office runs or takes part in."""
    campaign = campaign_of(request, pk)
    if not can_urge(request.user, campaign):
        raise Http404
    return campaign


def _inside(request: HttpRequest, campaign: Campaign) -> Q:
    """The organizer's office reads all; an office below reads what concerns its own subtree."""
    if can_remind(request.user, campaign):
        return Q()
    inside = Q(pk__in=[])
    for path in services.office_paths(request.user):
        inside |= Q(organization__path__startswith=path)
    return inside


def _is_inside(request: HttpRequest, row: Any) -> bool:
    paths = services.office_paths(request.user)
    return row.organization is not None and any(row.organization.path.startswith(path) for path in paths)
