"""Forms of standards."""

from .catalogue import Catalogue, catalogue_for
from .census import CensusForm
from .lists import ListFilter, SectorFilter
from .node import NodeForm, VersionForm
from .reshaping import RESHAPE
from .standard import CopyForm, NewStandardForm, RequestForm

__all__ = [
    "RESHAPE",
    "Catalogue",
    "CensusForm",
    "CopyForm",
    "ListFilter",
    "NewStandardForm",
    "NodeForm",
    "RequestForm",
    "SectorFilter",
    "VersionForm",
    "catalogue_for",
]
