"""Reading standards: the engine's tree of a version, its leaves, and pages' rows."""

from collections import OrderedDict

from django.db.models import Count, Q, QuerySet

from . import engine
from .choices import UNPUBLISHED, VersionStatus
from .models import Criterion, StandardVersion

#: Versions are immutable and few: the process keeps their trees by digest.
CACHE_SIZE = 64
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
    rows = version.criteria.values_list("parent__code", "position", "definition")
    criteria = engine.nest_criteria((parent or "", position, item) for parent, position, item in rows)
    return engine.build_version({**version.definition, "criteria": criteria})


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


def versions_for_list(text: str = "") -> QuerySet[StandardVersion]:
    """Versions once in force, with the number of their leaves; ``text`` searches the names."""
    found = StandardVersion.objects.exclude(status__in=UNPUBLISHED).select_related("standard")
    if text:
        found = found.filter(Q(standard__name__icontains=text) | Q(source__icontains=text))
    return found.annotate(leaf_count=Count("criteria", filter=Q(criteria__is_leaf=True))).order_by(
        "standard__name", "-number"
    )
