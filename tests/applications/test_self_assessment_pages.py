"""Pages of a self-assessment: who sees them, what they say, how they save, what they cost."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.choices import Role
from apps.applications.queries import assessment_burden
from apps.applications.services import answer, attach_evidence
from apps.core import clock
from apps.core.models import FileUse, StoredFile
from apps.organizations.models import Fact, LibraryFile
from apps.organizations.queries import current_facts
from apps.organizations.services import FactRow, record_fact, record_verified, save_facility
from tests.applications.assessment_stage import DAY, full_standard, make_stage, photo, response_of
from tests.applications.test_self_assessment_services import fill
from tests.factories import PASSWORD, make_user, sign_in

pytestmark = pytest.mark.django_db
BY_SCRIPT = {"HTTP_X_REQUESTED_WITH": "fetch"}


@pytest.fixture(autouse=True)
def on_the_day():
    with clock.moved_to(DAY):
        yield


def url(stage, name, *more):
    return reverse(f"applications:assessment{name}", args=[stage.application.pk, *more])


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_start_page_and_start(client):
    stage = make_stage(start=False)
    sign_in(client, stage.secretary)
    assert "开始自评" in read(client, url(stage, ""))
    client.post(url(stage, "_start"))
    assert "目前得分" in read(client, url(stage, ""))


def test_office_reads_and_cannot_start(client):
    stage = make_stage(start=False)
    sign_in(client, stage.office)
    page = read(client, url(stage, ""))
    assert "只有申报单位的党组织书记可以填写自评" in page
    assert client.post(url(stage, "_start")).status_code == 403


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.OFFICE])
def test_another_branch_is_not_found(client, role):
    stage = make_stage()
    outside = stage.tree.other_branch if role == Role.SECRETARY else stage.tree.outside_district
    sign_in(client, make_user(role, outside))
    key = response_of(stage, "area").pk
    for address in (url(stage, ""), url(stage, "_section", "place"), url(stage, "_outcome", key)):
        assert client.get(address).status_code == 404
    if role == Role.SECRETARY:
        for name in ("_answer", "_gap", "_attach"):
            assert client.post(url(stage, name, key), {"version": 1}).status_code == 404
        for name in ("_submit", "_start"):
            assert client.post(url(stage, name)).status_code == 404


def test_a_leaf_of_another_application_is_not_found(client):
    stage = make_stage()
    sign_in(client, stage.secretary)
    assert client.post(url(stage, "_answer", 10**6), {"version": 1}).status_code == 404
    assert client.get(url(stage, "_section", "roof")).status_code == 404


def test_section_shows_clause_fact_reason_and_gain(client):
    stage = make_stage()
    record_fact(actor=stage.secretary, organization=stage.tree.branch, metric="venue_area", value=150)
    sign_in(client, stage.secretary)
    page = read(client, url(stage, "_section", "place"))
    for words in ("二（一）", "使用面积 150 ㎡", "本单位填报", "得 15 分", "再得 5 分", "部分达标", "下一节：工作规范"):
        assert words in page, words
    assert 'style="' not in page and "<script>" not in page


def test_burden_is_what_the_pages_render(client):
    stage = make_stage()
    record_fact(actor=stage.secretary, organization=stage.tree.branch, metric="party_members", value=80)
    sign_in(client, stage.secretary)
    pages = "".join(read(client, url(stage, "_section", code)) for code in ("place", "work"))
    inputs, _ = assessment_burden(stage.application.standard_version, stage.tree.branch)
    assert len(re.findall(r"<form[^>]* data-leaf", pages)) == inputs == 9


def test_autosave_sends_only_what_changed(client):
    stage = make_stage()
    sign_in(client, stage.secretary)
    area = response_of(stage, "area")
    key = f"r{area.pk}-"
    answer = client.post(
        url(stage, "_answer", area.pk), {key + "value": "150", "version": 1, "autosave": 1}, **BY_SCRIPT
    )
    assert answer.json()["version"] == 2
    answer = client.post(
        url(stage, "_answer", area.pk), {key + "note": "新建", "version": 2, "autosave": 1}, **BY_SCRIPT
    )
    assert answer.json()["version"] == 3
    area = response_of(stage, "area")
    assert (area.value, area.note, area.points) == (150, "新建", 15)
    assert Fact.objects.count() == 1
    fragment = read(client, url(stage, "_outcome", area.pk))
    assert "得 15 分" in fragment and 'hx-swap-oob="true"' in fragment


def test_a_note_alone_does_not_answer_a_checklist(client):
    stage = make_stage()
    record_fact(actor=stage.secretary, organization=stage.tree.branch, metric="service_hall", value=True)
    sign_in(client, stage.secretary)
    row = response_of(stage, "list")
    assert "组织资料：有服务大厅" in read(client, url(stage, "_section", "place"))
    client.post(url(stage, "_answer", row.pk), {f"r{row.pk}-note": "在建", "version": 1, "autosave": 1}, **BY_SCRIPT)
    assert response_of(stage, "list").state == "unanswered"
    members = {f"r{row.pk}-members": ["flag", "hall"], "version": 2, "autosave": 1}
    client.post(url(stage, "_answer", row.pk), members, **BY_SCRIPT)
    assert (response_of(stage, "list").members, response_of(stage, "list").points) == (["flag"], 8)
    client.post(
        url(stage, "_answer", row.pk), {f"r{row.pk}-members": ["flag"], "version": 3, "autosave": 1}, **BY_SCRIPT
    )
    assert current_facts(stage.tree.branch)["service_hall"].value == 0


def test_figures_are_recorded_as_facts_by_period(client):
    stage = make_stage()
    sign_in(client, stage.secretary)
    row = response_of(stage, "developed")
    page = read(client, url(stage, "_section", "work"))
    assert "2026年发展党员数" in page and "2025年发展党员数" in page
    data = {f"r{row.pk}-fact_members_developed__2025": "1", "version": 1, "autosave": 1}
    assert client.post(url(stage, "_answer", row.pk), data, **BY_SCRIPT).status_code == 200
    assert Fact.objects.get().period == "2025"
    assert response_of(stage, "developed").verdict == "met"


@pytest.mark.parametrize(("value", "status", "words"), [("很大", 422, "数字"), ("-3", 422, "0"), ("1.55", 422, "小数")])
def test_bad_input_says_so_and_changes_nothing(client, value, status, words):
    stage = make_stage()
    sign_in(client, stage.secretary)
    area = response_of(stage, "area")
    data = {f"r{area.pk}-value": value, "version": 1, "autosave": 1}
    answer = client.post(url(stage, "_answer", area.pk), data, **BY_SCRIPT)
    assert answer.status_code == status
    assert words in str(answer.json()["errors"])
    assert response_of(stage, "area").version == 1


def test_stale_version_and_wrong_phase_by_script(client):
    stage = make_stage()
    sign_in(client, stage.secretary)
    row = response_of(stage, "shoulder")
    address, data = url(stage, "_answer", row.pk), {f"r{row.pk}-value": "1", "autosave": 1}
    assert client.post(address, {**data, "version": 1}, **BY_SCRIPT).status_code == 200
    stale = client.post(address, {**data, f"r{row.pk}-value": "0", "version": 1}, **BY_SCRIPT)
    assert stale.status_code == 409
    assert stale.json()["conflicts"][f"r{row.pk}-value"]["value"] == ["1"]
    assert response_of(stage, "shoulder").value == 1
    with clock.moved_to(DAY.replace(month=11, day=5)):
        late = client.post(address, {**data, "version": 2}, **BY_SCRIPT)
        assert late.status_code == 409 and "10月25日" in late.json()["message"]
        page = read(client, url(stage, "_section", "place"))
        assert "现已截止" in page and "data-leaf" not in page


def test_without_script_a_button_saves(client):
    stage = make_stage()
    sign_in(client, stage.secretary)
    row = response_of(stage, "shoulder")
    answer = client.post(url(stage, "_answer", row.pk), {f"r{row.pk}-value": "1", "version": "1"}, follow=True)
    assert "已保存" in answer.content.decode()
    assert response_of(stage, "shoulder").points == 8


def test_evidence_by_script_and_by_form(client):
    stage = make_stage()
    sign_in(client, stage.secretary)
    area, other = response_of(stage, "area"), response_of(stage, "list")
    slots = client.post(url(stage, "_attach", area.pk), {"file": photo()}, **BY_SCRIPT)
    assert slots.status_code == 200 and "red.jpg" in slots.content.decode()
    refused = client.post(url(stage, "_attach", area.pk), {}, **BY_SCRIPT)
    assert refused.status_code == 422 and "请选择文件" in refused.json()["message"]
    client.post(url(stage, "_attach", area.pk), {"file": [photo("blue"), photo("red")]})
    assert FileUse.objects.of(area).count() == 2
    use = FileUse.objects.of(area).first()
    assert use.name in read(client, url(stage, "_files", other.pk))
    item = LibraryFile.objects.get(file=use.file)
    client.post(url(stage, "_pick", other.pk), {"file": [item.pk]})
    assert FileUse.objects.of(other).get().file_id == use.file_id
    client.post(url(stage, "_detach", area.pk, use.pk))
    assert FileUse.objects.of(area).count() == 1
    assert StoredFile.objects.count() == 2
    assert client.post(url(stage, "_detach", area.pk, use.pk)).status_code == 404


def test_gap_is_listed_with_owner_and_date(client):
    stage = make_stage()
    record_fact(actor=stage.secretary, organization=stage.tree.branch, metric="venue_area", value=150)
    sign_in(client, stage.secretary)
    area = response_of(stage, "area")
    assert "再增加 50 ㎡" in read(client, url(stage, "_gap", area.pk))
    data = {"cause": "place", "owner": "演示用户甲", "due_on": "2026-12-01"}
    client.post(url(stage, "_gap", area.pk), data)
    page = read(client, url(stage, ""))
    assert "演示用户甲" in page and "12月1日" in page and "再增加 50 ㎡" in page


SIGNATURE = {"truthful": "on", "secretary_name": "演示用户甲", "password": PASSWORD}


def test_overview_lists_what_is_missing_then_submits(client):
    stage = make_stage()
    sign_in(client, stage.secretary)
    page = read(client, url(stage, ""))
    assert "提交前还差" in page and f"#leaf-{response_of(stage, 'election').pk}" in page
    client.post(url(stage, "_submit"), SIGNATURE)
    assert response_of(stage, "area").self_assessment.status == "draft"
    fill(stage)
    answer = client.post(url(stage, "_submit"), SIGNATURE, follow=True)
    assert "自评已签署提交" in answer.content.decode()
    page = read(client, url(stage, "_section", "place"))
    assert "data-leaf" not in page and "得 15 分" in page


def test_office_reopens_with_a_reason(client):
    stage = make_stage()
    fill(stage)
    sign_in(client, stage.secretary)
    client.post(url(stage, "_submit"), SIGNATURE)
    assert client.post(url(stage, "_reopen"), {"reason": "x"}).status_code == 403
    sign_in(client, stage.office)
    assert "退回自评" in read(client, url(stage, ""))
    client.post(url(stage, "_reopen"), {"reason": ""})
    assert response_of(stage, "area").self_assessment.status == "submitted"
    client.post(url(stage, "_reopen"), {"reason": "佐证不清"})
    assert response_of(stage, "area").self_assessment.status == "draft"


CRITERIA = full_standard()["criteria"]
#: One leaf by a fact in the first section; one by records and one by a reference in the second.
KINDS = ("area", "meetings", "pay")


def _cost(client, stage, name, *more):
    client.get(url(stage, name, *more))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url(stage, name, *more)).status_code == 200
    return queries


@pytest.mark.parametrize(("name", "more"), [("", ()), ("_section", ("place",))])
def test_pages_cost_the_same_at_one_and_at_many_leaves(client, name, more):
    few = [
        {
            "code": part["code"],
            "title": part["title"],
            "children": [each for each in part["children"] if each["code"] in KINDS],
        }
        for part in CRITERIA
    ]
    counts = []
    for number, criteria in enumerate((few, CRITERIA)):
        stage = make_stage(full_standard(code=f"full{number}", criteria=criteria))
        record_fact(actor=stage.secretary, organization=stage.tree.branch, metric="venue_area", value=150)
        attach_evidence(actor=stage.secretary, response=response_of(stage, "area"), upload=photo(), name="a.jpg")
        sign_in(client, stage.secretary)
        counts.append(_cost(client, stage, name, *more))
    assert len(counts[0]) == len(counts[1])
    assert len(counts[1]) <= 12, "\n".join(query["sql"][:160] for query in counts[1])


def test_a_prefilled_figure_says_its_period_and_source_and_one_verified_is_not_asked_again(client):
    stage = make_stage()
    record_fact(actor=stage.secretary, organization=stage.tree.branch, metric="venue_area", value=150)
    sign_in(client, stage.secretary)
    assert "自动带出，现状，本单位填报，" in read(client, url(stage, "_section", "place"))
    metric = stage.metrics["venue_area"]
    inspector = make_user(Role.INSPECTOR, stage.tree.city)
    record_verified(actor=inspector, rows=[FactRow(stage.tree.branch, metric, 180)])
    page = read(client, url(stage, "_section", "place"))
    area = response_of(stage, "area")
    assert "自动带出，现状，已由检查核实，" in page
    assert re.search(rf'<input[^>]*name="r{area.pk}-value"[^>]*disabled', page)
    posted = {f"r{area.pk}-value": "300", f"r{area.pk}-note": "新建", "version": area.version, "autosave": 1}
    assert client.post(url(stage, "_answer", area.pk), posted, **BY_SCRIPT).status_code == 200
    assert (response_of(stage, "area").value, response_of(stage, "area").note) == (180, "新建")
    assert Fact.objects.count() == 2


def test_a_figure_of_a_ledger_is_shown_with_its_source_and_not_stated_once_more(client):
    stage = make_stage()
    save_facility(
        actor=None, organization=stage.tree.branch, kind="service_centre", name="新楼", building_area=Decimal(260)
    )
    sign_in(client, stage.secretary)
    assert "自动带出，现状，阵地台账" in read(client, url(stage, "_section", "place"))
    area = response_of(stage, "area")
    answer(actor=stage.secretary, response=area, version=area.version, value=Decimal(260))
    assert not stage.tree.branch.facts.exists()
    area.refresh_from_db()
    answer(actor=stage.secretary, response=area, version=area.version, value=Decimal(180))
    assert stage.tree.branch.facts.get().value == 180


def test_a_section_gives_the_guidance_of_the_own_sector_and_its_own_only(client):
    data = full_standard(guidance={"rural": "先补阵地，再抓活动。", "urban": "先看网格。"})
    data["criteria"][0]["guidance"] = "场所先整合，不求新建。"
    stage = make_stage(data)
    sign_in(client, stage.secretary)
    place, work = (read(client, url(stage, "_section", code)) for code in ("place", "work"))
    assert "先补阵地，再抓活动。" in place and "场所先整合，不求新建。" in place
    assert "先补阵地，再抓活动。" in work and "场所先整合，不求新建。" not in work
    assert "先看网格。" not in place + work
