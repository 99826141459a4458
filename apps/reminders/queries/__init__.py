from .days import Day, Entry, entries_of, is_guessed, months_of, unread_of

__all__ = ["Day", "Entry", "entries_of", "is_guessed", "months_of", "unread_of"]
