"""Vetoes: which were found, which are in force, and what they zero."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .inputs import Inputs, VetoFinding
from .model import Version
from .outcome import VetoOutcome
from .whole import VetoRule

DEMANDS = (("evidence", "依据"), ("decided_by", "认定人"), ("decided_on", "认定日期"))


def found_vetoes(version: Version, inputs: Inputs) -> tuple[VetoOutcome, ...]:
    """Every veto of the version that somebody found, in the order of the standard."""
    rules = version.whole.vetoes
    return tuple(_veto(rule, inputs.vetoes[rule.code]) for rule in rules if rule.code in inputs.vetoes)


def _veto(rule: VetoRule, finding: VetoFinding) -> VetoOutcome:
    missing = [label for name, label in DEMANDS if not _text(getattr(finding, name, None))]
    return VetoOutcome(
        rule,
        in_force=not missing,
        decided_by=_text(finding.decided_by),
        decided_on=_text(finding.decided_on),
        evidence=_text(finding.evidence),
        note=_text(finding.note),
        reason=f"缺少{'、'.join(missing)}，暂不生效" if missing else "",
    )


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def zeroed_codes(vetoes: Sequence[VetoOutcome]) -> frozenset[str]:
    """Criteria whose points vetoes in force take."""
    zeroing = (veto.rule for veto in vetoes if veto.in_force and veto.rule.effect == "item_zero")
    return frozenset(code for rule in zeroing for code in rule.of)
