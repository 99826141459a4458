"""The Party tree made from the divisions of one city."""

from collections import Counter
from pathlib import Path

import pytest

from apps.organizations.party_tree import (
    Division,
    party_tree,
    read_divisions,
    village_name,
)

DIVISIONS = Path(__file__).resolve().parents[2] / "fixtures/reference/divisions_4503.csv"


@pytest.fixture(scope="module")
def divisions():
    return read_divisions(DIVISIONS)


@pytest.fixture(scope="module")
def rows(divisions):
    return list(party_tree(divisions))


def test_reference_holds_the_published_counts(divisions):
    count = Counter(division.level for division in divisions)
    assert count == {"city": 1, "county": 17, "township": 148, "village": 1946}


def test_codes_and_names_are_unique(rows):
    for field in ("code", "name", "short_name"):
        repeated = [k for k, n in Counter(getattr(r, field) for r in rows).items() if n > 1]
        assert repeated == []


def test_parents_come_first(rows):
    seen = {""}
    for row in rows:
        assert row.parent_code in seen, row
        seen.add(row.code)


def test_levels_descend_one_step_at_a_time(rows):
    rank = {"city": 0, "district": 1, "township": 2, "grassroots": 3}
    level = {row.code: rank[row.level] for row in rows}
    below = [r for r in rows if r.parent_code]
    assert all(level[r.code] > level[r.parent_code] for r in below)


def test_every_division_and_every_sector_of_each_county_is_present(divisions, rows):
    codes = {row.code for row in rows}
    assert {d.code for d in divisions} <= codes
    sectors = Counter((r.division_code[:6], r.sector) for r in rows if len(r.division_code) >= 6)
    wanted = {
        "rural",
        "urban",
        "government",
        "public_institution",
        "state_owned",
        "two_new",
        "tourism",
    }
    counties = {d.code for d in divisions if d.level == "county"}
    assert all(sectors[county, sector] for county in counties for sector in wanted)


def test_names_follow_the_rules(rows):
    names = {row.code: (row.name, row.short_name, row.kind) for row in rows}
    assert names["4503"] == ("中共桂林市委员会", "桂林市委", "party_committee")
    assert names["450302"][0] == "中共桂林市秀峰区委员会"
    assert names["450321"][:2] == ("中共阳朔县委员会", "阳朔县委")
    street = "中共桂林市秀峰区甲山街道工作委员会"
    assert names["450302003"] == (street, "甲山街道党工委", "working_committee")
    assert names["450321100"] == (
        "中共阳朔县阳朔镇委员会",
        "阳朔镇党委",
        "party_committee",
    )
    zone = "中共桂林市七星区桂林华侨旅游经济区工作委员会"
    assert names["450305400"][0] == zone
    assert names["450302-GOV"][1] == "秀峰区直机关工委"


def test_tree_is_the_same_each_time(divisions, rows):
    assert list(party_tree(divisions)) == rows


def test_unknown_parent_is_refused():
    with pytest.raises(ValueError, match="450302"):
        list(party_tree([Division("450302", "秀峰区", "county", "4503")]))


@pytest.mark.parametrize(
    ("name", "township", "place"),
    [
        ("甲山街道桥头村委会", "甲山街道", ("桥头村", True)),
        ("张村村委会", "", ("张村", True)),
        ("官田村村民委员会", "", ("官田村", True)),
        ("秀峰街道乐群社区", "秀峰街道", ("乐群社区", False)),
        ("六塘居委会", "六塘镇", ("六塘社区", False)),
        ("城北社区居民委员会", "", ("城北社区", False)),
        ("罗锦镇社区居委会", "罗锦镇", ("罗锦镇社区", False)),
        ("三门镇街道居民委员会", "三门镇", ("三门镇街道社区", False)),
        ("场部生活区", "", ("场部生活区", False)),
    ],
)
def test_village_names_are_trimmed(name, township, place):
    assert village_name(name, township) == place
