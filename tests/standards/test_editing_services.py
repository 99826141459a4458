"""Writing a standard: every edit is one step, nothing is overwritten, publishing asks for everything."""

import pytest

from apps.accounts.choices import Role
from apps.core.exceptions import Invalid, Refused, StaleVersion
from apps.organizations.models import Metric
from apps.standards.choices import VersionStatus
from apps.standards.drafting.adaptation import adaptation_problems, limits_words
from apps.standards.models import Standard
from apps.standards.queries import ask_rows, document_of, engine_version, problems_in
from apps.standards.services import (
    add_node,
    copy_standard,
    create_standard,
    decide_ask,
    discard_draft,
    draft_next_version,
    edit_node,
    edit_version,
    move_node,
    place_node,
    publish_version,
    remove_node,
    retire_version,
    submit_asks,
    undo,
    withdraw_version,
)
from tests.campaigns.factories import make_version, small_standard
from tests.factories import make_tree, make_user
from tests.shared import shared

pytestmark = pytest.mark.django_db


@shared
def tree():
    return make_tree()


@pytest.fixture
def author(tree):
    return make_user(Role.OFFICE, tree.district)


@pytest.fixture
def draft(tree, author):
    return create_standard(
        actor=author, organization=tree.district, name="星级评定标准", kind="scored", source="测试方案"
    )


def titles(draft):
    return [(c.title, c.depth) for c in draft.criteria.order_by("position")]


def test_a_standard_begins_empty_and_grows(draft, author):
    section = add_node(actor=author, version=draft, revision=1, title="阵地建设", leaf=False)
    leaf = add_node(actor=author, version=draft, revision=2, title="活动场所", leaf=True, parent=section)
    assert (section, leaf) == ("zdjs", "zdjs.hdcs")
    assert titles(draft) == [("阵地建设", 0), ("活动场所", 1)]
    node = document_of(draft)["criteria"][0]["children"][0]
    edit_node(actor=author, version=draft, revision=3, code=leaf, node={**node, "points": 100})
    assert problems_in(draft) == []
    draft.refresh_from_db()
    assert draft.revision == 4


def test_two_people_at_once_the_second_is_told_and_nothing_is_lost(draft, author):
    add_node(actor=author, version=draft, revision=1, title="甲", leaf=False)
    with pytest.raises(StaleVersion, match=r"新建“甲”"):
        add_node(actor=author, version=draft, revision=1, title="乙", leaf=False)
    assert titles(draft) == [("甲", 0)]


def test_nodes_move_by_steps_and_by_dropping_and_every_step_can_be_taken_back(draft, author):
    for number, title in enumerate(("甲", "乙", "丙"), start=1):
        add_node(actor=author, version=draft, revision=number, title=title, leaf=False)
    codes = list(draft.criteria.values_list("code", flat=True))
    move_node(actor=author, version=draft, revision=4, code=codes[2], way="up")
    assert [t for t, _ in titles(draft)] == ["甲", "丙", "乙"]
    move_node(actor=author, version=draft, revision=5, code=codes[2], way="in")
    assert titles(draft) == [("甲", 0), ("丙", 1), ("乙", 0)]
    move_node(actor=author, version=draft, revision=6, code=codes[2], way="down")
    assert titles(draft) == [("甲", 0), ("乙", 0), ("丙", 1)]
    place_node(actor=author, version=draft, revision=7, code=codes[2], parent="", position=0)
    assert titles(draft) == [("丙", 0), ("甲", 0), ("乙", 0)]
    with pytest.raises(Invalid, match="最前"):
        move_node(actor=author, version=draft, revision=8, code=codes[2], way="up")
    for revision in (8, 9):
        undo(actor=author, version=draft, revision=revision)
    assert titles(draft) == [("甲", 0), ("丙", 1), ("乙", 0)]


def test_nothing_moves_below_itself_or_below_a_leaf(draft, author):
    section = add_node(actor=author, version=draft, revision=1, title="甲", leaf=False)
    leaf = add_node(actor=author, version=draft, revision=2, title="乙", leaf=True, parent=section)
    with pytest.raises(Invalid, match="自己"):
        place_node(actor=author, version=draft, revision=3, code=section, parent=section, position=0)
    with pytest.raises(Invalid, match="评分项下面"):
        add_node(actor=author, version=draft, revision=3, title="丙", leaf=True, parent=leaf)
    remove_node(actor=author, version=draft, revision=3, code=section)
    assert titles(draft) == []


def test_only_the_issuers_office_writes(draft, tree):
    for stranger in (make_user(Role.OFFICE, tree.city), make_user(Role.OFFICE, tree.township)):
        with pytest.raises(Refused):
            add_node(actor=stranger, version=draft, revision=1, title="甲", leaf=False)


def filled(draft, author, **changes):
    section = add_node(actor=author, version=draft, revision=1, title="阵地", leaf=False)
    leaf = add_node(actor=author, version=draft, revision=2, title="挂牌", leaf=True, parent=section)
    node = {"code": leaf, "title": "挂牌", "points": 100, "measure": {"type": "yes_no", "label": "已挂牌"}, **changes}
    edit_node(actor=author, version=draft, revision=3, code=leaf, node=node)
    draft.refresh_from_db()
    return leaf


def test_a_new_ask_needs_a_reason_and_another_persons_approval(draft, author, tree):
    filled(draft, author)
    with pytest.raises(Invalid, match="尚未批准"):
        publish_version(actor=author, version=draft, revision=4)
    with pytest.raises(Invalid, match="理由"):
        submit_asks(actor=author, version=draft, revision=4, reasons={})
    reasons = {("claim", "已挂牌"): "此前没有统计"}
    submit_asks(actor=author, version=draft, revision=4, reasons=reasons)
    ask = draft.asks.get()
    with pytest.raises(Refused, match="起草人"):
        decide_ask(actor=author, ask=ask, approved=True, opinion="")
    with pytest.raises(Refused):
        decide_ask(actor=make_user(Role.OFFICE, tree.township), ask=ask, approved=True, opinion="")
    with pytest.raises(Refused, match="审批"):
        remove_node(actor=author, version=draft, revision=4, code="zd")
    decide_ask(actor=make_user(Role.OFFICE, tree.city), ask=ask, approved=True, opinion="同意")
    published = publish_version(actor=author, version=draft, revision=4)
    assert (published.status, published.published_by) == ("published", author)
    assert not published.steps.exists()


def test_a_refusal_hands_the_draft_back_and_an_approval_holds_for_what_was_read(draft, author, tree):
    leaf = filled(draft, author)
    above, reasons = make_user(Role.OFFICE, tree.city), {("claim", "已挂牌"): "要"}
    submit_asks(actor=author, version=draft, revision=4, reasons=reasons)
    decide_ask(actor=above, ask=draft.asks.get(), approved=False, opinion="先用现有数据")
    draft.refresh_from_db()
    assert draft.status == VersionStatus.DRAFT
    submit_asks(actor=author, version=draft, revision=4, reasons=reasons)
    decide_ask(actor=above, ask=draft.asks.get(), approved=True, opinion="")
    withdraw_version(actor=author, version=draft)
    assert [row.approved for row in ask_rows(draft, engine_version(draft))] == [True]
    node = draft.criteria.get(code=leaf).definition
    edit_node(
        actor=author,
        version=draft,
        revision=4,
        code=leaf,
        node={**node, "evidence": {"need": "required", "at_least": 3}},
    )
    assert [row.approved for row in ask_rows(draft, engine_version(draft))] == [False]


def test_what_was_asked_before_asks_nobody_again(tree):
    city = make_user(Role.OFFICE, tree.city)
    Metric.objects.create(code="venue_area", name="使用面积", unit="㎡", period_kind="snapshot")
    old = make_version()
    draft = draft_next_version(actor=city, version=old)
    with pytest.raises(Invalid, match="草稿已由"):
        draft_next_version(actor=city, version=old)
    new = publish_version(actor=city, version=draft, revision=1)
    old.refresh_from_db()
    assert (old.status, new.number, new.status) == ("superseded", 2, "published")
    retire_version(actor=city, version=new, reason="活动结束")
    assert Standard.objects.get().is_retired
    with pytest.raises(Invalid, match="理由"):
        retire_version(actor=city, version=old, reason=" ")


def test_a_draft_with_problems_is_not_published(draft, author):
    add_node(actor=author, version=draft, revision=1, title="阵地", leaf=False)
    draft.refresh_from_db()
    with pytest.raises(Invalid, match="1 处问题"):
        publish_version(actor=author, version=draft, revision=2)
    assert problems_in(draft)[0].sentence == "下级指标：下面还没有评分项"


def test_settings_keep_the_tree_and_the_code(draft, author):
    filled(draft, author)
    edit_version(
        actor=author,
        version=draft,
        revision=4,
        settings={"name": "新名", "kind": "scored", "source": "甲", "code": "x"},
    )
    draft.refresh_from_db()
    assert (draft.standard.name, draft.definition["code"], draft.criteria.count()) == ("新名", draft.standard.code, 2)


def test_a_discarded_first_draft_takes_its_standard_along(draft, author):
    filled(draft, author)
    discard_draft(actor=author, version=draft, revision=4)
    assert not Standard.objects.exists()


def test_a_copy_is_the_offices_own(tree, author):
    draft = copy_standard(actor=author, version=make_version(), organization=tree.district, name="本区小标准")
    assert (draft.standard.organization, draft.standard.base, draft.number) == (tree.district, None, 1)
    assert document_of(draft)["criteria"] == small_standard()["criteria"]


def limited():
    return small_standard(
        adaptation={"points": {"change_by": 20}, "additional_leaves": 1, "additional_points": 5, "locked": ["sign"]}
    )


def test_an_adaptation_keeps_to_the_limits_of_its_base(tree, author):
    base, ours = limited(), small_standard()
    area, sign, _ = ours["criteria"][0]["children"]
    area["points"], sign["points"] = 48, 41
    problems = adaptation_problems(base, ours)
    assert [(p.code, p.text) for p in problems] == [("sign", "原标准规定不得改动")]
    area["points"] = 49
    sign["points"] = 40
    ours["criteria"][0]["children"] += [
        {"code": f"own{n}", "title": "自增", "points": 3, "measure": {"type": "yes_no", "label": "有"}} for n in (1, 2)
    ]
    texts = [p.text for p in adaptation_problems(base, ours)]
    assert texts == [
        "原标准 40 分，只可在 32 至 48 分之间",
        "增加了 2 项指标，原标准最多允许 1 项",
        "增加的指标共 6 分，原标准最多允许 5 分",
    ]
    assert limits_words(base["adaptation"]) == "分值可增减 20% 以内，可增加 1 项指标（合计不超过 5 分），1 项不得改动"
