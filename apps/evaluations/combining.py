"""Pure arithmetic of the combined score: no database, no clock.

Scores are Decimals from 0 to 100, compared unrounded; two places are shown (half-up).
"""

import hashlib
import json
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

HUNDRED = Decimal(100)
KEPT = Decimal("0.0001")


@dataclass(frozen=True)
class Parts:
    """The three scores of one application; None where one is missing."""

    self_score: Decimal | None
    mass_score: Decimal | None
    organization_score: Decimal | None


@dataclass(frozen=True)
class Weights:
    """Per cent of the three parts; they make a hundred."""

    self_weight: Decimal
    mass_weight: Decimal
    organization_weight: Decimal


def combine(parts: Parts, weights: Weights) -> Decimal | None:
    """The weighted total, or None while a part that weighs something is missing."""
    total = Decimal(0)
    for score, weight in zip(_scores(parts), _weights(weights), strict=True):
        if weight and score is None:
            return None
        total += (score or Decimal(0)) * weight / HUNDRED
    return kept(total)


def missing_parts(parts: Parts, weights: Weights) -> list[str]:
    """Names of the parts that weigh something and are missing."""
    names = ("自评", "群众测评", "组织考评")
    triples = zip(names, _scores(parts), _weights(weights), strict=True)
    return [name for name, score, weight in triples if weight and score is None]


def kept(value: Decimal) -> Decimal:
    """Rounded half-up to the four places that the database keeps."""
    return value.quantize(KEPT, rounding=ROUND_HALF_UP)


def _scores(parts: Parts) -> tuple[Decimal | None, ...]:
    return (parts.self_score, parts.mass_score, parts.organization_score)


def _weights(weights: Weights) -> tuple[Decimal, ...]:
    return (weights.self_weight, weights.mass_weight, weights.organization_weight)


def digest(frozen: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON of the frozen inputs."""
    text = json.dumps(frozen, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
