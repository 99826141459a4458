"""通报: from the round's data, edited by version, frozen when issued, read by whom the round visited; its papers as Word."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from docx import Document
from docx.shared import Mm

from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn, Refused, StaleVersion
from apps.inspections import services
from apps.inspections.models import Bulletin, SupervisionLetter
from apps.inspections.queries.bulletin import round_figures
from apps.reminders.models import Notice
from tests.factories import sign_in

from .factories import VISIT_DAY, criterion, make_finding, make_round, make_visit


@pytest.fixture
def round_(world):
    """A round of two sites: one good, one poor with a repeated finding that is late."""
    make_finding(
        world,
        make_visit(world, world.other, make_round(world, kind="random", name="抽查")),
        criterion=criterion(world, "area"),
    )
    round_ = make_round(world)
    good, poor = make_visit(world, round=round_), make_visit(world, world.other, round_)
    for visit, verdict in ((good, "pass"), (poor, "fail")):
        for code in ("sign", "village"):
            services.save_result(actor=world.inspector, visit=visit, criterion=criterion(world, code), verdict=verdict)
    make_finding(world, poor, criterion=criterion(world, "area"), description="面积不足", severity="major")
    services.record_visit(actor=world.inspector, visit=good, methods=["on_site"], summary="好")
    with pytest.raises(Refused, match="还有 1 个单位"):
        services.draft_bulletin(actor=world.office, round=round_)
    services.record_visit(actor=world.inspector, visit=poor, methods=["on_site", "talks"], summary="差")
    with clock.moved_to(VISIT_DAY + dt.timedelta(days=20)):
        yield round_


def test_the_draft_says_what_the_round_found(world, round_, django_assert_num_queries):
    with django_assert_num_queries(5):
        figures = round_figures(round_)
    assert (figures.planned, figures.recorded, figures.met, figures.looked_at) == (2, 2, 2, 4)
    assert ([site.name for site in figures.best], [site.name for site in figures.worst]) == (
        ["丁村党支部"], [world.other_branch.short_name],
    )  # fmt: skip
    assert (len(figures.overdue), len(figures.repeated), figures.by_severity) == (1, 1, (("较重", 1),))
    bulletin = services.draft_bulletin(actor=world.office, round=round_)
    for words in (
        "共检查 2 个单位", "实地查看 2 家、座谈走访 1 家", "达标率 50%", "丁村党支部工作扎实", "予以通报批评",
        "面积不足（逾期 5 天）", "重复出现", "四、下步工作要求",
    ):  # fmt: skip
        assert words in bulletin.text, words
    assert services.draft_bulletin(actor=world.office, round=round_) == bulletin


def test_edited_by_version_issued_frozen_and_recalled_with_a_reason(world, round_):
    bulletin = services.draft_bulletin(actor=world.office, round=round_)
    for who in (world.district_office, world.secretary, world.inspector):
        with pytest.raises(Refused):
            services.edit_bulletin(actor=who, bulletin=bulletin, version=1, title="通报", text="x")
    edited = services.edit_bulletin(
        actor=world.office, bulletin=bulletin, version=1, title="通报", text="<p onclick=x>改过。</p><script>x</script>"
    )
    assert (edited.text, edited.version) == ("<p>改过。</p>", 2)
    for act in (services.redraft_bulletin, services.issue_bulletin):
        with pytest.raises(StaleVersion):
            act(actor=world.office, bulletin=bulletin, version=1)
    with pytest.raises(Invalid) as wrong:
        services.edit_bulletin(actor=world.office, bulletin=bulletin, version=2, title=" ", text="")
    assert set(wrong.value.fields) == {"title", "text"}
    assert not Bulletin.objects.visible_to(world.secretary).exists()
    issued = services.issue_bulletin(actor=world.office, bulletin=bulletin, version=2)
    assert (issued.number, issued.issued_at) == ("督通〔2026〕1号", clock.now())
    told = set(Notice.objects.filter(rule="bulletin.issued").values_list("recipient", flat=True))
    assert told == {person.pk for person in (world.secretary, world.other_secretary, world.district_office)}
    for act in (services.redraft_bulletin, services.issue_bulletin):
        with pytest.raises((Refused, OutOfTurn)):
            act(actor=world.office, bulletin=bulletin, version=3)
    readers = (world.secretary, world.other_secretary, world.inspector, world.office)
    assert all(Bulletin.objects.visible_to(who).get() == issued for who in readers)
    assert not Bulletin.objects.visible_to(world.outside_office).exists()
    with pytest.raises(Invalid, match="理由"):
        services.recall_bulletin(actor=world.office, bulletin=bulletin, reason="")
    services.recall_bulletin(actor=world.office, bulletin=bulletin, reason="数据有误")
    assert not Bulletin.objects.visible_to(world.secretary).exists()
    assert "数据有误" in Notice.objects.get(rule="bulletin.recalled", recipient=world.secretary).body
    again = services.redraft_bulletin(actor=world.office, bulletin=bulletin, version=4)
    assert "面积不足" in services.issue_bulletin(actor=world.office, bulletin=again, version=5).text


def test_the_pages_of_the_office_and_of_a_site(world, round_, client):
    sign_in(client, world.office)
    address = reverse("inspections:bulletin", args=[round_.pk])
    assert "将写入通报的数据" in client.get(address).content.decode()
    client.post(reverse("inspections:bulletin_draft", args=[round_.pk]))
    edit = reverse("inspections:bulletin_edit", args=[round_.pk])
    stale = client.post(edit, {"title": "通报", "text": "<p>旧</p>", "version": 9})
    assert stale.status_code == 409 and "没有覆盖" in stale.content.decode()
    client.post(edit, {"title": "关于验收的通报", "text": "<p>新的正文。</p>", "version": 1})
    client.post(reverse("inspections:bulletin_issue", args=[round_.pk]), {"version": 2, "number": "桂督通〔2026〕9号"})
    assert "桂督通〔2026〕9号" in client.get(address).content.decode()
    sign_in(client, world.secretary)
    read = client.get(address).content.decode()
    assert "新的正文。" in read and "撤回" not in read
    assert "关于验收的通报" in client.get(reverse("inspections:bulletins")).content.decode()
    sign_in(client, world.outside_office)
    assert client.get(address).status_code == 404


def test_papers_are_word_by_the_standard(world, round_, client):
    finding = round_.visits.get(application=world.other).findings.get()
    notice = services.issue_notice(actor=world.office, visit=finding.visit)
    finding.refresh_from_db()
    letter = services.issue_letter(
        actor=world.office,
        finding=finding,
        rung="urge",
        text="请立即整改。",
        due_on=clock.today() + dt.timedelta(days=7),
    )
    bulletin = services.draft_bulletin(actor=world.office, round=round_)
    sign_in(client, world.office)
    for name, pk, words in (
        ("notice_word", notice.pk, ["整改通知书", "督改〔2026〕1号", "签收人："]),
        ("letter_word", letter.pk, ["督办通知", "请立即整改。", "面积不足"]),
        ("bulletin_word", round_.pk, [bulletin.title, "一、总体情况"]),
    ):
        answer = client.get(reverse(f"inspections:{name}", args=[pk]))
        document = Document(io.BytesIO(answer.content))
        written = "\n".join(paragraph.text for paragraph in document.paragraphs)
        assert all(each in written for each in words), name
        section = document.sections[0]
        text_area = section.page_width - section.left_margin - section.right_margin
        assert (round(text_area / Mm(1)), round(section.top_margin / Mm(1))) == (156, 37)
        assert client.get(reverse(f"inspections:{name}", args=[pk])).content == answer.content
    table = Document(io.BytesIO(client.get(reverse("inspections:notice_word", args=[notice.pk])).content)).tables[0]
    assert [cell.text for cell in table.rows[1].cells][2] == "较重（重复问题）"
    assert SupervisionLetter.objects.get().answered_at is None
