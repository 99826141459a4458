"""Trying a draft out: only what the standard reads is asked, and what is typed becomes the engine's inputs."""

from .cohort import Cohort, QuotaUseRow
from .form import TrialForm
from .place import PlaceForm, place_in

__all__ = ["Cohort", "PlaceForm", "QuotaUseRow", "TrialForm", "place_in"]
