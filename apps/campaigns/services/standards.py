"""The one way by which a running campaign takes another version of its standard."""

from django.db import transaction

from apps.core.states import record
from apps.core.verdicts import Acting
from apps.standards.models import StandardVersion

from ..models import Campaign, CampaignStandard
from .checks import locked


@transaction.atomic
def change_standard(*, acting: Acting, standard: CampaignStandard, version: StandardVersion, reason: str) -> Campaign:
    """Put ``version`` in the place of the one that the row names, and record the act with both.

    Args:
        acting: the capacity granted by the caller's own rule; the caller has checked the version.
        reason: why, with the number of the decision.
    """
    campaign = locked(standard.campaign)
    words = f"{standard.get_sector_display() or '各领域'}：{standard.version} → {version}。{reason}"
    CampaignStandard.objects.filter(pk=standard.pk).update(version=version)
    campaign.version += 1
    campaign.save(update_fields=["version"])
    record(campaign, "move_standard", acting=acting, reason=words)
    return campaign
