"""Seams that applications (and what stands above) fills from ``AppConfig.ready()``."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from apps.core.registries import Registry

if TYPE_CHECKING:
    from apps.organizations.models import Organization
    from apps.standards.models import StandardVersion

    from .models import Campaign, Programme


@dataclass(frozen=True)
class BurdenCount:
    """What one form asks.

    ``inputs`` are fields of one organization; ``prefilled`` of them are filled from known data, on
    average over the organizations asked about; ``files`` is the most that is required.
    """

    label: str
    inputs: int
    prefilled: float = 0
    files: int = 0

    @property
    def known(self) -> int:
        """``prefilled`` as it is shown: a whole number, half up, never more than is asked."""
        return min(self.inputs, int(self.prefilled + 0.5))


@dataclass(frozen=True)
class OtherAsk:
    """What a campaign asks of others than the organizations themselves, e.g. 群众测评 of the masses."""

    label: str
    words: str
    url: str = ""


@dataclass(frozen=True)
class FunnelItem:
    """One figure with the rows that it counts. ``group`` is sum (应申报, 已申报) or part."""

    label: str
    count: int
    url: str = ""
    group: str = "part"


#: ``(campaign, standard version, ids of the organizations it holds for) -> BurdenCount``, in a fixed
#: number of queries. The leaves of the standard are counted here already; add the other forms.
burden_counters: Registry[Callable[["Campaign", "StandardVersion", Sequence[int]], BurdenCount]] = Registry()

#: ``(campaign, user) -> iterable of OtherAsk``, in a fixed number of queries: told beside the burden, also before
#: opening, as far as the person may know of it.
other_asks: Registry[Callable[["Campaign", Any], Iterable[OtherAsk]]] = Registry()

#: ``(campaign, user) -> iterable of FunnelItem`` from 已申报 to 已命名 (应申报 is counted here).
funnel_providers: Registry[Callable[["Campaign", Any], Iterable[FunnelItem]]] = Registry()

#: ``(campaigns, user) -> {campaign id: (FunnelItem, …)}``: the same for several campaigns, in a fixed number of queries.
many_funnels: Registry[Callable[[Sequence["Campaign"], Any], Mapping[int, Sequence[FunnelItem]]]] = Registry()

#: ``(campaign, user, child organizations) -> {organization id: (FunnelItem, …)}``: the same figures for
#: everything below each child, in a fixed number of queries; the same labels in each row.
child_counters: Registry[Callable[["Campaign", Any, "Sequence[Organization]"], Mapping[int, Sequence[FunnelItem]]]] = (
    Registry()
)

#: ``(campaign, user) -> iterable of (label, url, count or None)``: tabs beside 概览, e.g. 申报 286.
tab_providers: Registry[Callable[["Campaign", Any], Iterable[tuple[str, str, int | None]]]] = Registry()

#: ``(campaign, organization) -> label of the organization's own state in the campaign, or ""``.
own_states: Registry[Callable[["Campaign", "Organization"], str]] = Registry()

#: ``(programme) -> rows with organization, organization_path, year and reached (a rank of ``choices.GOAL_RANKS``)``:
#: what came of the programme's campaigns. An unevaluated queryset, so that pages count in the database.
result_readers: Registry[Callable[["Programme"], Any]] = Registry()

#: ``(campaign) -> queryset of ids of the organizations that take part``: filled by applications.
participants: Registry[Callable[["Campaign"], Any]] = Registry()
