"""Campaign template files: checked, complete, and legal in every year."""

import copy
from datetime import date, timedelta
from itertools import pairwise

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from apps.campaigns.template_files import (
    DIRECTORY,
    TemplateError,
    load_template,
    load_templates,
    shift,
    template_problems,
    work_line_deadline,
)

CODES = [
    "belt",
    "bureau_branch",
    "county_area",
    "development_zone",
    "district_upgrade",
    "education_sites",
    "standardization_year",
    "township_brands",
]
codes = st.sampled_from(CODES)
WORK_LINE = {
    "code": "w_line", "name": "扩面行动", "department": "组织部", "deadline": "12-31", "summary": "应建尽建", "clause": "",
}  # fmt: skip


@pytest.fixture
def data():
    return copy.deepcopy(yaml.safe_load((DIRECTORY / "belt.yaml").read_text(encoding="utf-8")))


def test_shipped_templates_are_valid_and_named_after_their_code():
    assert sorted(load_templates()) == CODES
    assert all((DIRECTORY / f"{code}.yaml").exists() for code in CODES)


def test_education_sites_keeps_the_plan():
    template = load_templates()["education_sites"]
    phases = {phase.kind: phase for phase in shift(template, 2026)}
    assert phases["mobilization"].starts_on == date(2026, 6, 1)
    assert phases["creation"].starts_on == date(2026, 7, 1)
    assert phases["creation"].ends_on == date(2026, 8, 31)
    assert phases["naming"].ends_on == date(2026, 9, 30)
    assert phases["verification"].starts_on.year == 2027
    assert (template.quota.total, template.validity_years, template.verification) == (2, 3, "yearly")


def test_standardization_year_divides_a_hundred_sites():
    template = load_templates()["standardization_year"]
    assert template.quota.total == sum(template.quota.by_sector.values()) == 100
    assert sum(template.quota.by_level.values()) == 100
    assert template.standard_for("rural") == template.standard_for("state_owned") == "five_norms"
    assert template.title_for(2026).startswith("2026年")


def test_belt_has_two_tiers_and_the_four_step_themes():
    template = load_templates()["belt"]
    assert len(template.inspections["tiers"]) == 2
    assert [template.quarter_theme(q) for q in (1, 4)] == ["抓启动督部署", "抓评估督成效"]
    assert template.belt["along"] == "road"
    assert set(template.brand_themes) == set(template.sectors)


def test_the_five_new_templates_keep_their_plans():
    templates = load_templates()
    county, bureau = templates["county_area"], templates["bureau_branch"]
    zone, town, upgrade = templates["development_zone"], templates["township_brands"], templates["district_upgrade"]
    assert (county.quota.total, county.kind, len(county.work_lines)) == (42, "zone", 7)
    phases = {phase.kind: phase for phase in shift(bureau, 2026)}
    assert (phases["mobilization"].starts_on, phases["inspection"].ends_on) == (date(2026, 2, 1), date(2026, 10, 31))
    assert (zone.quota.per_parent, zone.satisfaction_pass) == (1, 90)
    assert zone.weights["mass"] >= zone.weights["organization"]
    assert zone.programme and (zone.programme["years_min"], zone.programme["years"]) == (3, 5)
    assert (town.quota.total, town.issuer_level) == (2, "township")
    assert [line["name"] for line in upgrade.work_lines] == ["强基兴村", "品牌培育", "优化效能", "融合互促", "夯基提质"]
    assert [upgrade.quarter_theme(quarter)[-3:] for quarter in range(1, 5)] == ["督部署", "督落实", "督进度", "督成效"]


def test_programme_and_work_lines_of_the_city():
    year = load_templates()["standardization_year"]
    assert year.programme and year.programme["years"] == 3
    assert [line["name"][-2:] for line in year.work_lines] == ["工程"] * 5
    assert {work_line_deadline(line, 2027) for line in year.work_lines} == {date(2027, 12, 31)}


@given(codes, st.one_of(st.integers(2004, 2060), st.dates(date(2004, 1, 1), date(2060, 12, 31))))
def test_shifted_phases_stay_in_order_without_overlap(code, start):
    template = load_templates()[code]
    phases = shift(template, start)
    if isinstance(start, date):
        assert phases[0].starts_on == start
    for before, after in pairwise(phases):
        assert before.starts_on <= before.ends_on < after.starts_on <= after.ends_on
        if after.kind != "verification":
            assert after.starts_on == before.ends_on + timedelta(days=1)


def test_moving_by_months_keeps_month_ends():
    phases = shift(load_templates()["education_sites"], date(2026, 1, 1))
    assert phases[2].ends_on == date(2026, 1, 31)
    assert (phases[3].starts_on, phases[3].ends_on) == (date(2026, 2, 1), date(2026, 3, 31))


def test_a_day_that_the_month_lacks_is_its_last(data, tmp_path):
    data["phases"][0].update(start="02-01", end="02-31")
    path = tmp_path / "t.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    assert shift(load_template(path), 2025)[0].ends_on == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda d: d["weights"].update(self=21), "weights"),
        (lambda d: d.update(standards={"rural": "si_you_yi_hao"}), "sector urban has no standard"),
        (lambda d: d["standards"].update(state_owned="x_y_z"), "not among the sectors"),
        (lambda d: d["quota"]["by_sector"].update(rural=11), "more than the total"),
        (lambda d: d["quota"]["by_sector"].update(state_owned=1), "outside the scope"),
        (lambda d: d["phases"][1].update(start="03-31"), "phases.1: begins before"),
        (lambda d: d["phases"][1].update(end="03-31"), "phases.1: ends before"),
        (lambda d: d["phases"][1].update(kind="survey"), "survey occurs twice"),
        (lambda d: d["documents"][0].update(phase="mobilization"), "does not occur"),
        (lambda d: d["defaults"].update({"quota.none": "没有这一项设置"}), "no such setting"),
        (lambda d: d.update(kind="party"), "kind"),
        (lambda d: d["phases"][0].update(start="13-01"), "phases.0.start"),
        (lambda d: d.pop("weights"), "weights"),
        (lambda d: d["programme"].update(years_min=3), "programme.years_min"),
        (lambda d: d.update(work_lines=[WORK_LINE, WORK_LINE]), "w_line occurs twice"),
    ],
)
def test_wrong_data_is_named(data, change, reason):
    change(data)
    assert any(reason in problem for problem in template_problems(data))


@pytest.mark.parametrize("text", ["a: [", "", "- 1", "code: x"])
def test_a_broken_file_is_refused_by_name(tmp_path, text):
    path = tmp_path / "broken.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TemplateError, match=r"broken\.yaml"):
        load_template(path)


def test_two_files_with_one_code_are_refused(data, tmp_path):
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    with pytest.raises(TemplateError, match="taken"):
        load_templates(tmp_path)
