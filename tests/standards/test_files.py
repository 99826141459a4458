"""The standard files of the library: sound, complete, and true to the plan's figures."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from apps.standards.engine import Version, build_version, describe_measure
from apps.standards.engine.measures import Checklist
from apps.standards.schema import check_standard, metrics_of, points_for, walk_criteria, warn_standard

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
FILES = sorted((FIXTURES / "standards").glob("*.yaml"))
SECTORS = ("rural", "urban", "two_new", "government", "public_institution", "state_owned")
RECORD_KINDS = {
    "member_meeting", "committee_meeting", "party_lecture", "theme_day", "organizational_life",
    "member_appraisal", "study_of_party_work", "training", "pairing", "volunteer",
}  # fmt: skip


def _load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


CATALOGUE = _load(FIXTURES / "reference" / "metrics.yaml")
METRICS = {item["code"] for item in CATALOGUE["metrics"]}
NUMBERS = _load(FIXTURES / "reference" / "seed_004_numbers.yaml")["numbers"]
FIVE_NORMS = _load(FIXTURES / "standards" / "five_norms.yaml")


@pytest.fixture(scope="module")
def five_norms() -> Version:
    return build_version(FIVE_NORMS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_file_is_sound_and_named_after_its_code(path: Path) -> None:
    data = _load(path)
    assert check_standard(data, METRICS) == []
    assert path.stem == data["code"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_criterion_names_its_clause(path: Path) -> None:
    assert [item["code"] for _, item in walk_criteria(_load(path)) if "clause" not in item] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_record_kind_and_reference_is_known(path: Path) -> None:
    references = {item["code"] for item in CATALOGUE["references"]}
    for _, item in walk_criteria(_load(path)):
        measure = item.get("measure", {})
        assert measure.get("record", "training") in RECORD_KINDS
        assert measure.get("reference", "rural_disposable_income") in references


@pytest.mark.parametrize("sector", SECTORS)
def test_points_of_a_grassroots_organization_sum_to_100(sector: str) -> None:
    assert points_for(FIVE_NORMS, sector, "grassroots") == Decimal(100)


def test_declared_total_that_differs_is_a_warning() -> None:
    data = {**FIVE_NORMS, "total": 90}
    assert warn_standard(data, [("rural", "grassroots")]) == [
        "各项分值合计 100 分（rural·grassroots），与总分 90 分不一致"
    ]
    assert warn_standard(FIVE_NORMS, [(sector, "grassroots") for sector in SECTORS]) == []


def test_every_number_in_seed_004_section_2_is_accounted_for(five_norms: Version) -> None:
    excluded = {(item["number"], item["phrase"]) for item in five_norms.exclusions}
    for entry in NUMBERS:
        if "leaves" not in entry:
            assert (entry["number"], entry["phrase"]) in excluded, entry
        for code in entry.get("leaves", ()):
            leaf = five_norms.by_code[code]
            assert leaf.is_leaf, code
            assert leaf.clause.startswith(entry["clause"][:5]), entry
    listed = {(entry["number"], entry["phrase"]) for entry in NUMBERS if "leaves" not in entry}
    assert listed == excluded
    assert all(item["reason"] for item in five_norms.exclusions)


@pytest.mark.parametrize(
    "entry",
    [entry for entry in NUMBERS if entry["number"][0].isdigit() and "leaves" in entry],
    ids=lambda entry: f"{entry['number']}{entry['unit']}-{entry['leaves'][0]}",
)
def test_every_arabic_figure_stands_in_the_rule_of_its_leaf(five_norms: Version, entry: dict[str, Any]) -> None:
    leaf = five_norms.by_code[entry["leaves"][0]]
    condition = leaf.when.describe() if leaf.when is not None else ""
    inner = getattr(leaf.measure, "measure", None)
    rule = "".join((describe_measure(leaf), condition, inner.describe() if inner is not None else ""))
    assert entry["number"] in rule


def test_extracts_are_short_and_complete() -> None:
    assert len(NUMBERS) == 65
    assert max(len(entry["phrase"]) for entry in NUMBERS) <= 12


@pytest.mark.parametrize(
    ("code", "members"),
    [("rural.venue", 12), ("urban.venue", 11), ("government.activity_room", 8), ("state_owned.activity_room", 8)],
)
def test_venue_checklists_demand_all_members(five_norms: Version, code: str, members: int) -> None:
    measure = five_norms.by_code[code].measure
    assert isinstance(measure, Checklist)
    assert (len(measure.members), measure.required) == (members, members)


def test_every_metric_is_read_by_a_standard_and_described() -> None:
    read = {metric for path in FILES for _, item in walk_criteria(_load(path)) for metric in metrics_of(item)}
    assert read == METRICS
    for item in CATALOGUE["metrics"]:
        assert item["period_kind"] in {"snapshot", "year", "quarter", "month"}
        assert item["value_kind"] in {"number", "boolean"}
        assert item["description"] and (item["unit"] or item["value_kind"] == "boolean")


def test_gates_cover_the_named_sets() -> None:
    version = build_version(_load(FIXTURES / "standards" / "si_you_yi_hao.yaml"))
    sizes = {leaf.code: len(leaf.measure.members) for leaf in version.leaves() if isinstance(leaf.measure, Checklist)}
    assert version.criteria[0].title == "四有一好"
    assert len(version.criteria[0].children) == 5
    assert sizes["setting.four_benefits"] == 4
    assert sizes["leadership.five_goods"] == 5
    assert sizes["members.three_highs_one_strong"] == 4
    assert sizes["members.five_leads"] == 5
    assert sizes["systems.three_emphases"] == 3
    education = build_version(_load(FIXTURES / "standards" / "education_sites.yaml"))
    seven = education.by_code["venue.seven_haves"].measure
    assert isinstance(seven, Checklist) and len(seven.members) == 7
    assert all(leaf.mandatory for leaf in (*version.leaves(), *education.leaves()))
