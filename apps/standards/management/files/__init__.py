"""Files that the commands read: standards in YAML, the facts of one organization in JSON."""

from .facts import read_facts
from .outcomes import outcome_json, outcome_text
from .standards import STANDARDS, read_standard

__all__ = ["STANDARDS", "outcome_json", "outcome_text", "read_facts", "read_standard"]
