"""What an inspector verified decides before any fact; a silent claim decides nothing."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from apps.standards.engine import (
    Claim,
    FactValue,
    Inputs,
    State,
    Verdict,
    build_version,
    evaluate_version,
    freeze,
    thaw,
)

TODAY = dt.date(2026, 11, 23)


def version(measure: dict[str, Any], **leaf: Any) -> Any:
    """A version of one leaf worth four points."""
    criterion = {"code": "leaf", "title": "指标", "points": 4, "measure": measure, **leaf}
    return build_version({"code": "s", "name": "标准", "version": 1, "kind": "scored", "criteria": [criterion]})


QUANTITY = {"type": "quantity", "metric": "area", "label": "面积", "op": ">=", "value": 200, "unit": "㎡"}
FREQUENCY = {"type": "frequency", "record": "meeting", "label": "支委会", "times": 1, "per": "month"}
MEMBERS = {
    "type": "checklist",
    "members": [{"code": "flag", "title": "旗"}, {"code": "hall", "title": "大厅", "metric": "hall"}],
}


def outcome(measure: dict[str, Any], claim: Claim, leaf: dict[str, Any] | None = None, **inputs: Any) -> Any:
    given = Inputs(as_of=TODAY, claims={"leaf": claim}, **inputs)
    result = evaluate_version(version(measure, **(leaf or {})), given)
    again = evaluate_version(version(measure, **(leaf or {})), thaw(freeze(given)))
    assert again.points == result.points
    return result.find("leaf")


@pytest.mark.parametrize(("value", "points", "verdict"), [(True, 4, Verdict.MET), (False, 0, Verdict.UNMET)])
def test_verdict_beats_facts_and_records(value, points, verdict):
    claim = Claim(value=value, source="inspection", overrules=True)
    by_fact = outcome(QUANTITY, claim, facts={"area": FactValue(Decimal(300 if not value else 1))})
    by_records = outcome(FREQUENCY, claim, records={"meeting": []})
    for found in (by_fact, by_records):
        assert (found.state, found.points, found.verdict) == (State.SCORED, Decimal(points), verdict)
        assert any("检查结论" in sentence.text for sentence in found.explanation)


def test_fact_beats_a_claim_that_does_not_overrule():
    found = outcome(QUANTITY, Claim(value=Decimal(1)), facts={"area": FactValue(Decimal(300))})
    assert found.points == 4


def test_verified_members_beat_the_fact_of_a_member():
    facts = {"hall": FactValue(True)}
    scoring = {"scoring": {"type": "per_missing_member", "each": 1}}
    assert outcome(MEMBERS, Claim(checked=frozenset({"flag"})), scoring, facts=facts).points == 4
    verified = Claim(checked=frozenset({"flag"}), source="inspection", overrules=True)
    assert outcome(MEMBERS, verified, scoring, facts=facts).points == 3


def test_verified_leaf_needs_no_fact_of_its_condition():
    when = {"when": {"metric": "members", "label": "党员人数", "op": ">", "value": 100}}
    assert outcome(QUANTITY, Claim(value=True, overrules=True), when).points == 4
    dropped = outcome(QUANTITY, Claim(not_applicable=True, overrules=True, note="无此场所"), when)
    assert dropped.state is State.NOT_APPLICABLE
    refused = outcome(QUANTITY, Claim(not_applicable=True), facts={"area": FactValue(Decimal(1))})
    assert refused.state is State.SCORED


def test_silent_claim_only_counts_evidence():
    leaf = {"evidence": {"need": "required", "at_least": 2}}
    assert outcome(MEMBERS, Claim(silent=True, evidence=1), leaf).state is State.UNANSWERED
    found = outcome(QUANTITY, Claim(silent=True, evidence=1), leaf, facts={"area": FactValue(Decimal(300))})
    assert found.evidence_short == 1
