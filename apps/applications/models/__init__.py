"""One organization in one campaign: application, ladder, plan, self-assessment, evidence."""

from .application import Application, PlanTask
from .assessment import Response, SelfAssessment
from .batches import ReviewBatch, ReviewBatchRow
from .comments import ReviewComment
from .corrections import ReturnItem, ReviewReturn
from .form_lines import BaselineGap, FundingItem, Partner
from .ladder import ReviewResponse, ReviewStep
from .standing_in import InterestDeclaration, ReviewDelegation

__all__ = [
    "Application",
    "BaselineGap",
    "FundingItem",
    "InterestDeclaration",
    "Partner",
    "PlanTask",
    "Response",
    "ReturnItem",
    "ReviewBatch",
    "ReviewBatchRow",
    "ReviewComment",
    "ReviewDelegation",
    "ReviewResponse",
    "ReviewReturn",
    "ReviewStep",
    "SelfAssessment",
]
