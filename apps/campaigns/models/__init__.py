"""The tables of campaigns."""

from .campaigns import Campaign, CampaignStandard, Phase, PhaseExtension, Place, Quota
from .programmes import Programme
from .readiness import Candidate, ReadinessChunk, ReadinessRow, ReadinessRun
from .work_lines import WorkLine, WorkLineNote

__all__ = [
    "Campaign",
    "CampaignStandard",
    "Candidate",
    "Phase",
    "PhaseExtension",
    "Place",
    "Programme",
    "Quota",
    "ReadinessChunk",
    "ReadinessRow",
    "ReadinessRun",
    "WorkLine",
    "WorkLineNote",
]
