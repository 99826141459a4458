"""The ways to measure a leaf."""

from .base import Measure, Threshold
from .claims import Checklist, Grade, Judged, Member, YesNo
from .combined import AllOf, AnyOf, Option
from .events import Events
from .numbers import Operand, Quantity, Ratio, Relative, ShareOfDescendants
from .outside import CohortRank, MeanBelow, Survey
from .time import Frequency, LookBack

__all__ = [
    "AllOf",
    "AnyOf",
    "Checklist",
    "CohortRank",
    "Events",
    "Frequency",
    "Grade",
    "Judged",
    "LookBack",
    "MeanBelow",
    "Measure",
    "Member",
    "Operand",
    "Option",
    "Quantity",
    "Ratio",
    "Relative",
    "ShareOfDescendants",
    "Survey",
    "Threshold",
    "YesNo",
]
