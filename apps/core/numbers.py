"""Whole numbers that a view reads by hand: a version, a key, a part."""

#: More digits stand for no version and no key, and from 4,300 on Python refuses to read them at all.
MOST_DIGITS = 9


def number_of(text: str) -> int | None:
    """The number that was sent, or None where it is none that the portal ever gave out."""
    if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS:
        return int(text)
    return None
