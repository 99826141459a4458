"""Loading standards: once, whole, and never again with another content."""

import io
import json

import pytest
from django.core.management import call_command

from apps.core.exceptions import Invalid
from apps.core.models import StateChange
from apps.standards import engine, queries
from apps.standards.models import Criterion, Standard, StandardVersion
from apps.standards.services import digest_of, load_standard
from tests.campaigns.factories import small_standard

pytestmark = pytest.mark.django_db


def test_load_standard_publishes_a_version_with_its_criteria():
    version = load_standard(small_standard())
    assert (version.status, version.number, version.standard.name) == ("published", 1, "小标准")
    assert [c.code for c in version.criteria.all()] == ["place", "area", "sign", "village"]
    assert [c.code for c in queries.leaves(version)] == ["area", "sign", "village"]
    assert version.criteria.get(code="area").parent.code == "place"
    change = StateChange.objects.of(version).get()
    assert (change.verb, change.acting_role) == ("publish", "system")


def test_loading_the_same_file_again_changes_nothing():
    first = load_standard(small_standard())
    again = load_standard(dict(reversed(small_standard().items())))
    assert again == first
    assert Standard.objects.count() == 1
    assert Criterion.objects.count() == 4


def test_a_published_number_never_gets_another_content():
    load_standard(small_standard())
    with pytest.raises(Invalid, match="已发布，内容不能改变"):
        load_standard(small_standard(total=90))
    assert load_standard(small_standard(2)).number == 2


def test_a_wrong_file_is_refused_with_its_problems():
    with pytest.raises(Invalid, match="标准文件有误"):
        load_standard(small_standard(kind="unknown"))
    assert not StandardVersion.objects.exists()


def test_digest_does_not_depend_on_the_order_of_keys():
    data = small_standard()
    assert digest_of(data) == digest_of(json.loads(json.dumps(dict(reversed(data.items())))))


def test_engine_version_is_what_the_file_says(django_assert_num_queries):
    data = small_standard()
    version = load_standard(data)
    assert queries.engine_version(version) == engine.build_version(data)
    with django_assert_num_queries(0):
        assert queries.engine_version(version) is queries.engine_version(version)


def test_the_command_loads_every_file_and_may_run_twice():
    out = io.StringIO()
    call_command("load_standards", stdout=out)
    loaded = StandardVersion.objects.count()
    call_command("load_standards", stdout=out)
    assert StandardVersion.objects.count() == loaded >= 3
    assert "五规范" in out.getvalue()
