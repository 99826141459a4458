"""The self-assessment of leaves with options, events, levels and jurors; on the page and in the service."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.urls import reverse

from apps.accounts.choices import Role
from apps.applications.models import Response
from apps.applications.queries import self_outcome
from apps.applications.services import Incomplete, answer, submit_self_assessment
from apps.core import clock
from apps.core.exceptions import Invalid
from apps.organizations.queries import current_facts
from apps.organizations.services import add_event, add_record, record_fact
from apps.standards.engine import State
from tests.applications.assessment_stage import DAY, again, make_stage, response_of
from tests.applications.measure_stage import make_event_kinds, measure_standard
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    with clock.moved_to(DAY):
        make_event_kinds()
        yield make_stage(measure_standard())


def say(stage, code, **given):
    response = response_of(stage, code)
    answer(actor=stage.secretary, response=response, version=response.version, **given)
    return found(stage, code)


def found(stage, code):
    return self_outcome(again(stage.application)).find(code)


def section(client, stage, code):
    """The HTML of one leaf on its section's page."""
    client.force_login(stage.secretary)
    page = client.get(reverse("applications:assessment_section", args=[stage.application.pk, "all"])).content.decode()
    key = response_of(stage, code).pk
    return re.search(rf'<article class="leaf" id="leaf-{key}">.*?</article>', page, re.S).group()


def save(client, stage, code, **fields):
    """What the script of the page posts when a field changes."""
    client.force_login(stage.secretary)
    response = response_of(stage, code)
    address = reverse("applications:assessment_answer", args=[stage.application.pk, response.pk])
    posted = {f"r{response.pk}-{name}": value for name, value in fields.items()}
    return client.post(address, {**posted, "version": response.version}, headers={"X-Requested-With": "fetch"})


def test_options_are_ticked_or_measured_each_by_its_own_measure(client, stage):
    leaf = section(client, stage, "place")
    assert "与社区共用场所" in leaf and "自有场所面积（㎡）" in leaf and "以上各种情形均不符合" in leaf
    assert save(client, stage, "place", fact_venue_area="80").status_code == 200
    assert current_facts(stage.tree.branch)["venue_area"].value == 80
    assert found(stage, "place").state is State.UNANSWERED
    assert save(client, stage, "place", members=["shared"]).status_code == 200
    place = found(stage, "place")
    assert (place.state, place.points) == (State.SCORED, 10)
    assert "与社区共用场所：达到" in place.explanation[2].text
    assert re.search(r'<input[^>]*value="shared"[^>]*checked', section(client, stage, "place"))


def test_none_of_the_options_is_an_answer_of_its_own(client, stage):
    assert save(client, stage, "place", none="on").status_code == 200
    assert (found(stage, "place").state, found(stage, "place").points) == (State.SCORED, 0)
    assert save(client, stage, "place", none="", members=["rented"]).status_code == 200
    assert found(stage, "place").points == 10


def test_all_of_waits_for_its_figure_and_reads_the_records(client, stage):
    assert "支委会每月不少于 1 次" in section(client, stage, "both")
    assert say(stage, "both", members=["rules"]).reason == "尚未填报“自有场所面积”"
    for month in range(1, 11):
        add_record(
            actor=stage.secretary, organization=stage.tree.branch, kind="committee_meeting",
            held_on=dt.date(2026, month, 5), title="支委会",
        )  # fmt: skip
    assert 'value="met"' not in section(client, stage, "both")
    record_fact(actor=stage.secretary, organization=stage.tree.branch, metric=stage.metrics["venue_area"], value=120)
    both = found(stage, "both")
    assert (both.state, both.points) == (State.SCORED, 10)


def test_events_that_count_are_shown_and_a_missing_one_is_registered(client, stage):
    leaf = section(client, stage, "awards")
    assert "本年度没有表彰" in leaf and f"/organizations/{stage.tree.branch.pk}/events/add/?kind=award" in leaf
    add_event(
        actor=stage.secretary, organization=stage.tree.branch, kind="award", level="provincial",
        happened_on=dt.date(2026, 3, 5), title="先进集体", issuer="省委组织部",
    )  # fmt: skip
    leaf = section(client, stage, "awards")
    assert "2026-03-05" in leaf and "<strong>省级</strong> 先进集体" in leaf and "本年度没有表彰" not in leaf
    assert "加 3 分（最高 10 分）" in leaf
    assert found(stage, "awards").points == 3


def test_a_count_is_declared_only_where_numbers_may_stand_in_for_entries(client, stage):
    assert "经验被采用（篇，没有的填 0）" in section(client, stage, "cases")
    assert save(client, stage, "cases", value="2").status_code == 200
    assert found(stage, "cases").points == 10
    with pytest.raises(Invalid, match="逐件计分"):
        say(stage, "awards", value=True)
    assert save(client, stage, "awards", none="on").status_code == 200
    assert (found(stage, "awards").state, found(stage, "awards").points) == (State.SCORED, 0)


def test_deductions_are_registered_above_and_say_what_they_take(client, stage):
    office = make_user(Role.OFFICE, stage.tree.township)
    add_event(
        actor=office, organization=stage.tree.branch, kind="fault", happened_on=dt.date(2026, 3, 5), title="材料迟报"
    )
    leaf = section(client, stage, "faults")
    assert "此类事项由上级党建办登记" in leaf and "events/add/?kind=fault" not in leaf
    assert "扣 2 分（最多扣 6 分）" in leaf and "少扣 2 分" in leaf


def test_levels_are_chosen_by_title_and_ask_for_their_reason(client, stage):
    leaf = section(client, stage, "grade")
    assert "较好（6 分）" in leaf and "评分理由（写明做法和成效，不写不计分）" in leaf
    assert save(client, stage, "grade", grade="b").status_code == 200
    assert found(stage, "grade").reason == "已有评分，尚未写明评定理由"
    assert "已有评分，尚未写明评定理由" in section(client, stage, "grade")
    with pytest.raises(Incomplete) as lacking:
        submit_self_assessment(actor=stage.secretary, application=again(stage.application))
    assert any("尚未写明评定理由" in item.label for item in lacking.value.missing)
    assert save(client, stage, "grade", note="党员带头").status_code == 200
    assert found(stage, "grade").points == 6


@pytest.mark.parametrize(
    ("code", "words"), [("survey", "群众测评结果录入后"), ("mean", "自动平均"), ("rank", "自动排名")]
)
def test_what_others_give_is_shown_and_not_typed(client, stage, code, words):
    leaf = section(client, stage, code)
    key = response_of(stage, code).pk
    assert words in leaf and f'name="r{key}-value"' not in leaf and f'name="r{key}-fact_venue_area"' not in leaf
    with pytest.raises(Invalid, match="不填数值"):
        say(stage, code, value=1)


@pytest.mark.parametrize(
    ("code", "given", "words"),
    [
        ("place", {"members": ["other"]}, "没有所选的选项"),
        ("place", {"value": 3}, "请选择"),
        ("cases", {"value": -1}, "不能为负数"),
        ("grade", {"members": ["a", "b"]}, "一个等次"),
    ],
)
def test_wrong_answers_change_nothing(stage, code, given, words):
    with pytest.raises(Invalid, match=words):
        say(stage, code, **given)
    assert not Response.objects.filter(answered=True).exists()


def test_what_was_signed_recomputes_with_options_and_events(stage):
    stage.assessment.refresh_from_db()
    add_event(
        actor=stage.secretary, organization=stage.tree.branch, kind="award", level="municipal",
        happened_on=dt.date(2026, 3, 5), title="先进集体",
    )  # fmt: skip
    say(stage, "place", members=["rented"])
    say(stage, "both", value=False)
    say(stage, "cases", value=1)
    say(stage, "faults", value=0)
    say(stage, "grade", members=["a"], note="好")
    say(stage, "show", value=Decimal(8), note="有特色")
    say(stage, "groups", facts={"groups_covered": 9, "villager_groups": 10})
    say(stage, "list", members=["flag", "hall", "new"])
    signed = submit_self_assessment(actor=stage.secretary, application=again(stage.application))
    before = self_outcome(again(stage.application))
    assert before.score is not None and before.score.quantize(Decimal("0.01")) == signed.score.quantize(Decimal("0.01"))
    add_event(
        actor=stage.secretary, organization=stage.tree.branch, kind="award", level="provincial",
        happened_on=dt.date(2026, 4, 5), title="另一奖",
    )  # fmt: skip
    assert self_outcome(again(stage.application)).find("awards").points == 2
