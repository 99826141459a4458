"""Forms of applications and reviews; those of the self-assessment are in ``self_assessment``."""

from .application import ApplicationFilter, ApplicationForm, CarrierFilter, ProgressForm, QueueFilter, TaskForm
from .review import ReviewForm

__all__ = [
    "ApplicationFilter",
    "ApplicationForm",
    "CarrierFilter",
    "ProgressForm",
    "QueueFilter",
    "ReviewForm",
    "TaskForm",
]
