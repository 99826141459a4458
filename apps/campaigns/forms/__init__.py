from .creation import CreateForm
from .extension import ExtendForm, PostponeForm
from .listing import CampaignFilter
from .setup import PhaseForm, PhaseRows, SectorRow, SetupForm, parent_rows, phase_rows, sector_rows

__all__ = [
    "CampaignFilter",
    "CreateForm",
    "ExtendForm",
    "PhaseForm",
    "PhaseRows",
    "PostponeForm",
    "SectorRow",
    "SetupForm",
    "parent_rows",
    "phase_rows",
    "sector_rows",
]
