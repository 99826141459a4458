"""The tables of campaigns."""

from .campaigns import Campaign, CampaignStandard, Phase, PhaseExtension, Place, Quota
from .programmes import Programme
from .work_lines import WorkLine, WorkLineNote

__all__ = [
    "Campaign",
    "CampaignStandard",
    "Phase",
    "PhaseExtension",
    "Place",
    "Programme",
    "Quota",
    "WorkLine",
    "WorkLineNote",
]
