"""Pages of mass surveys: the office's way from a draft to the results, and the public's one page."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from apps.core import clock
from apps.inspections import services, survey_reminders
from apps.inspections.models import Ballot, BallotCount, Survey, SurveySite
from apps.inspections.receivers import asked_of_the_masses
from apps.organizations.services import merge_effects
from tests.factories import sign_in

from .factories import SURVEY_DAY
from .test_mass_surveys import end, give, make_survey, site_of


@pytest.fixture
def day(world):
    cache.clear()
    with clock.moved_to(clock.at(SURVEY_DAY, 9)):
        yield


def at(name, *args):
    return reverse(f"inspections:{name}", args=args)


def answers(survey, option="satisfied", group="masses", **more):
    return {row["code"]: option for row in survey.questions if row["kind"] != "text"} | {"group": group} | more


def test_from_the_draft_to_the_results(world, day, client):
    office = sign_in(client, world.office)
    new = {
        "campaign": world.campaign.pk, "organization": world.city.pk, "title": "群众满意度测评", "access": "code",
        "opens_at": "2026-11-23T08:00", "closes_at": "2026-11-23T20:00",
    }  # fmt: skip
    assert office.post(at("mass_survey_new"), new | {"closes_at": "2026-11-22T20:00"}).status_code == 422
    survey_url = office.post(at("mass_survey_new"), new).url
    survey = Survey.objects.get()
    assert survey_url == at("mass_survey", survey.pk)
    form = office.get(at("mass_survey_edit", survey.pk)).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}
    typed |= {"opens_at": "2026-11-23T08:00", "closes_at": "2026-11-23T20:00", "choices": "您参加活动吗？|常常|很少"}
    refused = office.post(at("mass_survey_edit", survey.pk), typed | {"weight_1": "50"})
    assert refused.status_code == 422 and "现为 120%" in refused.content.decode()
    assert office.post(at("mass_survey_edit", survey.pk), typed).status_code == 302
    survey.refresh_from_db()
    assert [row["title"] for row in survey.questions if row["kind"] == "choice"] == ["您参加活动吗？"]
    assert "您参加活动吗？" in office.get(at("mass_survey_preview", survey.pk)).content.decode()
    chosen = {"applications": [world.application.pk, world.other.pk]}
    refused = office.post(at("mass_survey_sites", survey.pk), {"applications": ["x"]})
    assert refused.status_code == 422 and not any(row.ticked for row in refused.context["rows"])
    assert office.post(at("mass_survey_sites", survey.pk), chosen).status_code == 302
    office.post(at("mass_survey_open", survey.pk), {"version": survey.version})
    assert office.get(at("mass_survey_posters", survey.pk))["Content-Type"] == "application/pdf"
    site = site_of(survey, world.application)
    slips = office.post(at("survey_site_codes", site.pk), {"members": 2, "masses": 1})
    assert slips.content[:5] == b"%PDF-" and site.codes.count() == 3
    assert "已发 2 个，已用 0 张" in office.get(at("survey_site", site.pk)).content.decode()
    extend = {"until": "2026-11-23T21:00", "reason": "停电"}
    office.post(at("mass_survey_extend", survey.pk), extend)
    assert Survey.objects.get().closes_at == clock.at(SURVEY_DAY, 21)
    office.post(at("mass_survey_close", survey.pk), {"reason": ""})
    assert Survey.objects.get().status == "open"
    assert office.get(at("mass_survey_export", survey.pk)).status_code == 302
    office.post(at("mass_survey_close", survey.pk), {"reason": "已全部收齐"})
    assert Survey.objects.get().status == "closed"
    assert b"".join(office.get(at("mass_survey_export", survey.pk)))[:2] == b"PK"


def test_nothing_that_the_office_reads_before_the_end_tells_a_result(world, day, client):
    """Surveys that differ in what was answered alone look the same until they end, and differ then."""
    office = sign_in(client, world.office)
    seen = {"open": [], "closed": []}
    for option in ("satisfied", "dissatisfied"):
        survey = make_survey(world, title="群众满意度测评", closes_at=clock.at(SURVEY_DAY, 19))
        site = site_of(survey, world.application)
        for _ in range(6):
            give(site, option, t1="意见" + option)
        for status in seen:
            if status == "closed":
                end(world, survey)
            pages = [office.get(at(name, row.pk)) for name, row in (("mass_survey", survey), ("survey_site", site))]
            seen[status].append([_same(page.content.decode(), survey, site) for page in pages])
    assert seen["open"][0] == seen["open"][1] and "6 张" in seen["open"][0][0]
    assert seen["closed"][0] != seen["closed"][1]


def _same(page, survey, site):
    for word in (site.token, *(row.token for row in survey.sites.all())):
        page = page.replace(word, "")
    return re.sub(r"csrf[^>]*>|hx-headers='[^']*'|/\d+/|value=\"\d+\"", "", page)


def test_small_numbers_of_ballots_are_not_told(world, day, client):
    survey = make_survey(world)
    site = site_of(survey, world.application)
    for group, count in (("masses", 6), ("members", 2)):
        for _ in range(count):
            give(site, "satisfied", group=group)
    page = sign_in(client, world.office).get(at("mass_survey", survey.pk)).content.decode()
    assert "6 张" in page and "不足 5 张" in page and "2 张" not in page and "8 张" not in page


@pytest.mark.parametrize("status", ["open", "closed"])
def test_pages_ask_the_same_number_of_statements_however_many_sites(
    world, day, client, django_assert_max_num_queries, status
):
    survey = make_survey(world)
    for application in (world.application, world.other):
        give(site_of(survey, application), "satisfied")
    if status == "closed":
        end(world, survey)
    office = sign_in(client, world.office)
    office.get(at("mass_survey", survey.pk))
    for name in ("mass_survey", "mass_surveys"):
        with django_assert_max_num_queries(12):
            office.get(at(name, *([survey.pk] if name == "mass_survey" else [])))
    with django_assert_max_num_queries(12) as many:
        assert world.outside.organization.short_name in office.get(at("mass_survey", survey.pk)).content.decode()
    Ballot.objects.exclude(site__application=world.application).delete()
    survey.sites.exclude(application=world.application).delete()
    with django_assert_max_num_queries(12) as one:
        office.get(at("mass_survey", survey.pk))
    assert len(one) == len(many)


def test_what_the_masses_are_asked_is_told_before_opening_and_before_a_merge(world, day):
    """The plan's questions while nothing is planned, then the survey itself; a merge says where its sites go."""
    (told,) = asked_of_the_masses(world.campaign, world.office)
    assert told.label == "群众测评" and "道题" in told.words and "占总分" in told.words
    survey = make_survey(world)
    (told,) = asked_of_the_masses(world.campaign, world.office)
    assert told.words.startswith(survey.title) and told.url == at("mass_survey", survey.pk)
    (told,) = asked_of_the_masses(world.campaign, world.district_office)
    assert told.words.startswith(survey.title) and told.url == ""  # its page is the city's
    Survey.objects.update(organization=world.district, organization_path=world.district.path)
    (told,) = asked_of_the_masses(world.campaign, world.outside_office)
    assert not told.words.startswith(survey.title)  # another district's is none of theirs
    effects = {each.label: each.words for each in merge_effects(world.branch, world.other_branch)}
    assert effects["未结束的群众测评 1 次"] == "二维码和选票随申报转入"


def test_paper_ballots_are_typed_by_number_keys_and_the_last_is_taken_back(world, day, client):
    survey = make_survey(world)
    site = site_of(survey, world.application)
    office = sign_in(client, world.district_office)
    told = {
        "group": "masses", "held_on": SURVEY_DAY.isoformat(), "issued": 9, "received": 8, "valid": 7,
        "counted_by": "演示计票人", "supervised_by": "演示计票人",
    }  # fmt: skip
    assert "不能是同一人" in office.post(at("survey_site_count", site.pk), told).content.decode()
    assert office.post(at("survey_site_count", site.pk), told | {"supervised_by": "演示监票人"}).status_code == 302
    count = BallotCount.objects.get()
    keys = "1" * len([row for row in survey.questions if row["kind"] != "text"])
    wrong = office.post(at("survey_paper", count.pk), {"keys": keys[1:]})
    assert wrong.status_code == 422 and "每题一个" in wrong.content.decode()
    assert f'value="{keys[1:]}"' in wrong.content.decode()
    one = {"keys": keys, "words": "路灯坏了", "turn": office.get(at("survey_paper", count.pk)).context["turn"]}
    for _ in range(2):  # the key of the keyboard stuck: one ballot
        assert office.post(at("survey_paper", count.pk), one).status_code == 302
    assert Ballot.objects.get().answers["t1"] == "路灯坏了"
    assert "第 2 张" in office.get(at("survey_paper", count.pk)).content.decode()
    office.post(at("survey_paper_undo", count.pk))
    assert not Ballot.objects.exists()
    for words in ("路灯坏了", "路灯坏了三盏"):  # other words by the page of before: another ballot
        office.post(at("survey_paper", count.pk), one | {"words": words})
    assert Ballot.objects.count() == 2
    void = told | {"supervised_by": "演示监票人", "received": 10, "version": 1}
    office.post(at("survey_site_count", site.pk), void)
    page = office.get(at("survey_site", site.pk)).content.decode()
    assert "测评无效" in page and "收回多于发出" in page


def test_the_public_answers_once_on_a_device_without_account(world, day):
    survey = make_survey(world)
    site = site_of(survey, world.application)
    url = at("public_survey", site.token)
    phone = Client()
    page = phone.get(url)
    assert world.branch.name in page.content.decode() and world.campaign.name not in page.content.decode()
    open_one = phone.post(url, {"group": "masses", "overall": "fairly"})
    assert open_one.status_code == 422 and "还有 " in open_one.content.decode()
    assert 'value="fairly" checked' in open_one.content.decode()
    assert phone.post(url, answers(survey)).url == at("public_survey_thanks", site.token)
    assert "已经计入" in phone.get(at("public_survey_thanks", site.token)).content.decode()
    mark = next(cookie for name, cookie in phone.cookies.items() if name.startswith("answered-"))
    assert mark.value == "1" and mark["httponly"]
    assert "已经填写过" in phone.post(url, answers(survey)).content.decode() and Ballot.objects.count() == 1
    assert "sessionid" not in phone.cookies
    for _ in range(9):
        assert Client().post(url, answers(survey)).status_code == 302
    assert "太频繁" in Client().post(url, answers(survey)).content.decode()
    assert Client(HTTP_USER_AGENT="another").post(url, answers(survey)).status_code == 302
    assert Client().get(at("public_survey", "x" * 22)).status_code == 404
    with clock.moved_to(clock.at(SURVEY_DAY, 20, 30)):
        assert "已经结束" in Client().post(url, answers(survey)).content.decode()
    with clock.moved_to(clock.at(SURVEY_DAY, 7)):
        assert "还没有开始" in Client().get(url).content.decode()
    assert Ballot.objects.count() == 11


def test_codes_cannot_be_guessed_at_will(world, day):
    survey = make_survey(world, access="code")
    site = site_of(survey, world.application)
    (_, code), *_ = services.issue_codes(actor=world.office, site=site, numbers={"masses": 2})
    url = at("public_survey", site.token)
    for _ in range(10):
        assert "不正确" in Client().post(url, answers(survey, code="2345623456")).content.decode()
    assert "错误次数过多" in Client().post(url, answers(survey, code=code)).content.decode()
    assert not Ballot.objects.exists()


def test_a_secretary_gets_the_poster_and_nothing_else(world, day, client):
    survey = make_survey(world)
    site = site_of(survey, world.application)
    for _ in range(6):
        give(site, "fairly")
    end(world, survey)
    secretary = sign_in(client, world.secretary)
    page = strip_tags(secretary.get(at("survey_site", site.pk)).content.decode().partition("<main")[2])
    assert "下载海报" in page and "75" not in page and "基本满意" not in page
    assert secretary.get(at("survey_site_poster", site.pk)).content[:5] == b"%PDF-"
    other = SurveySite.objects.get(survey=survey, application=world.other)
    assert secretary.get(at("survey_site", other.pk)).status_code == 404
    assert secretary.get(at("mass_survey", survey.pk)).status_code == 403


def test_office_and_sites_hear_before_a_survey_opens_and_closes(world, day):
    make_survey(world, opens_at=clock.at(SURVEY_DAY.replace(day=25), 8), closes_at=clock.at(SURVEY_DAY.replace(day=30)))

    def told(on):
        with clock.moved_to(clock.at(SURVEY_DAY.replace(day=on), 9)):
            return {
                (line.rule, line.recipient_id)
                for provider in survey_reminders.PROVIDERS
                for line in provider(clock.now())
            }

    everybody = {world.office.pk, world.secretary.pk, world.other_secretary.pk}
    assert {who for rule, who in told(24) if rule == "survey.opening"} >= everybody
    assert told(26) == set()
    assert {rule for rule, _ in told(27)} == {"survey.closing"}
