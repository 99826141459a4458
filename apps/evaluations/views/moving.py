"""Moving a running campaign to a newer version of its standard: first the effect, then the act."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from apps.accounts.choices import Role
from apps.campaigns.models import Campaign, CampaignStandard
from apps.core.exceptions import PortalError
from apps.core.verdicts import require
from apps.organizations.access import role_required, scope_of
from apps.standards.models import StandardVersion

from .. import queries, services
from ..forms import MoveForm
from ..rules import can_move_standard
from ..services.moving import STALE

Choice = tuple[CampaignStandard, list[StandardVersion]]


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, campaign_pk: int) -> HttpResponse:
    """Choose a version, read whose score would change by how much, then decide with reason and number."""
    campaigns = Campaign.objects.filter(scope_of(request.user).as_q("organization_path"))
    campaign = get_object_or_404(campaigns.select_related("organization"), pk=campaign_pk)
    verdict = can_move_standard(request.user, campaign)
    if request.method == "POST":
        require(verdict)
    choices = queries.choices_for_moving(campaign) if verdict else []
    asked = request.POST if request.method == "POST" else request.GET
    chosen = _chosen(choices, asked)
    form = MoveForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        seen = asked.get("seen", "")
        if chosen is None or seen != str(chosen[0].version_id):
            form.add_error(None, STALE)
            status = 409
        elif form.is_valid() and (answer := _move(request, campaign, chosen, form)):
            return answer
    context = {
        "campaign": campaign,
        "verdict": verdict,
        "choices": choices,
        "any_choice": any(versions for _, versions in choices),
        "form": form,
        "effect": queries.effect_of_moving(campaign, *chosen) if chosen else None,
    }
    return render(request, "evaluations/move.html", context, status=status)


def _chosen(choices: list[Choice], asked: Any) -> tuple[CampaignStandard, StandardVersion] | None:
    """The row and the version that the address names, when it may take it."""
    for row, versions in choices:
        for version in versions:
            if asked.get("standard") == str(row.pk) and asked.get("version") == str(version.pk):
                return row, version
    return None


def _move(request: HttpRequest, campaign: Campaign, chosen: Any, form: MoveForm) -> HttpResponse | None:
    row, version = chosen
    try:
        count = services.move_campaign(
            actor=request.user, campaign=campaign, standard=row, version=version, **form.cleaned_data
        )
    except PortalError as error:
        form.add_error(None, error.message)
        return None
    messages.success(request, f"已改用{version}，{count} 份申报按新标准重新计分。")
    return redirect("evaluations:board", campaign.pk)
