"""The library of typical problems: what the field offers at a site, what an office keeps, what was found most often."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from apps.standards.models import Criterion
from apps.standards.queries import engine_version

from ..models import Finding, TypicalProblem, Visit

#: Problems that may be met at every leaf, shown beside those of the leaf itself.
MOST_GENERAL = 6
#: How often a text must have been found before it is proposed for the library.
OFTEN = 2


@dataclass(frozen=True)
class Problem:
    """One line of the library as the field needs it. ``leaf`` is empty for problems that may be met everywhere."""

    leaf: str
    text: str
    demand: str
    severity: str
    days: int | None


def for_visit(visit: Visit) -> list[Problem]:
    """What the field offers at this visit: of its standard's leaves and of every leaf, one statement.

    Those of the site's own levels stand before those that come with the portal; the same words stand once for a leaf.
    """
    codes = _codes_of(visit)
    rows = TypicalProblem.objects.for_site(visit.organization_path).filter(leaf__in=["", *sorted(codes)])
    found: dict[tuple[str, str], Problem] = {}
    for row in rows.order_by("-organization_path", "pk"):
        problem = Problem(row.leaf, row.text, row.demand, row.severity, row.days)
        found.setdefault((row.leaf, row.text), problem)
    return list(found.values())


def _codes_of(visit: Visit) -> set[str]:
    if visit.application is None:
        return set()
    version = engine_version(visit.application.standard_version)
    return {item.code for root in version.criteria for item in root.walk() if item.is_leaf}


def for_leaf(problems: Iterable[Problem], code: str) -> list[Problem]:
    """Of :func:`for_visit` what is offered at one leaf: its own, then some of those met everywhere."""
    own = [each for each in problems if each.leaf == code] if code else []
    general = [each for each in problems if not each.leaf]
    named = {each.text for each in own}
    return own + [each for each in general if each.text not in named][: MOST_GENERAL if code else None]


def problem_rows(
    user: Any, *, text: str = "", leaf: str = "", keeper: str = "", retired: bool = False
) -> QuerySet[TypicalProblem]:
    """The library as an office reads it.

    Args:
        keeper: ``portal`` for those that come with the portal, ``own`` for the offices' own.
        retired: those that are out of use instead of those in use.
    """
    rows = TypicalProblem.objects.visible_to(user).select_related("organization")
    rows = rows.filter(retired_at__isnull=not retired)
    if text:
        rows = rows.filter(Q(text__icontains=text) | Q(demand__icontains=text))
    if leaf:
        rows = rows.filter(leaf="" if leaf == "any" else leaf)
    if keeper:
        rows = rows.filter(organization__isnull=keeper == "portal")
    return rows.order_by("leaf", "pk")


@dataclass(frozen=True)
class Often:
    """Words that inspections found several times and that the library does not know yet."""

    text: str
    leaf: str
    title: str
    count: int
    sites: int


def found_often(user: Any, known: Collection[str], limit: int = 30) -> list[Often]:
    """The most frequent findings in the person's reach whose words are not in the library. One statement."""
    rows = (
        Finding.objects.visible_to(user)
        .live()
        .order_by()
        .values("description", "criterion__code", "criterion__title")
        .annotate(count=Count("pk", distinct=True), sites=Count("organization", distinct=True))
        .filter(count__gte=OFTEN)
        .order_by("-count", "description")
    )
    return [
        Often(
            row["description"], row["criterion__code"] or "", row["criterion__title"] or "", row["count"], row["sites"]
        )
        for row in rows[: limit + len(known)]
        if row["description"] not in known and len(row["description"]) <= 120
    ][:limit]


def titles_of(codes: Collection[str]) -> dict[str, str]:
    """The titles of leaves by code, the newest standard's first. One statement."""
    rows = Criterion.objects.filter(code__in=set(codes) - {""}, is_leaf=True).order_by("version_id")
    return dict(rows.values_list("code", "title"))


def severest(problems: Iterable[Problem], otherwise: str) -> str:
    """The gravest severity among ticked problems."""
    order = ("minor", "major", "critical")
    return max([otherwise, *(each.severity for each in problems)], key=order.index)


def leaf_titles() -> list[tuple[str, str]]:
    """The leaves of all published standards by code, each once with its newest title. One statement."""
    rows = Criterion.objects.filter(is_leaf=True, version__status="published").order_by("version_id", "position")
    found = {
        code: f"{title}（{standard}）"
        for code, title, standard in rows.values_list("code", "title", "version__standard__name")
    }
    return sorted(found.items(), key=lambda item: item[1])
