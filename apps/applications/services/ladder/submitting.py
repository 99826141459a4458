"""The applicant's side of the ladder: hand in, hand in again, take back."""

from collections.abc import Sequence

from django.db import transaction

from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid
from apps.core.states import move
from apps.core.verdicts import require

from ... import rules
from ...choices import StepStatus
from ...models import Application
from ...queries.checks import MissingItem, missing_items
from ..corrections import settle_returns
from ..locks import check_version, locked
from .stages import freeze, open_position, open_steps, take_back
from .waiting import places_freed


class IncompleteApplication(Invalid):
    """The application cannot be submitted yet. ``missing`` lists what is lacking."""

    code = "incomplete"

    def __init__(self, missing: Sequence[MissingItem]) -> None:
        labels = "、".join(item.label for item in missing)
        super().__init__(f"申报还差 {len(missing)} 项：{labels}。补齐后方可提交。")
        self.missing = list(missing)


@transaction.atomic
def submit_application(*, actor: User, application: Application, version: int | None = None) -> Application:
    """Hand the application in: the first time to the parent, after a return to the step that returned it.

    Args:
        version: the version that was read, if the submission is to be refused when it changed.

    Raises:
        Refused, OutOfTurn, OutOfPhase: see ``rules.can_submit``.
        IncompleteApplication: something required is missing.
        StaleVersion: somebody saved or submitted in between.
    """
    row = locked(application)
    acting = require(rules.can_submit(actor, row))
    check_version(row, version)
    missing = missing_items(row)
    if missing:
        raise IncompleteApplication(missing)
    move(row, "submit", acting=acting)
    position = _position_to_open(row)
    row.submitted_at, row.version = clock.now(), row.version + 1
    row.save(update_fields=["submitted_at", "version"])
    settle_returns(row, "resubmitted_at")
    open_position(row, position, acting)
    return refreshed(application)


def _position_to_open(row: Application) -> int:
    """Where it was returned, or the first position of a ladder frozen now."""
    returned = row.steps.filter(status=StepStatus.RETURNED).values_list("position", flat=True).first()
    if returned is not None:
        return returned
    freeze(row)
    return 1


@transaction.atomic
def withdraw_application(*, actor: User, application: Application, reason: str) -> Application:
    """The applicant takes it back before approval, with a reason; while applications are taken it may start again.

    Raises:
        Refused, OutOfTurn: see ``rules.can_withdraw``.
        Invalid: without a reason.
    """
    row = locked(application)
    acting = require(rules.can_withdraw(actor, row))
    move(row, "withdraw", acting=acting, reason=reason)
    take_back(open_steps(row), acting, reason)
    places_freed(row)
    return refreshed(application)


def refreshed(application: Application) -> Application:
    application.refresh_from_db()
    return application
