"""How what inspectors verified takes the place of what the branch said and of the facts. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from apps.standards import engine
from apps.standards.engine.measures import AllOf, AnyOf, Events
from apps.standards.engine.measures.claims import Checklist, Judged, YesNo
from apps.standards.engine.measures.numbers import Quantity, Ratio, Relative
from apps.standards.engine.measures.time import Frequency

VERIFIED = "inspection"
REVIEWED = "review"
#: Sources whose claims beat what the branch said and the facts.
BINDING = (VERIFIED, REVIEWED)


def with_claims(version: engine.Version, inputs: engine.Inputs, claims: Mapping[str, engine.Claim]) -> engine.Inputs:
    """Inputs with ``claims`` over the branch's own, leaf by leaf.

    A claim with the source ``inspection`` or ``review`` also beats facts: a verified number of a quantity replaces the
    fact of its metric, so that every leaf reading it agrees; any other verified leaf overrules.
    """
    facts, merged = dict(inputs.facts), dict(inputs.claims)
    for code, claim in claims.items():
        leaf = version.by_code.get(code)
        if leaf is None:
            continue
        own = inputs.claims.get(code)
        if own is not None and not claim.evidence:
            claim = replace(claim, evidence=own.evidence)
        if claim.source in BINDING:
            facts.update(_verified_fact(leaf, claim, facts))
            facts.update({key: _observed(key, value, claim, facts) for key, value in claim.figures})
            claim = hardened(leaf, claim)
        merged[code] = claim
    return replace(inputs, facts=facts, claims=merged)


def _verified_fact(
    leaf: engine.Criterion, claim: engine.Claim, facts: Mapping[str, engine.FactValue]
) -> dict[str, engine.FactValue]:
    """The observation that a verified value is, when the leaf has a metric of its own."""
    measure = leaf.measure
    if isinstance(measure, Quantity) and isinstance(claim.value, Decimal):
        metric = measure.operand.metric
    elif isinstance(measure, YesNo) and measure.metric and isinstance(claim.value, bool):
        metric = measure.metric
    else:
        return {}
    return {metric: _observed(metric, claim.value, claim, facts)}


def _observed(metric: str, value: Any, claim: engine.Claim, facts: Mapping[str, engine.FactValue]) -> engine.FactValue:
    """What was found of a metric, in the period of what was known of it."""
    known = facts.get(metric)
    return engine.FactValue(value, known.period if known else "", claim.source)


def hardened(leaf: engine.Criterion, claim: engine.Claim) -> engine.Claim:
    """The claim as one that overrules facts, where it says enough to do so."""
    measure = leaf.measure
    if claim.not_applicable:
        return replace(claim, overrules=True)
    if isinstance(claim.value, bool):
        # For a statement the value is the answer; the verdict is whether it is the expected one.
        met = claim.value == measure.expected if isinstance(measure, YesNo) else claim.value
        return replace(claim, value=met, overrules=True)
    if isinstance(measure, Checklist):
        return replace(claim, overrules=bool(claim.checked))
    if isinstance(measure, AnyOf | AllOf):
        return replace(claim, overrules=bool(claim.checked or claim.figures) or claim.value is not None)
    if isinstance(measure, Ratio | Relative):
        return replace(claim, overrules=bool(claim.figures))
    if isinstance(measure, Frequency | Judged | Events):
        return replace(claim, overrules=claim.value is not None)
    return replace(claim, overrules=isinstance(measure, Quantity) and claim.value is not None)
