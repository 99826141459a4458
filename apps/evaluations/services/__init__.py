from .notices import answer_objection, close_notice, draft_notice, publish_notice, raise_objection, withdraw_notice
from .scoring import compute_evaluations, decide, propose_by_quota, recompute

__all__ = [
    "answer_objection",
    "close_notice",
    "compute_evaluations",
    "decide",
    "draft_notice",
    "propose_by_quota",
    "publish_notice",
    "raise_objection",
    "recompute",
    "withdraw_notice",
]
