from .files import FileProblem, attach_file, remove_file
from .heartbeats import beat

__all__ = ["FileProblem", "attach_file", "beat", "remove_file"]
