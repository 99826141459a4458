"""The form's Word template: its names, checked and filled by the engine of all layouts."""

from collections.abc import Mapping
from typing import Any

from apps.core.layouts import MOST_BYTES, TemplateProblem, Vocabulary, check_layout, fill_layout

from .content import FIELDS, RICH, ROWS

__all__ = ["MOST_BYTES", "VOCABULARY", "TemplateProblem", "check_template", "fill", "sample"]

VOCABULARY = Vocabulary(FIELDS, ROWS, frozenset({RICH}))
sample = VOCABULARY.sample


def check_template(content: bytes) -> None:
    """Look a template through and fill it once with sample words.

    Raises:
        TemplateProblem: with a sentence that names the problem.
    """
    check_layout(content, VOCABULARY)


def fill(content: bytes, values: Mapping[str, Any]) -> bytes:
    """The template filled in.

    Raises:
        TemplateProblem: it cannot be filled.
    """
    return fill_layout(content, values, VOCABULARY)
