"""The demonstration: a city's Party organizations at work, made by the real services under a moved clock."""

from .play import seed

__all__ = ["seed"]
