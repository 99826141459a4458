from .derivatives import converter_came, due_files, settle_file
from .fields import fields_noted, note_fields
from .files import FileProblem, attach_file, keep_file, remove_file, use_again
from .heartbeats import beat
from .purging import drop_unused, is_released
from .uploads import begin_upload, cancel_upload, expire_uploads, receive_chunk

__all__ = [
    "FileProblem",
    "attach_file",
    "beat",
    "begin_upload",
    "cancel_upload",
    "converter_came",
    "drop_unused",
    "due_files",
    "expire_uploads",
    "fields_noted",
    "is_released",
    "keep_file",
    "note_fields",
    "receive_chunk",
    "remove_file",
    "settle_file",
    "use_again",
]
