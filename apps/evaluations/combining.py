"""Pure arithmetic of the combined score: no database, no clock.

Scores are Decimals from 0 to 100, compared unrounded; two places are shown (half-up).
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
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


@dataclass(frozen=True)
class Contender:
    """What ranking needs to know of one evaluation."""

    key: int
    group: str
    eligible: bool
    total: Decimal | None
    organization_score: Decimal | None
    mass_score: Decimal | None
    submitted_at: dt.datetime | None


def rank(contenders: Iterable[Contender]) -> dict[int, int]:
    """Rank from 1 in each quota group; only the eligible with a total are ranked.

    Tie-break (domain: Evaluation): organizational score, then satisfaction, then earlier submission.
    Equal in all of these share a rank, and the next rank is skipped.
    """
    groups: dict[str, list[Contender]] = {}
    for contender in contenders:
        if contender.eligible and contender.total is not None:
            groups.setdefault(contender.group, []).append(contender)
    ranks: dict[int, int] = {}
    for members in groups.values():
        previous: tuple[Any, ...] | None = None
        place = 0
        for position, contender in enumerate(sorted(members, key=_order), start=1):
            order = _order(contender)
            place = place if order == previous else position
            ranks[contender.key], previous = place, order
    return ranks


def _order(contender: Contender) -> tuple[Any, ...]:
    never = dt.datetime.max.replace(tzinfo=dt.UTC)
    return (
        -(contender.total or Decimal(0)),
        -(contender.organization_score or Decimal(0)),
        -(contender.mass_score or Decimal(0)),
        contender.submitted_at or never,
    )


def _scores(parts: Parts) -> tuple[Decimal | None, ...]:
    return (parts.self_score, parts.mass_score, parts.organization_score)


def _weights(weights: Weights) -> tuple[Decimal, ...]:
    return (weights.self_weight, weights.mass_weight, weights.organization_weight)


def digest(frozen: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON of the frozen inputs."""
    text = json.dumps(frozen, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
