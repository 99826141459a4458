"""Seams that campaigns fill: who uses a version."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from apps.core.registries import Registry


@dataclass(frozen=True)
class Use:
    """One use of a version by something that runs: its name, its state in words, its page."""

    version_id: int
    name: str
    state: str
    url: str


#: ``(ids of versions) -> uses that have begun and not ended``, in a fixed number of queries.
use_providers: Registry[Callable[[Sequence[int]], Iterable[Use]]] = Registry()
