"""The catalogue of metrics: complete, checked whole, the same file twice changes nothing."""

from decimal import Decimal

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from apps.organizations.metric_catalogue import CatalogueError, read_catalogue
from apps.organizations.models import Metric
from apps.organizations.services import load_metrics

FILE = settings.ROOT / "fixtures" / "reference" / "metrics.yaml"
ROW = "metrics:\n- code: area\n  name: 面积\n  period_kind: snapshot\n"


def catalogue(tmp_path, text):
    path = tmp_path / "metrics.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_metric_of_the_catalogue_stands_in_a_group_and_every_number_has_a_range():
    rows = read_catalogue(FILE)
    assert len(rows) >= 78
    assert [row["code"] for row in rows if not row["group"]] == []
    bare = [
        row["code"]
        for row in rows
        if row["value_kind"] == "number" and not row["derived"] and (row["low"] is None or row["high"] is None)
    ]
    assert bare == []


def test_a_silent_metric_takes_the_defaults(tmp_path):
    (row,) = read_catalogue(catalogue(tmp_path, ROW))
    assert row == {
        "code": "area",
        "name": "面积",
        "period_kind": "snapshot",
        "unit": "",
        "value_kind": "number",
        "decimals": 0,
        "sectors": [],
        "levels": [],
        "group": "",
        "description": "",
        "low": None,
        "high": None,
        "change_percent": None,
        "signed": False,
        "derived": {},
        "is_reference": False,
    }


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("metrics: [", "第 1 行", "不是可读取的 YAML"),
        ("areas: []", "第 1 行", "应有列表“metrics”"),
        (ROW + "  hight: 3\n", "第 2 行（area.hight）", "没有这个键"),
        (ROW + "  low: 5\n  high: 3\n", "第 2 行（area.low）", "不能大于 high"),
        (ROW + "  low: 多\n", "第 2 行（area.low）", "应为数字"),
        (ROW + "  low: .nan\n", "第 2 行（area.low）", "应为数字"),
        (ROW + "  low: -5\n", "第 2 行（area.low）", "signed: true"),
        (ROW + "  change_percent: 0\n", "第 2 行（area.change_percent）", "1 到 10000"),
        (ROW + "  decimals: 9\n", "第 2 行（area.decimals）", "0 到 4"),
        (ROW + "  sectors: [moon]\n", "第 2 行（area.sectors）", "rural"),
        (ROW + "  value_kind: boolean\n  low: 1\n", "第 2 行（area.low）", "是否类"),
        (ROW + "  levels: [moon]\n", "第 2 行（area.levels）", "township"),
        (ROW + "  signed: 是\n", "第 2 行（area.signed）", "true 或 false"),
        (ROW + "  derived: [training]\n", "第 2 行（area.derived）", "键值"),
        (ROW + "  name: 面积\n", "第 2 行（area.name）", "写了两次"),
        (ROW + "- 面积\n", "第 2 项", "键值"),
        (ROW + "- code: area\n  name: 面积\n  period_kind: snapshot\n", "第 5 行（area）", "代码重复"),
        ("metrics:\n- code: 面积\n  name: 面积\n  period_kind: weekly\n", "第 2 行（面积.period_kind）", "snapshot"),
        ("metrics:\n- code: area\n", "第 2 行（area.name）", "必须填写"),
    ],
)
def test_a_malformed_catalogue_is_refused_with_place_and_reason(tmp_path, text, place, reason):
    with pytest.raises(CatalogueError) as caught:
        read_catalogue(catalogue(tmp_path, text))
    assert caught.value.message.startswith("metrics.yaml ")
    assert any(place in line and reason in line for line in caught.value.message.splitlines()), caught.value.message


@pytest.mark.django_db
def test_loading_twice_changes_nothing_and_updates_by_code(tmp_path):
    rows = read_catalogue(catalogue(tmp_path, ROW + "  low: 20.5\n  high: 900\n  signed: false\n"))
    assert load_metrics(rows) == 1
    first = Metric.objects.values().get()
    load_metrics(rows)
    assert Metric.objects.values().get() == first
    assert (first["low"], first["high"], first["is_signed"]) == (Decimal("20.5"), Decimal(900), False)
    load_metrics(read_catalogue(catalogue(tmp_path, ROW.replace("面积", "场所面积"))))
    assert Metric.objects.values_list("name", "low").get() == ("场所面积", None)


@pytest.mark.django_db
def test_rows_that_did_not_come_from_a_file_obey_the_same_rules():
    with pytest.raises(CatalogueError, match="low"):
        load_metrics([{"code": "area", "name": "面积", "period_kind": "snapshot", "low": 3, "high": 1}])
    assert not Metric.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"low": 5, "high": 3}, "metric_range"),
        ({"low": -1}, "metric_sign"),
        ({"change_percent": 0}, "metric_change"),
        ({"decimals": 5}, "metric_decimals"),
        ({"period_kind": "week"}, "metric_period_kind"),
        ({"value_kind": "text"}, "metric_value_kind"),
    ],
)
def test_the_database_holds_the_same_bounds(values, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        Metric.objects.create(**{"code": "area", "name": "面积", "period_kind": "snapshot", **values})


@pytest.mark.django_db
def test_load_reference_tells_of_a_malformed_catalogue_and_loads_nothing(tmp_path):
    catalogue(tmp_path, ROW + "  low: 多\n")
    with pytest.raises(CommandError, match=r"metrics.yaml 第 2 行（area.low）：应为数字"):
        call_command("load_reference", directory=tmp_path)
    assert not Metric.objects.exists()
