"""What of a leaf a person ticks, counts or measures: options of combined measures, entries of a ledger. Pure."""

from collections.abc import Iterator

from apps.standards import engine
from apps.standards.engine.measures import (
    AllOf,
    AnyOf,
    Checklist,
    CohortRank,
    Events,
    Judged,
    MeanBelow,
    Measure,
    Option,
    Quantity,
    Ratio,
    Relative,
    ShareOfDescendants,
    Survey,
)
from apps.standards.engine.scoring import Ledger, Matrix, Ordinal

#: Measures whose value comes from elsewhere: shown, never typed.
GIVEN = (CohortRank, MeanBelow, ShareOfDescendants, Survey)


def options_of(measure: Measure | None) -> list[Option]:
    """The options of a combined measure; those of an option that combines claims stand for it."""
    return list(_options(measure)) if isinstance(measure, AnyOf | AllOf) else []


def _options(measure: AnyOf | AllOf) -> Iterator[Option]:
    for option in measure.options:
        if isinstance(option.measure, AnyOf | AllOf) and not option.is_ticked:
            yield from _options(option.measure)
        else:
            yield option


def said_options(leaf: engine.Criterion) -> list[tuple[str, str, engine.Need | None]]:
    """What the branch itself can say of a combined measure: code, title, and the ledger that says it instead.

    Options that read metrics are answered by their figures, those given by others by nobody here.
    """
    found: list[tuple[str, str, engine.Need | None]] = []
    for option in options_of(leaf.measure):
        if isinstance(option.measure, Checklist):
            found += [(member.code, member.title, None) for member in option.measure.members if not member.metric]
        elif option.is_ticked and not option.metrics and not isinstance(option.measure, GIVEN):
            needs = option.measure.needs("")
            ledger = next((need for need in needs if need.kind in ("record", "event")), None)
            found.append((option.code, option.measure.describe(), ledger))
    return found


def seen_options(leaf: engine.Criterion) -> list[tuple[str, str]]:
    """What a team can tick on site: code and title. Options with figures are measured instead."""
    found: list[tuple[str, str]] = []
    for option in options_of(leaf.measure):
        if isinstance(option.measure, Checklist):
            found += [(member.code, member.wording) for member in option.measure.members]
        elif option.is_ticked and not isinstance(option.measure, Quantity | Ratio | Relative):
            found.append((option.code, option.measure.describe()))
    return found


def review_options(leaf: engine.Criterion) -> list[tuple[str, str]]:
    """What a reviewing office can tick from the papers: members of a checklist, options of a combined measure."""
    if isinstance(leaf.measure, Checklist):
        return [(member.code, member.title) for member in leaf.measure.members if not member.threshold]
    return seen_options(leaf)


def review_levels(leaf: engine.Criterion) -> list[tuple[str, str]]:
    """The grades that a reviewing office can choose from: code, and title with its points."""
    judged = judged_of(leaf)
    grades = judged.grades if judged else ()
    return [(grade.code, f"{grade.title}（{engine.show(grade.points)} 分）") for grade in grades]


def judged_of(leaf: engine.Criterion) -> Judged | None:
    """The judgement that the leaf is, or that one of its options is."""
    if isinstance(leaf.measure, Judged):
        return leaf.measure
    return next((option.measure for option in options_of(leaf.measure) if isinstance(option.measure, Judged)), None)


def figures_of(leaf: engine.Criterion) -> tuple[engine.Need, ...]:
    """Numbers beside the leaf's own value that decide it and can be measured on site, each once."""
    parts = [option.measure for option in options_of(leaf.measure)]
    if isinstance(leaf.measure, Ratio | Relative):
        parts = [leaf.measure]
    needs = (need for part in parts if isinstance(part, Quantity | Ratio | Relative) for need in part.needs(leaf.code))
    return tuple(dict.fromkeys(need for need in needs if need.kind == "metric"))


def counts_entries(leaf: engine.Criterion) -> bool:
    """Whether each entry earns its own points: a mere number cannot stand in for the ledger."""
    rule = leaf.scoring.rule if leaf.scoring is not None else None
    return isinstance(leaf.measure, Events) and isinstance(rule, Ledger | Matrix | Ordinal)
