"""Pages of applications; those of the self-assessment are in ``self_assessment``."""

from .application import detail, edit, missing, save, start, submit, withdraw
from .carriers import carriers, export_carriers
from .first_review import first_review
from .gaps import export_gaps, gaps
from .lists import applications, export
from .plan import file_remove, plan, progress, task_remove, tasks, upload
from .review import review, review_queue

__all__ = [
    "applications",
    "carriers",
    "detail",
    "edit",
    "export",
    "export_carriers",
    "export_gaps",
    "file_remove",
    "first_review",
    "gaps",
    "missing",
    "plan",
    "progress",
    "review",
    "review_queue",
    "save",
    "start",
    "submit",
    "task_remove",
    "tasks",
    "upload",
    "withdraw",
]
