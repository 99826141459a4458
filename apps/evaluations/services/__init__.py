from .grades import decide_grade, lift_veto, record_veto
from .moving import move_campaign
from .notices import answer_objection, close_notice, draft_notice, publish_notice, raise_objection, withdraw_notice
from .scoring import compute_evaluations, decide, propose_by_quota, recompute

__all__ = [
    "answer_objection",
    "close_notice",
    "compute_evaluations",
    "decide",
    "decide_grade",
    "draft_notice",
    "lift_veto",
    "move_campaign",
    "propose_by_quota",
    "publish_notice",
    "raise_objection",
    "recompute",
    "record_veto",
    "withdraw_notice",
]
