"""What self-assessments read when their application moves to another version of its standard."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from apps.standards import engine
from apps.standards.inputs import Wanted, inputs_of_both, wanted_of
from apps.standards.models import StandardVersion
from apps.standards.queries import engine_version

from ..answers import Answer, claim_of, control_of
from ..models import Application, Response, SelfAssessment
from .assessment_inputs import assessment_of, evidence_counts, is_signed
from .record_evidence import with_records

#: What is frozen of the figures, in the order of ``Wanted.parts``; facts and their history go together.
FIGURES = (("facts", 0), ("history", 0), ("records", 1), ("references", 2), ("aggregates", 3), ("events", 4))


@dataclass(frozen=True)
class Leaves:
    """Leaves of two versions by code. ``retyped``: measured in another way, their answers do not carry over."""

    added: tuple[engine.Criterion, ...]
    removed: tuple[engine.Criterion, ...]
    changed: tuple[engine.Criterion, ...]
    kept: frozenset[str]
    retyped: frozenset[str]


@dataclass(frozen=True)
class Moved:
    """One self-assessment before and after. ``answers`` were given, ``carried`` of them hold in the new version."""

    application: Application
    assessment: SelfAssessment
    before: engine.Inputs
    after: engine.Inputs
    answers: int
    carried: int
    signed: bool


def compared_leaves_of(old: engine.Version, new: engine.Version) -> Leaves:
    """The leaves that came, went, changed and stayed."""
    was = {leaf.code: leaf for leaf in old.leaves()}
    now = {leaf.code: leaf for leaf in new.leaves()}
    both = [code for code in now if code in was]
    kept = frozenset(code for code in both if _same_kind(was[code], now[code]))
    return Leaves(
        added=tuple(leaf for code, leaf in now.items() if code not in was),
        removed=tuple(leaf for code, leaf in was.items() if code not in now),
        changed=tuple(now[code] for code in both if was[code] != now[code]),
        kept=kept,
        retyped=frozenset(both) - kept,
    )


def _same_kind(was: engine.Criterion, now: engine.Criterion) -> bool:
    return type(was.measure) is type(now.measure) and control_of(was) == control_of(now)


def moved_inputs(applications: Sequence[Application], old: StandardVersion, new: StandardVersion) -> list[Moved]:
    """Inputs by both versions for every application with a self-assessment; the statements do not grow with them.

    A draft is read as things stand. What was signed stays as it was signed; only what the old version did not
    read at all is added as it stands now.
    """
    rows = [(row, found) for row in applications if (found := assessment_of(row)) is not None]
    drafts = any(not is_signed(found) for _, found in rows)
    was, now = inputs_of_both(old, new, [row.organization for row, _ in rows])
    answers = _responses([found for _, found in rows])
    reader = _Reader(
        engine_version(old),
        engine_version(new),
        was,
        now,
        evidence_counts([answer for given in answers.values() for answer in given]) if drafts else {},
    )
    return [reader.moved(row, found, answers.get(found.pk, [])) for row, found in rows]


def _responses(assessments: Sequence[SelfAssessment]) -> dict[int, list[Response]]:
    found: dict[int, list[Response]] = {}
    for row in Response.objects.filter(self_assessment__in=assessments).select_related("criterion").order_by("pk"):
        found.setdefault(row.self_assessment_id, []).append(row)
    return found


class _Reader:
    """Both versions with everything known of the organizations."""

    def __init__(
        self,
        old: engine.Version,
        new: engine.Version,
        was: Mapping[int, engine.Inputs],
        now: Mapping[int, engine.Inputs],
        evidence: Mapping[int, int],
    ) -> None:
        self.old, self.new, self.was, self.now, self.evidence = old, new, was, now, evidence
        self.leaves = compared_leaves_of(old, new)
        self._wanted: dict[tuple[str, str, str], Wanted] = {}

    def moved(self, application: Application, assessment: SelfAssessment, rows: Sequence[Response]) -> Moved:
        present = self.now[application.organization_id]
        signed = is_signed(assessment)
        if signed:
            before = engine.thaw(assessment.inputs)
            after = self._joined(before, present)
        else:
            was = self.was[application.organization_id]
            before = self._with_claims(self.old, was, self._claims(self.old, rows))
            after = self._with_claims(self.new, present, self._claims(self.new, rows, self.leaves.retyped))
        answered = [row.criterion.code for row in rows if row.answered and row.criterion.code in self.old.by_code]
        carried = sum(code in self.leaves.kept for code in answered)
        return Moved(application, assessment, before, after, len(answered), carried, signed)

    def _with_claims(
        self, tree: engine.Version, found: engine.Inputs, claims: Mapping[str, engine.Claim]
    ) -> engine.Inputs:
        return replace(found, claims=with_records(tree, found, claims))

    def _claims(
        self, tree: engine.Version, rows: Iterable[Response], emptied: Collection[str] = ()
    ) -> dict[str, engine.Claim]:
        leaves, found = tree.by_code, {}
        for row in rows:
            code = row.criterion.code
            if code in leaves and leaves[code].is_leaf:
                said: Any = Answer() if code in emptied else row
                claim = claim_of(leaves[code], said, self.evidence.get(row.pk, 0))
                if claim is not None:
                    found[code] = claim
        return found

    def _joined(self, frozen: engine.Inputs, present: engine.Inputs) -> engine.Inputs:
        """What was signed, with the present figures that only the new version reads."""
        read = self._read_before(frozen).parts
        more: dict[str, Any] = {}
        for name, part in FIGURES:
            fresh = {code: value for code, value in getattr(present, name).items() if code not in read[part]}
            more[name] = {**fresh, **getattr(frozen, name)}
        claims = dict(frozen.claims)
        for code in self.leaves.retyped & claims.keys():
            evidence = claims.pop(code).evidence
            if evidence:
                claims[code] = engine.Claim(silent=True, evidence=evidence)
        joined = replace(frozen, **more, claims=claims)
        recorded = with_records(self.new, joined, {})
        fresh_claims = {leaf.code: recorded[leaf.code] for leaf in self.leaves.added if leaf.code in recorded}
        return replace(joined, claims={**fresh_claims, **claims})

    def _read_before(self, inputs: engine.Inputs) -> Wanted:
        group = (inputs.sector, inputs.kind, inputs.level)
        if group not in self._wanted:
            self._wanted[group] = wanted_of(self.old, *group)
        return self._wanted[group]
