"""The quota step of a trial: a handful of other totals, and what the shares of grades then leave to this one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms

from ... import engine
from .fields import decimal_of, split

MOST = 500
TIMES = re.compile(r"(\d+(?:\.\d+)?)[×xX*](\d{1,3})家?")
SPREAD = re.compile(r"(\d{1,3})家(\d+(?:\.\d+)?)[~～—至-](\d+(?:\.\d+)?)")
OWN = "own"


class Peers(forms.CharField):
    """Totals of others: 95、92×3、20家60~98 (so many, evenly spread)."""

    def __init__(self) -> None:
        super().__init__(
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text="用顿号隔开，如 95、92×3；“20家60~98”按这一范围均匀生成 20 家。",
        )

    def clean(self, value: Any) -> Any:
        found: list[Decimal] = []
        for part in split(super().clean(value)):
            found += _totals(part)
            if len(found) > MOST:
                raise forms.ValidationError(f"最多 {MOST} 家")
        return found


def _totals(part: str) -> list[Decimal]:
    if match := TIMES.fullmatch(part):
        return [decimal_of(match[1])] * int(match[2])
    if match := SPREAD.fullmatch(part):
        number, low, high = int(match[1]), decimal_of(match[2]), decimal_of(match[3])
        step = (high - low) / max(1, number - 1)
        return [(low + step * at).quantize(Decimal("0.01")) for at in range(number)]
    return [decimal_of(part)]


@dataclass(frozen=True)
class QuotaUseRow:
    """One grade's share in the cohort."""

    title: str
    share: Decimal
    places: int
    taken: int
    hard: bool
    tied: int


class Cohort:
    """This organization among others, ranked as evaluations rank them; the others meet every prerequisite."""

    def __init__(self, tree: engine.Version, outcome: engine.VersionOutcome, peers: Sequence[Decimal]) -> None:
        self.tree, self.outcome, self.size = tree, outcome, len(peers) + 1
        self.titles = {band.code: band.title for band in tree.whole.ladder}
        decided = outcome.grade if _is_decided(outcome) else None
        merit = outcome.merit_grade.code if outcome.merit_grade else ""
        own = engine.Contender(
            OWN, outcome.score, eligible=outcome.eligible, grade=merit, decision=decided.code if decided else ""
        )
        others = [
            engine.Contender(at, total, grade=engine.grade_by_points(tree, total)) for at, total in enumerate(peers)
        ]
        self.ranking = engine.rank([own, *others], engine.RankRules(tree.whole.ladder))
        self.standing = self.ranking.by_key[OWN]

    @property
    def uses(self) -> list[QuotaUseRow]:
        return [
            QuotaUseRow(self.titles[use.grade], use.share * 100, use.places, use.taken, use.hard, len(use.tied))
            for use in self.ranking.quotas
        ]

    @property
    def grade(self) -> str:
        """The grade that remains; empty while a tie waits."""
        return "" if self.standing.tied_for else self.titles.get(self.standing.grade, "")

    @property
    def tied(self) -> str:
        """What has to be decided, where others with the same total stand on the boundary."""
        if not self.standing.tied_for:
            return ""
        use = next(use for use in self.ranking.quotas if use.grade == self.standing.tied_for)
        return f"与 {len(use.tied) - 1} 家同分，跨“{self.titles[use.grade]}”名额线，须作出决定"

    def step(self) -> engine.GradeStep:
        """The quota as a step on the way to the grade, between the vetoes and the decision."""
        merit = self.titles.get(self.standing.merit, "")
        below = self.titles.get(self.standing.grade, "") if not _is_decided(self.outcome) else merit
        after = (self.titles[self.standing.tied_for], below) if self.standing.tied_for else (below,)
        place = f"第 {self.standing.place} 名" if self.standing.place else "不参加排名"
        cause = engine.Cause("同组排名", not self.standing.tied_for or None, f"{place}，共 {self.size} 家")
        texts = [
            engine.Cause(f"{use.title}占 {use.share.normalize():f}%", use.taken <= use.places, _use_text(use))
            for use in self.uses
        ]
        tie = [engine.Cause("同分", None, self.tied)] if self.tied else []
        return engine.GradeStep("quota", (merit,), after, (cause, *texts, *tie))


def _use_text(use: QuotaUseRow) -> str:
    kind = "名额" if use.hard else "目标"
    over = "" if use.taken <= use.places else f"，超出 {use.taken - use.places} 家"
    return f"{kind} {use.places} 家，给出 {use.taken} 家{over}"


def _is_decided(outcome: engine.VersionOutcome) -> bool:
    """Whether a recorded decision has taken effect."""
    last = outcome.grade_steps[-1] if outcome.grade_steps else None
    return last is not None and last.kind == "decision" and any(cause.holds for cause in last.causes)
