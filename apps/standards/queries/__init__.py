"""Reading standards."""

from .authoring import (
    AskRow,
    Burden,
    ask_rows,
    base_version_of,
    burden_of,
    known_asks,
    metric_codes,
    problems_in,
)
from .reading import (
    document_of,
    engine_version,
    leaves,
    published_version,
    published_versions,
    versions_applying_to,
    versions_for_list,
)

__all__ = [
    "AskRow",
    "Burden",
    "ask_rows",
    "base_version_of",
    "burden_of",
    "document_of",
    "engine_version",
    "known_asks",
    "leaves",
    "metric_codes",
    "problems_in",
    "published_version",
    "published_versions",
    "versions_applying_to",
    "versions_for_list",
]
