"""The filled form on paper: what it says by name, the office's Word template, our own template, the PDF."""

from .content import FIELDS, RICH, ROWS, content_of_form
from .default_template import default_template
from .word import TemplateProblem, check_template, fill

__all__ = ["FIELDS", "RICH", "ROWS", "TemplateProblem", "check_template", "content_of_form", "default_template", "fill"]
