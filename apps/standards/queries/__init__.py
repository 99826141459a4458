"""Reading standards."""

from .authoring import (
    AskRow,
    Burden,
    ask_rows,
    base_version_of,
    behind_their_base,
    burden_of,
    followed,
    known_asks,
    metric_codes,
    newer_base_of,
    problems_in,
)
from .reading import (
    difference,
    document_of,
    engine_version,
    leaves,
    published_version,
    published_versions,
    versions_applying_to,
    versions_for_list,
    whole_of,
)

__all__ = [
    "AskRow",
    "Burden",
    "ask_rows",
    "base_version_of",
    "behind_their_base",
    "burden_of",
    "difference",
    "document_of",
    "engine_version",
    "followed",
    "known_asks",
    "leaves",
    "metric_codes",
    "newer_base_of",
    "problems_in",
    "published_version",
    "published_versions",
    "versions_applying_to",
    "versions_for_list",
    "whole_of",
]
