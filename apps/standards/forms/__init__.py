"""Forms of standards."""

from .catalogue import Catalogue, catalogue_for
from .census import CensusForm
from .groups import with_row, without_row
from .lists import ListFilter, SectorFilter
from .node import NodeForm, VersionForm
from .standard import CopyForm, NewStandardForm

__all__ = [
    "Catalogue",
    "CensusForm",
    "CopyForm",
    "ListFilter",
    "NewStandardForm",
    "NodeForm",
    "SectorFilter",
    "VersionForm",
    "catalogue_for",
    "with_row",
    "without_row",
]
