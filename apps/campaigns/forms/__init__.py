from .creation import CreateForm
from .extension import ExtendForm, PostponeForm
from .listing import CampaignFilter
from .programmes import HangForm, ProgrammeForm
from .reminding import RuleForm
from .setup import PhaseForm, PhaseRows, SectorRow, SetupForm, parent_rows, phase_rows, sector_rows
from .survey import ProposalForm, ReadinessFilter
from .work_lines import NoteForm, WorkLineForm

__all__ = [
    "CampaignFilter",
    "CreateForm",
    "ExtendForm",
    "HangForm",
    "NoteForm",
    "PhaseForm",
    "PhaseRows",
    "PostponeForm",
    "ProgrammeForm",
    "ProposalForm",
    "ReadinessFilter",
    "RuleForm",
    "SectorRow",
    "SetupForm",
    "WorkLineForm",
    "parent_rows",
    "phase_rows",
    "sector_rows",
]
