"""One organization in one campaign: application, ladder, plan, self-assessment, evidence, creation, money."""

from .application import Application, PlanTask
from .assessment import AnswerSheet, Response, SelfAssessment, Signing
from .batches import ReviewBatch, ReviewBatchRow
from .comments import ReviewComment
from .committee import AcceptanceLine, AcceptanceRequest, CommitteePlan, CommitteePlanLine
from .corrections import ReturnItem, ReviewReturn
from .creation import Admonition, ProgressReport, ReportComment, ReportLine
from .form_lines import BaselineGap, FundingItem, Partner
from .funding import CampaignFunding, FundingExpense, FundingGrant, PartnerSupport
from .gaps import GapItem
from .ladder import ReviewResponse, ReviewStep
from .people import ApplicationPerson
from .standing_in import InterestDeclaration, ReviewDelegation

__all__ = [
    "AcceptanceLine",
    "AcceptanceRequest",
    "Admonition",
    "AnswerSheet",
    "Application",
    "ApplicationPerson",
    "BaselineGap",
    "CampaignFunding",
    "CommitteePlan",
    "CommitteePlanLine",
    "FundingExpense",
    "FundingGrant",
    "FundingItem",
    "GapItem",
    "InterestDeclaration",
    "Partner",
    "PartnerSupport",
    "PlanTask",
    "ProgressReport",
    "ReportComment",
    "ReportLine",
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
    "Signing",
]
