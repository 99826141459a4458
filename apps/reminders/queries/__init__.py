from .channels import channels_above, channels_of, dates_of, feed_by, feed_of, ways_to
from .days import Day, Entry, entries_of, is_guessed, months_of, unread_of
from .jobs import NEVER, silence

__all__ = [
    "NEVER",
    "Day",
    "Entry",
    "channels_above",
    "channels_of",
    "dates_of",
    "entries_of",
    "feed_by",
    "feed_of",
    "is_guessed",
    "months_of",
    "silence",
    "unread_of",
    "ways_to",
]
