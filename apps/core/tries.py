"""How often something was tried within a time: counted in the cache alone, the time runs from the first try."""

from django.core.cache import cache


def tries_of(key: str) -> int:
    """How often so far."""
    return int(cache.get(key, 0))


def count_try(key: str, seconds: int) -> int:
    """Count one more; how many with this one."""
    cache.add(key, 0, seconds)
    try:
        return int(cache.incr(key))
    except ValueError:  # the time ended between the two
        cache.set(key, 1, seconds)
        return 1


def forget_tries(key: str) -> None:
    """Begin anew."""
    cache.delete(key)
