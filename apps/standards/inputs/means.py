"""Means of the organizations below, and places among a cohort, for the leaves that ask for them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from itertools import accumulate
from operator import or_

from django.db.models import QuerySet

from apps.organizations.models import CurrentFact

from .. import engine
from ..engine.evaluate_leaf import evaluate_leaf
from ..engine.measures.outside import CohortRank, MeanBelow
from .wanted import Wanted, wanted_by, wanted_of

SOURCE = "下级数据汇总"
RANKED = "本次参评单位排名"
NOTHING = Decimal(0)
Group = tuple[str, str, str]


@dataclass(frozen=True)
class Averages:
    """Running totals and counts over the places in order: up to and without each of them."""

    totals: Sequence[Decimal]
    counts: Sequence[int]

    def between(self, low: int, high: int) -> engine.Mean | None:
        """The mean of those that have a value; None while none has."""
        count = self.counts[high] - self.counts[low]
        return engine.Mean((self.totals[high] - self.totals[low]) / count, count, source=SOURCE) if count else None


def means_of(tree: engine.Version, codes: Collection[str]) -> dict[str, MeanBelow]:
    """The leaves among ``codes`` that ask for a mean, by code."""
    return {code: m for code in codes if isinstance(m := tree.by_code[code].measure, MeanBelow)}


def read_by(tree: engine.Version, means: Iterable[MeanBelow], groups: Collection[Group]) -> Wanted:
    """What is read of the places below; ``groups``: their sectors, kinds and levels."""
    found = Wanted()
    for mean in means:
        if mean.metric:
            found |= Wanted(metrics=frozenset({mean.metric}))
        elif mean.leaf:
            leaf = tree.by_code[mean.leaf]
            assert leaf.measure is not None
            tests = leaf.when.tests() if leaf.when is not None else ()
            asked = (engine.Need("metric", test.key, test.label) for test in tests if test.is_metric)
            found |= wanted_by([*asked, *leaf.measure.needs(leaf.code)])
        else:
            found = reduce(or_, (wanted_of(tree, *group) for group in groups), found)
    return found


def averages(
    tree: engine.Version, mean: MeanBelow, fits: Sequence[bool], inputs: Sequence[engine.Inputs | None]
) -> Averages:
    """The running mean of the places that fit and have said anything."""
    pairs = zip(fits, inputs, strict=True)
    values = [_value(tree, mean, given) if fit and given is not None else None for fit, given in pairs]
    totals = accumulate((NOTHING if value is None else value for value in values), initial=NOTHING)
    return Averages(list(totals), list(accumulate((int(value is not None) for value in values), initial=0)))


def _value(tree: engine.Version, mean: MeanBelow, given: engine.Inputs) -> Decimal | None:
    if mean.metric:
        fact = given.facts.get(mean.metric)
        return None if fact is None else engine.parse_amount(fact.value, signed=True)[0]
    if mean.leaf:
        leaf = tree.by_code[mean.leaf]
        if not leaf.belongs_to(given.sector, given.kind, given.level):
            return None
        outcome = evaluate_leaf(leaf, given)
        return outcome.points if outcome.state is engine.State.SCORED else None
    return engine.evaluate_version(tree, given).score


def cohort_ranks(tree: engine.Version, ids: Collection[int] | QuerySet) -> dict[int, dict[str, engine.Rank]]:
    """The places of organizations among all of ``ids`` by leaf code; equal values share a place.

    One statement where a leaf ranks by a metric, none otherwise. Who has no value takes no place.
    """
    ranked = {leaf.code: leaf.measure for leaf in tree.leaves() if isinstance(leaf.measure, CohortRank)}
    wanted = {measure.metric for measure in ranked.values() if measure.metric}
    if not wanted:
        return {}
    rows = CurrentFact.objects.filter(organization_id__in=ids, metric__code__in=wanted).order_by("period")
    values: dict[str, dict[int, Decimal]] = {}
    for pk, code, value in rows.values_list("organization_id", "metric__code", "fact__value"):
        values.setdefault(code, {})[pk] = value
    found: dict[int, dict[str, engine.Rank]] = {}
    for code, measure in ranked.items():
        for pk, rank in _places(values.get(measure.metric, {}), measure.rising).items():
            found.setdefault(pk, {})[code] = rank
    return found


def _places(values: Mapping[int, Decimal], rising: bool) -> dict[int, engine.Rank]:
    ordered = sorted(values.values(), reverse=not rising)
    first = {value: place for place, value in reversed(list(enumerate(ordered, 1)))}
    return {pk: engine.Rank(first[value], len(ordered), RANKED) for pk, value in values.items()}
