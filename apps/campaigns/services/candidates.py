"""Candidates: proposed by a committee from its subtree, within its quota; confirmed or declined by the organizer."""

from django.db import transaction
from django.urls import reverse

from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid, QuotaFull
from apps.core.states import move, record
from apps.core.verdicts import Acting, require
from apps.organizations.models import Organization
from apps.organizations.queries import secretaries_of
from apps.reminders.services import notify

from ..choices import CandidateStatus, Exemplar, QuotaDimension
from ..models import Campaign, Candidate, Quota
from ..queries.progress import quota_label
from ..queries.scope import eligible
from ..rules import can_decide_candidate, can_propose

STANDING = (CandidateStatus.PROPOSED, CandidateStatus.CONFIRMED)


@transaction.atomic
def propose_candidate(
    *, actor: User, campaign: Campaign, organization: Organization, exemplar: str, reason: str
) -> Candidate:
    """Propose an organization of the own subtree; one that was declined may be proposed again.

    Raises:
        Refused, OutOfPhase: not an office above the organization, or not now.
        Invalid: not eligible, no reason, no kind of exemplar, proposed already.
        QuotaFull: as many candidates stand as a quota that covers the organization has places.
    """
    acting = require(can_propose(actor, campaign, organization))
    if not eligible(campaign).filter(pk=organization.pk).exists():
        raise Invalid(f"“{organization.short_name}”不在活动的实施范围内。")
    if not reason.strip() or len(reason) > 300:
        raise Invalid("请写明提名理由，不超过 300 字。")
    if exemplar not in Exemplar.values:
        raise Invalid("请选择老典型或新典型。")
    quotas = list(Quota.objects.select_for_update(of=("self",)).filter(campaign=campaign).order_by("pk"))
    found = Candidate.objects.select_for_update().filter(campaign=campaign, organization=organization).first()
    if found is not None and found.status in STANDING:
        raise Invalid(f"“{organization.short_name}”已经提名。")
    for quota in quotas:
        check_quota(quota, organization)
    told = {
        "exemplar": exemplar,
        "reason": reason.strip(),
        "proposer_id": acting.organization_id,
        "proposed_by": actor,
        "proposed_at": clock.now(),
    }
    if found is None:
        found = Candidate.objects.create(
            campaign=campaign, organization=organization, organization_path=organization.path, **told
        )
        record(found, "create", acting=acting, reason=reason)
        return found
    move(found, "propose", acting=acting, reason=reason)
    Candidate.objects.filter(pk=found.pk).update(**told, decided_by=None, decided_at=None, opinion="")
    found.refresh_from_db()
    return found


def confirm_candidate(*, actor: User, candidate: Candidate, opinion: str = "") -> Candidate:
    """Confirm a candidate and invite it to apply; see :func:`decline_candidate`."""
    found, acting = _decide(actor, candidate, "confirm", opinion)
    campaign = found.campaign
    notify(
        rule="campaign.candidate",
        subject=found,
        recipients=secretaries_of(found.organization_id),
        title=f"邀请申报：{campaign.name}",
        body=f"{acting.organization_name}确认贵单位为摸底对象（{found.get_exemplar_display()}），请按期申报。",
        url=reverse("campaigns:detail", args=[campaign.pk]),
        threshold=str(found.decided_at.date()) if found.decided_at else "",
    )
    return found


def decline_candidate(*, actor: User, candidate: Candidate, opinion: str) -> Candidate:
    """Decline a candidate, with the reason.

    Raises:
        Refused: no office above the proposer. OutOfTurn: decided so already. Invalid: no reason.
    """
    return _decide(actor, candidate, "decline", opinion)[0]


@transaction.atomic
def _decide(actor: User, candidate: Candidate, verb: str, opinion: str) -> tuple[Candidate, Acting]:
    found = Candidate.objects.select_for_update(of=("self",)).select_related(
        "campaign__organization", "organization", "proposer"
    )
    row = found.get(pk=candidate.pk)
    acting = require(can_decide_candidate(actor, row))
    if len(opinion) > 300:
        raise Invalid("意见不超过 300 字。")
    move(row, verb, acting=acting, reason=opinion.strip())
    row.decided_by, row.decided_at, row.opinion = actor, clock.now(), opinion.strip()
    row.save(update_fields=["decided_by", "decided_at", "opinion"])
    return row, acting


def check_quota(quota: Quota, organization: Organization) -> None:
    """Whether one more candidate fits. Raises QuotaFull: as many stand as the quota has places."""
    standing = Candidate.objects.filter(campaign_id=quota.campaign_id, status__in=STANDING)
    if quota.dimension == QuotaDimension.PARENT:
        assert quota.organization is not None
        if not organization.path.startswith(quota.organization.path):
            return
        standing = standing.filter(organization_path__startswith=quota.organization.path)
    elif quota.dimension == QuotaDimension.SECTOR:
        if quota.sector != organization.sector:
            return
        standing = standing.filter(organization__sector=quota.sector)
    if standing.count() >= quota.limit:
        raise QuotaFull(f"“{quota_label(quota)}”名额 {quota.limit} 个，提名已满；名额是上限，不能再提名。")
