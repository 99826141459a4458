"""The standard files of the library: sound, complete, and true to the plan's figures."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from apps.organizations.choices import Level, RecordKind, Sector
from apps.standards.engine import Version, build_version
from apps.standards.engine.measures import Checklist
from apps.standards.schema import check_standard, metrics_of, points_for, walk_criteria, warn_standard
from apps.standards.schema_shapes import SECTORS as SECTORS_OF_FORMAT

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
FILES = sorted((FIXTURES / "standards").glob("*.yaml"))
SECTORS = ("rural", "urban", "two_new", "government", "public_institution", "state_owned")
RECORD_KINDS = set(RecordKind.values)


def _load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


CATALOGUE = _load(FIXTURES / "reference" / "metrics.yaml")
METRICS = {item["code"] for item in CATALOGUE["metrics"]}
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


@pytest.mark.parametrize(
    ("stem", "sector", "level"),
    [
        ("county_area", "rural", "grassroots"),
        ("county_area", "rural", "district"),
        ("five_goods_five_types", "two_new", "grassroots"),
        ("township_functions", "urban", "grassroots"),
        ("district_project", "rural", "grassroots"),
        ("district_project", "urban", "grassroots"),
        ("district_project", "government", "grassroots"),
        ("district_project", "state_owned", "grassroots"),
        ("district_project", "rural", "district"),
        ("district_project", "urban", "township"),
        ("district_project", "two_new", "district"),
    ],
)
def test_points_of_the_other_scored_standards_sum_to_100(stem: str, sector: str, level: str) -> None:
    assert points_for(_load(FIXTURES / "standards" / f"{stem}.yaml"), sector, level) == Decimal(100)


def test_guidance_is_for_sectors_that_exist() -> None:
    assert set(SECTORS_OF_FORMAT) == set(Sector.values)
    assert {sector for path in FILES for sector in _load(path).get("guidance", {})} == set(Sector.values)


def test_what_rules_bar_is_switched_off_and_says_so() -> None:
    version = build_version(_load(FIXTURES / "standards" / "five_goods_five_types.yaml"))
    for code in ("good_results.endorsed", "good_results.media"):
        leaf = version.by_code[code]
        assert not leaf.enabled and "减负" in leaf.compliance_note


@pytest.mark.parametrize(
    ("stem", "code", "members"),
    [
        ("county_area", "service.six_within", 6),
        ("county_area", "industry.double_support", 4),
        ("education_sites", "goals.six_requirements", 6),
        ("bureau_basics", "systems.filing", 5),
        ("district_project", "two_new.eight_clears", 8),
        ("district_project", "organs.three_times_three", 9),
        ("district_project", "organs.six_cures", 6),
        ("district_project", "enterprises.four_fours", 8),
        ("district_project", "two_new.four_keys", 4),
        ("standardization_measures", "foundations.centre_zones", 5),
        ("theme_brands", "government.five_types", 5),
    ],
)
def test_named_sets_have_as_many_members_as_their_name_says(stem: str, code: str, members: int) -> None:
    measure = build_version(_load(FIXTURES / "standards" / f"{stem}.yaml")).by_code[code].measure
    assert isinstance(measure, Checklist)
    assert (len(measure.members), measure.required) == (members, members)


def test_declared_total_that_differs_is_a_warning() -> None:
    data = {**FIVE_NORMS, "total": 90}
    assert warn_standard(data, [("rural", "grassroots")]) == [
        "各项分值合计 100 分（rural·grassroots），与总分 90 分不一致"
    ]
    assert warn_standard(FIVE_NORMS, [(sector, "grassroots") for sector in SECTORS]) == []


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


ALL = set(Level.values)
LEVELS_OF = {item["code"]: set(item["levels"]) for item in CATALOGUE["metrics"] if item.get("levels")}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_leaf_reads_what_nobody_of_its_level_is_asked(path: Path) -> None:
    def stray(items: list[Any], above: set[str]) -> list[tuple[str, str]]:
        found = []
        for item in items:
            levels = set(item.get("levels") or above)
            asked = item.get("measure", {}).get("filter", {}).get("levels") or levels
            found += [(item["code"], code) for code in metrics_of(item) if not set(asked) <= LEVELS_OF.get(code, ALL)]
            found += stray(item.get("children", []), levels)
        return found

    assert stray(_load(path)["criteria"], ALL) == []
