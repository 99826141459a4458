"""The ladder: submitted, reviewed level by level along the campaign's route, approved by the issuing organization."""

from .deciding import (
    object_to_application,
    recommend_application,
    reject_application,
    reserve_application,
    return_application,
)
from .overdue import hand_up_overdue
from .recalling import recall_decision
from .submitting import IncompleteApplication, submit_application, withdraw_application
from .waiting import call_up_reserved

__all__ = [
    "IncompleteApplication",
    "call_up_reserved",
    "hand_up_overdue",
    "object_to_application",
    "recall_decision",
    "recommend_application",
    "reject_application",
    "reserve_application",
    "return_application",
    "submit_application",
    "withdraw_application",
]
