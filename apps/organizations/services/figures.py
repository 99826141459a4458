"""Figures stated anew by the office that splits or merges: how many members each has cannot be reckoned, it is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.accounts.models import User
from apps.core.exceptions import Invalid

from ..models import Metric, Organization
from .facilities import set_posts
from .facts import FactRow, restate_facts


@dataclass(frozen=True)
class Told:
    """What one organization has from the day of the act on; what is not named stays as it is, or is not known."""

    values: tuple[tuple[Metric, Any, str], ...] = ()
    posts: Mapping[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Figures:
    """What is told of the organization that is acted upon, and of the other one: the new one, or the successor.

    ``seen`` is the newest observation that the page showed of either; None skips the check.
    """

    here: Told = Told()
    there: Told = Told()
    seen: int | None = None


def state_figures(
    actor: User | None, organization: Organization, told: Told, note: str, seen: int | None = None
) -> None:
    """Write down what was told of an organization within the transaction of the act.

    Raises:
        StaleVersion: somebody else told one of these values since. Invalid: a value of another sector, a wrong one.
    """
    for metric, _, _ in told.values:
        if why := metric.why_not_asked(organization.sector, organization.level):
            raise Invalid(f"“{metric.name}”：{why}。")
    rows = [FactRow(organization, metric, value, period, note) for metric, value, period in told.values]
    if rows:
        restate_facts(actor=actor, organization=organization, rows=rows, seen=seen)
    if told.posts:
        set_posts(actor=actor, organization=organization, counts=told.posts)
