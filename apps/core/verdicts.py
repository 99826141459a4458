"""Answers of rules: yes with the capacity a person acts in, or no with a reason to show.

The ``rules`` library returns bare booleans; a refusal here must carry its sentence, so rules are
plain functions ``can_…(user, obj) -> Verdict`` and services call :func:`require`.
"""

from dataclasses import dataclass
from typing import Any

from .exceptions import Refused


@dataclass(frozen=True)
class Acting:
    """Who acts, and in which capacity. ``user`` is None for the system itself."""

    user: Any = None
    role: str = ""
    organization_id: int | None = None
    organization_name: str = ""


SYSTEM = Acting(role="system", organization_name="系统")


@dataclass(frozen=True)
class Verdict:
    """Truthy when allowed. ``reason`` is the sentence shown when it is not."""

    allowed: bool
    reason: str = ""
    acting: Acting | None = None
    error: type[Refused] = Refused

    def __bool__(self) -> bool:
        return self.allowed


def allow(acting: Acting) -> Verdict:
    return Verdict(True, acting=acting)


def refuse(reason: str, error: type[Refused] = Refused) -> Verdict:
    return Verdict(False, reason=reason, error=error)


def require(verdict: Verdict) -> Acting:
    """The capacity that a verdict grants.

    Raises:
        Refused: with the verdict's reason when it says no.
    """
    if not verdict or verdict.acting is None:
        raise verdict.error(verdict.reason or "您没有办理此事项的权限。")
    return verdict.acting
