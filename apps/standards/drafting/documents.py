"""A document as a whole: its digest, and the digest of what one leaf asks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def digest_of(data: Mapping[str, Any]) -> str:
    """SHA-256 of the mapping as canonical JSON: independent of the order of keys and of white space."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def fingerprint_of(leaf: Mapping[str, Any]) -> str:
    """The digest of what a leaf asks, and of whom: an approval holds as long as it stays the same."""
    asked = ("measure", "when", "evidence", "sectors", "kinds", "levels")
    return digest_of({key: leaf[key] for key in asked if key in leaf})
