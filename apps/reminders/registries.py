"""What each app says is due. Providers answer set-based; they send nothing themselves."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from apps.core.registries import Registry


@dataclass(frozen=True)
class DueNotice:
    """One line that is owed to one person.

    ``threshold`` tells the members of a series apart (``7``, ``3``, ``1``, ``0`` days before): after a
    silence only the newest threshold of a series (rule, subject, recipient) is sent.
    ``subject`` is ``app.model:pk``.
    """

    rule: str
    subject: str
    recipient_id: int
    title: str
    threshold: str = ""
    body: str = ""
    url: str = ""
    due_at: dt.datetime | None = None


#: ``due(as_of) -> iterable of DueNotice``
providers: Registry[Callable[[dt.datetime], Iterable[DueNotice]]] = Registry()
