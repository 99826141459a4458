"""Pages of applications; those of the self-assessment are in ``self_assessment``."""

from .application import detail, edit, missing, start, submit, withdraw
from .baseline import baseline, gap_plan
from .bulk import assign, batch, batch_cancel, batch_new, batch_start
from .carriers import carriers, export_carriers
from .comments import comment
from .drafts import copy, restart, take_over
from .first_review import first_review
from .form_lines import line_remove, line_save, lines
from .gaps import export_gaps, gaps
from .lists import applications, export
from .lookalikes import lookalikes
from .papers import form_pdf, form_template, form_template_default, form_template_remove, form_word
from .plan import file_remove, plan, progress, upload
from .review import opened, queue_export, recall, review, review_queue
from .saving import presence, save
from .standing_in import declare, delegate, end_interest, hand_over, ranking, revoke, standing_in
from .unsubmitted import unsubmitted, unsubmitted_export

__all__ = [
    "applications",
    "assign",
    "baseline",
    "batch",
    "batch_cancel",
    "batch_new",
    "batch_start",
    "carriers",
    "comment",
    "copy",
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
    "form_pdf",
    "form_template",
    "form_template_default",
    "form_template_remove",
    "form_word",
    "gap_plan",
    "gaps",
    "hand_over",
    "line_remove",
    "line_save",
    "lines",
    "lookalikes",
    "missing",
    "opened",
    "plan",
    "presence",
    "progress",
    "queue_export",
    "ranking",
    "recall",
    "restart",
    "review",
    "review_queue",
    "revoke",
    "save",
    "standing_in",
    "start",
    "submit",
    "take_over",
    "unsubmitted",
    "unsubmitted_export",
    "upload",
    "withdraw",
]
