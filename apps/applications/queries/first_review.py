"""The first review of an application, leaf by leaf, in the engine's words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from apps.standards import engine
from apps.standards.engine.measures.claims import Judged
from apps.standards.engine.measures.numbers import Quantity
from apps.standards.queries import engine_version

from ..choices import ReviewVerdict
from ..leaf_parts import review_levels, review_options
from ..models import Application, ReviewResponse
from ..verified import REVIEWED, with_claims
from .assessment_inputs import inputs_for


def review_rows(application: Application) -> dict[str, ReviewResponse]:
    """What the reviewing office noted, by leaf code. One query."""
    rows = application.review_responses.select_related("criterion", "reviewed_by", "organization")
    return {row.criterion.code: row for row in rows}


def review_outcome(
    application: Application,
    rows: dict[str, ReviewResponse] | None = None,
    said: engine.Inputs | None = None,
) -> engine.VersionOutcome | None:
    """The score by the first review, by the same engine; None while nothing is noted.

    Args:
        rows: what was noted, when the caller has read it. said: the inputs of the self-assessment, likewise.
    """
    rows = review_rows(application) if rows is None else rows
    if not rows:
        return None
    version = engine_version(application.standard_version)
    said = inputs_for(application) if said is None else said
    return engine.evaluate_version(version, with_claims(version, said, review_claims(version, rows.values())))


def review_claims(version: engine.Version, rows: Iterable[ReviewResponse]) -> dict[str, engine.Claim]:
    """Exceptions from what the branch said; a leaf that is agreed to needs no claim."""
    claims = {}
    for row in rows:
        leaf = version.by_code.get(row.criterion.code)
        if leaf is not None and row.verdict != ReviewVerdict.AGREE:
            claims[leaf.code] = _claim(leaf, row)
    return claims


def _claim(leaf: engine.Criterion, row: ReviewResponse) -> engine.Claim:
    """What was found of one leaf: a number, a grade, ticks, or met or not as a whole."""
    levels = {code for code, _ in review_levels(leaf)}
    ticked = frozenset(row.members) - levels
    value: Any = next((code for code in row.members if code in levels), None)
    if row.value is not None and takes_value(leaf):
        value = row.value
    elif value is None and not ticked:
        value = row.verdict == ReviewVerdict.MET
    return engine.Claim(value=value, checked=ticked, source=REVIEWED, note=row.note)


def takes_value(leaf: engine.Criterion) -> bool:
    """Whether a number can be found of the leaf: a quantity, or points within a range."""
    return isinstance(leaf.measure, Quantity) or (isinstance(leaf.measure, Judged) and not leaf.measure.grades)


@dataclass(frozen=True)
class ReviewLine:
    """One leaf of the first review's table."""

    section: str
    leaf: engine.Criterion
    own: engine.Outcome
    own_points: str
    row: ReviewResponse | None
    takes_value: bool
    options: tuple[tuple[str, str], ...] = ()
    levels: tuple[tuple[str, str], ...] = ()
    #: What the branch itself ticked or chose: the ticks that the office starts from.
    said: frozenset[str] = frozenset()


def review_lines(application: Application, rows: dict[str, ReviewResponse], said: engine.Inputs) -> list[ReviewLine]:
    """Every leaf of the organization with what the branch said and what was noted."""
    own = engine.evaluate_version(engine_version(application.standard_version), said)
    shown = own.shown_points()
    return [
        ReviewLine(
            top.title,
            leaf.criterion,
            leaf,
            engine.show(shown[leaf.code]),
            rows.get(leaf.code),
            takes_value(leaf.criterion),
            tuple(review_options(leaf.criterion)),
            tuple(review_levels(leaf.criterion)),
            _said(said.claims.get(leaf.code)),
        )
        for top in own.children
        for leaf in top.leaves()
        if leaf.criterion is not None
    ]


def _said(claim: engine.Claim | None) -> frozenset[str]:
    if claim is None:
        return frozenset()
    return claim.checked | ({claim.value} if isinstance(claim.value, str) else frozenset())
