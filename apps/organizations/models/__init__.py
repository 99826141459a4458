"""The tree of Party organizations, who works in it, and what is known about it."""

from .events import Event, EventKind
from .facilities import Facility, FacilityRoom, OfficeAround, PersonAround, PostCount
from .facts import CurrentFact, Fact, FactImport, Metric
from .history import JointMember, StarChange, TreeChange
from .library import LibraryFile
from .pairings import Pairing, PairingAction, PairingSide
from .records import WorkRecord
from .tree import AccessGrant, LeaderLink, Membership, Organization
from .units import Unit

__all__ = [
    "AccessGrant",
    "CurrentFact",
    "Event",
    "EventKind",
    "Facility",
    "FacilityRoom",
    "Fact",
    "FactImport",
    "JointMember",
    "LeaderLink",
    "LibraryFile",
    "Membership",
    "Metric",
    "OfficeAround",
    "Organization",
    "Pairing",
    "PairingAction",
    "PairingSide",
    "PersonAround",
    "PostCount",
    "StarChange",
    "TreeChange",
    "Unit",
    "WorkRecord",
]
