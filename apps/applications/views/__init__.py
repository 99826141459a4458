"""Pages of applications; those of the self-assessment are in ``self_assessment``."""

from .application import detail, edit, missing, start, submit, withdraw
from .bulk import assign, batch, batch_cancel, batch_new, batch_start
from .carriers import carriers, export_carriers
from .first_review import first_review
from .gaps import export_gaps, gaps
from .lists import applications, export
from .lookalikes import lookalikes
from .plan import file_remove, plan, progress, task_remove, tasks, upload
from .review import comment, opened, queue_export, recall, review, review_queue
from .saving import presence, save
from .standing_in import declare, delegate, end_interest, hand_over, ranking, revoke, standing_in

__all__ = [
    "applications",
    "assign",
    "batch",
    "batch_cancel",
    "batch_new",
    "batch_start",
    "carriers",
    "comment",
    "declare",
    "delegate",
    "detail",
    "edit",
    "end_interest",
    "export",
    "export_carriers",
    "export_gaps",
    "file_remove",
    "first_review",
    "gaps",
    "hand_over",
    "lookalikes",
    "missing",
    "opened",
    "plan",
    "presence",
    "progress",
    "queue_export",
    "ranking",
    "recall",
    "review",
    "review_queue",
    "revoke",
    "save",
    "standing_in",
    "start",
    "submit",
    "task_remove",
    "tasks",
    "upload",
    "withdraw",
]
