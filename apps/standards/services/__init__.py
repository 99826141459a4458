"""Writing standards: loaded from files, written in the browser."""

from ..drafting.documents import digest_of
from .asking import decide_ask, submit_asks, withdraw_version
from .drafting import copy_standard, create_standard, discard_draft, draft_next_version, import_draft
from .editing import add_node, edit_node, edit_version, move_node, place_node, remove_node, restore_document, undo
from .following import follow_base
from .loading import load_standard
from .publishing import publish_version, retire_version
from .requesting import request_entry

__all__ = [
    "add_node",
    "copy_standard",
    "create_standard",
    "decide_ask",
    "digest_of",
    "discard_draft",
    "draft_next_version",
    "edit_node",
    "edit_version",
    "follow_base",
    "import_draft",
    "load_standard",
    "move_node",
    "place_node",
    "publish_version",
    "remove_node",
    "request_entry",
    "restore_document",
    "retire_version",
    "submit_asks",
    "undo",
    "withdraw_version",
]
