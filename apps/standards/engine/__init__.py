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
    The whole: ``lines`` add up to ``score`` (``shown_lines`` to ``shown_score``); ``parts`` of a composite;
    ``worst`` and ``best`` bound the score while leaves are open; ``vetoes`` that were found, in force or
    not; ``eligible``; ``grade`` with ``grade_steps`` (None and ``grade_open`` while something open can
    change it), ``merit_grade`` before the manual decision. A node's children and ``adjustments`` (caps,
    floors, exclusions, vetoes) add up to its points.
``rank(cohort, rules) -> Ranking``
    Pure: ``Contender`` in, standings by group out, with quota shares of grades and ties that demand a
    recorded decision.
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

from .amounts import parse_amount, rounded, show, spread
from .build import build_version, flatten_criteria, nest_criteria
from .build_measures import build_measure
from .evaluate import evaluate_version, full_points
from .explain import describe_condition, describe_measure, describe_scoring
from .explain_whole import STEPS, describe_adjustment, describe_step, describe_veto, grade_text, lines_text, step_effect
from .freezing import freeze, thaw
from .grading import grade_by_points
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
from .needs import LeafNeeds, decided_by_facts, distinct_needs, leaf_inputs, whole_needs
from .outcome import Cause, Gain, GradeStep, Line, Outcome, PartOutcome, Sentence, VersionOutcome, VetoOutcome
from .ranking import Contender, QuotaUse, Ranking, RankRules, Standing, rank
from .readings import Need, Reading
from .what_if import Step, WhatIf, what_if
from .whole import VETO_EFFECTS, GradeBand, VetoRule, Whole
from .words import GATE_LABELS, STATE_LABELS, VERDICT_LABELS, Gate, State, Verdict, source_label

__all__ = [
    "GATE_LABELS",
    "STATE_LABELS",
    "STEPS",
    "VERDICT_LABELS",
    "VETO_EFFECTS",
    "Aggregate",
    "Cause",
    "Claim",
    "Contender",
    "Criterion",
    "Event",
    "Evidence",
    "FactValue",
    "Gain",
    "Gate",
    "GradeBand",
    "GradeDecision",
    "GradeStep",
    "Inputs",
    "LeafNeeds",
    "Line",
    "Mean",
    "Need",
    "Outcome",
    "PartOutcome",
    "QuotaUse",
    "Rank",
    "RankRules",
    "Ranking",
    "Reading",
    "Sentence",
    "Standing",
    "State",
    "Step",
    "SurveyValue",
    "Verdict",
    "Version",
    "VersionOutcome",
    "VetoFinding",
    "VetoOutcome",
    "VetoRule",
    "WhatIf",
    "Whole",
    "build_measure",
    "build_version",
    "decided_by_facts",
    "describe_adjustment",
    "describe_condition",
    "describe_measure",
    "describe_scoring",
    "describe_step",
    "describe_veto",
    "distinct_needs",
    "evaluate_version",
    "flatten_criteria",
    "freeze",
    "full_points",
    "grade_by_points",
    "grade_text",
    "leaf_inputs",
    "lines_text",
    "nest_criteria",
    "parse_amount",
    "rank",
    "rounded",
    "show",
    "source_label",
    "spread",
    "step_effect",
    "thaw",
    "what_if",
    "whole_needs",
]
