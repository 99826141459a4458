"""Forms of applications and reviews; those of the self-assessment are in ``self_assessment``."""

from .application import ApplicationFilter, ApplicationForm, CarrierFilter, ProgressForm, TaskForm
from .desk import DelegationForm, HandOverForm, InterestForm, QueueFilter
from .review import CommentForm, ReviewForm

__all__ = [
    "ApplicationFilter",
    "ApplicationForm",
    "CarrierFilter",
    "CommentForm",
    "DelegationForm",
    "HandOverForm",
    "InterestForm",
    "ProgressForm",
    "QueueFilter",
    "ReviewForm",
    "TaskForm",
]
