"""The ledger: filters, figures that lead to their rows, columns on page and in the workbook, letters proposed."""

import datetime as dt
import io
import re

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from apps.core import clock
from apps.inspections import services
from apps.inspections.finding_forms import USUAL
from apps.inspections.letter_reminders import KINDS
from apps.inspections.models import Finding, SupervisionLetter
from apps.inspections.queries import ledger
from apps.reminders.models import Notice
from apps.reminders.services import send_due_notices
from tests.factories import sign_in

from .factories import VISIT_DAY, criterion, make_finding, make_round, make_visit


@pytest.fixture
def rows(world):
    """One plain finding, one of a clause that is repeated and followed, one of another site."""
    first = make_visit(world)
    area = criterion(world, "area")
    earlier = make_finding(world, first, criterion=area, description="面积不足", severity="critical")
    other = make_visit(world, world.other, first.round)
    beside = make_finding(world, other, description="资料不全", at_once=True)
    for visit in (first, other):
        services.record_visit(actor=world.inspector, visit=visit, methods=["on_site"], summary="查毕")
    second = make_visit(world, round=make_round(world, kind="random", name="抽查"))
    again = make_finding(world, second, criterion=area, description="面积仍不足", key=True)
    return {"earlier": earlier, "beside": beside, "again": again}


def names(world, rows, **filters):
    found = set(ledger.ledger_rows(world.office, filters))
    return {name for name, row in rows.items() if row in found}


def test_filters(world, rows):
    services.issue_notice(actor=world.office, visit=rows["earlier"].visit)
    assert names(world, rows) == {"earlier", "beside", "again"}
    assert names(world, rows, clause="area") == {"earlier", "again"}
    assert names(world, rows, marks=["repeated"]) == names(world, rows, marks=["key"]) == {"again"}
    assert names(world, rows, marks=["at_once"]) == {"beside"}
    assert names(world, rows, severity="critical") == {"earlier"}
    assert names(world, rows, notice="none") == {"beside", "again"}
    assert names(world, rows, notice="unsigned") == {"earlier"}
    assert names(world, rows, notice="signed") == set()
    assert names(world, rows, round=rows["again"].visit.round) == {"again"}
    assert names(world, rows, unit=world.other_branch) == {"beside"}
    assert names(world, rows, since=VISIT_DAY, until=VISIT_DAY) == {"earlier", "beside", "again"}
    assert names(world, rows, until=VISIT_DAY - dt.timedelta(days=1)) == set()
    services.dispute_finding(actor=world.secretary, finding=rows["again"], reason="已改")
    assert names(world, rows, asked="dispute") == {"again"}
    services.withdraw_finding(actor=world.office, finding=rows["again"], reason="误记")
    assert names(world, rows, marks=["repeated"]) == set()  # as the figure above the list counts it
    assert ledger.ledger_counts(ledger.ledger_rows(world.office, {}))["repeated"] == 0


def test_letters_are_proposed_by_one_rule(world, rows):
    def due(day):
        with clock.moved_to(day):
            return names(world, rows, rung="due")

    assert due(VISIT_DAY + dt.timedelta(days=3)) == set()
    assert due(VISIT_DAY + dt.timedelta(days=11)) == {"beside"}  # due on the fifth, six working days ago
    last = rows["again"].due_on + dt.timedelta(days=1)
    assert due(last) == {"beside", "earlier", "again"}  # critical and repeated ones on their first day late
    with clock.moved_to(last):
        services.issue_letter(
            actor=world.office, finding=rows["again"], rung="urge", text="请整改", due_on=last + dt.timedelta(days=7)
        )
    assert "again" not in due(last + dt.timedelta(days=7))
    assert "again" in due(last + dt.timedelta(days=8))
    with clock.moved_to(last + dt.timedelta(days=8)):
        assert ledger.why_letter(rows["again"], 0, clock.today()) == "逾期 7 个工作日、重复问题、重点督办"
        services.answer_finding(actor=world.secretary, finding=rows["again"], text="已扩建")
    assert "again" not in due(last + dt.timedelta(days=8))


def test_each_figure_is_the_number_of_rows_that_its_link_shows(world, rows, client):
    services.answer_finding(actor=world.secretary, finding=rows["earlier"], text="已扩建")
    services.dispute_finding(actor=world.secretary, finding=rows["again"], reason="已扩建到 120 平方米")
    sign_in(client, world.office)
    with clock.moved_to(rows["beside"].due_on + dt.timedelta(days=1)):
        page = client.get(reverse("inspections:findings"))
        figures = page.context["figures"]
        assert {figure["label"]: figure["value"] for figure in figures} == {
            "未销号": 3, "已逾期": 1, "待复查": 1, "待答复申请": 1, "重复问题": 1, "重点督办": 1, "已销号": 0,
        }  # fmt: skip
        for figure in figures:
            assert client.get(figure["url"]).context["page"].paginator.count == figure["value"], figure["label"]


def test_the_usual_columns_stand_chosen_and_unfold_nothing(world, rows, client):
    sign_in(client, world.office)
    page = client.get(reverse("inspections:findings"), {"columns": USUAL, "status": "open"})
    text = page.content.decode()
    assert page.context["columns"] == USUAL and re.search(r"more\">\s*<summary", text)
    first = client.get(reverse("inspections:findings")).content.decode()
    assert len(re.findall(r'name="columns"[^>]*checked', first)) == len(USUAL) and "清除条件" not in first
    wider = client.get(reverse("inspections:findings"), {"columns": [*USUAL, "plan"]})
    assert wider.context["columns"] == (*USUAL, "plan") and "清除条件" in wider.content.decode()


def test_the_workbook_holds_the_columns_and_rows_of_the_page(world, rows, client):
    sign_in(client, world.office)
    services.file_plan(
        actor=world.secretary, finding=rows["again"], measure="扩建", responsible="李四", promised_on=VISIT_DAY
    )
    query = "?sort=-place&columns=place&columns=plan"
    body = b"".join(client.get(reverse("inspections:findings_export") + query).streaming_content)
    header, *lines = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    assert header == ["单位", "问题", "对应指标", "标记", "活动", "整改措施", "责任人", "计划完成"]
    page = client.get(reverse("inspections:findings") + query)
    assert [line[1] for line in lines] == [row.description for row in page.context["findings"]]
    assert [lines[-1][3], lines[-1][5], lines[-1][6]] == ["重复问题、重点督办", "扩建", "李四"]
    words = page.content.decode()
    assert "扩建" in words and 'data-label="整改期限"' not in words


def test_marking_several_shows_first_what_would_happen(world, rows, client):
    sign_in(client, world.office)
    keys = [row.pk for row in rows.values()]
    first = client.post(reverse("inspections:findings_mark"), {"chosen": keys, "act": "key"})
    assert "确认，2 个" in first.content.decode() and "已是如此" in first.content.decode()
    assert Finding.objects.filter(key=True).count() == 1
    client.post(reverse("inspections:findings_mark"), {"chosen": keys, "act": "key", "confirmed": "1"})
    assert Finding.objects.filter(key=True).count() == 3
    told = client.post(reverse("inspections:findings_mark"), {"chosen": keys, "act": "notice"})
    assert set(re.findall(r"visits=([\w-]+)", told.url)) == {str(row.visit_id) for row in rows.values()}
    listed = client.get(told.url)
    assert [str(visit.pk) for visit, _, ticked in listed.context["rows"] if ticked] == [
        str(visit.pk) for visit, _, _ in listed.context["rows"]
    ]
    assert len(listed.context["rows"]) == 2  # the third is not handed in yet
    client.post(told.url, {"visits": [str(rows["earlier"].visit_id)], "text": "请整改"})
    assert Finding.objects.filter(notice__number="督改〔2026〕1号").get() == rows["earlier"]


@pytest.mark.parametrize("name", ["findings", "letters", "letters_due"])
def test_statements_do_not_grow(world, rows, client, name, django_assert_max_num_queries):
    with clock.moved_to(rows["again"].due_on + dt.timedelta(days=1)):
        due = clock.today() + dt.timedelta(days=5)
        for row in rows.values():
            row = Finding.objects.get(pk=row.pk)
            services.issue_letter(actor=world.office, finding=row, rung="urge", text="请整改", due_on=due)
        sign_in(client, world.office)
    with clock.moved_to(due + dt.timedelta(days=1)):
        client.get(reverse(f"inspections:{name}"))
        with django_assert_max_num_queries(12):
            page = client.get(reverse(f"inspections:{name}"))
    assert page.content.decode().count("</tr>") == 4


def test_lines_in_the_inbox_until_somebody_acts(world, rows):
    office, site = world.office, world.secretary
    services.issue_notice(actor=office, visit=rows["earlier"].visit)
    asked = services.ask_extension(
        actor=site, finding=rows["again"], reason="等待批复", new_due_on=rows["again"].due_on + dt.timedelta(days=9)
    )
    services.file_plan(actor=site, finding=rows["again"], measure="扩建", responsible="李四", promised_on=VISIT_DAY)

    def unread(person, day):
        with clock.moved_to(day):
            send_due_notices(clock.now())
        found = Notice.objects.visible_to(person).unread().filter(rule__in=[kind.key for kind in KINDS])
        return set(found.values_list("rule", flat=True))

    tuesday = VISIT_DAY + dt.timedelta(days=1)
    assert unread(office, tuesday) == {"finding.request_waiting", "finding.key_open"}
    later = VISIT_DAY + dt.timedelta(days=7)
    assert {"notice.unsigned", "plan.late"} <= unread(site, later)
    with clock.moved_to(later):
        services.decide_request(actor=office, asked=asked, accepted=True)
        services.sign_notice(actor=site, notice=rows["earlier"].visit.notices.get())
    assert "finding.request_waiting" not in unread(office, later)
    assert "notice.unsigned" not in unread(site, later + dt.timedelta(days=1))
    with clock.moved_to(later):
        services.issue_letter(
            actor=office, finding=Finding.objects.get(pk=rows["again"].pk), rung="urge", text="请整改",
            due_on=later + dt.timedelta(days=2),
        )  # fmt: skip
    assert "letter.due" in unread(site, later + dt.timedelta(days=2))
    assert "letter.late" in unread(office, later + dt.timedelta(days=4))
    services.answer_letter(actor=site, letter=SupervisionLetter.objects.get(), answer="已安排")
    assert "letter.late" not in unread(office, later + dt.timedelta(days=7))
    assert "letter.due" not in unread(site, later + dt.timedelta(days=7))
