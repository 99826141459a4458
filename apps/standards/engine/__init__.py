"""The standards engine: pure, typed, without database or Django.

Contract
--------
``build_version(data) -> Version``
    From the mapping of a standard file (checked by ``apps.standards.schema.check_standard``). A loader
    stores one row per criterion with ``flatten_criteria(data)`` and rebuilds with ``nest_criteria(rows)``
    (put the list back under ``data["criteria"]``).
``evaluate_version(version, inputs) -> VersionOutcome``
    Pure: same arguments, same tree. ``Inputs`` are keyword-only; ``as_of`` is required; facts, history and
    references are ``FactValue``, claims ``Claim`` by leaf code, records dates by record kind, aggregates
    ``Aggregate`` by leaf code. A fact beats a claim, unless the claim ``overrules`` (verified on site: a
    boolean value is the verdict). Nothing raises on strange values.

    Nodes are ``Outcome``: ``code, title, state, verdict, points, max, undecided, gate, criterion, reading,
    evidence_short, children``, and, rendered on demand, ``explanation`` (sentences with ``kind`` and
    ``text``) and ``gain`` (``points``, ``text``; None when nothing is missing). ``leaves()``, ``find(code)``
    and ``walk()`` move about; ``shown_points()`` gives two-place points by code that add up.
    The root also has ``score`` (on the scale of ``total``: rebased points; for a gate the percentage of
    mandatory leaves met), ``shown_score``, ``passed`` (True, False, None = open), ``counts()`` by state and
    ``gaps()`` (leaves with something to gain, most first).

    A leaf's ``state`` is scored, unanswered 未填 (the organization has not given it), insufficient 数据不足
    (given but unusable, or somebody else's value is missing) or not_applicable 不适用. Undecided leaves hold
    0 points and their points in ``undecided``: show them as open, never as zero. Leaves of other sectors,
    kinds and levels, and disabled leaves (compliance note), are not in the tree at all.
``what_if(version, inputs) -> WhatIf``
    The unmet and open leaves, most to gain first, each with the whole once it and those before it are met.
``freeze(inputs) -> dict``, ``thaw(dict) -> Inputs``
    Inputs as plain JSON and back; the outcome of thawed inputs is the same.
``leaf_inputs(version, sector, kind, attributes, level=, facts=) -> tuple[LeafNeeds]``, ``distinct_needs``
    What an organization must give. 每单位需填 N 项 = ``len([n for n in distinct_needs(...) if
    n.from_organization])``; a need has ``kind`` (claim, metric, history, record, reference, aggregate),
    ``code`` (leaf, metric or record kind) and ``label``.
``decided_by_facts(criterion) -> bool``; ``describe_measure``, ``describe_scoring``, ``describe_condition``
    Chinese texts of a leaf. ``share_of_descendants`` leaves expose ``measure.filter``, ``.leaf`` and
    ``.measure`` to the query that counts them.

Amounts are ``Decimal``; comparisons are unrounded; ``rounded`` and ``show`` round half-up to two places.
Claims: yes_no → ``value`` bool; checklist → ``checked`` member codes; judged → ``value`` number of points,
level code or list of jurors' numbers; quantity → ``value`` may stand in for a missing fact; ratio, relative
and look_back → ``value`` bool may stand in for missing figures; frequency → ``value`` times per period.
"""

from .amounts import parse_amount, rounded, show
from .build import build_version, flatten_criteria, nest_criteria
from .build_measures import build_measure
from .evaluate import evaluate_version
from .explain import describe_condition, describe_measure, describe_scoring
from .freezing import freeze, thaw
from .inputs import (
    Aggregate,
    Claim,
    Event,
    FactValue,
    GradeDecision,
    Inputs,
    Mean,
    Rank,
    SurveyValue,
    VetoFinding,
)
from .model import Criterion, Evidence, Version
from .needs import LeafNeeds, decided_by_facts, distinct_needs, leaf_inputs
from .outcome import Gain, Outcome, Sentence, VersionOutcome
from .readings import Need, Reading
from .what_if import Step, WhatIf, what_if
from .words import GATE_LABELS, STATE_LABELS, VERDICT_LABELS, Gate, State, Verdict

__all__ = [
    "GATE_LABELS",
    "STATE_LABELS",
    "VERDICT_LABELS",
    "Aggregate",
    "Claim",
    "Criterion",
    "Event",
    "Evidence",
    "FactValue",
    "Gain",
    "Gate",
    "GradeDecision",
    "Inputs",
    "LeafNeeds",
    "Mean",
    "Need",
    "Outcome",
    "Rank",
    "Reading",
    "Sentence",
    "State",
    "Step",
    "SurveyValue",
    "Verdict",
    "Version",
    "VersionOutcome",
    "VetoFinding",
    "WhatIf",
    "build_measure",
    "build_version",
    "decided_by_facts",
    "describe_condition",
    "describe_measure",
    "describe_scoring",
    "distinct_needs",
    "evaluate_version",
    "flatten_criteria",
    "freeze",
    "leaf_inputs",
    "nest_criteria",
    "parse_amount",
    "rounded",
    "show",
    "thaw",
    "what_if",
]
