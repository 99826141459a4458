"""Naming and what follows: certificates, suspension, revocation, brands, belts, leaders."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.choices import Role
from apps.branding import documents, queries, services
from apps.branding.choices import title_of
from apps.branding.forms import LeaderForm
from apps.branding.models import Belt, Brand, Designation
from apps.branding.services.designations import years_later
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfPhase, OutOfTurn, Refused
from apps.core.models import StateChange
from apps.evaluations import services as results
from apps.organizations.access import scope_of
from apps.reminders.models import Notice
from tests.evaluations.factories import NAMING_DAY, make_stage
from tests.evaluations.test_services import publish
from tests.factories import make_user
from tests.shared import shared

pytestmark = pytest.mark.django_db


@shared
def stage() -> SimpleNamespace:
    found = make_stage()
    found.secretary = make_user(Role.SECRETARY, found.tree.branch)
    found.notice = publish(found)
    return found


def close(stage: SimpleNamespace) -> None:
    with clock.moved_to(dt.date(2026, 12, 19)):
        results.close_notice(actor=stage.office, notice=stage.notice)


def name(stage: SimpleNamespace) -> list[Designation]:
    close(stage)
    with clock.moved_to(NAMING_DAY):
        return services.name_applications(
            actor=stage.office, notice=stage.notice, decision_number="示例组发〔2026〕18号"
        )


def test_naming_numbers_each_title_and_tells_the_secretary(stage: SimpleNamespace) -> None:
    designations = name(stage)
    assert [d.number[-3:] for d in designations] == ["001", "002"]
    first = designations[0]
    assert (first.named_on, first.valid_until) == (NAMING_DAY, dt.date(2029, 12, 21))
    stage.first.refresh_from_db()
    assert stage.first.status == "named"
    assert Notice.objects.filter(recipient=stage.secretary, rule="designation.named").count() == 1


def test_naming_is_refused_while_the_notice_runs_or_without_a_number(stage: SimpleNamespace) -> None:
    with clock.moved_to(NAMING_DAY), pytest.raises(OutOfTurn, match="公示尚未结束"):
        services.name_applications(actor=stage.office, notice=stage.notice, decision_number="1号")
    close(stage)
    with clock.moved_to(NAMING_DAY), pytest.raises(Invalid, match="文号"):
        services.name_applications(actor=stage.office, notice=stage.notice, decision_number=" ")
    with clock.moved_to(dt.date(2026, 12, 19)), pytest.raises(OutOfPhase):
        services.name_applications(actor=stage.office, notice=stage.notice, decision_number="1号")
    assert not Designation.objects.exists()


def test_naming_twice_names_once(stage: SimpleNamespace) -> None:
    name(stage)
    with clock.moved_to(NAMING_DAY), pytest.raises(OutOfTurn):
        services.name_applications(actor=stage.office, notice=stage.notice, decision_number="示例组发〔2026〕18号")
    assert Designation.objects.count() == 2


def test_an_upheld_objection_keeps_the_name_away(stage: SimpleNamespace) -> None:
    with clock.moved_to(dt.date(2026, 12, 15)):
        objection = results.raise_objection(notice=stage.notice, content="材料不实", application=stage.second)
        results.answer_objection(actor=stage.office, objection=objection, upheld=True, answer="经查情况属实")
    assert [d.application for d in name(stage)] == [stage.first]
    stage.second.refresh_from_db()
    assert stage.second.status == "not_named"


def test_naming_awards_the_brand_of_the_application(stage: SimpleNamespace) -> None:
    name(stage)
    brand = Brand.objects.get(organization=stage.tree.branch)
    assert (brand.name, brand.theme, brand.status) == ("丁村先锋", "rural", "awarded")


def test_the_carriers_that_were_ticked_open_the_vehicle_of_the_brand(stage: SimpleNamespace) -> None:
    stage.first.carriers = ["pairing", "prosperity_chain"]
    stage.first.innovation = "一站一品。"
    stage.first.save(update_fields=["carriers", "innovation"])
    name(stage)
    brand = Brand.objects.get(organization=stage.tree.branch)
    assert brand.vehicle == "活动载体：结对帮扶、党建“致富链”。\n一站一品。"


@pytest.mark.parametrize(
    ("act", "status"), [(services.suspend_designation, "suspended"), (services.revoke_designation, "revoked")]
)
def test_a_title_is_taken_with_a_reason_by_who_gave_it(stage: SimpleNamespace, act, status: str) -> None:
    designation = name(stage)[0]
    with pytest.raises(Refused, match="命名机关"):
        act(actor=make_user(Role.OFFICE, stage.tree.district), designation=designation, reason="复核不合格")
    with pytest.raises(Invalid, match="理由"):
        act(actor=stage.office, designation=designation, reason=" ")
    with clock.moved_to(dt.date(2027, 11, 1)):
        act(actor=stage.office, designation=designation, reason="复核不合格")
    assert queries.live_status(designation)[0] == status
    assert StateChange.objects.of(designation).last().reason == "复核不合格"


def test_a_revoked_title_does_not_come_back(stage: SimpleNamespace) -> None:
    designation = name(stage)[0]
    services.revoke_designation(actor=stage.office, designation=designation, reason="严重违规")
    with pytest.raises(OutOfTurn):
        services.restore_designation(actor=stage.office, designation=designation, reason="申诉")


def test_live_status_says_expired_after_the_last_day(stage: SimpleNamespace) -> None:
    designation = name(stage)[0]
    with clock.moved_to(designation.valid_until):
        assert queries.live_status(designation)[0] == "valid"
    with clock.moved_to(designation.valid_until + dt.timedelta(days=1)):
        assert queries.live_status(designation)[0] == "expired"


def test_certificate_is_a_pdf_of_one_page(stage: SimpleNamespace) -> None:
    pdf = documents.certificate_pdf(name(stage)[0], "https://portal.example/verify/abc/")
    assert pdf.startswith(b"%PDF-")
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type/Page/") + pdf.count(b"/Type /Page ") <= 1


def test_years_later_has_no_29_february() -> None:
    assert years_later(dt.date(2028, 2, 29), 3) == dt.date(2031, 2, 28)


def test_only_a_demonstration_may_be_called_one() -> None:
    assert "示范" in title_of("site", "demonstration")
    assert "示范" not in title_of("site", "compliance")


def test_belt_keeps_its_order_and_its_district(stage: SimpleNamespace) -> None:
    tree = stage.tree
    belt = services.create_belt(actor=stage.office, organization=tree.district, name="漓江党建示范带")
    services.set_stations(actor=stage.office, belt=belt, organizations=[tree.branch, tree.other_branch])
    services.set_stations(actor=stage.office, belt=belt, organizations=[tree.other_branch, tree.branch])
    assert [s.organization for s in belt.stations.all()] == [tree.other_branch, tree.branch]
    with pytest.raises(Invalid, match="两次"):
        services.set_stations(actor=stage.office, belt=belt, organizations=[tree.branch, tree.branch])
    with pytest.raises(Invalid, match="不属于"):
        services.set_stations(actor=stage.office, belt=belt, organizations=[tree.outside_branch])
    assert belt.stations.count() == 2


def test_belt_shows_the_brand_of_the_named_site(stage: SimpleNamespace) -> None:
    name(stage)
    belt = services.create_belt(actor=stage.office, organization=stage.tree.city, name="示范带")
    services.set_stations(actor=stage.office, belt=belt, organizations=[stage.tree.other_branch, stage.tree.branch])
    sites = queries.belt_sites(belt)
    assert [(site["state"], site["brand"] and site["brand"].name) for site in sites] == [
        ("wait", None),
        ("named", "丁村先锋"),
    ]


def test_belt_is_strung_by_its_office_alone(stage: SimpleNamespace) -> None:
    outside = make_user(Role.OFFICE, stage.tree.outside_district)
    with pytest.raises(Refused):
        services.create_belt(actor=outside, organization=stage.tree.district, name="越界")
    assert not Belt.objects.exists()


def test_leader_sees_the_linked_site_until_the_link_ends(stage: SimpleNamespace) -> None:
    leader = make_user(Role.LEADER, stage.tree.city)
    assert not scope_of(leader).covers(stage.tree.branch.path)
    link = services.link_leader(actor=stage.office, user=leader, organization=stage.tree.branch)
    assert scope_of(leader).covers(stage.tree.branch.path)
    assert not scope_of(leader).covers(stage.tree.other_branch.path)
    with pytest.raises(Invalid, match="已联系"):
        services.link_leader(actor=stage.office, user=leader, organization=stage.tree.branch)
    with clock.moved_to(clock.today() + dt.timedelta(days=2)):
        services.unlink_leader(actor=stage.office, link=link, reason="分工调整")
    del leader._portal_scope
    with clock.moved_to(clock.today() + dt.timedelta(days=3)):
        assert not scope_of(leader).covers(stage.tree.branch.path)


def test_only_a_leader_is_linked(stage: SimpleNamespace) -> None:
    with pytest.raises(Invalid, match="不是联系领导"):
        services.link_leader(actor=stage.office, user=stage.secretary, organization=stage.tree.branch)


def test_naming_locks_the_campaign_before_it_counts(stage: SimpleNamespace) -> None:
    with CaptureQueriesContext(connection) as captured:
        name(stage)
    statements = [query["sql"] for query in captured]
    locked = next(n for n, sql in enumerate(statements) if "FOR UPDATE" in sql and 'FROM "campaigns_campaign"' in sql)
    counted = next(n for n, sql in enumerate(statements) if "COUNT(*)" in sql and 'FROM "branding_designation"' in sql)
    assert locked < counted


def test_the_form_offers_the_leaders_of_the_line_alone(stage: SimpleNamespace) -> None:
    near = [make_user(Role.LEADER, place) for place in (stage.tree.city, stage.tree.district, stage.tree.township)]
    make_user(Role.LEADER, stage.tree.outside_district)
    belt = services.create_belt(
        actor=make_user(Role.OFFICE, stage.tree.district), organization=stage.tree.district, name="丙乡示范带"
    )
    assert set(LeaderForm(belt=belt).fields["user"].queryset) == set(near)


def test_belt_tells_a_site_under_creation_from_one_that_waits(stage: SimpleNamespace) -> None:
    belt = services.create_belt(actor=stage.office, organization=stage.tree.city, name="示范带")
    services.set_stations(actor=stage.office, belt=belt, organizations=[stage.tree.branch, stage.tree.other_branch])
    assert [site["state"] for site in queries.belt_sites(belt)] == ["open", "wait"]
