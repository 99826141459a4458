"""What a merge or a closing does to running business: told first, done in one transaction, refused when it changed."""

import datetime as dt
import threading

import pytest
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.choices import Role
from apps.applications.models import Application, ReviewStep
from apps.applications.services import recommend_application, withdraw_application
from apps.campaigns.models import Place
from apps.core import clock
from apps.core.exceptions import OutOfTurn, PortalError, StaleVersion
from apps.core.models import StateChange
from apps.inspections.models import Finding, Round
from apps.organizations.access import scope_of
from apps.organizations.models import Organization
from apps.organizations.services import close_organization, merge_effects, merge_organization, seal_of
from tests.applications.factories import REVIEW_DAY, make_approved, make_draft, make_stage, make_submitted
from tests.campaigns.factories import make_open_campaign
from tests.factories import make_organization, make_user, sign_in
from tests.inspections import factories as field
from tests.shared import shared

DAY = dt.date(2026, 5, 1)


@shared
def stage():
    return make_stage()


def merge(stage, **values):
    tree = stage.tree
    return merge_organization(actor=stage.office, organization=tree.branch, into=tree.other_branch, on=DAY, **values)


@pytest.mark.django_db
def test_an_approved_application_goes_over_with_its_place_and_says_where_from(stage):
    application = make_approved(stage)
    told = merge_effects(stage.tree.branch, stage.tree.other_branch)
    assert [each.words for each in told] == [f"转入{stage.tree.other_branch.short_name}，进度、自评、检查和问题随同"]
    version = application.version
    merge(stage, reason="并村", foreseen=seal_of(told))
    application.refresh_from_db()
    assert (application.organization, application.status) == (stage.tree.other_branch, "creating")
    assert application.organization_path == Organization.objects.get(pk=stage.tree.other_branch.pk).path
    assert application.version == version + 1
    assert Place.objects.get().organization == stage.tree.other_branch
    last = StateChange.objects.of(application).last()
    assert (last.verb, last.actor) == ("carry_over", stage.office)
    assert stage.tree.branch.short_name in last.reason
    assert Application.objects.visible_to(stage.other_secretary).filter(pk=application.pk).exists()


@pytest.mark.django_db
def test_one_beside_the_successors_own_is_withdrawn_with_the_reason(stage):
    application = make_submitted(stage)
    own = make_draft(stage, stage.other_secretary, stage.tree.other_branch)
    merge(stage, reason="并村")
    application.refresh_from_db()
    own.refresh_from_db()
    assert (application.status, own.status) == ("withdrawn", "draft")
    assert not ReviewStep.objects.filter(status="pending").exists()
    assert "已有申报" in StateChange.objects.of(application).last().reason


@pytest.mark.django_db
def test_reviews_of_a_merged_town_go_on_in_the_other_one(stage):
    application = make_submitted(stage)
    town = stage.tree.outside_township
    told = merge_effects(stage.tree.township, town)
    assert [each.words for each in told] == [f"改由{town.short_name}审核"]
    merge_organization(actor=stage.office, organization=stage.tree.township, into=town, on=DAY)
    step = application.steps.get(status="pending")
    assert step.organization == town
    with clock.moved_to(REVIEW_DAY):
        recommend_application(actor=stage.outside_township, application=application, opinion="同意推荐。")
    assert application.steps.get(pk=step.pk).status == "recommended"


@pytest.mark.django_db
def test_a_closing_withdraws_only_what_was_shown(stage):
    close = {"actor": stage.office, "organization": stage.tree.branch, "on": DAY, "reason": "搬迁"}
    shown = seal_of(merge_effects(stage.tree.branch, None))
    application = make_draft(stage)
    with pytest.raises(OutOfTurn, match="1 项在办事项"):
        close_organization(**close)
    with pytest.raises(StaleVersion):
        close_organization(**close, foreseen=shown)
    assert Organization.objects.get(pk=stage.tree.branch.pk).closed_on is None
    close_organization(**close, foreseen=seal_of(merge_effects(stage.tree.branch, None)))
    application.refresh_from_db()
    assert application.status == "withdrawn"


@pytest.mark.django_db
def test_an_office_is_not_closed_while_a_review_waits_for_it(stage):
    make_submitted(stage)
    empty = make_organization(stage.tree.district, level="township", kind="party_committee")
    ReviewStep.objects.filter(organization=stage.tree.township).update(organization=empty)
    with pytest.raises(OutOfTurn, match="审核"):
        close_organization(actor=stage.office, organization=empty, on=DAY, reason="撤并", foreseen="")


@pytest.mark.django_db
def test_visits_and_findings_follow_or_are_called_off():
    with clock.moved_to(field.VISIT_DAY):
        world = field.make_world()
        visit = field.make_visit(world)
        finding = field.make_finding(world, visit)
        third = make_organization(world.township)
        merge_organization(actor=world.office, organization=world.branch, into=third, on=field.VISIT_DAY)
        visit.refresh_from_db()
        finding.refresh_from_db()
        assert (visit.organization, finding.organization) == (third, third)
        third.refresh_from_db()
        world.application.self_assessment.refresh_from_db()
        assert {visit.organization_path, world.application.self_assessment.organization_path} == {third.path}
        assert scope_of(type(world.inspector).objects.get(pk=world.inspector.pk)).covers(third.path)
        merge_organization(actor=world.office, organization=third, into=world.other_branch, on=field.VISIT_DAY)
    visit.refresh_from_db()
    assert visit.status == "cancelled"
    assert Finding.objects.get().status == "withdrawn"


@pytest.mark.django_db
def test_the_page_shows_it_first_and_again_when_it_changed(client, stage):
    make_draft(stage)
    sign_in(client, stage.office)
    address = reverse("organizations:merge", args=[stage.tree.branch.pk])
    form = {"into": stage.tree.other_branch.code, "on": DAY.isoformat()}
    asked = client.post(address, form)
    assert "在办事项" in asked.content.decode() and "转入" in asked.content.decode()
    assert "原审核路线" not in asked.content.decode()
    sure = form | {"confirmed": "1", "foreseen": asked.context["seal"]}
    make_draft(stage, stage.other_secretary, stage.tree.other_branch)
    late = client.post(address, sure)
    assert late.status_code == 409
    assert "请重新核对" in late.content.decode()
    again = client.post(address, form)
    assert "撤回" in again.content.decode()
    assert client.post(address, sure | {"foreseen": again.context["seal"]}).status_code == 302
    assert Application.objects.get(organization=stage.tree.branch).status == "withdrawn"


@pytest.mark.django_db(transaction=True)
def test_a_merge_and_a_withdrawal_at_once_leave_one_sound_answer():
    stage = make_stage()
    application = make_submitted(stage)
    start, told = threading.Barrier(2), []

    def run(act):
        start.wait()
        try:
            act()
        except PortalError as error:
            told.append(error)
        finally:
            close_old_connections()

    acts = [
        lambda: merge(stage),
        lambda: withdraw_application(actor=stage.secretary, application=application, reason="不再创建"),
    ]
    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    application.refresh_from_db()
    assert Organization.objects.get(pk=stage.tree.branch.pk).closed_on == DAY
    here = (application.status, application.organization)
    if told:
        assert here == ("in_review", stage.tree.other_branch)
    else:
        assert here[0] == "withdrawn"


@pytest.mark.django_db
def test_the_confirmation_costs_the_same_for_more_business(client, stage):
    sign_in(client, stage.office)
    address = reverse("organizations:merge", args=[stage.tree.township.pk])
    form = {"into": stage.tree.outside_township.code, "on": DAY.isoformat()}

    def cost():
        with CaptureQueriesContext(connection) as captured:
            page = client.post(address, form)
        assert len(page.context["business"]) == Application.objects.count()
        return len(captured)

    make_submitted(stage)
    cost()
    one = cost()
    make_submitted(stage, stage.other_secretary, stage.tree.other_branch)
    third = make_organization(stage.tree.township)
    make_submitted(stage, make_user(Role.SECRETARY, third), third)
    assert cost() == one <= 12


@pytest.mark.django_db
def test_what_the_committee_runs_itself_is_ended_before(stage, client):
    tree = stage.tree
    campaign = make_open_campaign(tree.district, make_user(Role.OFFICE, tree.district), name="本区创建")
    other = make_organization(tree.city, level="district")
    with pytest.raises(PortalError, match="本区创建"):
        merge_organization(actor=stage.office, organization=tree.district, into=other, on=DAY, reason="撤并")
    address = reverse("organizations:merge", args=[tree.district.pk])
    shown = sign_in(client, stage.office).get(address).content.decode()
    assert f'href="{reverse("campaigns:detail", args=[campaign.pk])}"' in shown


@pytest.mark.django_db
def test_a_committee_with_a_round_is_not_closed(stage):
    committee = make_organization(stage.tree.city)
    Round.objects.create(
        campaign=stage.campaign, organization=committee, organization_path=committee.path, kind="quarterly",
        name="二季度督查", year=2026, quarter=2, starts_on=DAY, ends_on=DAY, created_by=stage.office,
    )  # fmt: skip
    with pytest.raises(PortalError, match="二季度督查"):
        close_organization(actor=stage.office, organization=committee, on=DAY, reason="撤销", foreseen=seal_of([]))
