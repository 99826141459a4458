from .board import board, boards, cancel_computing, compute, decide, progress, propose, score
from .columns import columns
from .grades import grade, lift_veto, veto
from .moving import move
from .notices import answer, close, draft, notice, publish, withdraw
from .public import public_notice, public_notices

__all__ = [
    "answer",
    "board",
    "boards",
    "cancel_computing",
    "close",
    "columns",
    "compute",
    "decide",
    "draft",
    "grade",
    "lift_veto",
    "move",
    "notice",
    "progress",
    "propose",
    "public_notice",
    "public_notices",
    "publish",
    "score",
    "veto",
    "withdraw",
]
