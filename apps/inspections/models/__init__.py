"""Rounds, draws, visits, what phones sent, findings, and the masses' satisfaction."""

from .absences import Absence
from .draws import Draw
from .field import FieldKey, FieldPhoto, FieldRecord
from .findings import (
    Bulletin,
    Finding,
    FindingRequest,
    Rectification,
    RectificationNotice,
    RectificationPlan,
    SupervisionLetter,
)
from .rounds import Round, RoundCheck, TypicalProblem
from .surveys import Ballot, BallotCount, MassSurvey, Survey, SurveyCode, SurveySite
from .visits import CheckResult, ScorerResult, Visit, VisitMember, VisitResult, VisitTalk

__all__ = [
    "Absence",
    "Ballot",
    "BallotCount",
    "Bulletin",
    "CheckResult",
    "Draw",
    "FieldKey",
    "FieldPhoto",
    "FieldRecord",
    "Finding",
    "FindingRequest",
    "MassSurvey",
    "Rectification",
    "RectificationNotice",
    "RectificationPlan",
    "Round",
    "RoundCheck",
    "ScorerResult",
    "SupervisionLetter",
    "Survey",
    "SurveyCode",
    "SurveySite",
    "TypicalProblem",
    "Visit",
    "VisitMember",
    "VisitResult",
    "VisitTalk",
]
