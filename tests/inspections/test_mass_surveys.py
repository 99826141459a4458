"""群众测评 by questionnaire: anonymous, sealed until the end, counted by group, told only from five ballots."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn, Refused, StaleVersion
from apps.evaluations.inputs import people_said
from apps.inspections import queries, receivers, services
from apps.inspections.models import Ballot, Survey, SurveyCode, SurveySite
from apps.inspections.queries.questionnaire import default_groups, default_questions, groups_of, questions_of, wanted_of
from apps.inspections.queries.surveys import sites_of, whole_results
from apps.inspections.queries.tallies import Method, results_by, satisfaction_by

from .factories import SURVEY_DAY

QUESTIONS, GROUPS = default_questions(["领导班子"]), default_groups()
METHOD = Method(QUESTIONS, GROUPS, "values")
OPTIONS = ("satisfied", "fairly", "dissatisfied", "unknown")


@pytest.fixture
def day(world):
    with clock.moved_to(clock.at(SURVEY_DAY, 9)):
        yield


def make_survey(world, **fields):
    values = {"title": "群众满意度测评", "opens_at": clock.at(SURVEY_DAY, 8), "closes_at": clock.at(SURVEY_DAY, 20)}
    survey = services.create_survey(
        actor=world.office, campaign=world.campaign, organization=world.city, **{**values, **fields}
    )
    return services.open_survey(actor=world.office, survey=survey)


def site_of(survey, application):
    return SurveySite.objects.select_related("survey", "application").get(survey=survey, application=application)


def give(site, option, group="masses", code="", **more):
    answers = {row["code"]: option for row in site.survey.questions if row["kind"] != "text"} | more
    services.give_ballot(actor=None, site=site, group=group, answers=answers, code=code)


def end(world, survey, day=SURVEY_DAY):
    with clock.moved_to(clock.at(day, 20, 1)):
        assert services.close_due_surveys() == 1
        assert services.close_due_surveys() == 0


def tally_of(ballots):
    counts = {}
    for group, option in ballots:
        kept = counts.setdefault("overall", {}).setdefault(group, {})
        kept[option] = kept.get(option, 0) + 1
    return {"ballots": {}, "counts": counts}


@given(st.lists(st.tuples(st.sampled_from(["members", "masses", "served"]), st.sampled_from(OPTIONS))), st.randoms())
@settings(max_examples=80, deadline=None)
def test_the_order_of_ballots_changes_nothing_and_few_tell_nothing(ballots, random):
    found = satisfaction_by(METHOD, tally_of(ballots))
    assert found == satisfaction_by(METHOD, tally_of(random.sample(ballots, len(ballots))))
    valid = [group for group, option in ballots if option != "unknown"]
    assert (found is None) == (len(valid) < 5)
    whole = results_by(METHOD, tally_of(ballots))[-1]
    shown = [row["title"] for row in GROUPS if valid.count(row["code"]) >= 5]
    assert [title for title, value in whole.groups.items() if value is not None] == shown
    if shown:  # what is left of a total would tell a small group
        assert whole.valid == sum(valid.count(row["code"]) for row in GROUPS if row["title"] in shown)


def test_groups_are_weighed_and_values_or_shares_counted():
    ballots = [("members", "satisfied")] * 5 + [("masses", "fairly")] * 4 + [("masses", "dissatisfied")] * 2
    masses = Decimal(4 * 75 + 2 * 55) / 6
    expected = (100 * Decimal(30) + masses * 40) / 70
    assert satisfaction_by(METHOD, tally_of(ballots)) == expected
    share = Method(QUESTIONS, GROUPS, "share")
    assert satisfaction_by(share, tally_of(ballots)) == (100 * Decimal(30) + Decimal(400) / 6 * 40) / 70


@pytest.mark.parametrize(
    ("rows", "reason"),
    [([("党员", 50), ("群众", 40)], "现为 90%"), ([("党员", 50), ("党员", 50)], "重复"), ([("党员", "一半")], "权重")],
)
def test_weights_of_groups_make_a_hundred(rows, reason):
    with pytest.raises(Invalid, match=reason):
        groups_of(rows)


def test_a_questionnaire_reads_back_as_it_was_written():
    assert questions_of(wanted_of(QUESTIONS)) == QUESTIONS
    assert QUESTIONS[0]["title"] == "您对领导班子是否满意？"


def test_a_survey_is_sealed_until_its_end_and_then_feeds_the_score(world, day):
    services.record_survey(
        actor=world.office, application=world.application, held_on=SURVEY_DAY, issued=50, satisfied=10,
        fairly_satisfied=10, dissatisfied=20, counted_by="演示计票人", supervised_by="演示监票人",
    )  # fmt: skip
    survey = make_survey(world)
    site = site_of(survey, world.application)
    for option in ("satisfied", "satisfied", "satisfied", "fairly", "unknown", "dissatisfied"):
        give(site, option, t1="路灯坏了" if option == "fairly" else "")
    before = {row.pk for row in Ballot.objects.all()}
    assert queries.satisfaction(world.application) == 50  # the paper count, not a word of the running survey
    assert SurveySite.objects.get(pk=site.pk).tally is None
    with pytest.raises(Invalid, match="提前结束请填写理由"):
        services.close_survey(actor=world.office, survey=survey)
    end(world, survey)
    assert queries.satisfaction(world.application) == Decimal(430) / 5
    assert people_said([world.application], {}).satisfaction == {world.application.pk: Decimal(86)}
    assert queries.satisfactions([world.application.pk, world.other.pk]).keys() == {world.application.pk}
    read = receivers.surveys([world.branch.pk, world.other_branch.pk], SURVEY_DAY)
    assert read.keys() == {world.branch.pk} and read[world.branch.pk]["satisfaction"].ballots == 5
    assert before.isdisjoint(row.pk for row in Ballot.objects.all()) and Ballot.objects.count() == 6
    with clock.moved_to(clock.at(SURVEY_DAY, 20, 1)), pytest.raises(OutOfTurn):
        services.extend_survey(
            actor=world.office, survey=survey, until=clock.at(SURVEY_DAY + dt.timedelta(2)), reason="x"
        )
    with pytest.raises(Refused, match="已经结束"):
        give(site, "satisfied")


def test_a_code_opens_one_ballot_and_nothing_ties_it_to_it(world, day):
    survey = make_survey(world, access="code")
    site = site_of(survey, world.application)
    issued = services.issue_codes(actor=world.office, site=site, numbers={"members": 1, "masses": 2, "nobody": 4})
    assert [group for group, _ in issued] == ["members", "masses", "masses"]
    code = issued[0][1]
    give(site, "satisfied", group="masses", code=f" {code[:5].lower()}-{code[5:]}")
    assert Ballot.objects.get().group == "members"  # the code's, whatever was ticked
    for wrong, reason in ((code, "已经用过"), ("2222233333", "不正确")):
        with pytest.raises(Invalid, match=reason):
            give(site, "satisfied", code=wrong)
    assert not SurveyCode.objects.filter(digest__contains=code).exists()
    services.issue_codes(actor=world.office, site=site, numbers={"masses": 3})
    with pytest.raises(Invalid, match="不正确"):
        give(site, "satisfied", code=issued[1][1])  # the earlier slips ended
    end(world, survey)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT b.xmin::text), bool_and(b.xmin = c.xmin) FROM inspections_ballot b, inspections_surveycode c"
        )
        assert cursor.fetchone() == (1, True)  # one transaction wrote them all: none is told by it


def test_paper_ballots_stay_within_the_count_and_a_void_meeting_is_left_out(world, day):
    survey = make_survey(world)
    site = site_of(survey, world.application)
    told = {"actor": world.district_office, "site": site, "group": "masses", "held_on": SURVEY_DAY}
    people = {"counted_by": "演示计票人", "supervised_by": "演示监票人"}
    count = services.count_meeting(**told, issued=6, received=6, valid=5, **people)
    answers = {row["code"]: "satisfied" for row in survey.questions if row["kind"] != "text"}
    for _ in range(5):
        last = services.type_ballot(actor=world.district_office, count=count, answers=answers)
    with pytest.raises(Invalid, match="已全部录入"):
        services.type_ballot(actor=world.district_office, count=count, answers=answers)
    services.take_back(actor=world.district_office, count=count, ballot=last)
    with pytest.raises(OutOfTurn):
        services.take_back(actor=world.district_office, count=count, ballot=last)
    services.type_ballot(actor=world.district_office, count=count, answers=answers)
    with pytest.raises(StaleVersion):
        services.count_meeting(**told, issued=7, received=7, valid=6, **people)
    with pytest.raises(Invalid, match="不能少于已录入"):
        services.count_meeting(**told, issued=6, received=6, valid=4, version=1, **people)
    with pytest.raises(Refused, match="上级"):
        services.type_ballot(actor=world.secretary, count=count, answers=answers)
    for option in ("fairly", "fairly", "fairly", "fairly", "fairly"):
        give(site, option)
    services.count_meeting(**told, issued=6, received=7, valid=5, version=1, **people)
    end(world, survey)
    tally = SurveySite.objects.get(pk=site.pk).tally
    assert tally["void"] == [["masses", SURVEY_DAY.isoformat(), 6, 7]] and tally["paper"] == 0
    assert queries.satisfaction(world.application) == 75  # the ballots given online alone


def test_only_a_draft_is_edited_and_by_one_at_a_time(world, day):
    values = {"title": "测评", "opens_at": clock.at(SURVEY_DAY), "closes_at": clock.at(SURVEY_DAY, 20)}
    told = {"actor": world.office, "campaign": world.campaign, "organization": world.city, **values}
    survey = services.create_survey(**told)
    assert services.create_survey(**told) == survey and survey.sites.count() == 3
    services.edit_survey(actor=world.office, survey=survey, version=1, title="群众测评")
    with pytest.raises(StaleVersion):
        services.edit_survey(actor=world.office, survey=survey, version=1, title="另一个")
    services.choose_sites(actor=world.office, survey=survey, applications=[world.other])
    services.open_survey(actor=world.office, survey=survey)
    survey = Survey.objects.get()
    assert [site.application for site in survey.sites.all()] == [world.other]
    with pytest.raises(Refused, match="不能再改"):
        services.edit_survey(actor=world.office, survey=survey, version=2, title="又一个")
    with pytest.raises(Refused, match="组织"):
        services.close_survey(actor=world.outside_office, survey=survey)


def test_the_whole_tells_no_more_than_the_sites_do(world, day):
    """Six of one site and three of another: the sum may not give the three away."""
    survey = make_survey(world)
    for application, options in ((world.application, ["satisfied"] * 6), (world.other, ["dissatisfied"] * 3)):
        for option in options:
            give(site_of(survey, application), option)
    end(world, survey)
    sites = list(sites_of(Survey.objects.get(pk=survey.pk), ""))
    whole = next(row for row in whole_results(survey, sites) if row.code == "overall")
    assert {share.code: share.count for share in whole.shares if share.count} == {"satisfied": 6}


def test_too_few_ballots_replace_no_paper_count(world, day):
    services.record_survey(
        actor=world.office, application=world.application, held_on=SURVEY_DAY, issued=50, satisfied=20,
        fairly_satisfied=0, dissatisfied=20, counted_by="演示计票人", supervised_by="演示监票人",
    )  # fmt: skip
    survey = make_survey(world)
    give(site_of(survey, world.application), "satisfied")
    end(world, survey)
    assert queries.satisfaction(world.application) == 50
    assert receivers.surveys([world.branch.pk], SURVEY_DAY)[world.branch.pk]["satisfaction"].percent == 50


def test_printed_codes_go_with_their_site_and_keep_their_group(world, day):
    survey = services.create_survey(
        actor=world.office, campaign=world.campaign, organization=world.city, title="测评", access="code",
        opens_at=clock.at(SURVEY_DAY, 8), closes_at=clock.at(SURVEY_DAY, 20),
    )  # fmt: skip
    services.issue_codes(actor=world.office, site=site_of(survey, world.other), numbers={"masses": 3})
    survey.refresh_from_db()
    groups = [{"code": "members", "title": "党员", "weight": 100}]
    with pytest.raises(Invalid, match="测评码"):
        services.edit_survey(actor=world.office, survey=survey, version=survey.version, groups=groups)
    services.choose_sites(actor=world.office, survey=survey, applications=[world.application])
    assert not SurveyCode.objects.exists()
    services.edit_survey(actor=world.office, survey=survey, version=survey.version, groups=groups)
