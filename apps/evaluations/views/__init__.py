from .board import board, boards, compute, decide, propose, score
from .notices import answer, close, draft, notice, publish, withdraw
from .public import public_notice, public_notices

__all__ = [
    "answer",
    "board",
    "boards",
    "close",
    "compute",
    "decide",
    "draft",
    "notice",
    "propose",
    "public_notice",
    "public_notices",
    "publish",
    "score",
    "withdraw",
]
