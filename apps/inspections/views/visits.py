"""The record of a visit, as everybody whom it concerns may read it; and the typed survey."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.choices import Role
from apps.applications.models import Application
from apps.campaigns.queries import read_on_their_day
from apps.core.components import text
from apps.core.exceptions import PortalError
from apps.core.models import StateChange
from apps.core.states import verb_label
from apps.organizations.access import role_required

from .. import finding_rules, laid_out, queries, rules, services
from ..choices import Method, VisitStatus
from ..forms import SurveyForm
from ..models import Visit
from ..queries.ledger import notices_of
from ..queries.results import satisfaction_of, valid_ballots
from .common import FINDING_TONES, RESULT_TONES, VISIT_TONES, toned, word_answer


@role_required(Role.OFFICE, Role.SECRETARY, Role.INSPECTOR, Role.LEADER)
@require_safe
def visit_page(request: HttpRequest, pk: str) -> HttpResponse:
    """What the team verified, found and wrote."""
    visit = _seen_visit(request, pk)
    read_on_their_day((place, visit.round.campaign) for place in (visit.organization, visit.round.organization))
    photos, signatures = queries.files_of(visit)
    findings = toned(visit.findings.live().select_related("criterion"), FINDING_TONES)
    sections = [section for section in queries.sections_of(visit, findings, photos, request.user) if section.done]
    context = {
        "visit": visit,
        "tone": VISIT_TONES[visit.status],
        "facts": _facts(visit),
        "sections": sections,
        "result_tones": RESULT_TONES,
        "findings": findings,
        "notices": notices_of(visit) if visit.recorded_at else [],
        "may_notify": bool(visit.recorded_at and finding_rules.can_issue_notice(request.user, visit)),
        "photos": photos,
        "signatures": signatures,
        "talks": [{**row, "method": Method(row["method"]).label} for row in visit.told_talks],
        "checks": visit.told_checks,
        "history": _history(visit),
        "may_manage": visit.is_open and bool(rules.can_manage_round(request.user, visit.round)),
        "may_work": visit.is_open and bool(rules.can_work_on(request.user, visit)),
    }
    return render(request, "inspections/visit.html", context)


@role_required(Role.OFFICE, Role.SECRETARY, Role.INSPECTOR, Role.LEADER)
@require_safe
def visit_word(request: HttpRequest, pk: str) -> HttpResponse:
    """检查记录 as Word, once it was handed in."""
    visit = _seen_visit(request, pk)
    back = reverse("inspections:visit", args=[visit.pk])
    if visit.status != VisitStatus.RECORDED:
        messages.error(request, "检查记录提交后才能导出 Word。")
        return redirect(back)
    read_on_their_day((place, visit.round.campaign) for place in (visit.organization, visit.round.organization))
    name = f"检查记录 {visit.organization.short_name} {visit.round.name}.docx"
    return word_answer(
        request, lambda: laid_out.record_word(visit, *queries.record_of(visit, request.user)), name, back
    )


def _seen_visit(request: HttpRequest, pk: str) -> Visit:
    related = ("round__campaign", "round__organization", "organization", "application__standard_version", "recorded_by")
    visits = Visit.objects.visible_to(request.user).select_related(*related).prefetch_related("members__user")
    found: Visit = get_object_or_404(queries.told_in(visits), pk=pk)
    return found


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def survey(request: HttpRequest, application_pk: int) -> HttpResponse:
    """Counted ballots of one site, typed in."""
    applications = Application.objects.visible_to(request.user).select_related("campaign", "organization")
    application = get_object_or_404(applications, pk=application_pk)
    read_on_their_day([(application.organization, application.campaign)])
    found = getattr(application, "mass_survey", None)
    verdict = rules.can_record_survey(request.user, application)
    seal = request.POST.get("seen", "") if request.method == "POST" else services.seal_of(found)
    form = SurveyForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.record_survey(actor=request.user, application=application, seen=seal, **form.cleaned_data)
        except PortalError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "群众测评结果已保存。")
            return redirect(reverse("inspections:survey", args=[application.pk]))
    if request.method == "POST" and found is not None:
        found.refresh_from_db()  # the form wrote what was typed onto the row
    context = {"application": application, "verdict": verdict, "form": form, "survey": found, "seal": seal}
    return render(request, "inspections/survey.html", context | _survey_figures(found))


def _facts(visit: Visit) -> list[tuple[str, Any]]:
    when = text.NOTHING
    if visit.started_at:
        when = text.datetime_cn(visit.started_at)
        when += f"—{text.time_cn(visit.ended_at)}" if visit.ended_at else "起"
    return [
        ("督查批次", visit.round.name),
        ("计划日期", text.date_cn(visit.scheduled_on)),
        ("检查时间", when),
        ("检查组", visit.team_words or text.NOTHING),
        ("检查方式", "、".join(visit.method_labels) or text.NOTHING),
        ("陪同人员", visit.counterpart or text.NOTHING),
        *([("提交情况", "批次办结后收到，逾期上传")] if visit.late else []),
    ]


def _history(visit: Visit) -> list[dict[str, Any]]:
    changes = StateChange.objects.of(visit).for_table().order_by("-at", "-id")
    labels = {"create": "安排检查", "reassign": "调整安排"}
    return [
        {
            "title": labels.get(change.verb) or verb_label("inspections.visit", change.verb),
            "at": change.at,
            "actor": change.actor.name if change.actor else "系统",
            "meta": change.acting_organization_name,
            "text": change.reason if change.verb != "record" else "",
        }
        for change in changes
    ]


def _survey_figures(found: Any) -> dict[str, Any]:
    if found is None or found.pk is None:
        return {"rate": None}
    returned = valid_ballots(found) + found.no_opinion
    pairs = [
        ("测评日期", text.date_cn(found.held_on)),
        ("发出", f"{text.number(found.issued)} 张"),
        ("收回", f"{text.number(returned)} 张"),
        ("有效票", f"{text.number(valid_ballots(found))} 张"),
        ("计票人", found.counted_by),
        ("监票人", found.supervised_by),
    ]
    return {"rate": satisfaction_of(found), "pairs": pairs}
