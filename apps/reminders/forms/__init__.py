from .channels import ChannelForm, PreferenceForm, TrialForm
from .days import DayRangeForm, PasteForm

__all__ = ["ChannelForm", "DayRangeForm", "PasteForm", "PreferenceForm", "TrialForm"]
