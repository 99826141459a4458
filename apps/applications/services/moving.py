"""The one door through which an application moves."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from apps.core.states import move, move_all
from apps.core.verdicts import Acting

from ..models import Application
from .ladder.waiting import places_freed


@transaction.atomic
def move_application(application: Application, verb: str, *, acting: Acting, reason: str = "") -> Any:
    """Move an application along a verb of its table; higher apps do it here too.

    Args:
        acting: the capacity granted by the caller's own rule.

    Returns:
        The ``StateChange`` row.

    Raises:
        OutOfTurn: the application is in another state.
        Invalid: a reason is required and missing.
    """
    change = move(application, verb, acting=acting, reason=reason)
    if verb == "pass_over":
        places_freed(application)
    return change


def move_applications(applications: Sequence[Application], verb: str, *, acting: Acting, reason: str = "") -> None:
    """:func:`move_application` for many at once, in a constant number of statements: all or none.

    Raises:
        OutOfTurn: one of them is in another state. Invalid: a reason is required and missing.
    """
    move_all(applications, verb, acting=acting, reason=reason)
    if verb == "pass_over":
        for application in applications:
            places_freed(application)
