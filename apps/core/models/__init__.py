"""Rows that every app needs and that carry no business noun."""

from .changes import FieldSave, StateChange
from .files import FileUse, LookAlike, PictureNote, StoredFile
from .system import CalendarDay, Heartbeat, InstanceMark
from .uploads import Upload, UploadChunk

__all__ = [
    "CalendarDay",
    "FieldSave",
    "FileUse",
    "Heartbeat",
    "InstanceMark",
    "LookAlike",
    "PictureNote",
    "StateChange",
    "StoredFile",
    "Upload",
    "UploadChunk",
]
