"""Writing standards: loaded from files, written in the browser."""

from .loading import digest_of, load_standard

__all__ = ["digest_of", "load_standard"]
