"""What a phase allows, and who reaches which campaign."""

import datetime as dt

import pytest

from apps.accounts.choices import Role
from apps.campaigns import rules, services
from apps.campaigns.models import Campaign
from apps.campaigns.transitions import VERB_PHASES
from apps.core import clock
from tests.factories import make_user

from .factories import APPLICATION_DAY, make_campaign, make_open_campaign

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "allowed", "words"),
    [
        (dt.date(2026, 4, 20), False, "申报阶段为4月21日至5月15日，尚未开始。"),
        (dt.date(2026, 4, 21), True, ""),
        (dt.date(2026, 5, 15), True, ""),
        (dt.date(2026, 5, 16), False, "申报阶段为4月21日至5月15日，现已截止；如需延期请联系主办单位。"),
    ],
)
def test_in_phase_gives_the_dates(tree, office, day, allowed, words):
    campaign = make_open_campaign(tree.city, office)
    with clock.moved_to(day):
        verdict = rules.in_phase(campaign, "application.submit", tree.branch)
    assert (verdict.allowed, verdict.reason) == (allowed, words)


def test_in_phase_reads_dates_not_the_stored_status(tree, office):
    campaign = make_open_campaign(tree.city, office)
    assert campaign.phases.get(kind="application").status == "planned"
    with clock.moved_to(APPLICATION_DAY):
        assert rules.in_phase(campaign, "application.fill", tree.branch)


def test_in_phase_respects_an_extension_of_this_organization(tree, office):
    campaign = make_open_campaign(tree.city, office)
    phase = campaign.phases.get(kind="application")
    with clock.moved_to(dt.date(2026, 5, 16)):
        services.extend_phase(
            actor=office, phase=phase, organization=tree.branch, until=dt.date(2026, 5, 20), reason="防汛"
        )
        assert rules.in_phase(campaign, "application.submit", tree.branch)
        assert not rules.in_phase(campaign, "application.submit", tree.other_branch)
    with clock.moved_to(dt.date(2026, 5, 21)):
        refused = rules.in_phase(campaign, "application.submit", tree.branch)
        assert refused.reason.startswith("申报阶段为4月21日至5月15日，已为本单位延至5月20日，现已截止")


@pytest.mark.parametrize(("verb", "words"), [(None, "尚未启动"), ("suspend", "已暂停"), ("cancel", "已终止")])
def test_in_phase_asks_for_a_running_campaign(tree, office, verb, words):
    if verb is None:
        campaign = make_campaign(tree.city, office)
    else:
        campaign = make_open_campaign(tree.city, office)
        getattr(services, f"{verb}_campaign")(actor=office, campaign=campaign, reason="防汛")
    with clock.moved_to(APPLICATION_DAY):
        assert words in rules.in_phase(campaign, "application.submit", tree.branch).reason


@pytest.mark.parametrize("verb", VERB_PHASES)
def test_every_verb_finds_its_phase_in_the_plan(tree, office, verb):
    assert rules.phase_for(make_campaign(tree.city, office), verb) is not None


def test_a_verb_without_a_phase_is_not_restricted(tree, office):
    campaign = make_campaign(tree.city, office)
    campaign.phases.all().delete()
    campaign.status = "open"
    assert rules.in_phase(campaign, "visit.record", tree.branch)
    assert rules.deadline(campaign, "visit.record", tree.branch) is None


def test_campaigns_are_visible_where_they_reach(tree, office):
    draft = make_campaign(tree.city, office, name="草稿")
    opened = make_open_campaign(tree.city, office, name="进行", scope=tree.district)
    seen = {
        "city": office,
        "district": make_user(Role.OFFICE, tree.district),
        "outside": make_user(Role.OFFICE, tree.outside_district),
        "secretary": make_user(Role.SECRETARY, tree.branch),
        "outside_secretary": make_user(Role.SECRETARY, tree.outside_branch),
        "auditor": make_user(Role.AUDITOR, tree.city),
    }
    found = {name: set(Campaign.objects.visible_to(user)) for name, user in seen.items()}
    assert found == {
        "city": {draft, opened},
        "district": {opened},
        "outside": set(),
        "secretary": {opened},
        "outside_secretary": set(),
        "auditor": set(),
    }
