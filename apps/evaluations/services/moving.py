"""A running campaign takes a newer version of its standard: one audited act, all of it or nothing."""

from typing import Any

from django.db import transaction
from django.urls import reverse

from apps.applications.models import Application
from apps.applications.queries import compared_leaves_of
from apps.applications.services import transfer_applications
from apps.campaigns.models import Campaign, CampaignStandard
from apps.campaigns.services import change_standard
from apps.core.exceptions import Invalid, StaleVersion
from apps.core.verdicts import Acting, require
from apps.inspections.services import transfer_results
from apps.organizations.queries.people import secretaries_of_many
from apps.reminders.registries import DueNotice
from apps.reminders.services import store, subject_of
from apps.standards.models import StandardVersion
from apps.standards.queries import engine_version

from .. import queries
from ..rules import can_move_standard
from .ranking import rank_campaign
from .scoring import lock_scores, score_applications

STALE = "这一活动适用的标准刚被他人改动，请刷新后重新查看影响。"


@transaction.atomic
def move_campaign(
    *,
    actor: Any,
    campaign: Campaign,
    standard: CampaignStandard,
    version: StandardVersion,
    reason: str,
    decision_number: str,
) -> int:
    """Put ``version`` in the place of the one that ``standard`` names, for everybody who stands under it.

    Scores already combined are combined and ranked anew. Returns the number of applications moved over.

    Args:
        standard: a row of the campaign, as it was read: its version is the one whose effect was shown.

    Raises:
        Refused: not the organizer's office, the campaign does not run, or results were publicised.
        StaleVersion: somebody moved the campaign since the row was read.
        Invalid: no reason or number, the version may not follow, or a leaf that is measured in another way now
            was reviewed or verified already.
    """
    fresh = Campaign.objects.select_for_update(of=("self",)).select_related("organization").get(pk=campaign.pk)
    acting = require(can_move_standard(actor, fresh))
    lock_scores(fresh)
    if not reason.strip() or not decision_number.strip():
        raise Invalid("请填写决定文号和理由。", code="reason_missing")
    row = _fresh(standard, fresh)
    if version not in dict(queries.choices_for_moving(fresh))[row]:
        raise Invalid(f"“{version}”不是现用标准的更新版本或适用的改编版，不能改用。")
    ids = list(queries.affected_by(row).values_list("pk", flat=True))
    retyped = compared_leaves_of(engine_version(row.version), engine_version(version)).retyped
    moved = transfer_applications(applications=ids, old=row.version, new=version)
    transfer_results(applications=ids, version=version, retyped=retyped)
    change_standard(
        acting=acting,
        standard=row,
        version=version,
        reason=f"决定文号：{decision_number.strip()}。理由：{reason.strip()}",
    )
    _combine_again(fresh, ids, acting)
    _tell(fresh, moved, row.version, version)
    return len(moved)


def _fresh(standard: CampaignStandard, campaign: Campaign) -> CampaignStandard:
    row = campaign.standards.select_related("version__standard").filter(pk=standard.pk).first()
    if row is None or row.version_id != standard.version_id:
        raise StaleVersion(STALE)
    row.campaign = campaign
    return row


def _combine_again(campaign: Campaign, ids: list[int], acting: Acting) -> None:
    """What was combined by the old version would no longer recompute: it is combined by the new one."""
    scored = list(queries.awaiting_score(campaign).filter(pk__in=ids, evaluation__isnull=False))
    if scored:
        score_applications(campaign, scored, acting)
        rank_campaign(campaign)


def _tell(campaign: Campaign, moved: list[Application], old: StandardVersion, new: StandardVersion) -> None:
    people = secretaries_of_many(application.organization_id for application in moved)
    store(
        DueNotice(
            rule="campaign.standard_moved",
            subject=subject_of(application),
            recipient_id=person.pk,
            threshold=str(new.pk),
            title=f"{campaign.name}改用{new}",
            body=f"原用{old}。相同指标的填报内容已沿用，自评已重新计分，请核对新增和变化的指标。",
            url=reverse("applications:detail", args=[application.pk]),
        )
        for application in moved
        for person in people.get(application.organization_id, ())
    )
