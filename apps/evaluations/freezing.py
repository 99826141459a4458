"""Freezing of engine inputs: the engine's own, under the name that evaluations use."""

from apps.standards.engine import freeze, thaw

__all__ = ["freeze", "thaw"]
