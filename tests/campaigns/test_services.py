"""Creating, setting up, opening and ending a campaign."""

import datetime as dt

import pytest

from apps.accounts.choices import Role
from apps.campaigns import queries, services
from apps.campaigns.choices import CampaignStatus
from apps.campaigns.models import Phase
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn, Refused, StaleVersion
from apps.core.models import StateChange
from apps.organizations.choices import Kind
from tests.factories import make_organization, make_user

from .factories import APPLICATION_DAY, DECISION, make_campaign, make_open_campaign, make_version

pytestmark = pytest.mark.django_db


def test_create_campaign_takes_over_the_template(tree, office):
    campaign = services.create_campaign(
        actor=office,
        template_code="standardization_year",
        organization=tree.city,
        scope=tree.city,
        name="",
        year=2027,
    )
    assert campaign.name == "2027年基层党组织规范建设年示范点创建活动"
    assert campaign.status == CampaignStatus.DRAFT
    assert campaign.phases.count() == 12
    first = campaign.phases.get(kind="application")
    assert clock.at(dt.date(2027, 4, 21)) == first.starts_at
    assert campaign.quotas.get(dimension="total").limit == 100
    assert StateChange.objects.of(campaign).get().verb == "create"


def test_create_campaign_shifts_to_the_first_day(tree, office):
    campaign = make_campaign(tree.city, office, starts_on=dt.date(2026, 4, 1))
    assert campaign.phases.get(kind="mobilization").starts_at == clock.at(dt.date(2026, 4, 1))
    assert campaign.phases.get(kind="survey").starts_at == clock.at(dt.date(2026, 5, 1))


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.INSPECTOR, Role.LEADER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_create_campaign_is_for_offices(tree, role):
    with pytest.raises(Refused):
        make_campaign(tree.city, make_user(role, tree.city))


def test_create_campaign_refuses_a_scope_outside_and_an_unknown_template(tree):
    office = make_user(Role.OFFICE, tree.district)
    with pytest.raises(Invalid, match="实施范围"):
        make_campaign(tree.district, office, scope=tree.outside_district)
    with pytest.raises(Invalid, match="模板"):
        services.create_campaign(
            actor=office, template_code="x", organization=tree.district, scope=tree.district, name="", year=2026
        )


def test_update_campaign_changes_a_draft_once(tree, office):
    campaign = make_campaign(tree.city, office)
    read = campaign.version
    services.update_campaign(actor=office, campaign=campaign, version=read, name="新名称")
    assert campaign.name == "新名称"
    with pytest.raises(StaleVersion):
        services.update_campaign(actor=office, campaign=campaign, version=read, name="另一名称")
    campaign.refresh_from_db()
    assert campaign.name == "新名称"


def test_update_campaign_refuses_weights_that_do_not_add_up(tree, office):
    campaign = make_campaign(tree.city, office)
    with pytest.raises(Invalid, match=r"应为 100%，现为 90%"):
        services.update_campaign(actor=office, campaign=campaign, version=campaign.version, weight_self=10)


def test_settings_freeze_when_the_campaign_opens(tree, office):
    campaign = make_open_campaign(tree.city, office)
    with pytest.raises(Refused, match="已冻结"):
        services.update_campaign(actor=office, campaign=campaign, version=campaign.version, name="改名")
    with pytest.raises(Refused):
        services.set_quotas(actor=office, campaign=campaign, rows=[])
    with pytest.raises(Refused):
        services.set_phases(actor=office, campaign=campaign, rows=[])
    with pytest.raises(Refused):
        services.set_standards(actor=office, campaign=campaign, versions={})


def test_another_office_edits_nothing(tree, office):
    campaign = make_campaign(tree.city, office)
    other = make_user(Role.OFFICE, tree.district)
    with pytest.raises(Refused, match="主办单位"):
        services.update_campaign(actor=other, campaign=campaign, version=campaign.version, name="改名")
    with pytest.raises(Refused):
        services.open_campaign(actor=other, campaign=campaign)


def test_set_phases_refuses_wrong_dates_and_keeps_what_was(tree, office):
    campaign = make_campaign(tree.city, office)
    rows = [{"kind": "application", "name": "申报", "starts_on": dt.date(2026, 5, 1), "ends_on": dt.date(2026, 4, 1)}]
    with pytest.raises(Invalid, match="早于开始日期"):
        services.set_phases(actor=office, campaign=campaign, rows=rows)
    assert campaign.phases.count() == 12


def test_set_quotas_refuses_a_parent_outside_the_scope(tree, office):
    campaign = make_campaign(tree.city, office, scope=tree.district)
    rows = [{"dimension": "parent", "organization": tree.outside_district, "limit": 3}]
    with pytest.raises(Invalid, match="实施范围"):
        services.set_quotas(actor=office, campaign=campaign, rows=rows)


def test_open_campaign_names_everything_that_is_missing(tree, office):
    campaign = make_campaign(tree.city, office)
    services.set_quotas(actor=office, campaign=campaign, rows=[])
    services.set_standards(actor=office, campaign=campaign, versions={})
    with clock.moved_to(dt.date(2026, 3, 1)), pytest.raises(Invalid) as refused:
        services.open_campaign(actor=office, campaign=campaign)
    for word in ("还差 7 项", "创建标准", "总名额", "决定机关", "决定文号", "决定日期", "批准依据", "不收取任何费用"):
        assert word in refused.value.message
    campaign.refresh_from_db()
    assert campaign.status == CampaignStatus.DRAFT


def test_open_campaign_with_its_decision(tree, office):
    campaign = make_open_campaign(tree.city, office)
    assert campaign.status == CampaignStatus.OPEN
    assert campaign.phases.get(kind="mobilization").status == "open"
    with pytest.raises(Refused, match="不能再启动"):
        services.open_campaign(actor=office, campaign=campaign)


def test_a_department_needs_an_authorization_for_a_demonstration(tree):
    department = make_organization(
        tree.city, name="中共甲市直属机关工作委员会", kind=Kind.WORKING_COMMITTEE, level="district", sector="government"
    )
    make_organization(department)
    office = make_user(Role.OFFICE, department)
    campaign = make_campaign(department, office, **DECISION)
    with clock.moved_to(dt.date(2026, 3, 1)):
        with pytest.raises(Invalid, match="授权说明"):
            services.open_campaign(actor=office, campaign=campaign)
        services.update_campaign(
            actor=office, campaign=campaign, version=campaign.version, authorization="市委授权，演示函〔2026〕1号"
        )
        services.open_campaign(actor=office, campaign=campaign)
    assert campaign.status == CampaignStatus.OPEN


@pytest.mark.parametrize("fields", [{"activity_type": "compliance"}, {}])
def test_a_township_is_warned_only_about_a_demonstration(tree, fields):
    from apps.campaigns.rules import organizer_warning

    campaign = make_campaign(tree.township, **fields)
    assert bool(organizer_warning(campaign)) is (not fields)


def test_suspend_resume_close_and_cancel(tree, office):
    campaign = make_open_campaign(tree.city, office)
    with pytest.raises(Invalid, match="理由"):
        services.suspend_campaign(actor=office, campaign=campaign, reason=" ")
    services.suspend_campaign(actor=office, campaign=campaign, reason="防汛")
    with pytest.raises(Refused):
        services.close_campaign(actor=office, campaign=campaign, reason="")
    services.resume_campaign(actor=office, campaign=campaign)
    services.close_campaign(actor=office, campaign=campaign)
    with pytest.raises(Refused):
        services.cancel_campaign(actor=office, campaign=campaign, reason="不再开展")
    verbs = list(StateChange.objects.of(campaign).values_list("verb", flat=True))
    assert verbs == ["create", "open", "suspend", "resume", "close"]


def test_two_who_suspend_at_once_one_is_told(tree, office):
    campaign = make_open_campaign(tree.city, office)
    seen_before = type(campaign).objects.get(pk=campaign.pk)
    services.suspend_campaign(actor=office, campaign=campaign, reason="防汛")
    with pytest.raises(OutOfTurn, match="已先于您办理"):
        services.suspend_campaign(actor=office, campaign=seen_before, reason="防汛")


def test_copy_campaign_moves_last_years_days(tree, office):
    source = make_open_campaign(tree.city, office)
    make_version(2)
    copy = services.copy_campaign(
        actor=office, source=source, organization=tree.city, scope=tree.city, name="", year=2027
    )
    assert copy.name == "2027年测试活动"
    assert copy.decision_number == ""
    assert copy.phases.get(kind="application").starts_at == clock.at(dt.date(2027, 4, 21))
    assert copy.phases.filter(status="planned").count() == 12
    assert copy.standards.get().version.number == 2


def test_copy_campaign_begins_on_the_day_that_was_asked_for(tree, office):
    source = make_open_campaign(tree.city, office)
    copy = services.copy_campaign(
        actor=office,
        source=source,
        organization=tree.city,
        scope=tree.city,
        name="",
        year=2027,
        starts_on=dt.date(2027, 3, 8),
    )
    first = copy.phases.order_by("position").first()
    length = source.phases.order_by("position").first()
    assert first.starts_at == clock.at(dt.date(2027, 3, 8))
    assert first.ends_at - first.starts_at == length.ends_at - length.starts_at


def test_copy_campaign_keeps_the_first_of_march_in_a_leap_year(tree, office):
    source = make_open_campaign(tree.city, office)
    first = source.phases.order_by("position").first()
    first.starts_at = clock.at(dt.date(2026, 3, 1))
    first.save()
    copy = services.copy_campaign(
        actor=office, source=source, organization=tree.city, scope=tree.city, name="", year=2028
    )
    assert copy.phases.order_by("position").first().starts_at == clock.at(dt.date(2028, 3, 1))


def test_advance_phases_moves_each_phase_once(tree, office):
    campaign = make_open_campaign(tree.city, office)
    moment = clock.at(APPLICATION_DAY, 8)
    assert services.advance_phases(as_of=moment) == 3
    assert services.advance_phases(as_of=moment) == 0
    states = dict(campaign.phases.values_list("kind", "status"))
    assert (states["mobilization"], states["survey"], states["application"]) == ("closed", "closed", "open")
    opened = StateChange.objects.of(campaign.phases.get(kind="application")).get()
    assert (opened.verb, opened.acting_role, opened.at) == ("open", "system", moment)


def test_advance_phases_tells_the_apps_above(tree, office):
    from apps.campaigns.signals import phase_moved

    make_open_campaign(tree.city, office)
    seen = []

    def listen(sender, phase, verb, **_):
        seen.append((phase.kind, verb))

    phase_moved.connect(listen)
    try:
        services.advance_phases(as_of=clock.at(APPLICATION_DAY))
    finally:
        phase_moved.disconnect(listen)
    assert ("application", "open") in seen


def test_extend_phase_moves_the_deadline_of_one(tree, office):
    campaign = make_open_campaign(tree.city, office)
    phase = campaign.phases.get(kind="application")
    with clock.moved_to(APPLICATION_DAY):
        services.extend_phase(
            actor=office, phase=phase, organization=tree.branch, until=dt.date(2026, 5, 25), reason="防汛"
        )
    assert queries.deadline(campaign, "application.submit", tree.branch) == clock.at(dt.date(2026, 5, 25), 23, 59, 59)
    assert queries.deadline(campaign, "application.submit", tree.other_branch) == phase.ends_at
    assert StateChange.objects.of(phase).filter(verb="extend").exists()


@pytest.mark.parametrize(
    ("until", "reason", "words"),
    [
        (dt.date(2026, 5, 25), "", "理由"),
        (dt.date(2026, 5, 10), "防汛", "晚于原期限"),
    ],
)
def test_extend_phase_refuses(tree, office, until, reason, words):
    phase = make_open_campaign(tree.city, office).phases.get(kind="application")
    with clock.moved_to(APPLICATION_DAY), pytest.raises(Invalid, match=words):
        services.extend_phase(actor=office, phase=phase, organization=tree.branch, until=until, reason=reason)


def test_extend_phase_refuses_strangers(tree, office):
    phase = make_open_campaign(tree.city, office, scope=tree.district).phases.get(kind="application")
    arguments = {"phase": phase, "until": dt.date(2026, 5, 25), "reason": "防汛"}
    with clock.moved_to(APPLICATION_DAY):
        with pytest.raises(Invalid, match="不在本活动"):
            services.extend_phase(actor=office, organization=tree.outside_branch, **arguments)
        with pytest.raises(Refused):
            district = make_user(Role.OFFICE, tree.district)
            services.extend_phase(actor=district, organization=tree.branch, **arguments)


def test_postpone_phase_opens_a_closed_one_again(tree, office):
    campaign = make_open_campaign(tree.city, office)
    with clock.moved_to(dt.date(2026, 5, 16)):
        services.advance_phases()
        phase = Phase.objects.get(campaign=campaign, kind="application")
        assert phase.status == "closed"
        services.postpone_phase(actor=office, phase=phase, until=dt.date(2026, 5, 20), reason="防汛")
    assert phase.status == "open"
    assert phase.ends_at == clock.at(dt.date(2026, 5, 20), 23, 59, 59)
