"""One site of a survey: its poster, its slips, its meetings' ballots, and its result once all is over."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.campaigns.queries import read_on_their_day
from apps.core.acts import done
from apps.core.exceptions import PortalError
from apps.core.exports import attachment
from apps.organizations.access import role_required, roles_of

from .. import services, survey_rules
from ..choices import SurveyAccess, SurveyStatus
from ..models import BallotCount, SurveySite
from ..queries import surveys as queries
from ..queries.questionnaire import TEXT, keyed_answers
from ..services.ballots import typed_of
from ..survey_documents import posters_pdf, slips_pdf
from ..survey_forms import CodesForm, CountForm, PaperForm
from .mass_surveys import PDF, TONES, address_of


@role_required(Role.OFFICE, Role.SECRETARY)
@require_safe
def survey_site(request: HttpRequest, pk: int) -> HttpResponse:
    """The poster for everybody of the site; codes, paper ballots and the result for the offices above."""
    return _page(request, _site(request, pk))


@role_required(Role.OFFICE, Role.SECRETARY)
@require_safe
def site_poster(request: HttpRequest, pk: int) -> HttpResponse:
    site = _site(request, pk)
    name = f"{site.application.organization.short_name} 测评海报.pdf"
    return attachment(posters_pdf([site], [address_of(request, site)]), name, PDF)


@role_required(Role.OFFICE)
@require_POST
def site_codes(request: HttpRequest, pk: int) -> HttpResponse:
    """New slips as PDF: told this once."""
    site = _site(request, pk)
    form = CodesForm(request.POST, survey=site.survey)
    if not form.is_valid():
        messages.error(request, "张数应为 0 至 500 的整数。")
        return redirect("inspections:survey_site", pk)
    try:
        codes = services.issue_codes(actor=request.user, site=site, numbers=form.numbers)
    except PortalError as error:
        messages.error(request, error.message)
        return redirect("inspections:survey_site", pk)
    name = f"{site.application.organization.short_name} 测评码.pdf"
    return attachment(slips_pdf(site, address_of(request, site), codes), name, PDF)


@role_required(Role.OFFICE)
@require_POST
def site_count(request: HttpRequest, pk: int) -> HttpResponse:
    """发出、收回、有效 of one group's meeting."""
    site = _site(request, pk)
    form = CountForm(request.POST, survey=site.survey)
    if not form.is_valid():
        return _page(request, site, form)
    try:
        count = services.count_meeting(actor=request.user, site=site, **form.cleaned_data)
    except PortalError as error:
        form.add_error(None, error.message)
        return _page(request, site, form)
    if count.is_void:
        messages.warning(request, "收回多于发出，这次测评无效：已登记，不计入结果。")
    else:
        messages.success(request, "票数已登记，可以录入选票。")
    return redirect("inspections:survey_site", pk)


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Paper ballots typed by number keys, one a line."""
    count = _count(request, pk)
    form = PaperForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answers = keyed_answers(count.site.survey.questions, form.cleaned_data["keys"])
            words = next((row["code"] for row in count.site.survey.questions if row["kind"] == TEXT), "")
            typed = {**answers, words: form.cleaned_data["words"]}
            key = services.type_ballot(actor=request.user, count=count, answers=typed, key=form.cleaned_data["turn"])
        except PortalError as error:
            form.add_error("keys", error.message)
        else:
            request.session[f"paper-{pk}"] = [str(key), form.cleaned_data["keys"]]
            return redirect("inspections:survey_paper", pk)
    typed_so_far = typed_of(count.site, count.group, count.held_on)
    last = request.session.get(f"paper-{pk}")
    context = {
        **_of(count),
        "form": form,
        "turn": uuid.uuid4(),
        "asked": [row for row in count.site.survey.questions if row["kind"] != TEXT],
        "has_words": any(row["kind"] == TEXT for row in count.site.survey.questions),
        "typed": typed_so_far,
        "left": count.valid - typed_so_far,
        "last_keys": last[1] if last else "",
        "verdict": survey_rules.can_type_ballots(request.user, count.site),
    }
    return render(request, "inspections/surveys/paper.html", context)


@role_required(Role.OFFICE)
@require_POST
def paper_undo(request: HttpRequest, pk: int) -> HttpResponse:
    count = _count(request, pk)
    last = request.session.pop(f"paper-{pk}", None)
    ballot = uuid.UUID(last[0]) if last else uuid.UUID(int=0)
    return done(
        request,
        reverse("inspections:survey_paper", args=[pk]),
        "已撤销上一张选票。",
        lambda: services.take_back(actor=request.user, count=count, ballot=ballot),
    )


def _page(request: HttpRequest, site: SurveySite, form: CountForm | None = None) -> HttpResponse:
    survey = site.survey
    may_type = survey_rules.can_type_ballots(request.user, site)
    manage = survey_rules.can_manage_survey(request.user, survey)
    is_office = Role.OFFICE in roles_of(request.user) and bool(may_type)
    context: dict[str, Any] = {
        "site": site,
        "survey": survey,
        "tone": TONES[survey.status],
        "address": address_of(request, site),
        "manage": manage,
        "may_type": may_type and survey.status == SurveyStatus.OPEN,
        "by_code": survey.access == SurveyAccess.CODE,
        "is_office": is_office,
    }
    if is_office:
        context |= _office_part(site, form)
    return render(request, "inspections/surveys/site.html", context)


def _office_part(site: SurveySite, form: CountForm | None) -> dict[str, Any]:
    survey = site.survey
    counts = list(site.counts.order_by("held_on", "group"))
    titles = {row["code"]: row["title"] for row in survey.groups}
    for count in counts:
        count.title = titles.get(count.group, count.group)
    found: dict[str, Any] = {"counts": counts, "form": form or CountForm(survey=survey)}
    if survey.access == SurveyAccess.CODE:
        found |= {"codes": queries.code_counts(survey, site), "codes_form": CodesForm(survey=survey)}
    if survey.status == SurveyStatus.CLOSED:
        found |= {
            "results": queries.results_of_site(survey, site),
            "voids": queries.void_words(survey, site),
            "words": queries.words_of(survey, site),
            "groups": list(titles.values()),
        }
    elif survey.status == SurveyStatus.OPEN:
        found["turnout"] = queries.turnouts(survey, [site])[0]
    return found


def _of(count: BallotCount) -> dict[str, Any]:
    survey = count.site.survey
    title = next((row["title"] for row in survey.groups if row["code"] == count.group), count.group)
    return {"count": count, "site": count.site, "survey": survey, "group": title}


def _site(request: HttpRequest, pk: int) -> SurveySite:
    related = ("survey__campaign", "survey__organization", "application__organization")
    site: SurveySite = get_object_or_404(SurveySite.objects.visible_to(request.user).select_related(*related), pk=pk)
    read_on_their_day([(site.application.organization, site.survey.campaign)])
    return site


def _count(request: HttpRequest, pk: int) -> BallotCount:
    related = ("site__survey__campaign", "site__application__organization")
    visible = SurveySite.objects.visible_to(request.user)
    count: BallotCount = get_object_or_404(BallotCount.objects.filter(site__in=visible).select_related(*related), pk=pk)
    read_on_their_day([(count.site.application.organization, count.site.survey.campaign)])
    return count
