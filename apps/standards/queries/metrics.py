"""Which published versions read which metrics, without building their trees."""

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from apps.organizations.querysets import lineage

from ..choices import VersionStatus
from ..models import Criterion, StandardVersion

#: Published versions never change: the process keeps what each reads. Code → sectors, none of them means all.
Reads = Mapping[str, frozenset[str]]
CACHE_SIZE = 256
_known: OrderedDict[int, Reads] = OrderedDict()
NAMES = ("metric", "of", "reference")


def published_for(organization: Any | None) -> list[StandardVersion]:
    """Published versions that hold for an organization (for nobody in particular: all of the library); one statement."""
    found = StandardVersion.objects.filter(status=VersionStatus.PUBLISHED).select_related("standard__organization")
    above = set(lineage(organization.path)) if organization is not None else set()
    kept = [
        version
        for version in found.order_by("standard__name", "-number")
        if version.standard.organization is None or version.standard.organization.path in above
    ]
    return list({version.standard_id: version for version in reversed(kept)}.values())[::-1]


def metrics_read(versions: Iterable[StandardVersion]) -> dict[int, Reads]:
    """What each published version reads; one statement for those not met before, none afterwards."""
    wanted = [version.pk for version in versions]
    missing = [pk for pk in wanted if pk not in _known]
    if missing:
        _known.update(_read(missing))
    found = {pk: _known[pk] for pk in wanted}
    while len(_known) > max(CACHE_SIZE, len(wanted)):
        _known.popitem(last=False)
    return found


def readers_of(versions: Iterable[StandardVersion], sector: str | None = None) -> Iterator[tuple[str, StandardVersion]]:
    """Metric code and version, for every metric that a version reads (of a sector)."""
    versions = list(versions)
    reads = metrics_read(versions)
    for version in versions:
        for code, sectors in reads[version.pk].items():
            if sector is None or not sectors or sector in sectors:
                yield code, version


def _read(version_ids: list[int]) -> dict[int, Reads]:
    rows = Criterion.objects.filter(version_id__in=version_ids).order_by("version_id", "position")
    sectors_of: dict[int, frozenset[str]] = {}
    found: dict[int, dict[str, frozenset[str]]] = {pk: {} for pk in version_ids}
    for pk, parent, version, item in rows.values_list("pk", "parent_id", "version_id", "definition"):
        above = sectors_of.get(parent, frozenset())
        own = frozenset(item.get("sectors") or ())
        sectors_of[pk] = (own & above or own) if own and above else own or above
        for code in _names(item):
            known = found[version].get(code)
            mine = sectors_of[pk]
            # Read by one leaf of every sector: read by all.
            found[version][code] = mine if known is None else known | mine if known and mine else frozenset()
    return {pk: dict(codes) for pk, codes in found.items()}


def _names(item: Mapping[str, Any]) -> set[str]:
    found: set[str] = set()
    for part in ("measure", "when", "scoring"):
        _collect(item.get(part), found)
    return found


def _collect(value: Any, found: set[str]) -> None:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key in NAMES and isinstance(inner, str):
                found.add(inner)
            else:
                _collect(inner, found)
    elif isinstance(value, list):
        for inner in value:
            _collect(inner, found)


def uses_by_metric(versions: Iterable[StandardVersion], sector: str | None) -> dict[str, list[StandardVersion]]:
    """The versions that read each metric."""
    found: dict[str, list[StandardVersion]] = defaultdict(list)
    for code, version in readers_of(versions, sector):
        found[code].append(version)
    return dict(found)
