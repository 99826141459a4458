"""What a file is, told by its bytes and never by its name; and why it cannot be taken."""

from .kinds import (
    ACCEPTED,
    DOCX,
    EXTENSIONS,
    IMAGES,
    JSON,
    OFFICE,
    PDF,
    VIDEO,
    XLSX,
    FileProblem,
    clean_name,
    endings_of,
    extension_for,
)
from .telling import check_head, kind_of, picture_kind, sniff, warning_of

__all__ = [
    "ACCEPTED",
    "DOCX",
    "EXTENSIONS",
    "IMAGES",
    "JSON",
    "OFFICE",
    "PDF",
    "VIDEO",
    "XLSX",
    "FileProblem",
    "check_head",
    "clean_name",
    "endings_of",
    "extension_for",
    "kind_of",
    "picture_kind",
    "sniff",
    "warning_of",
]
