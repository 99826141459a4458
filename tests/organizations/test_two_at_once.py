"""Two people at one fact, record, unit, facility or post: the second is told, and nothing is overwritten in silence."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from apps.accounts.choices import Role
from apps.core import clock
from apps.organizations.models import PostCount, WorkRecord
from apps.organizations.queries import current_facts
from apps.organizations.services import (
    add_record,
    add_unit,
    load_metrics,
    plan_record,
    record_fact,
    save_facility,
)
from tests.factories import make_tree, make_user, sign_in
from tests.shared import shared

pytestmark = pytest.mark.django_db


@shared
def tree():
    found = make_tree()
    found.first, found.second = (make_user(Role.SECRETARY, found.branch) for _ in range(2))
    return found


def at(name, *args):
    return reverse(f"organizations:{name}", args=args)


def hidden(client, address):
    """The form as the page showed it, with every value that it carries."""
    form = client.get(address).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def both(client, tree, address, first, second):
    """Both open the page; the first saves, then the second; the answer to the second."""
    sign_in(client, tree.first)
    shown = hidden(client, address)
    assert client.post(address, {**shown, **first}).status_code == 302
    sign_in(client, tree.second)
    return client.post(address, {**shown, **second})


def test_a_unit(client, tree):
    unit = add_unit(actor=None, organization=tree.branch, kind="private_enterprise", name="甲企业")
    answer = both(client, tree, at("edit_unit", unit.pk), {"employees": 10}, {"employees": 99})
    assert answer.status_code == 409 and "其他人刚刚修改过" in answer.content.decode()
    unit.refresh_from_db()
    assert unit.employees == 10


def test_a_facility(client, tree):
    room = save_facility(actor=None, organization=tree.branch, kind="activity_room", name="活动室")
    answer = both(client, tree, at("edit_facility", room.pk), {"usable_area": 80}, {"usable_area": 90})
    assert answer.status_code == 409 and "其他人刚刚修改过" in answer.content.decode()
    room.refresh_from_db()
    assert room.usable_area == Decimal(80)


def test_numbers_of_posts(client, tree):
    address = at("posts", tree.branch.pk)
    answer = both(client, tree, address, {"demonstration": 3}, {"demonstration": 5, "window": 1})
    assert answer.status_code == 409 and "没有覆盖" in answer.content.decode()
    assert list(PostCount.objects.values_list("kind", "count")) == [("demonstration", 3)]
    shown = hidden(client, address)
    assert client.post(address, {**shown, "seen": '{"demonstration": 3}', "window": 1}).status_code == 302


def test_a_planned_record(client, tree):
    record = plan_record(
        actor=None, organization=tree.branch, kind="theme_day", held_on=dt.date(2026, 12, 20), title="主题党日"
    )
    with clock.moved_to(dt.date(2026, 12, 1)):
        answer = both(client, tree, at("edit_record", record.pk), {"title": "新主题"}, {"title": "别的"})
    assert answer.status_code == 409
    assert WorkRecord.objects.get().title == "新主题"


def test_the_keeping_of_a_commitment(client, tree):
    record = add_record(
        actor=None, organization=tree.branch, kind="commitment", held_on=dt.date(2026, 3, 1), title="修路"
    )
    answer = both(client, tree, at("settle_record", record.pk), {"result": "kept"}, {"result": "not_kept"})
    assert answer.status_code == 409
    assert WorkRecord.objects.get().result == "kept"


def test_the_correction_of_a_fact(client, tree):
    load_metrics([{"code": "heads", "name": "人数", "unit": "人", "period_kind": "snapshot", "value_kind": "number"}])
    record_fact(actor=None, organization=tree.branch, metric="heads", value=460)
    page = at("fact_history", tree.branch.pk, "heads")
    address = at("correct_fact", tree.branch.pk, "heads")
    sign_in(client, tree.first)
    shown = {name: client.get(page).context["form"][name].value() for name in ("seen",)} | {"period": "now"}
    assert client.post(address, {**shown, "value": "46", "note": "多写一位"}).status_code == 302
    sign_in(client, tree.second)
    answer = client.post(address, {**shown, "value": "47", "note": "数错"})
    assert answer.status_code == 409 and "没有覆盖" in answer.content.decode()
    assert current_facts(tree.branch)["heads"].value == 46


def test_a_fact_typed_on_the_page_of_all(client, tree):
    load_metrics([{"code": "heads", "name": "人数", "unit": "人", "period_kind": "snapshot", "value_kind": "number"}])
    address = at("facts", tree.branch.pk)
    sign_in(client, tree.first)
    version = client.get(address).context["seen"]
    sign_in(client, tree.second)
    assert client.get(address).context["seen"] == version
    field = next(iter(name for name in client.get(address).context["form"].fields))
    assert client.post(address, {field: "5", "version": version}).status_code == 302
    sign_in(client, tree.first)
    answer = client.post(address, {field: "6", "version": version})
    assert answer.status_code == 409
    assert current_facts(tree.branch)["heads"].value == 5
