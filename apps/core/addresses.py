"""Addresses of many rows: the pattern is resolved once, each row fills its keys in."""

from functools import cache

from django.urls import reverse

#: Stand for the keys while a pattern is resolved; no address of ours holds them.
FIRST = 987654321


@cache
def _pieces(name: str, count: int) -> tuple[str, ...]:
    """The address between its keys, from the outside in."""
    rest, pieces = reverse(name, args=[FIRST + at for at in range(count)]), []
    for at in range(count):
        before, _, rest = rest.partition(str(FIRST + at))
        pieces.append(before)
    return (*pieces, rest)


def address_of(name: str, *keys: int) -> str:
    """``reverse(name, args=keys)`` for numbers, which need no quoting, in the order of the address.

    Raises:
        NoReverseMatch: no such address takes so many numbers.
    """
    pieces = _pieces(name, len(keys))
    return pieces[0] + "".join([f"{key:d}{piece}" for key, piece in zip(keys, pieces[1:], strict=True)])
