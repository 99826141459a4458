"""分级督查: a committee is inspected as such, on page and phone, and answers for what was found."""

import json

import pytest
from django.urls import reverse

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.exceptions import OutOfTurn, Refused, StaleVersion
from apps.inspections import queries, services
from apps.inspections.models import Finding, Visit
from apps.organizations.services import merge_organization
from apps.reminders.models import Notice
from apps.reminders.services import send_due_notices
from tests.factories import make_organization, make_user, sign_in

from .factories import VISIT_DAY, make_finding, make_round, make_visit
from .phones import Phone, content


@pytest.fixture
def committee(world):
    """The township's office with its own people, and a quarterly round of the city."""
    world.township_office = make_user(Role.OFFICE, world.township)
    world.round = make_round(world, kind="quarterly", name="第四季度督查")
    return world.township


def at(name, *args):
    return reverse(f"inspections:{name}", args=args)


def arranged(world, client, committee):
    office = sign_in(client, world.office)
    page = office.get(at("committees", world.round.pk))
    assert committee.short_name in page.content.decode()
    team = {
        "inspectors": [world.inspector.pk],
        "team_size": 1,
        "per_day": 3,
        "first_day": VISIT_DAY,
        "last_day": VISIT_DAY,
    }
    assert office.post(at("committees", world.round.pk), team | {"committees": [committee.pk]}).status_code == 302
    return Visit.objects.get(organization=committee)


def test_a_committee_is_inspected_answers_and_is_closed(world, committee, client):
    visit = arranged(world, client, committee)
    assert visit.application is None and committee not in queries.committees.candidates(world.round)
    assert world.application in queries.candidates_for(world.round)
    asked = list(visit.questions)
    assert len(asked) == 6 and world.round.checks.filter(committees=False).count() == 4
    inspector = sign_in(client, world.inspector)
    bundle = inspector.get(reverse("inspections:field_copy", args=[visit.pk])).json()
    assert [row["id"] for row in bundle["checks"]] == [row.pk for row in asked] and bundle["sections"] == []
    inspector.post(at("field_start", visit.pk))
    page = inspector.get(at("field_visit", visit.pk)).content.decode()
    assert asked[0].title in page and "适用标准" not in page
    told = {f"check-{asked[0].pk}": "fail", f"note-{asked[0].pk}": "没有会议记录", f"check-{asked[1].pk}": "pass"}
    inspector.post(at("field_checks", visit.pk), told)
    spoken = {"headers": {"HX-Request": "true"}}
    assert (
        "已记下"
        in inspector.post(at("field_checks", visit.pk), {f"check-{asked[2].pk}": "pass"}, **spoken).content.decode()
    )
    assert (
        "请选择"
        in inspector.post(at("field_checks", visit.pk), {f"note-{asked[3].pk}": "缺"}, **spoken).content.decode()
    )
    finding = make_finding(world, visit, description="没有专题研究部署")
    done = {"methods": ["documents"], "summary": "责任压得不实。"}
    assert inspector.post(at("field_record", visit.pk), done).url == at("visit", visit.pk)
    office = sign_in(client, world.office)
    assert "没有会议记录" in office.get(at("visit", visit.pk)).content.decode()
    assert ">3 项<" in office.get(at("round", world.round.pk)).content.decode()
    assert "已查" in office.get(at("levels")).content.decode()
    drafted = services.draft_bulletin(actor=world.office, round=world.round).text
    assert "另查事项 3 项次，达标 2 项次，不达标 1 项次" in drafted
    assert f"{asked[0].title}：1 家中 0 家达标" in drafted
    _rectified(world, committee, client, finding)


def _rectified(world, committee, client, finding):
    notice = services.issue_notice(actor=world.office, visit=finding.visit, text="限期整改。")
    assert Notice.objects.filter(recipient=world.township_office, rule="notice.issued").exists()
    with pytest.raises(Refused):
        services.sign_notice(actor=world.secretary, notice=notice)
    site = sign_in(client, world.township_office)
    assert site.get(at("notice", notice.pk)).status_code == 200
    site.post(at("notice_sign", notice.pk))
    with clock.moved_to(clock.at(finding.due_on).replace(hour=9)):
        send_due_notices()
    assert Notice.objects.filter(recipient=world.township_office, rule="finding.due").exists()
    site.post(at("finding_answer", finding.pk), {"text": "已召开党委会专题研究。"})
    with pytest.raises(Refused):
        services.verify_finding(actor=world.township_office, finding=finding, how="material")
    finding = Finding.objects.get(pk=finding.pk)
    assert services.verify_finding(actor=world.office, finding=finding, how="material").status == "verified"
    assert sign_in(client, world.office).get(at("finding", finding.pk)).status_code == 200


def test_what_a_phone_sends_of_a_committee_is_stored(world, committee, client):
    visit = arranged(world, client, committee)
    check, phone = visit.questions.first(), Phone(world.inspector)
    sent = content(visit, world.inspector, checks=[{"id": check.pk, "verdict": "pass", "note": ""}], results=[])
    assert phone.send(sent).json()["answer"] == "stored"
    visit.refresh_from_db()
    assert visit.status == "recorded" and visit.check_results.get().check_item == check
    total = sign_in(client, world.inspector).post(
        at("field_total", visit.pk), json.dumps(sent), content_type="application/json"
    )
    assert "不计分" in total.json()["text"]


def test_who_is_no_committee_of_the_round_is_refused_in_words(world, committee, client):
    tour = make_round(world, kind="tour", name="观摩")
    own = make_round(world, kind="quarterly", actor=world.township_office, organization=committee, name="镇督查")
    team = {"actor": world.office, "scheduled_on": VISIT_DAY, "inspectors": [world.inspector]}
    for round_, place, words in (
        (tour, committee, "检查下级党委请用"), (own, committee, "不在"), (world.round, world.branch, "按申报单位安排"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=words):
            services.assign_visit(round=round_, committee=place, **team)
    assert "检查下级党委请用" in sign_in(client, world.office).get(at("committees", tour.pk)).content.decode()


def test_a_merged_committee_hands_over_what_it_owes(world, committee, client):
    visit = arranged(world, client, committee)
    services.start_visit(actor=world.inspector, visit=visit)
    finding = make_finding(world, visit)
    survivor = make_organization(world.district, name="并入镇", level="township", kind="party_committee")
    merge_organization(
        actor=make_user(Role.OFFICE, world.district), organization=committee, into=survivor, on=clock.today(),
        document_number="示例〔2026〕1号", reason="区划调整",
    )  # fmt: skip
    for row in (visit, finding):
        row.refresh_from_db()
        assert row.organization_id == survivor.pk


@pytest.mark.parametrize("visited_too", [False, True])
def test_the_survivor_signs_what_was_issued_to_the_merged_committee(world, committee, client, visited_too):
    visit = arranged(world, client, committee)
    finding = make_finding(world, visit)
    services.record_visit(actor=world.inspector, visit=visit, methods=["on_site"], summary="责任压得不实。")
    notice = services.issue_notice(actor=world.office, visit=visit, text="限期整改。")
    survivor = make_organization(world.district, name="并入镇", level="township", kind="party_committee")
    heir = make_user(Role.OFFICE, survivor)
    if visited_too:
        services.assign_visit(
            actor=world.office, round=world.round, committee=survivor, scheduled_on=VISIT_DAY, inspectors=[world.second]
        )
    merge_organization(
        actor=make_user(Role.OFFICE, world.district), organization=committee, into=survivor, on=clock.today(),
        document_number="示例〔2026〕1号", reason="区划调整",
    )  # fmt: skip
    site = sign_in(client, heir)
    assert site.get(at("finding", finding.pk)).status_code == site.get(at("notice", notice.pk)).status_code == 200
    assert site.get(at("visit", visit.pk)).status_code == (404 if visited_too else 200)
    site.post(at("notice_sign", notice.pk))
    notice.refresh_from_db()
    assert notice.received_by == heir


def test_a_round_that_visits_a_committee_keeps_its_questions_and_its_scoring(world, committee):
    before = world.round.version
    lines = list(world.round.checks.values_list("title", "guidance", "committees"))
    team = {"scheduled_on": VISIT_DAY, "inspectors": [world.inspector]}
    services.assign_visit(actor=world.office, round=world.round, committee=committee, **team)
    with pytest.raises(StaleVersion):
        services.set_checks(actor=world.office, round=world.round, version=before, lines=lines)
    assert world.round.checks.filter(committees=True).exists()
    with pytest.raises(OutOfTurn, match="共填一份"):
        services.edit_round(actor=world.office, round=world.round, version=before + 1, scoring="mean")


def test_one_visit_of_a_committee_is_arranged_from_the_levels(world, committee, client):
    make_visit(world)
    office = sign_in(client, world.office)
    page = office.get(at("levels")).content.decode()
    address = f"{at('guidance_committee')}?committee={committee.pk}"
    assert address in page and committee.short_name in office.get(address).content.decode()
    data = {"committee": committee.pk, "campaign": world.campaign.pk, "organization": world.city.pk,
            "scheduled_on": VISIT_DAY, "inspectors": [world.inspector.pk]}  # fmt: skip
    office.post(address, data)
    assert Visit.objects.get(organization=committee).round.kind == "guidance"
