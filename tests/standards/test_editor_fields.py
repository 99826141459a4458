"""Fields of the editor that say what a clerk says: shares in percent, effects with what they need, all grades."""

from typing import Any

import pytest
from django.test import Client
from django.utils.datastructures import MultiValueDict

from apps.accounts.choices import Role
from apps.organizations.models import Metric
from apps.standards import engine
from apps.standards.forms import NodeForm, VersionForm
from apps.standards.forms.catalogue import Catalogue
from apps.standards.forms.trial import TrialForm, place_in
from apps.standards.services import create_standard, import_draft
from tests.campaigns.factories import small_standard
from tests.factories import make_tree, make_user, sign_in
from tests.standards.authoring_stage import at

GRADES = {
    "grades": [{"code": "good", "title": "优秀", "from": 90, "quota": {"share": 0.25}}],
    "grade_fallback": {"code": "rest", "title": "一般"},
}
CATALOGUE = Catalogue({}, [], [("area", "面积")], [("area", "面积")], [("good", "优秀"), ("rest", "一般")])


def posted(stored: dict[str, Any], **changes: str) -> VersionForm:
    data = VersionForm(stored, None, CATALOGUE).data.copy()
    for name, value in changes.items():
        data[f"n-{name.replace('__', '-')}"] = value
    return VersionForm(stored, data, CATALOGUE)


def settings(**more: Any) -> dict[str, Any]:
    return {key: value for key, value in {**small_standard(), **GRADES, **more}.items() if key != "criteria"}


@pytest.mark.parametrize(("typed", "share"), [("20", 0.2), ("20%", 0.2), ("12.5％", 0.125)])
def test_a_share_is_typed_in_percent(typed: str, share: float) -> None:
    assert VersionForm(settings(), None, CATALOGUE).data["n-grades-0-quota-share"] == "25"
    form = posted(settings(), grades__0__quota__share=typed)
    assert form.is_valid() and form.read()["grades"][0]["quota"] == {"share": share}


def test_a_share_above_a_hundred_is_told_at_its_field() -> None:
    form = posted(settings(), grades__0__quota__share="200")
    assert not form.is_valid()


def test_places_by_share_are_typed_in_percent_too() -> None:
    leaf = {
        "code": "rank", "title": "名次", "points": 4,
        "measure": {"type": "cohort_rank", "label": "名次", "metric": "income"},
        "scoring": {"type": "by_rank", "share": [{"to": 0.2, "points": 4}]},
    }  # fmt: skip
    form = NodeForm(leaf, False, None, CATALOGUE)
    assert form.data["n-scoring-share-0-to"] == "20"


def test_an_effect_keeps_only_what_it_asks_for() -> None:
    veto = {"code": "v", "title": "造假", "effect": "item_zero", "of": ["area"]}
    form = posted(settings(vetoes=[veto]), vetoes__0__effect="grade_cap", vetoes__0__grade="rest")
    assert form.is_valid()
    assert form.read()["vetoes"] == [{"code": "v", "title": "造假", "effect": "grade_cap", "grade": "rest"}]


def test_a_list_is_pasted_as_text_and_joins_the_members() -> None:
    members = [{"code": "flag", "title": "有党旗"}]
    leaf = {"code": "v", "title": "场所", "points": 5, "measure": {"type": "checklist", "members": members}}
    data = NodeForm(leaf, False, None, CATALOGUE).data.copy()
    data["n-measure-lines"] = "1. 有牌子；\n（2）有书报\n③有制度。\n\n有党旗\n一、有专人管理"
    form = NodeForm(leaf, False, data, CATALOGUE)
    assert form.is_valid()
    found = form.read()["measure"]
    assert [member["title"] for member in found["members"]] == ["有党旗", "有牌子", "有书报", "有制度", "有专人管理"]
    assert len({member["code"] for member in found["members"]}) == 5 and "lines" not in found
    assert NodeForm({**leaf, "measure": found}, False, None, CATALOGUE).read() == {**leaf, "measure": found}


@pytest.mark.django_db
def test_the_page_ties_the_fields_of_a_veto_to_its_effect_and_offers_the_last_grade() -> None:
    tree = make_tree()
    author = make_user(Role.OFFICE, tree.district)
    vetoes = [{"code": "v", "title": "造假", "effect": "grade_fixed", "grade": "rest"}]
    document = {**small_standard(), **GRADES, "vetoes": vetoes}
    draft = import_draft(actor=author, organization=tree.district, document=document, words="导入")
    client = Client()
    sign_in(client, author)
    page = client.get(at("settings", draft)).content.decode()
    assert 'data-only-when="grade_cap grade_fixed demoted" data-of="id_n-vetoes-0-effect"' in page
    assert 'data-only-when="item_zero" data-of="id_n-vetoes-0-effect"' in page
    assert '<option value="rest" selected>一般</option>' in page
    assert '<input type="checkbox" name="n-vetoes-0-of"' in page  # ticks instead of a list that asks for Ctrl


@pytest.mark.django_db
def test_hints_stand_on_the_leaf_in_the_list_and_before_publishing() -> None:
    tree = make_tree()
    author = make_user(Role.OFFICE, tree.district)
    draft = create_standard(
        actor=author, organization=tree.district, name="提示", kind="scored", source="方案", total=100
    )
    client = Client()
    sign_in(client, author)
    client.post(at("add_node", draft), {"title": "某项", "what": "leaf", "revision": draft.revision})
    for name in ("edit", "problems"):
        assert "分值为 0，做到做不到都不影响得分" in client.get(at(name, draft)).content.decode()
    assert "有 1 处可能不是本意" in client.get(at("publish", draft)).content.decode()


def test_the_trial_asks_for_a_metric_by_its_own_name() -> None:
    members = [{"code": "a", "title": "面积达标", "metric": "venue_area", "op": ">=", "value": 200, "unit": "㎡"}]
    leaf = {"code": "v", "title": "场所", "points": 5, "measure": {"type": "checklist", "members": members}}
    catalogue = Catalogue({"venue_area": Metric(code="venue_area", name="建筑面积", unit="㎡")}, [], [], [])
    data: MultiValueDict[str, str] = MultiValueDict()
    place, _ = place_in(data)
    form = TrialForm(engine.build_version(small_standard(criteria=[leaf])), place, data, catalogue)
    assert [
        bound.label for group in form.groups() for bound in group["bounds"] if bound.name == "metric:venue_area"
    ] == ["建筑面积"]
