"""The tables of campaigns."""

from .announcements import Announcement, AnnouncementReceipt
from .campaigns import Campaign, CampaignStandard, Phase, PhaseExtension, Place, Quota
from .plan_board import PlannedYear, ProgrammeTarget
from .programmes import Programme
from .readiness import Candidate, ReadinessChunk, ReadinessRow, ReadinessRun
from .routes import RouteRule
from .work_lines import WorkLine, WorkLineNote

__all__ = [
    "Announcement",
    "AnnouncementReceipt",
    "Campaign",
    "CampaignStandard",
    "Candidate",
    "Phase",
    "PhaseExtension",
    "Place",
    "PlannedYear",
    "Programme",
    "ProgrammeTarget",
    "Quota",
    "ReadinessChunk",
    "ReadinessRow",
    "ReadinessRun",
    "RouteRule",
    "WorkLine",
    "WorkLineNote",
]
