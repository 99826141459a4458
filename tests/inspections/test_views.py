"""Pages: roles, somebody else's objects, bad input, and the number of queries."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from apps.core import clock
from apps.inspections import services
from apps.inspections.models import Finding, MassSurvey, Round, Visit
from apps.inspections.receivers import campaign_tabs
from tests.factories import make_organization, make_user, sign_in

from .factories import SURVEY_DAY, criterion, make_application, make_finding, make_round, make_visit, picture
from .test_surveys import COUNTS


@pytest.fixture
def page(client):
    """GET an address as somebody."""

    def get(user, name, /, *args, **query):
        return sign_in(client, user).get(reverse(f"inspections:{name}", args=args), query)

    return get


@pytest.fixture
def send(client):
    """POST to an address as somebody."""

    def post(user, name, /, *args, htmx=False, **data):
        headers = {"HX-Request": "true"} if htmx else {}
        return sign_in(client, user).post(reverse(f"inspections:{name}", args=args), data, headers=headers)

    return post


def test_rounds_and_findings_by_role(world, page):
    visit = make_visit(world)
    finding = make_finding(world, visit)
    allowed = {
        "rounds": {"office", "district_office"},
        "round_new": {"office", "district_office"},
        "field": {"inspector", "stranger"},
    }
    for name, who in allowed.items():
        for person in ("office", "district_office", "inspector", "stranger", "secretary"):
            assert page(getattr(world, person), name).status_code == (200 if person in who else 403), (name, person)
    seen = {
        "office": 200,
        "district_office": 200,
        "secretary": 200,
        "inspector": 200,
        "stranger": 404,
        "outside_office": 404,
    }
    for person, code in seen.items():
        user = getattr(world, person)
        assert page(user, "visit", visit.pk).status_code == code, person
        assert page(user, "finding", finding.pk).status_code == code, person
        assert page(user, "findings").status_code == 200
    assert page(make_user("auditor", world.city), "findings").status_code == 403
    assert page(world.outside_office, "round", visit.round_id).status_code == 404
    assert page(world.outside_office, "assign", visit.round_id).status_code == 404


def test_a_visit_of_another_team_does_not_exist(world, page, send):
    visit = make_visit(world)
    area = criterion(world, "area")
    assert page(world.stranger, "field_visit", visit.pk).status_code == 404
    assert page(world.inspector, "field_visit", uuid.uuid4()).status_code == 404
    for name, args in (
        ("field_start", ()),
        ("field_result", (area.pk,)),
        ("field_photo", ()),
        ("field_finding", ()),
        ("field_record", ()),
    ):
        assert send(world.stranger, name, visit.pk, *args).status_code == 404, name
        assert send(world.office, name, visit.pk, *args).status_code == 403, name
    assert send(world.inspector, "field_result", visit.pk, criterion(world, "place").pk).status_code == 404


def test_office_plans_and_assigns_several_at_once(world, page, send):
    response = send(
        world.office,
        "round_new",
        campaign=world.campaign.pk,
        organization=world.city.pk,
        kind="acceptance",
        name="验收",
        quarter=4,
        starts_on="2026-10-26",
        ends_on="2026-11-20",
    )
    round_ = Round.objects.get()
    assert response.url == reverse("inspections:round", args=[round_.pk])
    assert "丁村" in page(world.office, "assign", round_.pk).content.decode()
    data = {"applications": [world.application.pk, world.other.pk], "inspectors": [world.inspector.pk]}
    response = send(world.office, "assign", round_.pk, scheduled_on="2026-11-03", **data)
    assert response.status_code == 302
    assert Visit.objects.count() == 2
    text = page(world.office, "round", round_.pk).content.decode()
    assert "丁村党支部" in text
    assert world.inspector.name in text


@pytest.mark.parametrize(
    ("kind", "said", "unannounced"), [("random", "", True), ("random", "no", False), ("tour", "yes", True)]
)
def test_a_random_check_comes_unannounced_unless_it_is_said_otherwise(world, send, kind, said, unannounced):
    send(
        world.office, "round_new", campaign=world.campaign.pk, organization=world.city.pk, kind=kind, name="抽查",
        quarter=4, starts_on="2026-10-26", ends_on="2026-11-20", unannounced=said,
    )  # fmt: skip
    assert Round.objects.get().unannounced is unannounced


def test_assign_is_all_or_nothing(world, send):
    round_ = make_round(world)
    data = {"applications": [world.application.pk, world.other.pk], "inspectors": [world.inspector.pk]}
    response = send(world.office, "assign", round_.pk, scheduled_on="2026-12-24", **data)
    assert "检查日期应在" in response.content.decode()
    assert "请先勾选" in send(world.office, "assign", round_.pk, scheduled_on="2026-11-03").content.decode()
    assert not Visit.objects.exists()


def test_a_district_reads_a_round_of_the_city_and_may_not_change_it(world, page, send):
    visit = make_visit(world)
    make_visit(world, application=world.outside, round=visit.round)
    text = page(world.district_office, "round", visit.round_id).content.decode()
    assert "由甲市委组织" in text
    assert "己村" not in text
    for name, pk in (("round_close", visit.round_id), ("visit_cancel", visit.pk)):
        refused = send(world.district_office, name, pk, reason="改期")
        assert (refused.status_code, refused.url) == (302, reverse("inspections:round", args=[visit.round_id]))
        assert "由甲市委组织" in page(world.district_office, "round", visit.round_id).content.decode()
    visit.refresh_from_db()
    assert (visit.status, visit.round.status) == ("planned", "planned")
    # The list of a line above it holds the sites that this line counts, not those of a committee below.
    deeper = make_visit(world, application=make_application(world, make_organization(world.branch)), round=visit.round)
    listed = page(world.office, "round", visit.round_id, parent=world.township.path).context
    (line,) = [each for each in listed["told"].parents if each.path == world.township.path]
    assert (len(listed["page"].object_list), line.total, listed["told"].total) == (1, 1, 3)
    assert deeper.organization.path.startswith(world.township.path)


def test_change_and_cancel_a_visit(world, page, send):
    visit = make_visit(world)
    Visit.objects.filter(pk=visit.pk).update(scheduled_time=dt.time(9, 30))
    form = page(world.office, "visit_change", visit.pk).context["form"]
    asked = {"scheduled_on": "2026-11-05", "scheduled_time": form["scheduled_time"].value().strftime("%H:%M")}
    send(world.office, "visit_change", visit.pk, inspectors=[world.stranger.pk], version=1, **asked)
    visit.refresh_from_db()
    assert (visit.scheduled_on, visit.scheduled_time) == (dt.date(2026, 11, 5), dt.time(9, 30))
    late = send(
        world.office, "visit_change", visit.pk, scheduled_on="2026-11-06", inspectors=[world.stranger.pk], version=1
    )
    assert "刚被他人修改" in late.content.decode()
    send(world.office, "visit_cancel", visit.pk, reason="单位改期")
    visit.refresh_from_db()
    assert visit.status == "cancelled"


def test_the_inspectors_day(world, page, send):
    services.load_problems([{"code": "any.papers", "text": "资料不全"}])
    visit = make_visit(world)
    area = criterion(world, "area")
    assert "开始检查" in page(world.inspector, "field_visit", visit.pk).content.decode()
    send(world.inspector, "field_start", visit.pk)
    text = page(world.inspector, "field_visit", visit.pk).content.decode()
    assert "110 ㎡" in text
    saved = send(world.inspector, "field_result", visit.pk, area.pk, htmx=True, verdict="fail", value="90")
    assert "已记下" in saved.content.decode()
    assert "记问题" in saved.content.decode()
    wrong = send(world.inspector, "field_result", visit.pk, area.pk, htmx=True, verdict="pass", value="90")
    assert "未达到标准" in wrong.content.decode()
    plain = send(world.inspector, "field_result", visit.pk, criterion(world, "sign").pk, verdict="pass", s="place")
    assert plain.url.endswith(f"?s=place#c-{criterion(world, 'sign').pk}")
    found = send(
        world.inspector,
        "field_finding",
        visit.pk,
        htmx=True,
        criterion=area.pk,
        problems=["资料不全"],
        severity="minor",
    )
    assert "资料不全" in found.content.decode()
    past = send(
        world.inspector, "field_finding", visit.pk, description="围墙破损", due_on="2026-11-01", severity="minor"
    )
    assert (past.status_code, "不能早于今天" in past.content.decode(), "围墙破损" in past.content.decode()) == (
        400,
        True,
        True,
    )
    photo = send(world.inspector, "field_photo", visit.pk, htmx=True, criterion=area.pk, photo=picture())
    assert "<img" in photo.content.decode()
    missing = send(world.inspector, "field_record", visit.pk, summary="好")
    assert missing.status_code == 400
    assert "请至少选择一种检查方式" in missing.content.decode()
    done = send(world.inspector, "field_record", visit.pk, methods=["talks"], summary="总体达到要求")
    assert done.url == reverse("inspections:visit", args=[visit.pk])
    record = page(world.secretary, "visit", visit.pk).content.decode()
    assert "总体达到要求" in record
    assert "90 ㎡" in record
    assert page(world.inspector, "field_visit", visit.pk).status_code == 302


def test_out_of_phase_is_said_before_and_after(world, page, send):
    visit = make_visit(world)
    services.start_visit(actor=world.inspector, visit=visit)
    with clock.moved_to(dt.date(2026, 11, 21)):
        assert "验收阶段为" in page(world.inspector, "field_visit", visit.pk).content.decode()
        response = send(world.inspector, "field_record", visit.pk, methods=["talks"], summary="好")
    assert response.status_code == 400
    assert Visit.objects.get().status == "under_way"


def test_the_thread_of_a_finding(world, page, send):
    finding = make_finding(world)
    assert "提交整改" in page(world.secretary, "finding", finding.pk).content.decode()
    empty = send(world.secretary, "finding_answer", finding.pk, text="")
    assert empty.status_code == 400
    assert "请填写整改情况" in empty.content.decode()
    send(world.secretary, "finding_answer", finding.pk, text="已更新", files=picture())
    assert send(world.secretary, "finding_verify", finding.pk).status_code == 403
    assert "复查通过，销号" in page(world.inspector, "finding", finding.pk).content.decode()
    send(world.inspector, "finding_send_back", finding.pk, opinion="")
    assert Finding.objects.get().status == "answered"
    send(world.inspector, "finding_send_back", finding.pk, opinion="照片看不清")
    assert "照片看不清" in page(world.secretary, "finding", finding.pk).content.decode()
    send(world.secretary, "finding_answer", finding.pk, text="已重拍")
    send(world.office, "finding_verify", finding.pk, opinion="属实")
    assert Finding.objects.get().status == "verified"
    for name in ("finding_answer", "finding_verify", "finding_send_back", "finding_withdraw"):
        assert send(world.stranger, name, finding.pk, text="x", opinion="x", reason="x").status_code == 404


def test_a_file_that_is_not_accepted_is_said_at_its_field(world, send):
    finding = make_finding(world)
    broken = picture().__class__("a.exe", b"MZ")
    response = send(world.secretary, "finding_answer", finding.pk, text="已更新", files=broken)
    assert "只接受 PDF" in response.content.decode()
    assert Finding.objects.get().status == "open"


def test_survey_page(world, page, send):
    with clock.moved_to(SURVEY_DAY):
        data = {name: str(value) for name, value in COUNTS.items()}
        wrong = send(world.office, "survey", world.application.pk, **{**data, "issued": "5"})
        assert "多于发出" in wrong.content.decode()
        assert not MassSurvey.objects.exists()
        send(world.office, "survey", world.application.pk, **data)
        read = page(world.office, "survey", world.application.pk)
        assert "93.33" in read.content.decode()
        more = {**data, "issued": str(COUNTS["issued"] + 1)}
        late = send(world.office, "survey", world.application.pk, **more)  # from a page on which nothing stood yet
        assert "刚被他人录入" in late.content.decode() and MassSurvey.objects.get().issued == COUNTS["issued"]
        send(world.office, "survey", world.application.pk, seen=read.context["seal"], **more)
        assert MassSurvey.objects.get().issued == COUNTS["issued"] + 1
        assert page(world.outside_office, "survey", world.application.pk).status_code == 404
        assert page(world.secretary, "survey", world.application.pk).status_code == 403
    assert "群众测评阶段" in page(world.office, "survey", world.application.pk).content.decode()


def test_exports_hold_the_rows_of_the_page(world, page):
    visit = make_visit(world)
    make_finding(world, visit)
    for name, args in (("round_export", (visit.round_id,)), ("findings_export", ())):
        response = page(world.office, name, *args)
        assert response["Content-Type"].endswith("sheet")
        assert b"".join(response.streaming_content)[:2] == b"PK"
    assert page(world.outside_office, "round_export", visit.round_id).status_code == 404


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ("office", "rounds"),
        ("office", "round"),
        ("office", "assign"),
        ("office", "findings"),
        ("office", "visit"),
        ("office", "visit_change"),
        ("office", "absences"),
        ("office", "committees"),
        ("office", "finding"),
        ("secretary", "findings"),
        ("inspector", "field"),
        ("inspector", "field_visit"),
    ],
)
def test_queries_do_not_grow_with_the_rows(world, client, who, name, django_assert_max_num_queries):
    visit = make_visit(world)
    finding = make_finding(world, visit)
    keys = {
        "visit_change": [visit.pk],
        "committees": [visit.round_id],
        "round": [visit.round_id],
        "assign": [visit.round_id],
        "visit": [visit.pk],
        "field_visit": [visit.pk],
    }
    address = reverse(f"inspections:{name}", args=keys.get(name, [finding.pk] if name == "finding" else []))
    sign_in(client, getattr(world, who))
    client.get(address)
    with django_assert_max_num_queries(20) as few:
        assert client.get(address).status_code == 200
    _more(world, visit)
    with django_assert_max_num_queries(20) as many:
        assert client.get(address).status_code == 200
    assert len(few) == len(many), "\n".join(query["sql"][:150] for query in many.captured_queries)
    assert len(many) <= LIMITS.get(name, 12), "\n".join(query["sql"][:150] for query in many.captured_queries)


#: A page that shows a whole standard with answers, verdicts, problems and photos reads each of them once.
LIMITS = {"field_visit": 18, "visit": 18}


def _more(world, visit):
    """Two more of everything that the pages list."""
    for organization, name in ((world.township, "补查一"), (world.outside_township, "补查二")):
        application = make_application(world, organization)
        make_visit(world, application=application, round=visit.round)
        make_application(world, world.district if name == "补查一" else world.outside_district)
        make_round(world, name=name)
        make_finding(world, visit, description=name)
        services.save_result(
            actor=world.inspector, visit=visit, criterion=criterion(world, "sign"), verdict="pass", note=name
        )
        services.add_photo(
            actor=world.inspector,
            visit=visit,
            upload=picture(colour="blue" if name == "补查一" else "green"),
            name=name,
        )


def test_ways_from_a_campaign_and_a_visit(world, page):
    tabs = list(campaign_tabs(world.campaign, world.office))
    assert [label for label, _, _ in tabs] == ["督查验收", "群众测评", "整改台账"]
    assert not list(campaign_tabs(world.campaign, world.secretary))
    address = reverse("inspections:survey", args=[world.application.pk])
    visit = make_visit(world)
    assert address in page(world.office, "visit", visit.pk).content.decode()
    assert address not in page(world.secretary, "visit", visit.pk).content.decode()
    assert page(world.office, "rounds", campaign=world.campaign.pk).context["page"].paginator.count == 1


def test_a_round_says_how_far_it_is(world, page):
    round_ = make_round(world)

    def states():
        shown = (
            page(world.office, "round", round_.pk).context["state"],
            page(world.office, "rounds").context["rounds"][0].state,
        )
        assert shown[0] == shown[1]
        return shown[0]["words"]

    assert states() == "待安排"
    visits = [make_visit(world, application, round_) for application in (world.application, world.other)]
    assert states() == "已安排"
    for visit, words in zip(visits, ("检查中", "待办结"), strict=True):
        services.record_visit(actor=world.inspector, visit=visit, methods=["talks"], summary="好")
        assert states() == words
    services.close_round(actor=world.office, round=round_)
    assert states() == "已办结"
