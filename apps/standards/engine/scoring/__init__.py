"""Scoring rules: from what a measure found to points between the floor and the cap."""

from .base import Part, Rule, Scoring
from .events import Ledger, LedgerCap, LedgerEntry, Matrix, Ordinal, PerOccurrence
from .plain import AllOrNothing, AsJudged, ByValue, PerMissing, Proportional
from .values import ROUNDINGS, Band, Bands, ByRank, Place, Stages, Steps

__all__ = [
    "ROUNDINGS",
    "AllOrNothing",
    "AsJudged",
    "Band",
    "Bands",
    "ByRank",
    "ByValue",
    "Ledger",
    "LedgerCap",
    "LedgerEntry",
    "Matrix",
    "Ordinal",
    "Part",
    "PerMissing",
    "PerOccurrence",
    "Place",
    "Proportional",
    "Rule",
    "Scoring",
    "Stages",
    "Steps",
]
