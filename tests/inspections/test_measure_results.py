"""What a team verifies of options, events, jurors and ratios, on the inspector's page; it overrules claims and facts."""

import datetime as dt
import re
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.urls import reverse

from apps.accounts.choices import Role
from apps.applications.queries import inputs_for
from apps.core import clock
from apps.core.exceptions import Invalid
from apps.inspections import queries, services
from apps.inspections.models import VisitResult
from apps.organizations.queries import current_facts
from apps.organizations.services import add_event, record_fact
from apps.standards import engine
from apps.standards.queries import engine_version
from tests.applications.assessment_stage import DAY, again, make_stage
from tests.applications.measure_stage import make_event_kinds, measure_standard
from tests.factories import make_user

from .factories import VISIT_DAY, make_visit

RECORD = {"methods": ["talks"], "summary": "总体达到要求"}


@pytest.fixture
def world(db):
    with clock.moved_to(DAY):
        make_event_kinds()
        stage = make_stage(measure_standard())
    stage.application.status = "awaiting_inspection"
    type(stage.application).objects.filter(pk=stage.application.pk).update(status="awaiting_inspection")
    district = stage.tree.district
    with clock.moved_to(VISIT_DAY):
        world = SimpleNamespace(
            **vars(stage.tree), campaign=stage.campaign, application=again(stage.application), office=stage.office,
            secretary=stage.secretary, metrics=stage.metrics, inspector=make_user(Role.INSPECTOR, district),
            second=make_user(Role.INSPECTOR, district),
        )  # fmt: skip
        world.visit = make_visit(world)
        yield world


def leaf_row(world, code):
    return world.application.standard_version.criteria.get(code=code)


def save(world, code, verdict="pass", **given):
    return services.save_result(
        actor=world.inspector, visit=world.visit, criterion=leaf_row(world, code), verdict=verdict, **given
    )


def outcome(world, code):
    """The leaf as the acceptance leaves it, over everything that was claimed and known."""
    VisitResult.objects.filter(criterion__code__in=["grade", "show"], note="").update(note="现场评定")
    services.record_visit(actor=world.inspector, visit=world.visit, **RECORD)
    application = again(world.application)
    inputs = inputs_for(application, claims=queries.verified_claims(application))
    return engine.evaluate_version(engine_version(application.standard_version), inputs).find(code)


def clause(client, world, code):
    client.force_login(world.inspector)
    services.start_visit(actor=world.inspector, visit=world.visit)
    page = client.get(reverse("inspections:field_visit", args=[world.visit.pk])).content.decode()
    return re.search(rf'<article class="clause" id="c-{leaf_row(world, code).pk}">.*?</article>', page, re.S).group()


def post(client, world, code, **fields):
    client.force_login(world.inspector)
    address = reverse("inspections:field_result", args=[world.visit.pk, leaf_row(world, code).pk])
    return client.post(address, fields, headers={"HX-Request": "true"}).content.decode()


def test_ticked_options_overrule_what_was_claimed(client, world):
    record_fact(actor=world.secretary, organization=world.branch, metric=world.metrics["venue_area"], value=300)
    page = clause(client, world, "place")
    assert "自有场所面积申报值" in page and "300 ㎡" in page and "与社区共用场所" in page
    assert "已记下" in post(client, world, "place", verdict="pass", members=["shared"])
    place = outcome(world, "place")
    assert (place.verdict, place.points) == (engine.Verdict.MET, 10)


def test_a_measured_option_is_decided_by_its_verified_figure(client, world):
    record_fact(actor=world.secretary, organization=world.branch, metric=world.metrics["venue_area"], value=300)
    contradiction = post(client, world, "place", verdict="pass", **{"figure-venue_area": "80"})
    assert "核实情况未达到标准" in contradiction and "80 ㎡" in contradiction
    assert not VisitResult.objects.exists()
    assert "已记下" in post(client, world, "place", verdict="fail", **{"figure-venue_area": "80"})
    assert 'value="80"' in clause(client, world, "place")
    place = outcome(world, "place")
    assert (place.verdict, place.points) == (engine.Verdict.UNMET, 0)
    assert "80 ㎡（检查核实）" in place.explanation[1].text
    fact = current_facts(world.branch)["venue_area"]
    assert (fact.value, fact.source) == (80, "inspection")


def test_a_bare_verdict_decides_a_combined_leaf(world):
    save(world, "both", "fail")
    both = outcome(world, "both")
    assert (both.state, both.points) == (engine.State.SCORED, 0)


def test_all_options_must_be_there_for_a_pass(world):
    with pytest.raises(Invalid, match="核实情况未达到标准"):
        save(world, "both", members=["rules"])
    save(world, "both", members=["rules", "met"], figures={"venue_area": "120"})
    assert outcome(world, "both").points == 10


def test_ratio_is_scored_by_both_verified_figures(world):
    row = save(world, "groups", "fail", figures={"groups_covered": "8", "villager_groups": "10"})
    assert row.figures == {"groups_covered": "8", "villager_groups": "10"}
    groups = outcome(world, "groups")
    assert groups.verdict is engine.Verdict.PARTIAL and 0 < groups.points < 10
    assert current_facts(world.branch)["villager_groups"].value == 10


def test_one_figure_of_a_ratio_leaves_the_verdict_standing(world):
    save(world, "groups", figures={"groups_covered": "8"})
    assert outcome(world, "groups").points == 10


def test_events_are_counted_on_site_unless_each_has_its_own_points(client, world):
    with clock.moved_to(dt.date(2026, 10, 30)):
        add_event(
            actor=world.secretary, organization=world.branch, kind="case", happened_on=dt.date(2026, 5, 5), title="经验"
        )
    page = clause(client, world, "cases")
    assert "核实值（篇）" in page and "共 1 篇（2026年5月5日 经验" in page
    assert 'name="value"' not in clause(client, world, "awards")
    with pytest.raises(Invalid, match="未达到标准"):
        save(world, "cases", value=Decimal(0))
    save(world, "cases", "fail", value=Decimal(0))
    assert outcome(world, "cases").points == 0


def test_levels_by_title_and_a_reason_in_place(client, world):
    page = clause(client, world, "grade")
    assert "评定理由（不写不计分）" in page and "较好" in page and "补充说明" not in page
    assert "还差评定理由" in post(client, world, "grade", verdict="pass", members=["b"])
    with pytest.raises(Invalid, match="请写明评定理由：作用发挥"):
        services.record_visit(actor=world.inspector, visit=world.visit, **RECORD)
    assert "还差评定理由" not in post(client, world, "grade", verdict="pass", members=["b"], note="群众评价好")
    assert outcome(world, "grade").points == 6


def test_jurors_score_side_by_side(client, world):
    page = clause(client, world, "show")
    assert page.count('name="scores"') == 4 and "第 5 位评委" in page
    assert "0—10 分之间" in post(client, world, "show", verdict="pass", value="8", scores=["11"], note="好")
    assert "请填数字" in post(client, world, "show", verdict="pass", value="8", scores=["八"], note="好")
    assert "已记下" in post(
        client, world, "show", verdict="pass", value="6", scores=["8", "8.5", "", "9", "10"], note="好"
    )
    assert clause(client, world, "show").count('name="scores"') == 5
    assert outcome(world, "show").points == Decimal("8.5")
    page = client.get(reverse("inspections:visit", args=[world.visit.pk])).content.decode()
    assert "6 分、8 分、8.5 分、9 分、10 分" in page


def test_levels_of_several_jurors_give_their_mean(world):
    with pytest.raises(Invalid, match="第一位评委"):
        save(world, "grade", scores=["b"], note="好")
    with pytest.raises(Invalid, match="没有所选的等次"):
        save(world, "grade", members=["a"], scores=["z"], note="好")
    save(world, "grade", members=["a"], scores=["b"], note="好")
    assert outcome(world, "grade").points == 8


@pytest.mark.parametrize("code", ["survey", "mean", "rank"])
def test_what_others_give_takes_a_verdict_alone(client, world, code):
    page = clause(client, world, code)
    assert 'name="value"' not in page and 'name="figure-' not in page
    save(world, code)
    assert outcome(world, code).points == 10


def test_ticked_members_become_facts_and_unticked_ones_too(world):
    save(world, "list", members=["flag", "new"])
    outcome(world, "list")
    facts = current_facts(world.branch)
    assert (facts["election"].value, facts["service_hall"].value) == (1, 0)
    assert {facts[code].source for code in ("election", "service_hall")} == {"inspection"}


def test_without_ticks_a_checklist_tells_nothing(world):
    save(world, "list")
    outcome(world, "list")
    assert not current_facts(world.branch)


@pytest.mark.parametrize(("text", "words"), [("很多", "不是数值"), ("-1", "不能为负数"), ("1e99", "数值过大")])
def test_strange_figures_are_refused_with_a_sentence(world, text, words):
    with pytest.raises(Invalid, match=words):
        save(world, "place", figures={"venue_area": text})
    save(world, "place", figures={"unknown": "1"})
    assert VisitResult.objects.get().figures == {}
