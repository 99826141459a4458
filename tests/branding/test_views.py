"""Pages of names: verification for anybody, the certificate for its owner, belts with their scope."""

from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.choices import Role
from apps.applications.models import Application
from apps.branding import services
from apps.branding.models import Belt
from apps.core import clock
from apps.inspections.services import plan_guidance, record_visit, start_visit
from tests.evaluations.factories import NAMING_DAY
from tests.factories import make_user, sign_in

from .test_services import _rows_of_stage, close, name, stage  # noqa: F401

pytestmark = pytest.mark.django_db


def test_anybody_verifies_the_live_status(stage: SimpleNamespace, client: Client) -> None:  # noqa: F811
    designation = name(stage)[0]
    url = reverse("branding:verify", args=[designation.token])
    assert "真实有效" in client.get(url).content.decode()
    services.revoke_designation(actor=stage.office, designation=designation, reason="复核不合格")
    page = client.get(url).content.decode()
    assert "已被撤销" in page and "复核不合格" not in page


def test_an_unknown_code_says_so(client: Client) -> None:
    answer = client.get(reverse("branding:verify", args=["nothing"]))
    assert answer.status_code == 404
    assert "没有查到该称号" in answer.content.decode()


def test_the_own_secretary_downloads_the_certificate_and_nobody_elses(
    stage: SimpleNamespace,  # noqa: F811
    client: Client,
) -> None:
    own, other = name(stage)
    sign_in(client, stage.secretary)
    answer = client.get(reverse("branding:certificate", args=[own.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert client.get(reverse("branding:certificate", args=[other.pk])).status_code == 404


def test_naming_in_the_browser(stage: SimpleNamespace, client: Client) -> None:  # noqa: F811
    close(stage)
    sign_in(client, stage.office)
    url = reverse("branding:name", args=[stage.notice.pk])
    with clock.moved_to(NAMING_DAY):
        assert "命名 2 家" in client.get(url).content.decode()
        assert "命名决定文号" in client.post(url, {"decision_number": ""}).content.decode()
        assert client.post(url, {"decision_number": "示例组发〔2026〕18号"}).status_code == 302
    stage.first.refresh_from_db()
    assert stage.first.status == "named"


def test_governing_needs_a_known_verb(stage: SimpleNamespace, client: Client) -> None:  # noqa: F811
    designation = name(stage)[0]
    sign_in(client, stage.office)
    answer = client.post(reverse("branding:govern", args=[designation.pk]), {"verb": "delete", "reason": "试试"})
    assert answer.status_code == 400
    designation.refresh_from_db()
    assert designation.status == "valid"


def test_belt_page_costs_the_same_with_one_and_three_stations(
    stage: SimpleNamespace,  # noqa: F811
    client: Client,
    django_assert_max_num_queries,
) -> None:
    tree = stage.tree
    belt = services.create_belt(actor=stage.office, organization=tree.city, name="示范带")
    services.set_stations(actor=stage.office, belt=belt, organizations=[tree.branch])
    sign_in(client, stage.office)
    url = reverse("branding:belt", args=[belt.pk])
    client.get(url)
    with django_assert_max_num_queries(14) as one:
        client.get(url)
    services.set_stations(
        actor=stage.office, belt=belt, organizations=[tree.branch, tree.other_branch, tree.outside_branch]
    )
    with django_assert_max_num_queries(len(one.captured_queries)):
        client.get(url)


def test_brand_and_belt_tell_their_inspections_and_lead_to_the_next(
    stage: SimpleNamespace,  # noqa: F811
    client: Client,
) -> None:
    name(stage)
    brand, tree = stage.first.organization.brand, stage.tree
    inspector = make_user(Role.INSPECTOR, tree.city)
    application = Application.objects.get(pk=stage.first.pk)
    visit = plan_guidance(
        actor=stage.office, application=application, organization=tree.city, scheduled_on=clock.today(),
        inspectors=[inspector],
    )  # fmt: skip
    start_visit(actor=inspector, visit=visit)
    record_visit(actor=inspector, visit=visit, methods=["on_site"], summary="品牌作用明显。")
    belt = services.create_belt(actor=stage.office, organization=tree.city, name="示范带", campaign=stage.campaign)
    services.set_stations(actor=stage.office, belt=belt, organizations=[brand.organization])
    seen, arrange = reverse("inspections:visit", args=[visit.pk]), reverse("inspections:guidance")
    for page in (reverse("branding:brand", args=[brand.pk]), reverse("branding:belt", args=[belt.pk])):
        text = sign_in(client, stage.office).get(page).content.decode()
        assert seen in text and f"{arrange}?application={application.pk}" in text
        text = sign_in(client, stage.secretary).get(page).content.decode()
        assert seen in text and arrange not in text
    client = sign_in(client, stage.office)
    address = f"{reverse('inspections:round_new')}?belt=示范带&campaign={stage.campaign.pk}"
    day = clock.today().isoformat()
    data = {"campaign": stage.campaign.pk, "organization": tree.city.pk, "kind": "guidance", "name": "沿线走访",
            "quarter": 4, "starts_on": day, "ends_on": day}  # fmt: skip
    chosen = client.get(client.post(address, data).url).content.decode()
    assert "沿线的单位已按顺序列出并勾选" in chosen and f'value="{application.pk}" checked' in chosen


def test_a_station_is_found_by_name_and_a_wrong_one_is_told(stage: SimpleNamespace, client: Client) -> None:  # noqa: F811
    belt = services.create_belt(actor=stage.office, organization=stage.tree.district, name="示范带")
    sign_in(client, stage.office)
    url = reverse("branding:add_station", args=[belt.pk])
    assert "找不到该单位" in client.post(url, {"site": stage.tree.outside_branch.code}).content.decode()
    assert client.post(url, {"site": stage.tree.branch.short_name}).status_code == 302
    assert belt.stations.get().organization == stage.tree.branch


def test_belts_outside_the_scope_are_not_there(stage: SimpleNamespace, client: Client) -> None:  # noqa: F811
    belt = services.create_belt(actor=stage.office, organization=stage.tree.district, name="示范带")
    sign_in(client, make_user(Role.OFFICE, stage.tree.outside_district))
    assert client.get(reverse("branding:belt", args=[belt.pk])).status_code == 404
    assert not Belt.objects.visible_to(make_user(Role.SECRETARY, stage.tree.outside_branch)).exists()
