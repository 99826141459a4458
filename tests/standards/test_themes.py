"""主题与载体: every sector has its carriers, each from a plan; posts are metrics; the page shows them."""

from pathlib import Path

import pytest
import yaml
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.choices import Role
from apps.organizations.choices import Sector
from apps.organizations.queries.facilities import POSTS
from apps.standards.services import load_standard
from apps.standards.themes import carriers_named, sector_guides
from tests.factories import make_tree, make_user, sign_in

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
METRICS = {row["code"]: row for row in yaml.safe_load((FIXTURES / "reference/metrics.yaml").read_text())["metrics"]}
#: What each clause of the belt plan names: 四（一）至（六）.
NAMED = {
    "rural": {"城乡共建", "结对帮扶", "党建“致富链”"},
    "urban": {"社区阵地示范品牌"},
    "government": {"模范机关创建", "“五型”机关"},
    "public_institution": {"党员监督栏", "党员示范岗", "争当服务能手"},
    "two_new": {"党建工作联席会议", "党建工作指导员", "党员挂牌上岗"},
    "tourism": {"旅游红色驿站", "党员服务点", "红色志愿代办点", "党员义务咨询台"},
    "state_owned": {"重点项目责任区", "党员突击队", "技术课题示范岗"},
}
POSTS_OF_TOURISM = {"党员责任区", "党员示范（经营）户", "党员示范（先锋）岗", "党员服务窗口"}


def test_every_sector_has_a_guide():
    assert set(sector_guides()) == set(Sector.values)
    assert [guide.theme for guide in sector_guides().values() if not guide.is_theme] == [Sector.STATE_OWNED]


def test_the_code_of_a_carrier_is_its_own():
    codes = [carrier.code for guide in sector_guides().values() for carrier in guide.carriers]
    assert len(codes) == len(set(codes))
    assert max(map(len, codes)) <= 30
    assert [carrier.code for carrier in carriers_named([*codes, "gone"])] == codes


@pytest.mark.parametrize("sector", NAMED)
def test_carriers_of_the_plans_are_there_with_their_clause(sector):
    guide = sector_guides()[sector]
    assert NAMED[sector] <= {carrier.name for carrier in guide.carriers}
    assert len(guide.carriers) >= 4
    assert all(carrier.note and "方案" in carrier.clause for carrier in guide.carriers)
    assert "方案" in guide.clause


@pytest.mark.parametrize("sector", NAMED)
def test_every_post_is_counted_by_a_metric_of_its_sector_that_the_ledger_tells(sector):
    for post in sector_guides()[sector].posts:
        metric = METRICS[post.metric]
        assert metric["value_kind"] == "number"
        assert not metric["sectors"] or sector in metric["sectors"]
        assert POSTS[post.metric].label == post.name


def test_the_posts_of_tourism_are_all_there():
    assert {post.name for post in sector_guides()["tourism"].posts} == POSTS_OF_TOURISM


def _page(client, **query):
    return client.get(reverse("standards:themes"), query).content.decode()


@pytest.mark.django_db
def test_the_page_shows_every_sector_and_one_when_asked():
    client = sign_in(Client(), make_user(Role.OFFICE, make_tree().city))
    whole, one = _page(client), _page(client, sector="tourism")
    assert "党建“致富链”" in whole and "旅游红色驿站" in whole
    assert "旅游红色驿站" in one and "党建“致富链”" not in one
    assert "填写数量" not in whole


@pytest.mark.django_db
def test_a_secretary_finds_the_own_sector_first_with_the_posts_to_fill_in():
    tree = make_tree()
    client = sign_in(Client(), make_user(Role.SECRETARY, tree.branch))
    page = _page(client)
    first = min(page.index(f'id="{sector}"') for sector in Sector.values)
    assert page.index(f'id="{tree.branch.sector}"') == first
    assert page.count(reverse("organizations:posts", args=[tree.branch.pk])) == 1


@pytest.mark.django_db
def test_the_page_leads_to_the_clauses_of_the_standard_in_few_statements():
    for name in ("theme_brands", "si_you_yi_hao"):
        load_standard(yaml.safe_load((FIXTURES / f"standards/{name}.yaml").read_text()))
    client = sign_in(Client(), make_user(Role.OFFICE, make_tree().city))
    _page(client)
    with CaptureQueriesContext(connection) as found:
        page = _page(client)
    assert page.count(">对照的标准</a>") == 6
    assert "分类指导：围绕“富民党建”" in page
    assert len(found) <= 12
