"""The one way to send work to Celery. Publishing is a hint; the polled row is the truth."""

import logging
from typing import Any

from django.db import transaction

log = logging.getLogger(__name__)


def enqueue(task_name: str, *args: Any) -> None:
    """Publish a task by name once the transaction has committed.

    A broker that is gone never breaks the page: the failure is logged and the periodic task that
    polls the same rows does the work later.
    """
    transaction.on_commit(lambda: _send(task_name, args))


def _send(task_name: str, args: tuple[Any, ...]) -> None:
    from celery import current_app

    try:
        current_app.send_task(task_name, args=args, retry=False)
    except Exception:  # any broker or transport error: the polled row is the truth
        log.warning("broker unavailable, %s left to the periodic run", task_name, exc_info=True)
