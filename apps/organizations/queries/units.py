"""What is asked about units: what is amiss below an organization, and the figures that units give."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum, TextField, Value
from django.db.models.functions import Cast, JSONObject, Left

from .. import should_have
from ..clarity import all_clear
from ..models import CurrentFact, Organization, Unit
from ..models.units import stale_before
from ..querysets import OrganizationQuerySet, UnitQuerySet, lineage
from ..should_have import ORGANIZATION_RULES, UNIT_RULES, Group
from ..unit_choices import TWO_NEW, Established, UnitKind

#: What the rules on organizations read, by the fact that tells it.
FACTS = {
    "members": "party_members",
    "full_members": "full_party_members",
    "self_managed": "self_managed_members",
    "has_office": "committee_office",
    "has_deputy": "full_time_deputy_secretary",
}
FLAGS = ("has_office", "has_deputy")


def units_below(user: Any, organization: Organization) -> UnitQuerySet:
    """The ledger of an organization and all below it, as far as the person sees."""
    rows = Unit.objects.in_ledger().visible_to(user).below(organization)
    return rows.select_related("organization", "party_organization").for_rules()


def ledger_figures(units: UnitQuerySet) -> dict[str, int]:
    """Totals of a ledger in one statement: total, established, missing, unclear, stale …"""
    rows = units.for_rules().order_by()
    wanted = {
        "total": Q(),
        "established": ~Q(established__in=["", Established.NONE]),
        "none": Q(established=Established.NONE),
        "unknown": Q(established=""),
        "clear": all_clear(),
        "stale": Q(verified_on__isnull=True) | Q(verified_on__lt=stale_before()),
        "missing": should_have.any_of(rule for rule in UNIT_RULES if rule.group == Group.MISSING),
        "amiss": should_have.any_of(UNIT_RULES),
    }
    wanted |= {rule.code: should_have.condition(rule) for rule in UNIT_RULES}
    return _counts(rows, wanted)


def organizations_to_judge(user: Any, organization: Organization) -> OrganizationQuerySet:
    """Organizations below, each with what the rules read: facts of today and the units that it covers."""
    rows = Organization.objects.visible_to(user).active().below(organization)
    found: dict[str, Any] = {}
    for name, code in FACTS.items():
        value = CurrentFact.objects.filter(organization=OuterRef("pk"), metric__code=code, period="")
        found[name] = Subquery(value.values("fact__value")[:1])
    covered = Unit.objects.in_ledger().filter(party_organization=OuterRef("pk")).order_by()
    counted = covered.values("party_organization").annotate(number=Count("pk")).values("number")
    return rows.annotate(**found, unit_count=Subquery(counted))


def organization_figures(organizations: OrganizationQuerySet) -> dict[str, int]:
    """How many organizations each rule fits, in one statement, and how many any of them does."""
    wanted = {rule.code: should_have.condition(rule) for rule in ORGANIZATION_RULES}
    wanted["amiss"] = should_have.any_of(ORGANIZATION_RULES)
    return _counts(organizations.order_by(), wanted)


def _counts(rows: Any, wanted: Mapping[str, Q]) -> dict[str, int]:
    """How many rows fit each condition; the prefix keeps the names apart from fields."""
    found = rows.aggregate(**{f"n_{name}": Count("pk", filter=each) for name, each in wanted.items()})
    return {name.removeprefix("n_"): number for name, number in found.items()}


# --- Figures for metrics --------------------------------------------------------------------------------------------

ValuesByMetric = dict[str, Decimal]


#: A row of a part of the statement: which part, whose (a tree path or an id as text), and its figures.
Told = tuple[str, str, dict[str, Any]]


def unit_facts(
    organization_ids: Iterable[int], wanted: Collection[str] | None = None, paths: Mapping[str, int] | None = None
) -> dict[int, ValuesByMetric]:
    """What the ledgers say of organizations as values of metrics, in two statements whatever their number.

    Of the units in the ledger of an organization and below it: how many there are and how many are covered.
    Of the units that an organization was founded in: its staff and members. A metric of which the ledger
    says nothing is absent: no unit of a kind is not zero units.

    Args:
        wanted: the metrics that are read, so that only what tells them is read; all by default.
        paths: the organizations by their tree path, when the caller has read them; else one statement more.
    """
    if paths is None:
        paths = dict(Organization.objects.filter(pk__in=list(organization_ids)).values_list("path", "pk"))
    parts = unit_parts(paths, wanted)
    return read_unit_rows(parts[0].union(*parts[1:], all=True), paths, wanted) if parts else {}


def unit_parts(paths: Mapping[str, int], wanted: Collection[str] | None = None) -> list[Any]:
    """The parts of the statement that can tell a wanted metric; rows are :data:`Told`."""
    parts = []
    if wanted is None or not BELOW.isdisjoint(wanted):
        parts.append(_count_below(_outermost(paths)))
    if wanted is None or not OWN.isdisjoint(wanted):
        parts.append(_founded_in(list(paths.values())))
    return parts


def read_unit_rows(
    rows: Iterable[Told], paths: Mapping[str, int], wanted: Collection[str] | None = None
) -> dict[int, ValuesByMetric]:
    """Values of metrics from the rows of these parts."""
    found: dict[int, ValuesByMetric] = defaultdict(dict)
    tally: dict[int, dict[tuple[str, str], int]] = defaultdict(lambda: defaultdict(int))
    lacking: dict[int, int] = defaultdict(int)
    for part, owner, data in rows:
        if part == COUNTED_BELOW:
            for step in lineage(owner):
                if step in paths:
                    tally[paths[step]][data["kind"], data["established"]] += data["number"]
                    lacking[paths[step]] += data["lacking"]
        else:
            found[int(owner)] |= _own_metrics(data)
    for pk, counts in tally.items():
        found[pk] |= _as_metrics(counts) | {MISSING: Decimal(lacking[pk])}
    kept = {
        pk: {code: value for code, value in told.items() if wanted is None or code in wanted}
        for pk, told in found.items()
    }
    return {pk: told for pk, told in kept.items() if told}


#: All units of a kind, and those with an organization, by metric.
COUNTED: Mapping[str, tuple[str, str]] = {
    UnitKind.VILLAGE: ("administrative_villages", "villages_with_party_organization"),
    UnitKind.VILLAGER_GROUP: ("villager_groups", "villager_groups_covered"),
    UnitKind.COMPOUND: ("residential_compounds", "compounds_covered"),
}
UNITS, WITH, SEPARATE = "units", "units_with_organization", "separate_establishment_rate"
#: Units that by the rules ought to have an organization and have none (应建未建).
MISSING = "units_missing"
#: Metrics told by the units in the ledgers below, and by those that the organization was founded in.
BELOW = frozenset({UNITS, WITH, SEPARATE, MISSING, *(code for pair in COUNTED.values() for code in pair)})
OWN = frozenset(
    {
        "party_organization_established", "separate_party_organization", "private_enterprise", "social_organization",
        "employees", "staff_members", "full_party_members",
    }
)  # fmt: skip


COUNTED_BELOW, FOUNDED_IN = "units_below", "founded_in"
#: More prefixes than this are compared by their length instead of one by one.
FEW = 8


def _count_below(prefixes: Sequence[str]) -> Any:
    """Units in the ledgers below, by ledger, kind and how established."""
    rows = _ledgers_below(prefixes).values("organization_path", "kind", "established")
    data = JSONObject(kind="kind", established="established", number="number", lacking="lacking")
    lacking = should_have.any_of(rule for rule in UNIT_RULES if rule.group == Group.MISSING)
    counted = rows.annotate(number=Count("pk"), lacking=Count("pk", filter=lacking))
    return _told(counted, COUNTED_BELOW, F("organization_path"), data)


def _told(rows: Any, part: str, owner: Any, data: Any) -> Any:
    owner = Cast(owner, TextField())
    return rows.annotate(part=Value(part, TextField()), owner=owner, data=data).values_list("part", "owner", "data")


def _ledgers_below(prefixes: Sequence[str]) -> UnitQuerySet:
    rows, wanted = Unit.objects.running().order_by(), Q(pk__in=[])
    if len(prefixes) <= FEW:
        return rows.filter(reduce(or_, (Q(organization_path__startswith=path) for path in prefixes), wanted))
    for length in {len(path) for path in prefixes}:
        rows = rows.alias(**{f"first_{length}": Left("organization_path", length)})
        wanted |= Q(**{f"first_{length}__in": [path for path in prefixes if len(path) == length]})
    return rows.filter(wanted)


def _as_metrics(counts: Mapping[tuple[str, str], int]) -> ValuesByMetric:
    values: dict[str, Decimal] = defaultdict(Decimal)
    separate = together = 0
    for (kind, established), number in counts.items():
        is_there = established not in ("", Established.NONE)
        values[UNITS] += number
        values[WITH] += number * is_there
        if kind in COUNTED:
            everything, covered = COUNTED[kind]
            values[everything] += number
            values[covered] += number * is_there
        if kind in TWO_NEW and is_there:
            together += number
            separate += number * (established == Established.SEPARATE)
    if together:
        values[SEPARATE] = Decimal(separate * 100) / together
    return dict(values)


def _founded_in(organization_ids: Sequence[int]) -> Any:
    """Sums over the units that each organization was founded in."""
    rows = Unit.objects.running().filter(party_organization__in=organization_ids).order_by()
    sums = rows.values("party_organization").annotate(
        staff=Sum("employees"),
        full=Sum("full_members"),
        unknown_staff=Count("pk", filter=Q(employees__isnull=True)),
        unknown_full=Count("pk", filter=Q(full_members__isnull=True)),
        two_new=Count("pk", filter=Q(kind__in=TWO_NEW)),
        private=Count("pk", filter=Q(kind=UnitKind.PRIVATE_ENTERPRISE)),
        social=Count("pk", filter=Q(kind=UnitKind.SOCIAL_ORGANIZATION)),
        separate=Count("pk", filter=Q(established=Established.SEPARATE)),
    )
    names = ("staff", "full", "unknown_staff", "unknown_full", "two_new", "private", "social", "separate")
    return _told(sums, FOUNDED_IN, F("party_organization"), JSONObject(**{name: name for name in names}))


def _own_metrics(row: Mapping[str, Any]) -> ValuesByMetric:
    values: ValuesByMetric = {}
    if row["two_new"]:
        values["party_organization_established"] = Decimal(1)
        values["separate_party_organization"] = Decimal(bool(row["separate"]))
        values["private_enterprise"] = Decimal(bool(row["private"]))
        values["social_organization"] = Decimal(bool(row["social"]))
    if not row["unknown_staff"]:
        values["employees" if row["two_new"] else "staff_members"] = Decimal(row["staff"])
    if row["two_new"] and not row["unknown_full"]:
        values["full_party_members"] = Decimal(row["full"])
    return values


def _outermost(paths: Iterable[str]) -> list[str]:
    """Only those paths that no other one contains."""
    kept: list[str] = []
    for path in sorted(paths):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return kept
