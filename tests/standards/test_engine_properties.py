"""What holds for every input: bounds, sums, purity, monotony, re-basing; and nothing ever raises."""

from __future__ import annotations

import copy
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.standards.engine import (
    Aggregate,
    Claim,
    FactValue,
    Inputs,
    Outcome,
    State,
    Version,
    build_version,
    evaluate_version,
    rounded,
)
from apps.standards.engine.measures import Checklist, Quantity
from apps.standards.engine.periods import required_periods

STANDARDS = Path(__file__).resolve().parents[2] / "fixtures" / "standards"
VERSIONS = [build_version(yaml.safe_load(path.read_text("utf-8"))) for path in sorted(STANDARDS.glob("*.yaml"))]
FIVE_NORMS = next(version for version in VERSIONS if version.code == "five_norms")
SECTORS = ("rural", "urban", "two_new", "government", "public_institution", "state_owned", "tourism", "")
LEVELS = ("grassroots", "township", "district", "city", "")
SETTINGS = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def needs(version: Version, *kinds: str) -> list[str]:
    found = {
        n.code for leaf in version.leaves() if leaf.measure for n in leaf.measure.needs(leaf.code) if n.kind in kinds
    }
    tests = {t.key for leaf in version.leaves() if leaf.when for t in leaf.when.tests()}
    return sorted(found | tests if "metric" in kinds else found)


numbers = st.one_of(
    st.integers(0, 400_000), st.decimals(0, 10_000, places=2), st.sampled_from([0, 1, True, False, None])
)
junk = st.one_of(
    st.none(), st.text(max_size=8), st.floats(), st.decimals(), st.integers(), st.lists(st.integers(), max_size=2), st.booleans()
)  # fmt: skip
days = st.dates(date(2024, 1, 1), date(2027, 12, 31))


@st.composite
def inputs(draw: st.DrawFn, version: Version = FIVE_NORMS, values: Any = numbers) -> Inputs:
    """Inputs that give some of what the version reads."""
    metrics = needs(version, "metric", "history") or ["none"]
    claims = {}
    for leaf in draw(st.sets(st.sampled_from(list(version.by_code)), max_size=40)):
        measure = version.by_code[leaf].measure
        codes = [member.code for member in measure.members] if isinstance(measure, Checklist) else ["a"]
        checked = draw(st.frozensets(st.sampled_from(codes)))
        claims[leaf] = Claim(draw(values), checked, draw(st.booleans()) and draw(st.booleans()))
    facts = st.builds(FactValue, values)
    count = st.integers(0, 9)
    records = needs(version, "record") or ["none"]
    aggregates = needs(version, "aggregate") or ["none"]
    return Inputs(
        as_of=draw(days),
        sector=draw(st.sampled_from(SECTORS)),
        level=draw(st.sampled_from(LEVELS)),
        facts=draw(st.dictionaries(st.sampled_from(metrics), facts, max_size=len(metrics))),
        history=draw(st.dictionaries(st.sampled_from(metrics), st.lists(facts, max_size=3), max_size=2)),
        claims=claims,
        records=draw(st.dictionaries(st.sampled_from(records), st.lists(days, max_size=9))),
        aggregates=draw(st.dictionaries(st.sampled_from(aggregates), st.builds(Aggregate, count, count))),
        references=draw(st.dictionaries(st.sampled_from(["rural_disposable_income"]), facts)),
    )


@SETTINGS
@given(inputs())
def test_points_stay_within_bounds_and_sections_are_sums(given_inputs: Inputs) -> None:
    outcome = evaluate_version(FIVE_NORMS, given_inputs)
    for node in outcome.walk():
        assert 0 <= node.points <= node.max
        assert 0 <= node.undecided <= node.max - node.points
        if node.children:
            assert node.points == sum(child.points for child in node.children)
            assert node.max == sum(child.max for child in node.children)
    if outcome.score is not None:
        assert 0 <= outcome.score <= outcome.total
        assert outcome.score == outcome.points * outcome.total / outcome.max or _close(outcome)


def _close(outcome: Any) -> bool:
    return abs(outcome.score - outcome.points * outcome.total / outcome.max) < Decimal("1e-20")


@SETTINGS
@given(inputs())
def test_shown_parts_add_up(given_inputs: Inputs) -> None:
    outcome = evaluate_version(FIVE_NORMS, given_inputs)
    shown = outcome.shown_points()
    for node in outcome.walk():
        assert abs(shown[node.code] - rounded(node.points)) <= Decimal("0.01")
        if node.children:
            assert shown[node.code] == sum(shown[child.code] for child in node.children)


@SETTINGS
@given(inputs())
def test_same_inputs_give_the_same_outcome_and_stay_untouched(given_inputs: Inputs) -> None:
    before = copy.deepcopy(given_inputs)
    first = evaluate_version(FIVE_NORMS, given_inputs)
    assert first == evaluate_version(FIVE_NORMS, copy.deepcopy(given_inputs))
    assert given_inputs == before
    assert [node.explanation for node in first.walk()] == [node.explanation for node in first.walk()]


@SETTINGS
@given(st.data(), st.sampled_from(VERSIONS))
def test_strange_inputs_never_raise_and_always_explain(data: st.DataObject, version: Version) -> None:
    outcome = evaluate_version(version, data.draw(inputs(version, junk)))
    for node in outcome.walk():
        assert node.explanation
        _check_state(node)


def _check_state(node: Outcome) -> None:
    if not node.is_leaf:
        return
    assert (node.verdict is None) == (node.state is not State.SCORED)
    if node.state in {State.UNANSWERED, State.INSUFFICIENT}:
        assert node.reason and node.points == 0 and node.undecided == node.max


GROWING = [
    (leaf.code, leaf.measure.operand.metric)
    for leaf in FIVE_NORMS.leaves()
    if isinstance(leaf.measure, Quantity) and leaf.measure.threshold.operator in {">", ">="}
]


@SETTINGS
@given(inputs(), st.sampled_from(GROWING), st.integers(0, 10**6), st.integers(0, 10**6))
def test_more_of_a_good_thing_never_costs_points(
    given_inputs: Inputs, pair: tuple[str, str], low: int, more: int
) -> None:
    code, metric = pair

    def points(value: int) -> Decimal | None:
        facts = {**given_inputs.facts, metric: FactValue(value)}
        measure = FIVE_NORMS.by_code[code].measure
        scoring = FIVE_NORMS.by_code[code].scoring
        assert measure is not None and scoring is not None
        changed = Inputs(as_of=given_inputs.as_of, facts=facts)
        return scoring.award(FIVE_NORMS.by_code[code].points, measure.read(code, changed))

    assert points(low) <= points(low + more)  # type: ignore[operator]


@SETTINGS
@given(st.lists(days, max_size=30), days)
def test_one_more_record_never_hurts(held: list[date], extra: date) -> None:
    as_of = date(2026, 11, 23)

    def points(records: list[date]) -> Decimal:
        kinds = dict.fromkeys(needs(FIVE_NORMS, "record"), records)
        return evaluate_version(
            FIVE_NORMS, Inputs(as_of=as_of, sector="urban", level="grassroots", records=kinds)
        ).points

    assert points(held) <= points([*held, extra])


@SETTINGS
@given(st.sets(st.sampled_from([leaf.code for leaf in FIVE_NORMS.leaves() if leaf.claim_not_applicable])))
def test_not_applicable_is_rebased(waived: set[str]) -> None:
    def run(claims: dict[str, Claim]) -> Any:
        inputs = Inputs(as_of=date(2026, 11, 23), sector="rural", level="grassroots", claims=claims)
        return evaluate_version(FIVE_NORMS, inputs)

    everything = {leaf.code: Claim(value=True) for leaf in FIVE_NORMS.leaves()}
    outcome = run(everything | {code: Claim(not_applicable=True) for code in waived})
    own = {leaf.code for leaf in outcome.leaves()} & waived
    dropped = sum((FIVE_NORMS.by_code[code].points for code in own), Decimal(0))
    baseline = run(everything)
    assert outcome.max == baseline.max - dropped
    assert outcome.full == baseline.full
    assert outcome.score == outcome.points * 100 / outcome.max or _close(outcome)


@SETTINGS
@given(
    st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.sampled_from(["week", "month", "quarter", "half_year", "year"])
)
def test_periods_follow_each_other_without_gap(as_of: date, kind: str) -> None:
    periods = required_periods(kind, date(as_of.year, 1, 1), as_of)
    assert all(left.end + timedelta(days=1) == right.start for left, right in pairwise(periods))
    assert len({period.label for period in periods}) == len(periods)
    assert all(period.end <= as_of for period in periods) or len(periods) == 1
