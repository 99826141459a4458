"""Whatever leaf the schema lets pass, and whatever is fed to it: no exception, bounds, sums, words."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from hypothesis import HealthCheck, assume, given, settings

from apps.standards.engine import (
    Claim,
    Inputs,
    Outcome,
    State,
    Version,
    build_version,
    evaluate_version,
    freeze,
    leaf_inputs,
    rounded,
    thaw,
)
from apps.standards.engine.explain_leaf import shown_parts
from apps.standards.schema import check_standard

from . import leaves

MANY = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


def sound(data: dict[str, Any]) -> Version:
    assume(not check_standard(data))
    return build_version(data)


@MANY
@given(leaves.standards(), leaves.inputs())
def test_any_leaf_and_any_inputs_never_raise_and_stay_in_bounds(data: dict[str, Any], inputs: Inputs) -> None:
    version = sound(data)
    outcome = evaluate_version(version, inputs)
    assert leaf_inputs(version, "", "")
    for node in outcome.walk():
        assert all(sentence.text for sentence in node.explanation)
    found = outcome.find("x")
    assert found is not None
    assert found.points <= found.max + found.extra
    _check_leaf(found)


def _check_leaf(found: Outcome) -> None:
    assert (found.verdict is None) == (found.state is not State.SCORED)
    if found.state is State.SCORED:
        scoring = found.criterion.scoring  # type: ignore[union-attr]
        cap = scoring.cap if scoring.cap is not None else found.criterion.points  # type: ignore[union-attr]
        assert scoring.floor <= found.points <= max(scoring.floor, cap)  # type: ignore[union-attr]
    else:
        assert found.points == 0
        assert found.reason or found.state is State.NOT_APPLICABLE
        assert found.undecided == (0 if found.state is State.NOT_APPLICABLE else found.max + found.extra)


@MANY
@given(leaves.standards(), leaves.inputs())
def test_shown_addends_of_a_leaf_add_up_to_its_shown_points(data: dict[str, Any], inputs: Inputs) -> None:
    found = evaluate_version(sound(data), inputs).find("x")
    assert found is not None
    parts = shown_parts(found)
    if parts:
        assert sum(part.points for part in parts) == rounded(found.points)
        assert all(part.points == rounded(part.points) for part in parts)


@MANY
@given(leaves.standards(), leaves.inputs())
def test_frozen_inputs_give_the_same_outcome(data: dict[str, Any], inputs: Inputs) -> None:
    version = sound(data)
    again = thaw(json.loads(json.dumps(freeze(inputs), allow_nan=False)))
    first, second = evaluate_version(version, inputs), evaluate_version(version, again)
    assert [(node.points, node.state, node.verdict) for node in first.walk()] == [
        (node.points, node.state, node.verdict) for node in second.walk()
    ]
    texts = [sentence.text for node in first.walk() for sentence in node.explanation]
    assert texts == [sentence.text for node in second.walk() for sentence in node.explanation]
    assert first.score == second.score


def test_a_plain_statement_about_a_ledger_shows_no_addends() -> None:
    """The base belongs to counted entries: where somebody merely says no, there is no sum to show."""
    leaf = {
        "code": "x", "title": "某项", "points": 10, "measure": {"type": "events", "event": "a", "label": "某项"},
        "scoring": {"type": "ledger", "entries": [{"code": "a", "title": "等次", "points": 5}], "base": 3},
    }  # fmt: skip
    version = build_version(
        {"code": "s", "name": "标准", "version": 1, "kind": "scored", "source": "测试", "criteria": [leaf]}
    )
    said = Inputs(as_of=date(2024, 1, 1), claims={"x": Claim(False)})
    found = evaluate_version(version, said).find("x")
    assert found is not None and found.points == 0 and shown_parts(found) == ()
