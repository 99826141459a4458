"""The engine's tree of a version, its leaves, and pages' rows."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value

from apps.organizations.models import EventKind, Metric, Organization
from apps.organizations.querysets import lineage

from .. import engine
from ..choices import UNPUBLISHED, VersionStatus
from ..drafting.diffing import Difference, compare
from ..drafting.whole_words import Names, whole_words
from ..models import Criterion, StandardVersion
from ..querysets import VersionQuerySet

#: Versions are immutable and few: the process keeps their trees by digest.
CACHE_SIZE = 256
_trees: OrderedDict[str, engine.Version] = OrderedDict()


def engine_version(version: StandardVersion) -> engine.Version:
    """The pure tree of a version, built once per process for each content (one query the first time)."""
    if version.status in UNPUBLISHED:
        return _build(version)
    tree = _trees.get(version.digest)
    if tree is None:
        tree = _trees[version.digest] = _build(version)
        if len(_trees) > CACHE_SIZE:
            _trees.popitem(last=False)
    return tree


def _build(version: StandardVersion) -> engine.Version:
    return engine.build_version(document_of(version))


def document_of(version: StandardVersion) -> dict[str, Any]:
    """The mapping of the version's file, criteria included (one query)."""
    rows = version.criteria.values_list("parent__code", "position", "definition")
    criteria = engine.nest_criteria((parent or "", position, item) for parent, position, item in rows)
    return {**version.definition, "criteria": criteria}


def difference(before: dict[str, Any], after: dict[str, Any]) -> Difference:
    """What differs between two documents, with the names of metrics and events (one statement)."""
    metrics = Metric.objects.annotate(of=Value("metric")).order_by().values_list("of", "code", "name")
    events = EventKind.objects.annotate(of=Value("event")).order_by().values_list("of", "code", "name")
    names: dict[str, dict[str, str]] = {"metric": {}, "event": {}}
    for of, code, name in metrics.union(events, all=True):
        names[of][code] = name
    return compare(before, after, names["metric"], names["event"])


def whole_of(version: StandardVersion) -> list[tuple[str, list[str]]]:
    """What the version says about the whole, under headings (a statement more where it limits grades by a metric)."""
    said = version.definition
    metrics = {row["when"]["metric"] for row in said.get("grade_limits", ()) if "metric" in row.get("when", {})}
    rows = Metric.objects.filter(code__in=metrics).values_list("code", "name") if metrics else ()
    nodes = {node.code: node.title for node in engine_version(version).walk()}
    grades = {band.code: band.title for band in engine_version(version).whole.ladder}
    parts = {part.code: part.title for part in engine_version(version).whole.parts}
    return whole_words(said, Names(nodes, grades, parts, dict(rows)))


def leaves(version: StandardVersion) -> QuerySet[Criterion]:
    """The leaves of a version in the order of the standard."""
    return version.criteria.filter(is_leaf=True).order_by("position")


def published_version(code: str) -> StandardVersion | None:
    """The newest published version of a standard, or None when there is none."""
    found = StandardVersion.objects.filter(standard__code=code, status=VersionStatus.PUBLISHED)
    return found.select_related("standard").order_by("-number").first()


def published_versions() -> QuerySet[StandardVersion]:
    """Every published version, by standard and newest first."""
    return StandardVersion.objects.filter(status=VersionStatus.PUBLISHED).select_related("standard")


def versions_applying_to(organization: Organization) -> QuerySet[StandardVersion]:
    """Published versions with at least one leaf for the organization's sector, by the standard's name.

    A standard that a committee issued is for its subtree alone.
    """
    sector = organization.sector
    own, above = (
        Q(**{f"{path}__isnull": True}) | Q(**{path: []}) | Q(**{f"{path}__contains": sector})
        for path in ("definition__sectors", "parent__definition__sectors")
    )
    fitting = Criterion.objects.filter(own, above, version=OuterRef("pk"), is_leaf=True)
    owners = Q(standard__organization=None) | Q(standard__organization__path__in=lineage(organization.path))
    found = published_versions().filter(owners, Exists(fitting), standard__is_retired=False)
    return found.order_by("standard__name", "-number")


def versions_for_list(user: Any, text: str = "", which: str = "") -> VersionQuerySet:
    """Versions that a person may see, with the number of their leaves.

    Args:
        text: searches the names.
        which: ``drafts`` (not yet in force), ``own`` (of the person's office), ``all`` (old ones too);
            otherwise drafts and what is in force, and of a retired standard its newest version.
    """
    found = StandardVersion.objects.visible_to(user).select_related("standard__organization", "standard__base")
    if text:
        found = found.filter(Q(standard__name__icontains=text) | Q(source__icontains=text))
    if which == "drafts":
        found = found.filter(status__in=UNPUBLISHED)
    elif which == "own":
        found = found.written_by(user)
    elif which != "all":
        newer = StandardVersion.objects.filter(standard=OuterRef("standard"), number__gt=OuterRef("number"))
        newest = ~Exists(newer.exclude(status__in=UNPUBLISHED))
        found = found.filter(Q(status__in=[*UNPUBLISHED, VersionStatus.PUBLISHED]) | newest)
    return found.annotate(leaf_count=Count("criteria", filter=Q(criteria__is_leaf=True))).order_by(
        "standard__name", "standard_id", "-number"
    )


def build_missing(versions: Iterable[StandardVersion]) -> None:
    """Trees of published versions that the process does not hold yet, by one statement for all."""
    versions = [version for version in versions if version.digest not in _trees]
    nodes: dict[int, list[tuple[str, int, Any]]] = {version.pk: [] for version in versions}
    rows = Criterion.objects.filter(version__in=nodes).values_list(
        "version_id", "parent__code", "position", "definition"
    )
    for pk, parent, position, item in rows if nodes else ():
        nodes[pk].append((parent or "", position, item))
    for version in versions:
        document = {**version.definition, "criteria": engine.nest_criteria(nodes[version.pk])}
        _trees[version.digest] = engine.build_version(document)
