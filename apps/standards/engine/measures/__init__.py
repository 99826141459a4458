"""The ways to measure a leaf."""

from .base import Measure, Threshold
from .claims import Checklist, Grade, Judged, Member, YesNo
from .numbers import Operand, Quantity, Ratio, Relative, ShareOfDescendants
from .time import Frequency, LookBack

__all__ = [
    "Checklist",
    "Frequency",
    "Grade",
    "Judged",
    "LookBack",
    "Measure",
    "Member",
    "Operand",
    "Quantity",
    "Ratio",
    "Relative",
    "ShareOfDescendants",
    "Threshold",
    "YesNo",
]
