"""What was signed, and what changed between two signatures."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from apps.core.models import FileUse
from apps.standards import engine
from apps.standards.queries import engine_version

from ..models import SelfAssessment, Signing
from .assessment import Sheet

SCAN = "signed_scan"
STATES = {**engine.STATE_LABELS}
SAID = "；说明："
#: The last day of a window of counting as the engine writes it: （2026年1月1日至10月31日，…） or （截至2026年10月31日，…）.
_UNTIL = re.compile(r"(?<=（)(\d{4}年\d{1,2}月\d{1,2}日至|截至)(?:\d{4}年)?\d{1,2}月\d{1,2}日")


@dataclass(frozen=True)
class SignedChange:
    """One leaf that differs: as it was signed before, and as it stands now."""

    section: str
    title: str
    before: str
    after: str
    why: str


@dataclass(frozen=True)
class Signed:
    """One signature with its scans and what it changed against the one before."""

    row: Signing
    scans: list[FileUse]
    changes: list[SignedChange]


def signings_of(assessment: SelfAssessment) -> list[Signed]:
    """Every signature, newest first."""
    related = ("signed_by", "reopened_by", "standard_version")
    rows = list(assessment.signings.select_related(*related).order_by("number"))
    found = []
    for before, row in zip([None, *rows], rows, strict=False):
        changes = list(changes_between(before, row)) if before else []
        found.append(Signed(row, scans_of(row), changes))
    return found[::-1]


def scans_of(signing: Signing) -> list[FileUse]:
    return list(FileUse.objects.of(signing).filter(purpose=SCAN).select_related("file").order_by("created_at"))


def changes_between(before: Signing, after: Signing) -> Iterator[SignedChange]:
    """Leaf by leaf what two signatures say differently."""
    yield from _changes(_outcome(before), _outcome(after), _said(before.inputs), _said(after.inputs))


def changes_since(before: Signing, sheet: Sheet) -> list[SignedChange]:
    """What a draft says differently from what was signed last."""
    frozen = engine.freeze(sheet.inputs)
    return list(_changes(_outcome(before), sheet.outcome, _said(before.inputs), _said(frozen)))


def _outcome(signing: Signing) -> engine.VersionOutcome:
    return engine.evaluate_version(engine_version(signing.standard_version), engine.thaw(signing.inputs))


def _said(inputs: dict[str, Any]) -> dict[str, engine.Claim]:
    return dict(engine.thaw(inputs).claims)


def _changes(
    before: engine.VersionOutcome,
    after: engine.VersionOutcome,
    said: dict[str, engine.Claim],
    says: dict[str, engine.Claim],
) -> Iterator[SignedChange]:
    old = {leaf.code: leaf for leaf in before.leaves()}
    for section in after.children:
        for leaf in section.leaves():
            was = _words(old.get(leaf.code), said.get(leaf.code))
            now = _words(leaf, says.get(leaf.code))
            if not says_the_same(was, now):
                why = "；".join(sentence.text for sentence in leaf.explanation if sentence.kind == "arithmetic")
                yield SignedChange(section.title, leaf.title, was, now, why)


def says_the_same(before: str, after: str) -> bool:
    """Whether nothing differs but the day up to which it was counted, which moves on by itself."""
    return _without_day(before) == _without_day(after)


def _without_day(words: str) -> tuple[str, str]:
    """What the engine read, and what the branch added to it, which stands as it was typed."""
    read, _, said = words.partition(SAID)
    return _UNTIL.sub(r"\1", read), said


def _words(leaf: engine.Outcome | None, claim: engine.Claim | None) -> str:
    """The verdict with its points, what it read, and the branch's own words."""
    if leaf is None:
        return "不适用"
    label = engine.VERDICT_LABELS[leaf.verdict] if leaf.verdict else engine.STATE_LABELS[leaf.state]
    points = f"，{engine.show(leaf.points)} 分" if leaf.state is engine.State.SCORED and leaf.max else ""
    read = "；".join(sentence.text.rstrip("。") for sentence in leaf.explanation if sentence.kind == "input")
    note = f"{SAID}{claim.note}" if claim is not None and claim.note else ""
    files = f"；佐证 {claim.evidence} 份" if claim is not None and claim.evidence else ""
    return f"{label}{points}{'；' + read if read else ''}{note}{files}"
