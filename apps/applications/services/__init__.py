"""The only writers of applications, self-assessments and evidence."""

from .evidence import attach_evidence, remove_evidence, reuse_evidence
from .moving import move_application
from .self_assessment import (
    Incomplete,
    answer,
    reopen_self_assessment,
    set_gap,
    start_self_assessment,
    submit_self_assessment,
)

__all__ = [
    "Incomplete",
    "answer",
    "attach_evidence",
    "move_application",
    "remove_evidence",
    "reopen_self_assessment",
    "reuse_evidence",
    "set_gap",
    "start_self_assessment",
    "submit_self_assessment",
]
