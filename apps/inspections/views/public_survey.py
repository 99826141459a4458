"""What anybody with the QR code sees: one page to answer on, without account and without script.

Nothing that is stored tells who answered. How often one address or device answers is counted in the cache alone, by a
hash whose salt is made anew each day; the mark on the device says that it answered and nothing else.
"""

import hashlib
import hmac
import secrets
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from apps.core import clock
from apps.core.exceptions import PortalError
from apps.core.tries import count_try, tries_of

from .. import services, survey_rules
from ..choices import SurveyAccess
from ..models import SurveySite
from ..queries.questionnaire import TEXT

DAY = 24 * 3600
#: A village hall shares one address, and many phones of one make look alike.
FROM_ADDRESS, ADDRESS_SECONDS = 60, 3600
FROM_DEVICE, DEVICE_SECONDS = 10, 600
WRONG_CODES, WRONG_SECONDS = 10, 3600
MARK_DAYS = 180


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def public_survey(request: HttpRequest, token: str) -> HttpResponse:
    """The questionnaire of one site; afterwards the thanks."""
    site = SurveySite.objects.filter(token=token).select_related("survey", "application__organization").first()
    if site is None:
        return _told(request, None, "二维码不完整，或者测评已经撤销。请重新扫码，或联系党组织工作人员。", status=404)
    closed = survey_rules.takes_ballots(site.survey)
    if not closed:
        return _told(request, site, closed.reason)
    if _has_answered(request, site):
        return _told(request, site, "这台设备已经填写过本次测评，谢谢您。每人填写一次，其他人请用自己的手机扫码。")
    if request.method != "POST":
        return _form(request, site)
    problem = _take(request, site)
    if problem:
        return _form(request, site, problem, status=422)
    response = redirect("inspections:public_survey_thanks", token)
    if site.survey.access == SurveyAccess.OPEN:
        _mark(request, response, site)
    return response


@login_not_required
@never_cache
@require_safe
def public_survey_thanks(request: HttpRequest, token: str) -> HttpResponse:
    site = SurveySite.objects.filter(token=token).select_related("survey", "application__organization").first()
    if site is None:
        return _told(request, None, "二维码不完整，或者测评已经撤销。", status=404)
    return render(request, "inspections/surveys/thanks.html", {"site": site})


def questions_for(survey: Any, given: Any) -> list[dict[str, Any]]:
    """The questions with what was chosen so far, for the page and its preview."""
    return [
        {
            **row,
            "is_text": row["kind"] == TEXT,
            "said": given.get(row["code"], "") if row["kind"] == TEXT else "",
            "options": [{**each, "chosen": given.get(row["code"]) == each["code"]} for each in row["options"]],
        }
        for row in survey.questions
    ]


def _form(request: HttpRequest, site: SurveySite, problem: str = "", status: int = 200) -> HttpResponse:
    given = request.POST
    groups = [{**row, "chosen": given.get("group") == row["code"]} for row in site.survey.groups]
    context = {
        "site": site,
        "survey": site.survey,
        "questions": questions_for(site.survey, given),
        "groups": groups,
        "by_code": site.survey.access == SurveyAccess.CODE,
        "code": given.get("code", "")[:20],
        "problem": problem,
    }
    return _unlogged(render(request, "inspections/surveys/public.html", context, status=status))


def _told(request: HttpRequest, site: SurveySite | None, words: str, status: int = 200) -> HttpResponse:
    return _unlogged(render(request, "inspections/surveys/told.html", {"site": site, "words": words}, status=status))


def _unlogged(response: HttpResponse) -> HttpResponse:
    """Django writes a line with time and address of every 4xx; of an anonymous page there is none."""
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def _take(request: HttpRequest, site: SurveySite) -> str:
    """Store the answer; the sentence why not."""
    who = f"{site.pk}:{get_adapter().get_client_ip(request)}"
    wrong, address = _key("wrong", who), _key("address", who)
    device = _key("device", f"{who}:{request.headers.get('User-Agent', '')}")
    if tries_of(wrong) >= WRONG_CODES:
        return "测评码输入错误次数过多，请一小时后再试，或联系工作人员。"
    if tries_of(address) >= FROM_ADDRESS or tries_of(device) >= FROM_DEVICE:
        return "这个网络或这台设备提交得太频繁，请过一会儿再试，或填写纸质票。"
    try:
        services.give_ballot(
            actor=None, site=site, group=request.POST.get("group", ""), answers=request.POST.dict(),
            code=request.POST.get("code", ""),
        )  # fmt: skip
    except PortalError as error:
        if error.code == "code":
            count_try(wrong, WRONG_SECONDS)
        return error.message
    count_try(address, ADDRESS_SECONDS)
    count_try(device, DEVICE_SECONDS)
    return ""


def _key(kind: str, who: str) -> str:
    """Tomorrow nobody can say whose it was: the salt is gone."""
    salt = cache.get_or_set(f"survey-salt:{clock.today():%Y%m%d}", lambda: secrets.token_hex(32), DAY)
    found = hmac.new(str(salt).encode(), f"{kind}:{who}".encode(), hashlib.sha256).hexdigest()
    return f"survey:{found}"


def _mark_name(site: SurveySite) -> str:
    return f"answered-{hashlib.sha256(site.token.encode()).hexdigest()[:12]}"


def _has_answered(request: HttpRequest, site: SurveySite) -> bool:
    return site.survey.access == SurveyAccess.OPEN and request.COOKIES.get(_mark_name(site)) == "1"


def _mark(request: HttpRequest, response: HttpResponse, site: SurveySite) -> None:
    response.set_cookie(
        _mark_name(site),
        "1",
        max_age=MARK_DAYS * DAY,
        path=reverse("inspections:public_survey", args=[site.token]),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
