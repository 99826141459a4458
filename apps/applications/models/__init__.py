"""One organization in one campaign: application, ladder, plan, self-assessment, evidence."""

from .application import Application, PlanTask
from .assessment import Response, SelfAssessment
from .form_lines import BaselineGap, FundingItem, Partner
from .ladder import ReviewResponse, ReviewStep

__all__ = [
    "Application",
    "BaselineGap",
    "FundingItem",
    "Partner",
    "PlanTask",
    "Response",
    "ReviewResponse",
    "ReviewStep",
    "SelfAssessment",
]
