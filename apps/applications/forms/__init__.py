"""Forms of applications and reviews; those of the self-assessment are in ``self_assessment``."""

from .application import ApplicationFilter, ApplicationForm, CarrierFilter, ProgressForm, UnsubmittedFilter
from .desk import DelegationForm, HandOverForm, InterestForm, QueueFilter
from .form_lines import LINE_FORMS, LineForm
from .review import CommentForm, ReviewForm

__all__ = [
    "LINE_FORMS",
    "ApplicationFilter",
    "ApplicationForm",
    "CarrierFilter",
    "CommentForm",
    "DelegationForm",
    "HandOverForm",
    "InterestForm",
    "LineForm",
    "ProgressForm",
    "QueueFilter",
    "ReviewForm",
    "UnsubmittedFilter",
]
