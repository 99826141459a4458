"""The campaign at a glance: figures for offices, dates and the next step for everybody else."""

from collections import Counter
from typing import Any

from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from apps.accounts.choices import BUSINESS_ROLES, Role
from apps.core import clock
from apps.organizations.access import office_of, role_required, roles_of, scope_of

from .. import rules
from ..choices import CampaignStatus, CandidateStatus
from ..models import Campaign
from ..pages import CANDIDATE_TONES, funnel_note, line_state, phases_for_bar, stage_of, tabs_for
from ..queries import (
    Burden,
    EligibleRow,
    burden,
    burden_of,
    deadline,
    eligible,
    eligible_rows,
    funnel,
    place_rows,
    progress_table,
    quota_use,
    standards_of,
)
from ..queries.progress import ChildRow
from ..queries.route import route_in_words
from ..queries.survey import candidates_of
from ..registries import other_asks, own_states
from .lifecycle import extensions_of
from .setup import campaign_of, files_of

#: How long the overview of an opened campaign keeps its burden.
BURDEN_SECONDS = 600
#: Extensions on the overview; the page of extensions has all.
SHOWN_EXTENSIONS = 5
#: Organizations of one page of the table; its foot sums up all.
SHOWN_CHILDREN = 50
#: Candidates on the overview; the page of the survey has all.
SHOWN_CANDIDATES = 8


@require_safe
@role_required(*BUSINESS_ROLES)
def show_campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """The overview of a campaign, as far as the person's organizations go."""
    campaign = campaign_of(request, pk)
    if office_of(request.user) is not None:
        context = _for_office(request, campaign)  # before the tabs: what it reads of applications they count
        return render(request, "campaigns/overview.html", {**_common(request, campaign), **context})
    context = _common(request, campaign)
    return render(request, "campaigns/plain.html", {**context, **_for_secretary(request, campaign)})


def _common(request: HttpRequest, campaign: Campaign) -> dict[str, Any]:
    versions = standards_of(campaign)
    return {
        "campaign": campaign,
        "stage": stage_of(campaign),
        "tabs": tabs_for(campaign, request.user, "概览"),
        "bar": phases_for_bar(campaign),
        "versions": list(dict.fromkeys(versions.values())),
        "weights": _weights(campaign),
        "route": route_in_words(campaign),
        "files": files_of(campaign),
        "lines": [(line, *line_state(line, clock.today())) for line in campaign.work_lines.all()],
    }


def _weights(campaign: Campaign) -> list[dict[str, Any]]:
    mass = "群众测评"
    if campaign.satisfaction_pass is not None:
        mass += f"（满意度不低于 {campaign.satisfaction_pass.normalize():f}%）"
    rows = [("自评", campaign.weight_self), (mass, campaign.weight_mass), ("组织考评", campaign.weight_organization)]
    shown = [{"label": label, "value": f"{weight.normalize():f}%"} for label, weight in rows]
    return [*shown, {"label": "合计", "value": "100%"}]


def _for_office(request: HttpRequest, campaign: Campaign) -> dict[str, Any]:
    organizations = eligible_rows(campaign)
    items = funnel(campaign, request.user, organizations)
    extended = any(phase.given for phase in campaign.phases.all())
    extensions = list(extensions_of(campaign, request.user)[: SHOWN_EXTENSIONS + 1]) if extended else []
    places = place_rows(campaign)
    quotas = quota_use(campaign, places)
    rows = progress_table(campaign, request.user, organizations, places, quotas)
    return {
        "funnel": [{"label": i.label, "value": i.count, "url": i.url, "group": i.group} for i in items],
        "funnel_note": funnel_note(items),
        "rows": rows,
        "page": Paginator(rows, SHOWN_CHILDREN).get_page(request.GET.get("page")),
        "columns": [item.label for item in rows[0].items] if rows else [],
        "sums": _sums(rows),
        "taken": sum(row.taken for row in rows),
        "total": next((quota for quota in quotas if quota.dimension == "total"), None),
        "quotas": [quota for quota in quotas if quota.dimension in ("sector", "level")],
        "burden": _burden(campaign, organizations),
        "other_asks": [each for asks in other_asks for each in asks(campaign, request.user)],
        **_candidates(request, campaign),
        "extensions": extensions[:SHOWN_EXTENSIONS],
        "more_extensions": len(extensions) > SHOWN_EXTENSIONS,
        "warning": rules.organizer_warning(campaign),
        "can_edit": rules.can_edit_campaign(request.user, campaign),
        "can_extend": rules.can_extend(request.user, campaign),
        "acts": _acts(request, campaign),
    }


def _candidates(request: HttpRequest, campaign: Campaign) -> dict[str, Any]:
    """The first candidates, those to decide first, and how many there are of each state."""
    found = list(candidates_of(campaign, request.user))
    counts = Counter(each.status for each in found)
    shown = [(each, CANDIDATE_TONES.get(each.status, "idle")) for each in found[:SHOWN_CANDIDATES]]
    return {
        "candidates": shown,
        "candidate_total": len(found),
        "candidate_counts": [(status.label, counts[status]) for status in CandidateStatus if counts[status]],
    }


def _burden(campaign: Campaign, organizations: list[EligibleRow]) -> Burden:
    """Kept for some minutes: every organization's facts are counted for it. A draft is always counted afresh."""
    if campaign.status == CampaignStatus.DRAFT:
        return burden(campaign, organizations)
    key = f"campaign-burden-{campaign.pk}-{campaign.version}"
    found = cache.get(key)
    if found is None:  # also when the cache cannot be reached
        found = burden(campaign, organizations)
        cache.set(key, found, BURDEN_SECONDS)
    return found


def _sums(rows: list[ChildRow]) -> list[tuple[str, int]]:
    """The foot of the table: each column's label and sum."""
    columns = zip(*(row.items for row in rows), strict=False)
    return [(column[0].label, sum(item.count for item in column)) for column in columns]


def _acts(request: HttpRequest, campaign: Campaign) -> list[dict[str, str]]:
    """What the organizer's office may do now, each with what will happen."""
    table = (
        ("暂停", "suspend", rules.can_suspend, "暂停期间不再办理申报、审核和验收，期限照常计算。", "理由（必填）"),
        ("恢复", "resume", rules.can_resume, "活动按原定日期继续。", ""),
        ("结束", "close", rules.can_close, "结束后不再办理任何事项，材料保留备查。", ""),
        ("终止", "cancel", rules.can_cancel, "活动不再开展，已有材料保留备查。", "理由（必填）"),
    )
    return [
        {
            "label": f"{label}活动",
            "url": reverse(f"campaigns:{verb}", args=[campaign.pk]),
            "words": words,
            "reason": reason,
        }
        for label, verb, rule, words, reason in table
        if rule(request.user, campaign)
    ]


def _for_secretary(request: HttpRequest, campaign: Campaign) -> dict[str, Any]:
    organizations = [m.organization for m in scope_of(request.user).memberships if m.role == Role.SECRETARY]
    owed = list(eligible(campaign).filter(pk__in=[o.pk for o in organizations]))
    return {
        "own": [_own(campaign, organization) for organization in owed],
        "phases": campaign.phases.all(),
        "is_secretary": Role.SECRETARY in roles_of(request.user),
    }


def _own(campaign: Campaign, organization: Any) -> dict[str, Any]:
    """One of the secretary's organizations: its deadline, its burden, and where to go."""
    verdict = rules.in_phase(campaign, "application.fill", organization)
    states = [state(campaign, organization) for state in own_states]
    return {
        "organization": organization,
        "deadline": deadline(campaign, "application.submit", organization),
        "verdict": verdict,
        "state": next((state for state in states if state), ""),
        "burden": burden_of(campaign, organization) if standards_of(campaign) else None,
        "start_url": _start_url(campaign, organization) if verdict else "",
    }


def _start_url(campaign: Campaign, organization: Any) -> str:
    """The address that starts an application; empty while the portal has none."""
    try:
        return f"{reverse('applications:start', args=[campaign.pk])}?organization={organization.pk}"
    except NoReverseMatch:
        return ""
