"""What an office adds to the catalogues: asked of nobody until a standard that reads it is published."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.exceptions import Invalid, Refused
from apps.core.models import StateChange
from apps.organizations import services
from apps.organizations.models import EventKind, Metric
from tests.factories import make_tree, make_user, sign_in
from tests.shared import shared

pytestmark = pytest.mark.django_db
METRIC = {
    "name": "志愿服务队", "unit": "支", "period_kind": "snapshot", "value_kind": "number", "decimals": 0, "sectors": [],
    "description": "在册的", "low": None, "high": None,
}  # fmt: skip
KIND = {
    "name": "无故缺席会议",
    "nature": "adverse",
    "unit": "次",
    "levels": [],
    "description": "",
    "codes": [],
    "roles": [],
}


@shared
def tree():
    return make_tree()


@pytest.fixture
def office(tree):
    return make_user(Role.OFFICE, tree.city)


@pytest.fixture
def page(office):
    return sign_in(Client(), office)


def test_a_quantity_is_asked_only_once_a_standard_reads_it(tree, office):
    metric = services.keep_metric(actor=office, **METRIC)
    assert metric.code == "own_zyfwd" and metric not in Metric.objects.asked_of(tree.branch)
    services.ask_metrics([metric.code])
    assert metric in Metric.objects.asked_of(tree.branch)
    metric.refresh_from_db()
    with pytest.raises(Refused, match="已列入填报"):
        services.keep_metric(actor=office, metric=metric, **METRIC)


def test_a_name_is_taken_once_and_codes_never_twice(office):
    services.keep_metric(actor=office, **METRIC)
    with pytest.raises(Invalid, match="已有“志愿服务队”"):
        services.keep_metric(actor=office, **METRIC)
    assert services.keep_metric(actor=office, **{**METRIC, "name": "支援服务队"}).code == "own_zyfwd_2"


def test_the_district_asks_the_city(tree):
    with pytest.raises(Refused, match="市级党建办维护"):
        services.keep_metric(actor=make_user(Role.OFFICE, tree.district), **METRIC)


def test_a_kind_of_events_keeps_the_codes_of_titles_that_stay(office):
    kind = services.keep_event_kind(actor=office, **{**KIND, "codes": ["迟到", "早退"]})
    assert [row["code"] for row in kind.codes] == ["ncd", "nzt"]
    changed = services.keep_event_kind(actor=office, kind=kind, **{**KIND, "codes": ["早退", "缺席"]})
    assert [row["code"] for row in changed.codes] == ["nzt", "nqx"]
    with pytest.raises(Invalid, match="细类有重复"):
        services.keep_event_kind(actor=office, kind=kind, **{**KIND, "codes": ["迟到", "迟到"]})


def test_a_kind_with_events_or_of_the_portal_stays(tree, office):
    kind = services.keep_event_kind(actor=office, **KIND)
    services.add_event(actor=office, organization=tree.branch, kind=kind, happened_on=clock.today(), title="某次会议")
    with pytest.raises(Refused, match="已登记过"):
        services.remove_event_kind(actor=office, kind=kind)
    own = EventKind.objects.create(code="accident", name="事故", nature="adverse")
    with pytest.raises(Refused, match="平台自带"):
        services.keep_event_kind(actor=office, kind=own, **KIND)


def test_pages_add_change_and_remove(page, office):
    answer = page.post(reverse("organizations:add_metric"), {**METRIC, "low": "", "high": ""}, follow=True)
    content = answer.content.decode()
    assert "已保存“志愿服务队”" in content and "尚未列入填报" in content
    twice = page.post(reverse("organizations:add_metric"), {**METRIC, "low": "", "high": ""})
    assert twice.status_code == 422 and "目录中已有" in twice.content.decode()
    wrong = page.post(reverse("organizations:add_metric"), {**METRIC, "name": "别的", "low": "9", "high": "3"})
    assert "下限大于上限" in wrong.content.decode()
    edit = reverse("organizations:edit_metric", args=["own_zyfwd"])
    assert 'value="志愿服务队"' in page.get(edit).content.decode()
    page.post(edit, {**METRIC, "name": "志愿队", "low": "", "high": ""})
    page.post(reverse("organizations:remove_metric", args=["own_zyfwd"]))
    assert not Metric.objects.exists()
    assert list(StateChange.objects.order_by("id").values_list("verb", flat=True)) == ["create", "edit", "remove"]


def test_pages_add_change_and_remove_a_kind(page):
    values = {**KIND, "codes": "迟到\n早退\n", "roles": ""}
    listed = page.post(reverse("organizations:add_event_kind"), values, follow=True).content.decode()
    assert "迟到、早退" in listed
    edit = reverse("organizations:edit_event_kind", args=["own_wgqxhy"])
    assert "迟到\n早退" in page.get(edit).content.decode()
    assert page.post(edit, {**values, "codes": "字" * 21}).status_code == 422
    page.post(reverse("organizations:remove_event_kind", args=["own_wgqxhy"]))
    assert not EventKind.objects.exists()


@pytest.mark.parametrize("name", ["organizations:metrics", "organizations:event_kinds"])
def test_catalogues_need_the_same_statements_for_any_size(page, office, name, django_assert_num_queries):
    counted = 4 if name.endswith("kinds") else 6
    for number in range(3):
        services.keep_metric(actor=office, **{**METRIC, "name": f"数据{number}"})
        services.keep_event_kind(actor=office, **{**KIND, "name": f"事项{number}"})
        page.get(reverse(name))
        with django_assert_num_queries(counted):
            page.get(reverse(name))
