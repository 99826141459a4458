"""An adaptation takes up a newer version of its base: what comes along, what cannot, and who is refused."""

from copy import deepcopy

import pytest
from django.urls import reverse

from apps.accounts.choices import Role
from apps.core.exceptions import Invalid, Refused, StaleVersion
from apps.core.verdicts import SYSTEM
from apps.standards import services
from apps.standards.drafting.following import follow
from apps.standards.drafting.outline import find, walk
from apps.standards.queries import base_version_of, behind_their_base, document_of, newer_base_of, problems_in
from apps.standards.services import load_standard
from apps.standards.services.loading import put_in_force
from tests.campaigns.factories import small_standard
from tests.factories import make_user
from tests.standards.authoring_stage import at

pytestmark = pytest.mark.django_db
LIMITS = {"points": {"change_by": 20}, "additional_leaves": 2, "additional_points": 10}
OWN = {"code": "own", "title": "自增项", "points": 5, "measure": {"type": "yes_no", "label": "有"}}


def first():
    return small_standard(adaptation=LIMITS)


def second(**changes):
    """The newer base: another requirement for the area, a new leaf."""
    document = small_standard(version=2, adaptation=LIMITS, **changes)
    area = find(document, "area").node
    area["measure"] = {**area["measure"], "value": 200}
    document["criteria"][0]["children"].append(
        {"code": "more", "title": "新增一项", "points": 0, "measure": {"type": "yes_no", "label": "有"}}
    )
    return document


def ours(base=None):
    document = deepcopy(base or first())
    document |= {"code": "mine", "name": "本区小标准", "version": 1}
    find(document, "area").node["points"] = 44
    find(document, "sign").node["guidance"] = "见区里的样式"
    document["criteria"][0]["children"].insert(1, deepcopy(OWN))
    return document


def codes(document):
    return [place.node["code"] for place in walk(document["criteria"])]


def test_own_points_words_and_leaves_come_along_in_their_places():
    found = follow(first(), second(), ours())
    area = find(found.document, "area").node
    assert (area["points"], area["measure"]["value"]) == (44, 200)
    assert find(found.document, "sign").node["guidance"] == "见区里的样式"
    listed = codes(found.document)
    assert listed[listed.index("area") + 1] == "own" and "more" in listed
    assert (found.document["code"], found.document["name"]) == ("mine", "本区小标准")
    assert [each.text for each in found.kept] == ["分值 40 → 44", "说明", "自增指标，5 分"]
    assert found.lost == () and found.problems == ()


def test_what_leaves_the_new_limits_comes_along_and_is_told():
    newer = second()
    newer["adaptation"] = {"points": {"change_by": 5}, "additional_leaves": 0}
    found = follow(first(), newer, ours())
    assert find(found.document, "area").node["points"] == 44
    assert [problem.text for problem in found.problems] == [
        "原标准 40 分，只可在 38 至 42 分之间",
        "增加了 1 项指标，原标准最多允许 0 项",
    ]


def test_what_the_newer_version_dropped_cannot_come_along():
    newer = second()
    section = newer["criteria"][0]
    section["children"] = [node for node in section["children"] if node["code"] != "area"]
    found = follow(first(), newer, ours())
    assert "area" not in codes(found.document)
    assert [each.text for each in found.lost] == ["分值 40 → 44：新版已删除本项"]


def test_a_leaf_whose_section_is_gone_moves_up_and_a_taken_code_is_changed():
    newer = second()
    newer["criteria"][0]["code"] = "other"
    find(newer, "more").node["code"] = "own"
    found = follow(first(), newer, ours())
    assert codes(found.document)[-1] not in ("own", "more")
    assert found.document["criteria"][-1]["title"] == "自增项"
    assert "移到其上一级" in found.lost[0].text and found.lost[0].title == "自增项"


def test_own_sections_keep_their_leaves():
    mine = ours()
    mine["criteria"].append({"code": "extra", "title": "本区特色", "children": [{**OWN, "code": "extra.one"}]})
    found = follow(first(), second(), mine)
    assert find(found.document, "extra.one").parent["code"] == "extra"


# --- Services and pages ---------------------------------------------------------------------------------------------


@pytest.fixture
def base(db):
    return load_standard(first())


@pytest.fixture
def adaptation(tree, author, base):
    """Published on the first version, after which the base got its second."""
    draft = services.copy_standard(
        actor=author, version=base, organization=tree.district, name="本区小标准", adapts=True
    )
    services.restore_document(actor=author, version=draft, revision=1, document=ours(document_of(draft)), words="改编")
    draft.refresh_from_db()
    put_in_force(draft, acting=SYSTEM)
    return draft


def test_a_follow_up_is_the_next_draft_on_the_newer_base(author, adaptation):
    assert newer_base_of(adaptation) is None and behind_their_base([adaptation]) == {}
    newer = load_standard(second())
    assert newer_base_of(adaptation) == newer and behind_their_base([adaptation]) == {adaptation.pk: 2}
    draft = services.follow_base(actor=author, version=adaptation, base=newer.pk)
    assert (draft.number, draft.status, draft.based_on, base_version_of(draft)) == (2, "draft", newer, newer)
    document = document_of(draft)
    assert find(document, "area").node["points"] == 44 and {"own", "more"} <= set(codes(document))
    assert problems_in(draft) == [] and newer_base_of(draft) is None
    put_in_force(draft, acting=SYSTEM)
    again = services.draft_next_version(actor=author, version=draft)
    assert base_version_of(again) == newer and behind_their_base([draft, again]) == {}


def test_a_draft_follows_in_its_place(tree, author, base):
    draft = services.copy_standard(actor=author, version=base, organization=tree.district, name="本区", adapts=True)
    services.restore_document(actor=author, version=draft, revision=1, document=ours(document_of(draft)), words="改")
    newer = load_standard(second())
    with pytest.raises(StaleVersion):
        services.follow_base(actor=author, version=draft, base=newer.pk, revision=1)
    found = services.follow_base(actor=author, version=draft, base=newer.pk, revision=2)
    assert (found.pk, found.number, found.based_on, found.revision) == (draft.pk, 1, newer, 3)
    assert not found.steps.exists() and find(document_of(found), "area").node["points"] == 44


def test_following_is_refused_with_a_sentence(tree, author, adaptation):
    with pytest.raises(Invalid, match="没有更新的版本"):
        services.follow_base(actor=author, version=adaptation, base=adaptation.pk)
    newer = load_standard(second())
    with pytest.raises(StaleVersion, match="第 2 版"):
        services.follow_base(actor=author, version=adaptation, base=adaptation.pk)
    with pytest.raises(Refused):
        services.follow_base(actor=make_user(Role.OFFICE, tree.city), version=adaptation, base=newer.pk)
    services.draft_next_version(actor=author, version=adaptation)
    with pytest.raises(Invalid, match="第 2 版草稿已由"):
        services.follow_base(actor=author, version=adaptation, base=newer.pk)


def test_pages_say_that_the_base_is_newer_and_what_following_does(page, adaptation, django_assert_max_num_queries):
    assert "基准有新版" not in page.get(reverse("standards:list")).content.decode()
    newer = load_standard(second())
    assert "基准有新版" in page.get(reverse("standards:list")).content.decode()
    assert reverse("standards:follow", args=[adaptation.pk]) in page.get(at("detail", adaptation)).content.decode()
    with django_assert_max_num_queries(12):
        shown = page.get(at("follow", adaptation)).content.decode()
    assert "分值 40 → 44" in shown and "自增指标，5 分" in shown and "新增一项" in shown and "≥ 200" in shown
    refused = page.post(at("follow", adaptation), {"base": adaptation.pk})
    assert refused.status_code == 422 and "请核对新的内容" in refused.content.decode()
    done = page.post(at("follow", adaptation), {"base": newer.pk}, follow=True)
    assert done.status_code == 200 and "已按“" in done.content.decode()
    draft = adaptation.standard.versions.get(number=2)
    assert draft.based_on == newer
    beside = page.get(at("follow", adaptation)).content.decode()
    assert "第 2 版草稿" in beside and "建立下一版草稿" not in beside
    assert "基准有新版" in page.get(reverse("standards:list")).content.decode()
    late = page.post(at("follow", adaptation), {"base": newer.pk})
    assert late.status_code == 422 and "请在该草稿上修改" in late.content.decode()


def test_a_draft_says_that_its_base_is_newer(page, author, tree, base):
    draft = services.copy_standard(actor=author, version=base, organization=tree.district, name="本区", adapts=True)
    newer = load_standard(second())
    assert "跟进新版" in page.get(at("edit", draft)).content.decode()
    assert "不能再逐步撤销" in page.get(at("follow", draft)).content.decode()
    page.post(at("follow", draft), {"base": newer.pk, "revision": 1})
    assert "跟进新版" not in page.get(at("edit", draft)).content.decode()


def test_what_is_no_adaptation_is_told_so(page, base):
    answer = page.get(at("follow", base), follow=True)
    assert "标准库由市级党建办维护" in answer.content.decode()
