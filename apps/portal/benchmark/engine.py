"""Figures of the engine: one evaluation, and a campaign's recomputation from what is stored."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from statistics import median
from time import perf_counter

from django.db import transaction

from apps.evaluations.models import Evaluation
from apps.evaluations.queries import frozen_outcome
from apps.standards import engine

from .figures import Figure, under
from .rows import make_evaluations
from .standard import LEAVES, hundred_leaves, inputs_of


def engine_figures(applications: int = 1000, rounds: int = 100) -> Iterator[Figure]:
    """Time of one evaluation and of a thousand stored ones, computed twice with the same figures."""
    version = engine.build_version(hundred_leaves())
    inputs = [inputs_of(number) for number in range(rounds)]
    times = [_timed(lambda given=given: engine.evaluate_version(version, given)) for given in inputs]  # type: ignore[misc]
    yield under(f"一次评定，{LEAVES} 项指标（中位数）", median(times), 0.002)
    outcomes = [engine.evaluate_version(version, given) for given in inputs]
    explained = [_timed(lambda found=found: [node.explanation for node in found.walk()]) for found in outcomes]  # type: ignore[misc]
    yield Figure("同一次评定的全部说明（中位数）", f"{median(explained) * 1000:.2f} ms")
    yield from _recomputed(applications)


def _timed(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def _recomputed(applications: int) -> Iterator[Figure]:
    """Stored evaluations from their frozen inputs, as the pages do it; nothing of it stays in the database."""
    with transaction.atomic():
        keys = make_evaluations(hundred_leaves(), (engine.freeze(inputs_of(n)) for n in range(applications)))
        digests, times = [], []
        for _ in range(2):
            start = perf_counter()
            digests.append(_digest(keys))
            times.append(perf_counter() - start)
        transaction.set_rollback(True)
    yield under(f"复算 {applications} 份申报 × {LEAVES} 项指标", max(times), 10)
    same = digests[0] == digests[1]
    yield Figure("两次复算的结果一致", digests[0][:16] if same else "不一致", "一致", same)


def _digest(keys: list[int]) -> str:
    """A fingerprint of every figure of every evaluation, read anew from its row."""
    found = hashlib.sha256()
    rows = Evaluation.objects.filter(pk__in=keys).select_related("application__standard_version").order_by("pk")
    for row in rows.iterator(chunk_size=200):
        outcome = frozen_outcome(row)
        assert outcome is not None
        figures = [f"{node.code}={node.points}/{node.max}:{node.state}" for node in outcome.walk()]
        found.update("|".join((*figures, str(outcome.score))).encode())
    return found.hexdigest()
