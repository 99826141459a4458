"""First review leaf by leaf, and the three columns side by side."""

from decimal import Decimal

import pytest
from django.urls import reverse

from apps.accounts.choices import Role
from apps.applications.models import ReviewResponse
from apps.applications.queries import review_outcome, review_rows
from apps.applications.services import Opinion, save_first_review, seen_of
from apps.core import clock
from apps.core.exceptions import Invalid, Refused, StaleVersion
from apps.evaluations.columns import Cell, Columns, Row, _cell, columns_of
from apps.evaluations.services import compute_evaluations
from apps.standards import engine
from tests.evaluations.factories import ASSESSMENT_DAY, make_stage
from tests.factories import make_user, sign_in
from tests.shared import shared

pytestmark = pytest.mark.django_db


@shared
def stage():
    stage = make_stage()
    stage.first.self_assessment.responses.filter(criterion__code="area").update(value=300)
    return stage


def review(stage, seen=0, **opinions):
    return save_first_review(actor=stage.office, application=stage.first, seen=seen, opinions=opinions)


def test_all_agreed_gives_the_score_of_the_self_assessment(stage):
    assert review_outcome(stage.first) is None
    rows = review(stage)
    assert {row.verdict for row in rows.values()} == {"agree"}
    assert review_outcome(stage.first).score == 100


def test_an_exception_changes_the_score_by_the_same_engine(stage):
    review(stage, sign=Opinion("unmet", note="现场未见牌子"), area=Opinion("unmet", 80, "实测 80 平方米"))
    outcome = review_outcome(stage.first)
    assert outcome.score == 20
    assert "使用面积 80 ㎡（初审核实）" in outcome.find("area").explanation[1].text
    columns = columns_of(stage.first, None)
    assert [row.code for row in columns.rows if row.differs] == ["area", "sign"]
    assert (columns.differing, columns.rows[1].change) == (2, -40)


def test_exceptions_need_a_reason_and_a_figure_that_fits(stage):
    for opinion in (Opinion("unmet"), Opinion("agree", 5, ""), Opinion("maybe", note="甲"), Opinion("met", -1, "甲")):
        with pytest.raises(Invalid):
            review(stage, area=opinion)
    assert not ReviewResponse.objects.exists()


def test_two_people_at_once_the_second_is_told(stage):
    seen = seen_of(review_rows(stage.first))
    review(stage, seen)
    with pytest.raises(StaleVersion):
        review(stage, seen, sign=Opinion("unmet", note="甲"))
    review(stage, seen_of(review_rows(stage.first)), sign=Opinion("unmet", note="甲"))
    assert ReviewResponse.objects.get(criterion__code="sign").version == 2


def test_only_offices_of_the_ladder_review_and_only_in_time(stage):
    with pytest.raises(Refused):
        stage_office = make_user(Role.OFFICE, stage.tree.district)
        save_first_review(actor=stage_office, application=stage.first, seen=0, opinions={})
    stage.first.status = "publicised"
    stage.first.save()
    with pytest.raises(Exception, match="公示前方可初审"):
        review(stage)


def test_the_page_keeps_what_was_typed_and_saves(stage, client):
    sign_in(client, stage.office)
    address = reverse("applications:first_review", args=[stage.first.pk])
    assert "同意自评" in client.get(address).content.decode()
    refused = client.post(address, {"seen": "0", "verdict-sign": "unmet", "note-sign": "", "note-area": "先记一笔"})
    assert refused.status_code == 400
    assert "与自评不一致，请写明理由" in refused.content.decode() and "先记一笔" in refused.content.decode()
    strange = client.post(address, {"seen": "x", "verdict-area": "unmet", "value-area": "很多", "note-area": "甲"})
    assert "核定数值应为数字" in strange.content.decode()
    saved = client.post(address, {"seen": "0", "verdict-sign": "unmet", "note-sign": "现场未见"})
    assert saved.status_code == 302
    page = client.get(saved.headers["Location"]).content.decode()
    assert "1 项有差异" in page


def test_the_application_tells_of_its_first_review(stage, client):
    review(stage, sign=Opinion("unmet", note="现场未见"))
    for user in (stage.office, make_user(Role.SECRETARY, stage.tree.branch)):
        page = sign_in(client, user).get(reverse("applications:detail", args=[stage.first.pk]))
        assert page.status_code == 200 and "　初审" in page.content.decode()


def test_columns_show_the_final_result_to_those_who_may_see_it(stage, client):
    review(stage, sign=Opinion("unmet", note="现场未见"))
    with clock.moved_to(clock.at(ASSESSMENT_DAY)):
        compute_evaluations(actor=stage.office, campaign=stage.campaign)
    sign_in(client, stage.office)
    address = reverse("evaluations:columns", args=[stage.first.pk])
    page = client.get(address).content.decode()
    assert page.count("<strong>100.00</strong> 分") == 2
    branch = make_user(Role.SECRETARY, stage.tree.branch)
    sign_in(client, branch)
    assert client.get(address).content.decode().count("<strong>100.00</strong> 分") == 1
    sign_in(client, make_user(Role.SECRETARY, stage.tree.outside_branch))
    assert client.get(address).status_code == 404


def test_a_leaf_that_does_not_apply_has_no_points_and_differs_by_verdict():
    spared, met = Cell(None, "不适用", "按条件不适用", said=True), Cell(Decimal(0), "达标", "", said=True)
    silent = Cell(None, "未填", "")
    row = Row("一", "sign", "标牌", "", Decimal(20), (spared, silent, met))
    assert (row.comparable, row.differs, row.judged_apart, row.change) == (True, True, True, None)
    outcome = engine.Outcome("sign", "标牌", engine.State.NOT_APPLICABLE, None, reason="按条件不适用")
    assert _cell(outcome, {"sign": Decimal(0)}) == spared and _cell(outcome, {"sign": Decimal(20)}).points == 20
    agreed = Row("一", "sign", "标牌", "", Decimal(20), (spared, silent, spared))
    assert (agreed.comparable, agreed.differs) == (True, False)
    assert not Row("一", "sign", "标牌", "", Decimal(20), (spared, silent, silent)).comparable


def test_a_phone_opens_on_the_differences_and_leaves_out_what_nobody_filled(stage, client):
    review(stage, sign=Opinion("unmet", note="现场未见"))
    sign_in(client, stage.office)
    address = reverse("evaluations:columns", args=[stage.first.pk])
    page = client.get(address).content.decode()
    assert "判定不同" in page and "只列有差异的 1 项" in page
    assert '<tr class="not-phone">' in page and '<td data-label="验收" class="not-phone">' in page
    assert '<td data-label="初审">' in page
    assert '<tr class="not-phone">' not in client.get(address, {"only": "none"}).content.decode()
    assert "村务公开" not in client.get(address, {"only": "differing"}).content.decode()


def test_columns_read_a_constant_number_of_statements(stage, client, django_assert_max_num_queries):
    review(stage)
    sign_in(client, stage.office)
    client.get(reverse("evaluations:columns", args=[stage.first.pk]))
    with django_assert_max_num_queries(12):
        client.get(reverse("evaluations:columns", args=[stage.first.pk]))


def test_columns_are_exported_as_they_are_shown(stage, client):
    review(stage, sign=Opinion("unmet", note="现场未见"))
    sign_in(client, stage.office)
    response = client.get(reverse("evaluations:columns", args=[stage.first.pk]), {"export": "xlsx"})
    assert b"".join(response.streaming_content)[:2] == b"PK"


def test_each_column_adds_up_to_its_total_and_the_totals_are_compared(stage, client):
    review(stage, sign=Opinion("unmet", note="现场未见牌子"))
    columns = columns_of(stage.first, None)
    for at, total in enumerate(columns.totals[:2]):
        points = sum((row.cells[at].points or 0 for row in columns.rows), Decimal(0))
        assert points + columns.adjustments[at] == total
    assert not columns.adjusted and columns.changes == (("初审", columns.totals[1] - columns.totals[0]),)
    assert [row.changes for row in columns.rows if row.differs] == [(("初审", Decimal(-40)),)]
    sign_in(client, stage.office)
    page = client.get(reverse("evaluations:columns", args=[stage.first.pk])).content.decode()
    assert "初审 <strong>-40.00</strong> 分" in page and "现场未见牌子" in page and "封顶、扣减和折算" not in page


def test_what_a_cap_takes_stands_in_a_line_of_its_own():
    cells = (Cell(Decimal(8), "达到", "", True), Cell(None, "", ""), Cell(None, "", ""))
    row = Row("一", "a", "甲", "", Decimal(8), cells)
    columns = Columns((row, row), (Decimal(10), None, None), ("", "", ""))
    assert columns.adjusted and columns.adjustments == (Decimal(-6), None, None) and columns.changes == ()
