"""调查摸底: the ranked list, the job behind it, and the candidates."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.core.acts import done
from apps.core.exceptions import PortalError
from apps.core.verdicts import require
from apps.organizations.access import role_required
from apps.organizations.models import Organization

from .. import services
from ..choices import CandidateStatus
from ..exports import readiness_workbook
from ..forms import ProposalForm, ReadinessFilter
from ..models import Campaign, Candidate
from ..pages import CANDIDATE_TONES, stage_of, tabs_for
from ..queries.phases import with_phases
from ..queries.plan_board import takeable
from ..queries.scope import children_of
from ..queries.survey import candidates_of, newest_runs, progress_of, ranked
from ..rules import can_decide_candidate, can_propose, can_survey, can_take_from_plan, in_phase

PAGE_SIZE = 50


def campaign_of(request: HttpRequest, pk: int, **figures: Any) -> Campaign:
    """A campaign that the person sees, with its phases alone; ``figures`` are annotations."""
    found = Campaign.objects.visible_to(request.user).select_related("organization")
    found = found.annotate(lines=Count("work_lines"), **figures)
    return get_object_or_404(found.prefetch_related(with_phases()), pk=pk)


@require_safe
@role_required(Role.OFFICE)
def survey(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody eligible ranked by readiness, as far as the person's subtree goes; and who was proposed."""
    campaign: Any = campaign_of(request, pk, takeable=takeable())
    running, done = newest_runs(campaign)
    candidates = list(candidates_of(campaign, request.user))
    context: dict[str, Any] = {
        "campaign": campaign,
        "stage": stage_of(campaign),
        "tabs": tabs_for(campaign, request.user, "摸底"),
        "running": running,
        "computed": progress_of(running) if running else 0,
        "run": done,
        "proposing": in_phase(campaign, "candidate.propose", None),
        "takeable": campaign.takeable if can_take_from_plan(request.user, campaign) else 0,
        "may_survey": can_survey(request.user, campaign),
        "candidates": [_candidate(request, each) for each in candidates],
        "waiting": sum(each.status == CandidateStatus.PROPOSED for each in candidates),
        "confirmed": sum(each.status == CandidateStatus.CONFIRMED for each in candidates),
    }
    if done is not None:
        context |= _list(request, campaign, done, {each.organization_id: each for each in candidates})
    return render(request, "campaigns/survey.html", context)


def _list(request: HttpRequest, campaign: Campaign, run: Any, candidates: dict[int, Candidate]) -> dict[str, Any]:
    form = ReadinessFilter(request.GET, places=children_of(campaign, request.user))
    page = Paginator(ranked(run, request.user, form.filters()), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [
        {
            "row": row,
            "candidate": candidates.get(row.organization_id),
            "tone": CANDIDATE_TONES.get(candidates[row.organization_id].status, "idle")
            if row.organization_id in candidates
            else "",
            "may_propose": _proposable(request, campaign, row.organization, candidates.get(row.organization_id)),
        }
        for row in page.object_list
    ]
    export = f"{reverse('campaigns:survey_export', args=[campaign.pk])}?{request.GET.urlencode()}"
    return {"form": form, "page": page, "rows": rows, "total": f"共 {page.paginator.count:,} 家", "export_url": export}


def _proposable(request: HttpRequest, campaign: Campaign, organization: Organization, found: Candidate | None) -> bool:
    if found is not None and found.status != CandidateStatus.DECLINED:
        return False
    return bool(can_propose(request.user, campaign, organization))


def _candidate(request: HttpRequest, candidate: Candidate) -> dict[str, Any]:
    may = can_decide_candidate(request.user, candidate)
    return {
        "candidate": candidate,
        "tone": CANDIDATE_TONES[CandidateStatus(candidate.status)],
        "may_confirm": may and candidate.status != CandidateStatus.CONFIRMED,
        "may_decline": may and candidate.status != CandidateStatus.DECLINED,
    }


@require_safe
@role_required(Role.OFFICE)
def survey_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the run is (a fragment that asks again); the whole page anew once it has ended."""
    campaign = campaign_of(request, pk)
    running, _ = newest_runs(campaign)
    if running is None:
        answer = HttpResponse()
        answer["HX-Refresh"] = "true"
        return answer
    context = {"campaign": campaign, "running": running, "computed": progress_of(running)}
    return render(request, "campaigns/_survey_progress.html", context)


@require_safe
@role_required(Role.OFFICE)
def export_survey(request: HttpRequest, pk: int) -> Any:
    """The list as it is filtered, all pages."""
    campaign = campaign_of(request, pk)
    _, done = newest_runs(campaign)
    form = ReadinessFilter(request.GET, places=children_of(campaign, request.user))
    chosen = {each.organization_id: each for each in candidates_of(campaign, request.user)}
    rows = ranked(done, request.user, form.filters()) if done is not None else ()
    return readiness_workbook(campaign, rows, chosen)


@require_POST
@role_required(Role.OFFICE)
def start_survey(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the computation."""
    campaign = campaign_of(request, pk)
    return _acted(request, pk, lambda: services.start_readiness(actor=request.user, campaign=campaign), "摸底已开始。")


@require_POST
@role_required(Role.OFFICE)
def cancel_survey(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop the computation."""
    campaign = campaign_of(request, pk)
    return _acted(request, pk, lambda: services.cancel_readiness(actor=request.user, campaign=campaign), "摸底已取消。")


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE)
def propose(request: HttpRequest, pk: int, organization: int) -> HttpResponse:
    """Propose one organization, with its kind of exemplar and the reason."""
    campaign = campaign_of(request, pk)
    place = get_object_or_404(Organization.objects.visible_to(request.user), pk=organization)
    require(can_propose(request.user, campaign, place))
    form = ProposalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.propose_candidate(actor=request.user, campaign=campaign, organization=place, **form.cleaned_data)
        except PortalError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"已提名“{place.short_name}”，等待主办单位确认。")
            return redirect("campaigns:survey", pk=pk)
    return render(request, "campaigns/propose.html", {"campaign": campaign, "organization": place, "form": form})


@require_POST
@role_required(Role.OFFICE)
def confirm_candidate(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm a candidate; its secretary is invited."""
    found = get_object_or_404(Candidate.objects.visible_to(request.user), pk=pk)
    return _acted(
        request, found.campaign_id, lambda: services.confirm_candidate(actor=request.user, candidate=found),
        f"已确认“{found}”，邀请已发送。",
    )  # fmt: skip


@require_POST
@role_required(Role.OFFICE)
def decline_candidate(request: HttpRequest, pk: int) -> HttpResponse:
    """Decline a candidate, with the reason."""
    found = get_object_or_404(Candidate.objects.visible_to(request.user), pk=pk)
    opinion = request.POST.get("reason", "")
    return _acted(
        request, found.campaign_id,
        lambda: services.decline_candidate(actor=request.user, candidate=found, opinion=opinion), f"“{found}”不予确认。",
    )  # fmt: skip


def _acted(request: HttpRequest, campaign_id: int, act: Any, words: str) -> HttpResponse:
    return done(request, reverse("campaigns:survey", args=[campaign_id]), words, act)
