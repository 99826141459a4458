"""What the engine reads, loaded for any number of organizations in a constant number of statements.

``inputs_of(version, organizations)`` for a page or a batch; ``inputs_in_chunks`` streams a whole city through
the same statements, chunk by chunk. Claims, vetoes and what else people said in one campaign are not here:
the apps above add them with ``dataclasses.replace``.
"""

from .loading import Loader, inputs_in_chunks, inputs_of, inputs_of_both
from .means import cohort_ranks
from .observations import DERIVED_SOURCES, Observation, as_fact_value, typed
from .places import attributes_of
from .restating import with_facts
from .wanted import Wanted, wanted_of

__all__ = [
    "DERIVED_SOURCES",
    "Loader",
    "Observation",
    "Wanted",
    "as_fact_value",
    "attributes_of",
    "cohort_ranks",
    "inputs_in_chunks",
    "inputs_of",
    "inputs_of_both",
    "typed",
    "wanted_of",
    "with_facts",
]
