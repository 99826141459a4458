"""Signals of campaigns."""

from django.dispatch import Signal

#: Sent after a phase opened or closed, inside its transaction; arguments: ``phase``, ``verb`` (open, close).
phase_moved = Signal()
