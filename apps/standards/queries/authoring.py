"""What the writers of a draft read: problems, limits, new asks and the burden."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from apps.organizations.choices import Sector
from apps.organizations.models import Metric

from .. import engine
from ..choices import UNPUBLISHED, AskStatus, VersionStatus
from ..drafting.adaptation import adaptation_problems
from ..drafting.asks import Ask, asks_of, known_of, new_asks
from ..drafting.documents import fingerprint_of
from ..drafting.following import Followed, follow
from ..drafting.problems import Problem, problems_of
from ..models import NewAsk, StandardVersion
from .reading import build_missing, document_of, engine_version


def metric_codes() -> set[str]:
    """The codes of the metric catalogue."""
    return set(Metric.objects.values_list("code", flat=True))


def base_version_of(version: StandardVersion) -> StandardVersion | None:
    """The version that an adaptation was made from; None for a standard of its own."""
    found, base = version, version.standard.base_id
    while base is not None and found is not None and found.standard_id != base:
        found = found.based_on  # type: ignore[assignment]  # None ends the walk
    return found if base is not None else None


def newer_base_of(version: StandardVersion, base: StandardVersion | None = None) -> StandardVersion | None:
    """The newest published version of the adapted standard, where it is newer than the one adapted.

    Args:
        base: the version that was adapted, where the caller has it.
    """
    base = base or base_version_of(version)
    if base is None:
        return None
    found = StandardVersion.objects.filter(standard_id=base.standard_id, status=VersionStatus.PUBLISHED)
    return found.filter(number__gt=base.number).select_related("standard").order_by("-number").first()


def followed(version: StandardVersion, newer: StandardVersion) -> Followed:
    """What taking up a newer version of its base would make of an adaptation; nothing is written."""
    base = base_version_of(version)
    assert base is not None
    return follow(document_of(base), document_of(newer), document_of(version))


def behind_their_base(versions: Iterable[StandardVersion]) -> dict[int, int]:
    """Of these versions the adaptations whose base has a newer version in force, with its number (one query)."""
    adapted = {version.pk: version.standard for version in versions if version.standard.base_id is not None}
    if not adapted:
        return {}
    standards = {pk for own in adapted.values() for pk in (own.pk, own.base_id)}
    rows = StandardVersion.objects.filter(standard__in=standards)
    known = {row[0]: row for row in rows.values_list("pk", "standard_id", "based_on_id", "number", "status")}
    newest: dict[int, int] = {}
    for _, standard, _, number, status in known.values():
        if status == VersionStatus.PUBLISHED:
            newest[standard] = max(number, newest.get(standard, 0))
    found = {}
    for pk, own in adapted.items():
        at: int | None = pk
        while at is not None and known[at][1] != own.base_id:
            at = known[at][2]
        ahead = newest.get(own.base_id or 0, 0)
        if at is not None and ahead > known[at][3]:
            found[pk] = ahead
    return found


def problems_in(version: StandardVersion, document: dict[str, Any] | None = None) -> list[Problem]:
    """Everything that forbids the publication of a draft, the limits of an adaptation included."""
    document = document_of(version) if document is None else document
    found = problems_of(document, metric_codes())
    base = base_version_of(version)
    if base is not None:
        found += adaptation_problems(document_of(base), document)
    return found


@dataclass(frozen=True)
class AskRow:
    """A new ask with what has been said about it so far (None: nothing yet)."""

    ask: Ask
    row: NewAsk | None
    fingerprint: str

    @property
    def approved(self) -> bool:
        """An approval holds for the leaf as it was read."""
        return self.row is not None and self.row.status == AskStatus.APPROVED and self.is_same

    @property
    def is_same(self) -> bool:
        return self.row is not None and self.row.fingerprint == self.fingerprint

    @property
    def sector_labels(self) -> str:
        """Whom it is new for; empty for all sectors."""
        if len(self.ask.sectors) == len(Sector):
            return ""
        return "、".join(sector.label for sector in Sector if sector.value in self.ask.sectors)


def ask_rows(version: StandardVersion, tree: engine.Version) -> list[AskRow]:
    """What the version asks and no published standard has asked before, in the order of the standard."""
    stored = {(row.kind, row.key): row for row in version.asks.select_related("decided_by", "version__standard")}
    known = known_asks()
    prints = dict(version.criteria.filter(is_leaf=True).values_list("code", "definition"))
    return [AskRow(ask, stored.get(ask.identity), fingerprint_of(prints[ask.code])) for ask in new_asks(tree, known)]


def known_asks() -> dict[tuple[str, str], frozenset[str]]:
    """What published standards of any time have asked, with the sectors asked."""
    versions = list(StandardVersion.objects.exclude(status__in=UNPUBLISHED))
    build_missing(versions)
    return known_of(engine_version(version) for version in versions)


@dataclass(frozen=True)
class Burden:
    """What one sector is asked: inputs in all, those that earlier standards read, those that are new."""

    sector: str
    inputs: int
    known: int

    @property
    def new(self) -> int:
        return self.inputs - self.known


def burden_of(tree: engine.Version, known: dict[tuple[str, str], frozenset[str]]) -> list[Burden]:
    """What each sector must give to a version."""
    asked, found = asks_of(tree), []
    for sector in Sector:
        own = [ask for ask in asked.values() if sector.value in ask.sectors]
        seen = sum(sector.value in known.get(ask.identity, ()) for ask in own)
        if own:
            found.append(Burden(str(sector.label), len(own), seen))
    return found
