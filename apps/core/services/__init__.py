from .fields import note_fields
from .files import FileProblem, attach_file, remove_file
from .heartbeats import beat

__all__ = ["FileProblem", "attach_file", "beat", "note_fields", "remove_file"]
