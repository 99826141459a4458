"""One organization in one campaign: application, ladder, plan, self-assessment, evidence."""

from .application import Application, PlanTask
from .assessment import Response, SelfAssessment
from .ladder import ReviewResponse, ReviewStep

__all__ = ["Application", "PlanTask", "Response", "ReviewResponse", "ReviewStep", "SelfAssessment"]
