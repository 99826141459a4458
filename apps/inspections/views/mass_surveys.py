"""The office puts a survey to the masses: questions, sites, opening and end, results."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.campaigns.queries import read_on_their_day
from apps.core.acts import done
from apps.core.components import text
from apps.core.exceptions import PortalError
from apps.core.exports import attachment
from apps.core.numbers import number_of
from apps.core.paging import page_of
from apps.organizations.access import role_required

from .. import services, survey_rules
from ..choices import SurveyAccess, SurveyStatus
from ..models import Survey, SurveySite
from ..queries import surveys as queries
from ..survey_documents import posters_pdf
from ..survey_exports import results_workbook
from ..survey_forms import ExtendForm, NewSurveyForm, QuestionnaireForm, SiteFilter
from .public_survey import questions_for

TONES = {"draft": "idle", "open": "info", "closed": "ok"}
PDF = "application/pdf"
#: What the office does once a survey is open.
NEXT = {
    SurveyAccess.OPEN: "请打印海报张贴",
    SurveyAccess.CODE: "请打印海报张贴，并按单位生成、打印测评码",
    SurveyAccess.PAPER: "请在会后登记票数、录入选票",
}
#: Posters in one file: more would keep the office waiting.
POSTERS = 300


@role_required(Role.OFFICE)
@require_safe
def surveys(request: HttpRequest) -> HttpResponse:
    """All surveys of the user's reach."""
    page = page_of(request, queries.survey_rows(request.user))
    rows = list(page.object_list)
    for row in rows:
        row.tone = TONES[row.status]
    read_on_their_day((row.organization, row.campaign) for row in rows)
    return render(request, "inspections/surveys/list.html", {"page": page, "surveys": rows})


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def survey_new(request: HttpRequest) -> HttpResponse:
    """A draft with the plan's questions, or with those of an earlier survey."""
    initial = {"campaign": request.GET.get("campaign")}
    form = NewSurveyForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            survey = services.create_survey(actor=request.user, **form.cleaned_data)
        except PortalError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "测评草稿已建立，请核对题目和测评单位，预览后开始。")
            return redirect("inspections:mass_survey", survey.pk)
    return render(request, "inspections/surveys/new.html", {"form": form})


@role_required(Role.OFFICE)
@require_safe
def survey_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One survey: its draft, how many have answered, or what they said."""
    survey = _survey(request, pk)
    if survey.status == SurveyStatus.CLOSED:
        return _results_page(request, survey)
    page = page_of(request, queries.sites_of(survey, request.GET.get("q", "")))
    shown = list(page.object_list)
    _on_their_day(survey, shown)
    context = {**_head(request, survey), "page": page, "extend": ExtendForm(), "parts": _parts(survey)}
    if survey.status == SurveyStatus.OPEN:
        context["turnouts"] = queries.turnouts(survey, shown)
    return render(request, "inspections/surveys/survey.html", context)


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def survey_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The questionnaire of a draft."""
    survey = _survey(request, pk)
    verdict = survey_rules.can_edit_survey(request.user, survey)
    form = QuestionnaireForm(request.POST or None, survey=survey)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_survey(
                actor=request.user, survey=survey, version=form.cleaned_data["version"], **form.settings()
            )
        except PortalError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "题目已保存。")
            return redirect("inspections:mass_survey", survey.pk)
    return render(request, "inspections/surveys/edit.html", {"survey": survey, "form": form, "verdict": verdict})


@role_required(Role.OFFICE)
@require_safe
def survey_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The page as the masses see it; nothing can be sent."""
    survey = _survey(request, pk)
    context = {
        "survey": survey,
        "site": SurveySite.objects.filter(survey=survey).select_related("application__organization").first(),
        "questions": questions_for(survey, {}),
        "groups": survey.groups,
        "by_code": survey.access == SurveyAccess.CODE,
        "preview": True,
    }
    return render(request, "inspections/surveys/public.html", context)


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def survey_sites(request: HttpRequest, pk: int) -> HttpResponse:
    """Which sites are asked about."""
    survey = _survey(request, pk)
    verdict = survey_rules.can_edit_survey(request.user, survey)
    fitting = services.fitting_sites(survey)
    problem, ticked = "", set(request.POST.getlist("applications"))
    if request.method == "POST":
        try:
            chosen = [row for row in fitting if str(row.pk) in ticked]
            count = services.choose_sites(actor=request.user, survey=survey, applications=chosen)
        except PortalError as error:
            problem = error.message
        else:
            messages.success(request, f"测评单位 {count} 个。")
            return redirect("inspections:mass_survey", survey.pk)
    held = {str(pk) for pk in survey.sites.values_list("application_id", flat=True)}
    for row in fitting:
        row.ticked = str(row.pk) in (ticked if problem else held)
    context = {"survey": survey, "verdict": verdict, "rows": fitting, "problem": problem}
    return render(request, "inspections/surveys/sites.html", context, status=422 if problem else 200)


@role_required(Role.OFFICE)
@require_POST
def survey_open(request: HttpRequest, pk: int) -> HttpResponse:
    survey = _survey(request, pk)
    version = request.POST.get("version", "")
    known = number_of(version)
    return done(
        request, _address(pk), f"测评已开始，{NEXT[SurveyAccess(survey.access)]}。",
        lambda: services.open_survey(actor=request.user, survey=survey, version=known),
    )  # fmt: skip


@role_required(Role.OFFICE)
@require_POST
def survey_close(request: HttpRequest, pk: int) -> HttpResponse:
    survey = _survey(request, pk)
    reason = request.POST.get("reason", "")
    return done(
        request, _address(pk), "测评已结束，结果已统计。",
        lambda: services.close_survey(actor=request.user, survey=survey, reason=reason),
    )  # fmt: skip


@role_required(Role.OFFICE)
@require_POST
def survey_extend(request: HttpRequest, pk: int) -> HttpResponse:
    survey = _survey(request, pk)
    form = ExtendForm(request.POST)
    if not form.is_valid():
        messages.error(request, "".join(error for errors in form.errors.values() for error in errors))
        return redirect("inspections:mass_survey", pk)
    return done(
        request, _address(pk), "截止时间已推迟。",
        lambda: services.extend_survey(actor=request.user, survey=survey, **form.cleaned_data),
    )  # fmt: skip


@role_required(Role.OFFICE)
@require_POST
def survey_discard(request: HttpRequest, pk: int) -> HttpResponse:
    survey = _survey(request, pk)
    try:
        services.discard_survey(actor=request.user, survey=survey)
    except PortalError as error:
        messages.error(request, error.message)
        return redirect("inspections:mass_survey", pk)
    messages.success(request, "测评草稿已删除。")
    return redirect("inspections:mass_surveys")


@role_required(Role.OFFICE)
@require_safe
def survey_posters(request: HttpRequest, pk: int) -> HttpResponse:
    """Posters of all sites, three hundred in a file."""
    survey = _survey(request, pk)
    parts = _parts(survey)
    asked = request.GET.get("part", "1")
    part = int(asked) if asked.isdecimal() and len(asked) < 6 and 1 <= int(asked) <= len(parts) else 1
    sites = list(queries.sites_of(survey)[(part - 1) * POSTERS : part * POSTERS])
    for site in sites:
        site.survey = survey
    if not sites:
        messages.error(request, "请先选择测评单位。")
        return redirect("inspections:mass_survey", pk)
    return attachment(
        posters_pdf(sites, [address_of(request, site) for site in sites]), f"{survey.title} 海报.pdf", PDF
    )


@role_required(Role.OFFICE)
@require_safe
def survey_export(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The results as xlsx."""
    survey = _survey(request, pk)
    if survey.status != SurveyStatus.CLOSED:
        messages.error(request, "测评结束前不统计结果。")
        return redirect("inspections:mass_survey", pk)
    sites = list(queries.sites_of(survey, request.GET.get("q", "")))
    _on_their_day(survey, sites)
    return results_workbook(survey, _filtered(request, queries.site_results(survey, sites)))


def address_of(request: HttpRequest, site: SurveySite) -> str:
    """The absolute address behind the QR code."""
    return request.build_absolute_uri(reverse("inspections:public_survey", args=[site.token]))


def _results_page(request: HttpRequest, survey: Survey) -> HttpResponse:
    form = SiteFilter(request.GET)
    sites = list(queries.sites_of(survey, request.GET.get("q", "")))
    results = queries.site_results(survey, sites)
    rows = _filtered(request, results)
    page = page_of(request, rows)
    _on_their_day(survey, [row.site for row in page.object_list])
    context = {
        **_head(request, survey),
        "form": form,
        "page": page,
        "results": page.object_list,
        "whole": queries.whole_results(survey, list(queries.sites_of(survey, "")) if request.GET.get("q") else sites),
        "figures": _figures(survey, results),
        "groups": [row["title"] for row in survey.groups],
        "query": request.GET.urlencode(),
    }
    return render(request, "inspections/surveys/results.html", context)


def _filtered(request: HttpRequest, rows: list[queries.SiteResult]) -> list[queries.SiteResult]:
    wanted = request.GET.get("result", "")
    keep = {"passed": lambda row: row.passed is True, "failed": lambda row: row.passed is False}
    keep["few"] = lambda row: row.value is None
    return [row for row in rows if keep[wanted](row)] if wanted in keep else rows


def _figures(survey: Survey, results: list[queries.SiteResult]) -> list[dict[str, Any]]:
    values = [row.value for row in results if row.value is not None]
    ballots = sum(row.ballots for row in results)
    figures: list[dict[str, Any]] = [
        {"label": "测评单位", "value": len(results), "unit": "个"},
        {"label": "收到选票", "value": ballots, "unit": "张", "note": f"纸质票 {sum(r.paper for r in results)} 张"},
        {"label": "有结果的单位", "value": len(values), "unit": "个", "note": "不足 5 票的不显示"},
    ]
    if values:
        mean = sum(values) / len(values)
        figures.append({"label": "各单位平均满意度", "value": text.score(mean), "unit": "%"})
    if survey.campaign.satisfaction_pass is not None and values:
        passed = sum(row.passed is True for row in results)
        note = f"要求不低于 {survey.campaign.satisfaction_pass.normalize():f}%"
        tone = "" if passed == len(values) else "warn"
        figures.append({"label": "达到要求", "value": passed, "unit": "个", "note": note, "tone": tone})
    return figures


def _head(request: HttpRequest, survey: Survey) -> dict[str, Any]:
    manage = survey_rules.can_manage_survey(request.user, survey)
    return {
        "survey": survey,
        "tone": TONES[survey.status],
        "manage": manage,
        "may_edit": survey_rules.can_edit_survey(request.user, survey),
        "begun": bool(survey_rules.takes_ballots(survey)),
        "facts": _facts(survey),
    }


def _facts(survey: Survey) -> list[tuple[str, Any]]:
    values = {row["title"]: row["value"] for row in survey.questions[0]["options"]} if survey.questions else {}
    scale = "、".join(f"{title} {value} 分" for title, value in values.items() if value is not None)
    least = (survey.campaign.plan.get("survey") or {}).get("least_weight")
    weight = f"{survey.campaign.weight_mass.normalize():f}%"
    floor = survey.campaign.satisfaction_pass
    return [
        ("时间", f"{text.datetime_cn(survey.opens_at)}—{text.datetime_cn(survey.closes_at)}"),
        ("参与方式", survey.get_access_display()),
        ("测评对象", "、".join(f"{row['title']} {row['weight']}%" for row in survey.groups)),
        ("题目", f"{len(survey.questions)} 道"),
        (
            "计分办法",
            survey.get_counting_display() + (f"（{scale}，不了解不计）" if survey.counting == "values" else ""),
        ),
        ("合格线", "未设" if floor is None else f"满意度不低于 {floor.normalize():f}%"),
        ("占总分", weight if least is None else f"{weight}（方案要求不低于 {least}%）"),
    ]


def _parts(survey: Survey) -> list[int]:
    return list(range(1, -(-survey.sites.count() // POSTERS) + 1))


def _on_their_day(survey: Survey, sites: Any) -> None:
    read_on_their_day((site.application.organization, survey.campaign) for site in sites)


def _address(pk: int) -> str:
    return reverse("inspections:mass_survey", args=[pk])


def _survey(request: HttpRequest, pk: int) -> Survey:
    rows = Survey.objects.visible_to(request.user).select_related("campaign__organization", "organization")
    found: Survey = get_object_or_404(rows, pk=pk)
    return found
