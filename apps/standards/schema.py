"""The shape of a standard file, and its check: ``check_standard(data)``.

One YAML file (or the same mapping as JSON) is one version of one standard::

    code: five_norms              # stable; the same for all versions
    name: 五规范
    version: 1                    # 1, 2, 3 …
    kind: scored                  # scored: points · gate: every leaf mandatory, no points
    source: 桂林市…实施方案（2018）
    source_note: …                # optional: what is the office's default rather than the plan's
    guidance: {rural: …, two_new: …}    # optional: how each sector goes about it (分类指导); never assessed
    total: 100                    # declared full score
    rebase: applicable            # when items drop out, scale to: applicable (sum of own items) · total
    pass_mark: 60                 # optional
    criteria: [section or leaf, …]
    exclusions:                   # figures of the source that are nobody's requirement here
    - {number: "4:6", phrase: 市与城区财政分担, clause: 二（五）, reason: …}

Section and leaf share: ``code`` (unique in the file), ``title``, ``text`` (the requirement in our words),
``clause`` (where it stands in the source), ``guidance`` (hints), ``sectors`` · ``kinds`` · ``levels`` (whom it
belongs to; empty or absent: all). A section has ``children`` and may have ``cap`` (most points). A leaf has::

    when: {all: [{metric: party_members, label: 党员人数, op: ">=", value: 150, unit: 人}]}
                                  # all/any nest; {attribute: …} reads the organization; value may be a
                                  # number, true/false, a text, a list of texts, or [low, high] (between)
    measure: …                    # below
    points: 4                     # scored standards only
    scoring: {type: …, floor: 0, cap: 4}     # default: all_or_nothing (judged for a judged measure)
    evidence: {need: none | optional | required, at_least: 1}
    not_applicable: rebase | full # when the condition does not hold
    claim_not_applicable: true    # the organization may declare it 不适用
    mandatory: true               # in a scored standard: also a gate
    compliance_note: …            # rules bar it as assessment content; then enabled defaults to false

Measures (``type``)::

    yes_no                {label, metric?, expected?: true}
    checklist             {members: [{code, title, metric?, op?, value?, unit?}], required?: all}
    quantity              {metric, label, op: > >= = != < <= between, value: n | [low, high], unit?}
    ratio                 {metric, label, of, of_label, op, value, percent?: true, unit?}   # 100 = 100%
    relative              {metric, label, op, factor?: 1, of | reference, of_label, unit?, of_unit?}
    frequency             {record, label, times?: 1, per: week month quarter half_year year, unit?: 次}
    look_back             {metric, label, periods, op, value, need?: any | all, unit?}
    share_of_descendants  {label, filter: {sectors, kinds, levels}, leaf | measure, op, value}  # percent
    judged                {label, low?: 0, high?: points, pass_at?: high, levels?: [{code, title, points}],
                           trimmed?: false, reason?: required | optional}

Scoring rules (``type``)::

    all_or_nothing · proportional · judged
    stages              {stages: [{at, points}]}              # highest value reached
    bands               {bands: [{from?, to?, points}]}       # from included, to not
    steps               {step, each, base?: threshold, rounding?: floor ceil none, rising?: true}
    per_missing_member  {each}  (checklist)      per_missing_period  {each}  (frequency, look_back)

A section or leaf may be ``bonus: true`` (on top, not in the maximum); a section has ``cap`` and ``floor``.

The whole, at the top of the file; evaluated in the order points → cut-off → prerequisite → limit → veto →
quota → manual decision::

    caps:      [{code, title, of: [criteria], most?, least?}]        # together no more, no less
    exclusive: [{code, title, of: [leaves], keep: most | least | first, count?: points | losses}]
    once:      [{code, title, of: [leaves]}]       # an event counts in one of them, where it earns most
    bonus_cap: 10                                  # all bonus together
    parts:     [{code, title, sum: [criteria] | survey: satisfaction | given: appraisal, full?: 100}]
    formula:   {op: add subtract multiply min max mean, of: [part | number | {op …}], by?: 0.7}
    grades:    [{code, title, from, to?, requires?: [{criterion, met: true | at_least: n} | condition],
                 quota?: {share: 0.3, hard?: true}}]                 # best first; from included, to not
    grade_fallback: {code, title}                  # below the last cut-off, or in a gap
    grade_limits: [{code, title, when: {survey | metric | criterion | part, op, value}, at_most: grade}]
    vetoes:    [{code, title, effect: not_eligible | total_zero | grade_cap | grade_fixed | item_zero |
                 demoted | round_invalid, grade?, of?: [criteria], clause?}]
    adaptation: {points: {change_by: 20}, additional_leaves: 5, additional_points: 10, locked: [criteria]}
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from .engine import build_version, full_points
from .schema_checks import (
    DEEPEST,
    audience_problems,
    criterion_problems,
    duplicates,
    metrics_of,
    reference_problems,
    walk_criteria,
)
from .schema_sentences import schema_problems, strange_numbers
from .schema_shapes import SCHEMA as CRITERIA_SCHEMA
from .schema_shapes import Data
from .schema_whole import whole_problems, with_whole

__all__ = ["DEEPEST", "SCHEMA", "check_standard", "metrics_of", "points_for", "walk_criteria", "warn_standard"]

SCHEMA = with_whole(CRITERIA_SCHEMA)


def check_standard(data: object, metrics: Collection[str] | None = None) -> list[str]:
    """Problems of a standard file as readable Chinese sentences with their path; empty when sound.

    Args:
        data: what the YAML or JSON file held.
        metrics: codes of the metric catalogue; when given, metrics outside it are problems too.
    """
    problems = [*schema_problems(SCHEMA, data, ""), *strange_numbers(data)]
    if problems or not isinstance(data, Mapping):
        return problems
    problems += duplicates(data)
    for path, item in walk_criteria(data):
        problems += criterion_problems(path, item, data["kind"] == "gate")
    problems += whole_problems(data) if not problems else []
    return problems or [*audience_problems(data), *reference_problems(data, metrics)]


def warn_standard(data: Data, cases: Iterable[tuple[str, str]] = ()) -> list[str]:
    """Doubts that do not refuse a file: a declared total that differs from the sum of points.

    Args:
        cases: (sector, level) pairs to add up; none given: all criteria together.
    """
    if data["kind"] == "gate":
        return []
    total = Decimal(str(data.get("total", 100)))
    warnings = []
    for sector, level in list(cases) or [("", "")]:
        found = points_for(data if sector else _for_everybody(data), sector, level)
        if found != total:
            who = f"（{sector}·{level}）" if sector else ""
            warnings.append(f"各项分值合计 {found} 分{who}，与总分 {total} 分不一致")
    return warnings


def points_for(data: Data, sector: str, level: str, kind: str = "") -> Decimal:
    """The full score of an organization, conditions and bonus aside; caps, exclusions and formula counted in."""
    return full_points(build_version(data), sector, level, kind)


def _for_everybody(data: Data) -> dict[str, Any]:
    """The file as if every criterion belonged to everybody."""
    criteria = [_unbound(item) for item in data["criteria"]]
    return {**data, "criteria": criteria}


def _unbound(item: Data) -> dict[str, Any]:
    found = {key: value for key, value in item.items() if key not in {"sectors", "kinds", "levels"}}
    if "children" in item:
        found["children"] = [_unbound(child) for child in item["children"]]
    return found
