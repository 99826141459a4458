"""The tree of Party organizations, who works in it, and what is known about it."""

from .facts import CurrentFact, Fact, Metric
from .records import WorkRecord
from .tree import AccessGrant, LeaderLink, Membership, Organization

__all__ = [
    "AccessGrant",
    "CurrentFact",
    "Fact",
    "LeaderLink",
    "Membership",
    "Metric",
    "Organization",
    "WorkRecord",
]
