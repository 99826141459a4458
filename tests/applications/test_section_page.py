"""The page of a section: filters, the next open leaf, values said to be right in place, long sections in pieces."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.applications.services import confirm_told
from apps.core import clock
from apps.core.exceptions import Invalid
from apps.organizations.models import CurrentFact
from apps.organizations.services import record_fact
from apps.portal.benchmark.rows import one_section
from tests.factories import sign_in

from .assessment_stage import DAY, make_stage, response_of
from .test_self_assessment_services import say

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_day():
    with clock.moved_to(DAY):
        yield


def section(stage, code="place"):
    return reverse("applications:assessment_section", args=[stage.application.pk, code])


def test_filters_show_what_they_count(client):
    stage = make_stage()
    say(stage, "area", value=150)
    say(stage, "shoulder", value=True)
    sign_in(client, stage.secretary)
    unmet = client.get(section(stage), {"show": "unmet"}).content.decode()
    assert "活动场所面积" in unmet and "按期换届" not in unmet and "1.1" in unmet
    waiting = client.get(section(stage), {"show": "open"}).content.decode()
    assert "按期换届" in waiting and "书记主任一肩挑" not in waiting and "1.3" in waiting
    assert "没有这样的指标" in client.get(section(stage, "work"), {"show": "unmet"}).content.decode()
    assert "活动场所面积" in client.get(section(stage), {"show": "²"}).content.decode()


def test_the_next_open_leaf_is_named(client):
    stage = make_stage()
    say(stage, "area", value=150)
    sign_in(client, stage.secretary)
    page = client.get(section(stage)).content.decode()
    assert f'#leaf-{response_of(stage, "list").pk}" data-next-open="here" data-key="n"' in page


def test_a_doubtful_value_is_said_to_be_right_in_place(client):
    stage = make_stage()
    record_fact(actor=stage.secretary, organization=stage.tree.branch, metric="venue_area", value=150)
    with pytest.raises(Invalid, match="不使用这个数据项"):
        confirm_told(actor=stage.secretary, response=response_of(stage, "area"), metric="party_members", period="")
    sign_in(client, stage.secretary)
    address = reverse("applications:assessment_confirm", args=[stage.application.pk, response_of(stage, "area").pk])
    said = client.post(address, {"metric": "venue_area", "period": ""}, follow=True).content.decode()
    assert "数据已核对无误" in said and CurrentFact.objects.get().fact.doubt == ""
    wrong = client.post(address, {"metric": "nothing", "period": ""}, follow=True).content.decode()
    assert "不使用这个数据项" in wrong


def test_a_long_section_comes_in_pieces_in_few_statements(client):
    stage = make_stage(one_section(30))
    sign_in(client, stage.secretary)
    client.get(section(stage, "all"))  # content types and the roles are remembered from the first page on
    with CaptureQueriesContext(connection) as told:
        page = client.get(section(stage, "all")).content.decode()
    assert len(told) <= 12
    assert page.count("data-leaf") == 5 and page.count("leaf--stub") == 25 and "from=15" in page
    piece = client.get(section(stage, "all"), {"from": "15"}).content.decode()
    assert piece.count("data-leaf") == 10 and "<html" not in piece and "第 15 项" in piece
    assert "打印全部" in page and "?whole=1#print" in page and "要印全部 30 项" in page
    whole = client.get(section(stage, "all"), {"whole": "1"}).content.decode()
    assert whole.count("data-leaf") == 30 and "data-print" in whole and "要印全部" not in whole
