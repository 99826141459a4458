from .grades import decide_grade, lift_veto, record_veto
from .moving import move_campaign
from .notices import answer_objection, close_notice, draft_notice, publish_notice, raise_objection, withdraw_notice
from .runs import AT_ONCE, cancel_scoring, compute_scores, resume_scoring, start_scoring
from .scoring import compute_evaluations, decide, propose_by_quota, recompute

__all__ = [
    "AT_ONCE",
    "answer_objection",
    "cancel_scoring",
    "close_notice",
    "compute_evaluations",
    "compute_scores",
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
    "resume_scoring",
    "start_scoring",
    "withdraw_notice",
]
