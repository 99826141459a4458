"""What a campaign costs the grass roots: counted before it opens, by the rules that render the forms."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import CharField, Value

from apps.organizations.models import CurrentFact, Organization, WorkRecord
from apps.standards.engine import FactValue, LeafNeeds, leaf_inputs
from apps.standards.inputs import attributes_of
from apps.standards.models import StandardVersion
from apps.standards.queries import engine_version

from ..models import Campaign
from ..registries import BurdenCount, burden_counters
from .scope import EligibleRow, eligible_rows, standards_of, version_for

#: An organization's known inputs: ("metric", code) and ("record", kind).
Known = frozenset[tuple[str, str]]
Group = tuple[str, str, str]


@dataclass(frozen=True)
class Burden:
    """Average over the eligible organizations; ``parts`` says which form asks how much."""

    organizations: int
    inputs: float
    prefilled: float
    files: int
    parts: tuple[BurdenCount, ...] = ()

    @property
    def known(self) -> int:
        """What is filled in already, as shown: the parts add up to it."""
        return sum(part.known for part in self.parts)

    @property
    def by_hand(self) -> int:
        return round(self.inputs) - self.known


def burden(campaign: Campaign, rows: Sequence[EligibleRow] | None = None) -> Burden:
    """What each eligible organization has to give: fields of the forms and leaves of its standard.

    A leaf counts as prefilled when all that it reads is known. The number of queries does not depend on
    the number of organizations.

    Args:
        rows: the eligible organizations, when they have been read already.
    """
    rows = eligible_rows(campaign) if rows is None else rows
    if not rows:
        return Burden(0, 0, 0, 0)
    known = _known([row.pk for row in rows])
    by_version: dict[StandardVersion, list[tuple[int, Group]]] = defaultdict(list)
    versions = standards_of(campaign)
    for row in rows:
        if version := versions.get(row.sector) or versions.get(""):
            by_version[version].append((row.pk, (row.sector, row.kind, row.level)))
    return _average(len(rows), [_for_version(campaign, v, members, known) for v, members in by_version.items()])


def burden_of(campaign: Campaign, organization: Organization) -> Burden:
    """The same for one organization, its facts deciding which leaves apply."""
    version = version_for(campaign, organization)
    facts = CurrentFact.objects.filter(organization=organization).select_related("fact__metric")
    values = {row.fact.metric.code: FactValue(row.fact.value, row.period, row.fact.source) for row in facts}
    found = leaf_inputs(
        engine_version(version),
        organization.sector,
        organization.kind,
        attributes_of(organization),
        level=organization.level,
        facts=values,
    )
    known = _known([organization.pk])[organization.pk]
    leaves = _leaf_count(found, [known])
    return _average(1, [(1, [leaves, *_other_forms(campaign, version, [organization.pk])])])


def _known(ids: Sequence[int]) -> defaultdict[int, Known]:
    """What is known of each organization, in one aggregate query."""
    known: defaultdict[int, Known] = defaultdict(frozenset)
    facts = CurrentFact.objects.filter(organization_id__in=ids).order_by().values_list("organization_id", _is("metric"))
    records = WorkRecord.objects.held().filter(organization_id__in=ids).order_by()
    found = facts.annotate(codes=ArrayAgg("metric__code", distinct=True)).union(
        records.values_list("organization_id", _is("record")).annotate(codes=ArrayAgg("kind", distinct=True)), all=True
    )
    for pk, kind, codes in found:
        known[pk] |= {(kind, code) for code in codes}
    return known


def _is(kind: str) -> Value:
    return Value(kind, output_field=CharField())


def _for_version(
    campaign: Campaign, version: StandardVersion, members: Sequence[tuple[int, Group]], known: dict[int, Known]
) -> tuple[int, list[BurdenCount]]:
    groups: dict[Group, list[Known]] = defaultdict(list)
    for pk, group in members:
        groups[group].append(known[pk])
    tree = engine_version(version)
    leaves = [
        (len(holders), _leaf_count(leaf_inputs(tree, sector, kind, level=level), holders))
        for (sector, kind, level), holders in groups.items()
    ]
    total = len(members)
    own = BurdenCount(
        "自评",
        round(sum(n * count.inputs for n, count in leaves) / total),
        sum(n * count.prefilled for n, count in leaves) / total,
        max(count.files for _, count in leaves),
    )
    return total, [own, *_other_forms(campaign, version, [pk for pk, _ in members])]


def _leaf_count(found: Sequence[LeafNeeds], holders: Sequence[Known]) -> BurdenCount:
    """Leaves of one kind of organization: how many, how many known on average, how many files at most."""
    needed = [_needed(leaf) for leaf in found]
    ready = sum(sum(1 for need in needed if need is not None and need <= known) for known in holders if known)
    files = sum(leaf.criterion.evidence.at_least for leaf in found if leaf.criterion.evidence.need == "required")
    return BurdenCount("自评", len(found), ready / len(holders), files)


def _needed(leaf: LeafNeeds) -> Known | None:
    """What must be known for a leaf to be filled in; None when somebody has to say something."""
    own = [need for need in leaf.needs if need.from_organization]
    if not own or any(need.kind == "claim" for need in own):
        return None if own else frozenset()
    return frozenset(("record" if need.kind == "record" else "metric", need.code) for need in own)


def _other_forms(campaign: Campaign, version: StandardVersion, ids: Sequence[int]) -> list[BurdenCount]:
    return [count(campaign, version, ids) for count in burden_counters]


def _average(organizations: int, found: Sequence[tuple[int, list[BurdenCount]]]) -> Burden:
    """Weighted by the organizations of each version."""
    counted = sum(total for total, _ in found)
    if not counted:
        return Burden(organizations, 0, 0, 0)
    labels = dict.fromkeys(count.label for _, counts in found for count in counts)
    parts = tuple(_part(label, found, counted) for label in labels)
    return Burden(
        organizations,
        sum(part.inputs for part in parts),
        sum(part.prefilled for part in parts),
        sum(part.files for part in parts),
        parts,
    )


def _part(label: str, found: Sequence[tuple[int, list[BurdenCount]]], counted: int) -> BurdenCount:
    rows = [(total, count) for total, counts in found for count in counts if count.label == label]
    return BurdenCount(
        label,
        round(sum(total * count.inputs for total, count in rows) / counted),
        sum(total * count.prefilled for total, count in rows) / counted,
        max(count.files for _, count in rows),
    )
