"""Who lives by what organizations told is told that it changed, once the change is certain."""

from collections.abc import Iterable

from django.db import transaction

from ..registries import fact_hearers


def facts_changed(organizations: Iterable[int]) -> None:
    """Facts, records or events of these organizations changed. A hearer that fails stops neither page nor others."""
    keys = sorted(set(organizations))
    for hear in fact_hearers:
        transaction.on_commit(lambda hear=hear: hear(keys), robust=True)  # type: ignore[misc]
