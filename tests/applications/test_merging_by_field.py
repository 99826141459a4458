"""Two people on one form: the application and the leaves of the self-assessment, by service and by page."""

import json
import threading

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.applications.models import Application, Response
from apps.applications.services import save_fields, submit_application, withdraw_application
from apps.core import clock
from apps.core.merging import Base, Typed
from apps.core.models import FieldSave
from apps.organizations.models import CurrentFact, Fact
from apps.organizations.services import record_fact
from tests.applications import assessment_stage
from tests.applications.factories import APPLICATION_DAY, LATE_DAY, make_complete, make_draft, make_stage
from tests.applications.page_stage import browser, url
from tests.factories import make_user, sign_in

pytestmark = pytest.mark.django_db
SCRIPT = {"headers": {"X-Requested-With": "fetch", "Accept": "application/json"}}


@pytest.fixture(autouse=True)
def nobody_there():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def pair(application_day):
    """The stage with a second secretary of the same branch."""
    stage = make_stage()
    stage.colleague = make_user("secretary", stage.tree.branch)
    return stage


def post(person, application, **fields):
    return browser(person).post(url("save", application.pk), {"autosave": 1, **fields}, **SCRIPT)


# --- the application ----------------------------------------------------------------------------------------------


def test_different_fields_of_two_people_are_both_kept(pair):
    draft = make_draft(pair)
    post(pair.secretary, draft, title="丁村先锋", version=1, page="a")
    told = post(pair.colleague, draft, goal="年内达标", version=1, page="b").json()
    draft.refresh_from_db()
    assert (draft.title, draft.goal, draft.version) == ("丁村先锋", "年内达标", 3)
    assert told["version"] == 3
    change = told["changes"]["title"]
    assert (change["value"], change["by"], change["own"]) == (["丁村先锋"], pair.secretary.name, False)
    assert {save.field: save.saved_by for save in FieldSave.objects.all()} == {
        "title": pair.secretary,
        "goal": pair.colleague,
    }


def test_the_same_field_waits_for_a_choice_and_the_rest_of_the_save_is_stored(pair):
    draft = make_draft(pair)
    post(pair.secretary, draft, foundation="书记写的", version=1)
    answer = post(pair.colleague, draft, foundation="副书记写的", results="成效", version=1)
    assert answer.status_code == 409
    conflict = answer.json()["conflicts"]["foundation"]
    assert (conflict["value"], conflict["by"], conflict["version"]) == (["书记写的"], pair.secretary.name, 2)
    draft.refresh_from_db()
    assert (draft.foundation, draft.results, draft.version) == ("书记写的", "成效", 3)
    chosen = post(
        pair.colleague,
        draft,
        foundation="副书记写的",
        version=3,
        bases=json.dumps({"foundation": [conflict["version"]]}),
    )
    assert chosen.status_code == 200
    draft.refresh_from_db()
    assert draft.foundation == "副书记写的"


def test_an_answer_that_was_lost_is_no_conflict_when_the_page_sends_again(pair):
    draft = make_draft(pair)
    post(pair.secretary, draft, title="第一稿", version=1, page="a")
    again = post(pair.secretary, draft, title="第二稿", version=1, page="a")
    reopened = post(pair.secretary, draft, title="第三稿", version=1, page="b a")
    assert (again.status_code, reopened.status_code) == (200, 200)
    second_tab = post(pair.secretary, draft, title="另一页", version=1, page="c")
    assert second_tab.json()["conflicts"]["title"]["own"] is True
    assert Application.objects.get().title == "第三稿"


def test_carriers_are_merged_tick_by_tick(pair):
    draft = make_draft(pair)
    post(pair.secretary, draft, carriers=["pairing", "contest"], version=1)
    bases = json.dumps({"carriers": [1, []]})
    told = post(pair.colleague, draft, carriers=["prosperity_chain"], version=1, bases=bases).json()
    assert Application.objects.get().carriers == ["pairing", "contest", "prosperity_chain"]
    assert told["changes"]["carriers"] == {"value": ["pairing", "contest", "prosperity_chain"], "merged": True}


def test_what_is_wrong_is_named_and_the_rest_merged(pair):
    draft = make_draft(pair)
    answer = post(pair.secretary, draft, title="丁村先锋", exemplar="很多", version=1)
    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {"exemplar"}
    assert Application.objects.get().title == "丁村先锋"


def test_a_save_after_submission_withdrawal_or_the_end_says_so_and_changes_nothing(pair):
    draft = make_complete(pair)
    client = browser(pair.secretary)
    address, data = url("save", draft.pk), {"title": "改名", "version": draft.version, "autosave": 1}
    with clock.moved_to(LATE_DAY):
        late = client.post(address, data, **SCRIPT)
    assert late.status_code == 409 and "已截止" in late.json()["message"]
    submit_application(actor=pair.secretary, application=draft)
    sent = client.post(address, data, **SCRIPT)
    assert sent.status_code == 409 and "不能修改" in sent.json()["message"]
    beat = client.post(url("presence", draft.pk), {"page": "a"}, **SCRIPT).json()
    assert "不能修改" in beat["closed"]
    withdraw_application(actor=pair.secretary, application=draft, reason="先不报")
    assert client.post(address, data, **SCRIPT).status_code == 409
    assert Application.objects.get().title == "丁村先锋"


def test_a_forged_address_is_not_found_and_a_page_without_version_is_told(pair):
    draft = make_draft(pair)
    foreign = browser(pair.other_secretary)
    assert foreign.post(url("save", draft.pk), {"title": "偷改", "version": 1}, **SCRIPT).status_code == 404
    assert foreign.post(url("presence", draft.pk), {"page": "x"}, **SCRIPT).status_code == 404
    assert post(pair.secretary, draft, title="改").status_code == 400
    assert Application.objects.get().title == ""


def test_a_heartbeat_tells_who_is_there_and_what_changed(pair):
    draft = make_draft(pair)
    post(pair.secretary, draft, summary="党员 46 名", version=1, page="a", part="summary")
    beat = browser(pair.colleague).post(
        url("presence", draft.pk), {"page": "b", "part": "goal", "versions": '{"application": 1}'}, **SCRIPT
    )
    told = beat.json()
    assert [(row["name"], row["part"]) for row in told["people"]] == [(pair.secretary.name, "申报登记")]
    assert told["forms"]["application"]["version"] == 2
    assert told["forms"]["application"]["changes"]["summary"]["value"] == ["党员 46 名"]
    seen = (
        browser(pair.secretary)
        .post(url("presence", draft.pk), {"page": "a", "versions": '{"application": 2}'}, **SCRIPT)
        .json()
    )
    assert seen["forms"] == {} and [row["part"] for row in seen["people"]] == ["实施方案"]
    browser(pair.colleague).post(url("presence", draft.pk), {"page": "b", "leave": "1"}, **SCRIPT)
    assert browser(pair.secretary).post(url("presence", draft.pk), {"page": "a"}, **SCRIPT).json()["people"] == []


@pytest.mark.parametrize("versions", ["", "[", "[]", '{"application": "x"}', '{"application": null}'])
def test_a_heartbeat_with_strange_versions_is_answered(pair, versions):
    draft = make_draft(pair)
    beat = browser(pair.secretary).post(url("presence", draft.pk), {"page": "a", "versions": versions}, **SCRIPT)
    assert beat.status_code == 200 and beat.json()["forms"] == {}


def test_line_ends_of_browsers_are_no_difference(pair):
    draft = make_draft(pair)
    post(pair.secretary, draft, summary="甲\r\n乙", version=1)
    assert Application.objects.get().summary == "甲\n乙"
    assert post(pair.colleague, draft, summary="甲\n乙", version=1).json()["version"] == 2


@pytest.mark.django_db(transaction=True)
def test_many_saves_at_once_lose_no_field():
    stage = make_stage()
    draft = make_draft(stage)
    fields = {"title": "丁村先锋", "summary": "党员 46 名", "goal": "达标", "results": "满意", "foundation": "齐全"}
    barrier, failed = threading.Barrier(len(fields)), []

    def save(name, value):
        try:
            with clock.moved_to(APPLICATION_DAY):
                barrier.wait(20)
                row = Application.objects.select_related("campaign", "organization").get(pk=draft.pk)
                save_fields(actor=stage.secretary, application=row, typed=Typed(1, pages=(name,)), **{name: value})
        except Exception as error:  # told by the assertion below
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=item) for item in fields.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    draft.refresh_from_db()
    assert {name: getattr(draft, name) for name in fields} == fields
    assert draft.version == 1 + len(fields)


# --- the self-assessment ------------------------------------------------------------------------------------------


@pytest.fixture
def desk():
    with clock.moved_to(assessment_stage.DAY):
        stage = assessment_stage.make_stage()
        stage.colleague = make_user("secretary", stage.tree.branch)
        yield stage


def say(stage, person, row, *, version=1, page="", bases=None, **fields):
    data = {f"r{row.pk}-{name}": value for name, value in fields.items()}
    told = {f"r{row.pk}-{name}": base for name, base in (bases or {}).items()}
    address = url("assessment_answer", stage.application.pk, row.pk)
    data |= {"version": version, "page": page, "bases": json.dumps(told), "autosave": 1}
    return sign_in(Client(), person).post(address, data, **SCRIPT)


def test_value_and_note_of_two_people_are_both_kept(desk):
    row = assessment_stage.response_of(desk, "shoulder")
    say(desk, desk.secretary, row, value="1", page="a")
    told = say(desk, desk.colleague, row, note="已配备", page="b").json()
    row.refresh_from_db()
    assert (row.value, row.note, row.version, row.points) == (1, "已配备", 3, 8)
    assert told["changes"][f"r{row.pk}-value"]["value"] == ["1"]


def test_a_note_that_both_wrote_is_not_overwritten(desk):
    row = assessment_stage.response_of(desk, "shoulder")
    say(desk, desk.secretary, row, note="书记的说明")
    answer = say(desk, desk.colleague, row, note="副书记的说明", value="1")
    assert answer.status_code == 409
    assert answer.json()["conflicts"][f"r{row.pk}-note"]["value"] == ["书记的说明"]
    row.refresh_from_db()
    assert (row.note, row.value) == ("书记的说明", 1)
    kept = say(desk, desk.colleague, row, note="副书记的说明", version=3, bases={"note": [2]})
    assert kept.status_code == 200
    assert Response.objects.get(pk=row.pk).note == "副书记的说明"


def test_ticks_of_a_checklist_are_merged(desk):
    row = assessment_stage.response_of(desk, "list")
    say(desk, desk.secretary, row, members=["flag"])
    say(desk, desk.colleague, row, members=["board"], bases={"members": [1, []]})
    row.refresh_from_db()
    assert sorted(row.members) == ["board", "flag"]
    assert row.points == 8


def test_the_whole_is_scored_with_each_answer_and_the_leaf_that_a_figure_decides(desk):
    area = assessment_stage.response_of(desk, "area")
    say(desk, desk.secretary, area, value="150")
    record_fact(actor=desk.secretary, organization=desk.tree.branch, metric="party_members", value=120)
    say(desk, desk.secretary, assessment_stage.response_of(desk, "shoulder"), value="1")
    assessment = assessment_stage.again(desk.application).self_assessment
    assert assessment.score == 15 + 8
    assert assessment_stage.response_of(desk, "deputy").state == "unanswered"


def test_a_leaf_that_does_not_apply_a_wrong_value_and_a_foreign_leaf_are_refused(desk):
    record_fact(actor=desk.secretary, organization=desk.tree.branch, metric="party_members", value=20)
    deputy = assessment_stage.response_of(desk, "deputy")
    refused = say(desk, desk.secretary, deputy, value="1")
    assert refused.status_code == 409 and "不适用" in refused.json()["message"]
    area = assessment_stage.response_of(desk, "area")
    wrong = say(desk, desk.secretary, area, value="很多")
    assert wrong.status_code == 422 and f"r{area.pk}-value" in wrong.json()["errors"]
    address = url("assessment_answer", desk.application.pk, 10**9)
    client = sign_in(Client(), desk.secretary)
    assert client.post(address, {"version": 1}, **SCRIPT).status_code == 404
    assert not FieldSave.objects.exists()


@pytest.mark.parametrize(("code", "name", "values", "number"), [
    ("area", "value", ("180", "190", "200"), 9),
    ("election", "value", ("1", "0", "1"), 9),
    ("shoulder", "note", ("一", "二", "三"), 7),
])  # fmt: skip
def test_a_save_costs_so_many_statements(desk, code, name, values, number):
    row = assessment_stage.response_of(desk, code)
    client, address = sign_in(Client(), desk.secretary), url("assessment_answer", desk.application.pk, row.pk)

    def save(value, version):
        data = {f"r{row.pk}-{name}": value, "version": version, "page": "a", "autosave": 1}
        assert client.post(address, data, **SCRIPT).json()["version"] == version + 1

    save(values[0], 1)
    save(values[1], 2)
    with CaptureQueriesContext(connection) as caught:
        save(values[2], 3)
    told = [query["sql"] for query in caught if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    told = [sql for sql in told if "; SAVEPOINT" not in sql and "; RELEASE" not in sql]
    assert len(told) == number, told
    row.refresh_from_db()
    stored = row.note if name == "note" else str(int(row.value))
    assert (row.version, stored) == (4, values[2])
    if name == "value":
        fact = CurrentFact.objects.get(organization=desk.tree.branch, metric__code=own_metric_of(row))
        assert (fact.fact.value, fact.fact_id) == (row.value, row.fact_id)
        assert Fact.objects.filter(metric=fact.metric).count() == 3


def own_metric_of(row):
    return row.criterion.definition["measure"]["metric"]


def test_a_heartbeat_of_a_section_tells_what_a_colleague_answered(desk):
    row = assessment_stage.response_of(desk, "shoulder")
    address = reverse("applications:assessment_presence", args=[desk.application.pk, "place"])
    client = sign_in(Client(), desk.colleague)
    versions = json.dumps({str(row.pk): 1})
    assert client.post(address, {"page": "b", "versions": versions}, **SCRIPT).json()["forms"] == {}
    say(desk, desk.secretary, row, value="1", page="a")
    told = client.post(address, {"page": "b", "versions": versions}, **SCRIPT).json()
    assert told["forms"][str(row.pk)]["changes"][f"r{row.pk}-value"]["value"] == ["1"]
    assert [person["name"] for person in told["people"]] == [desk.secretary.name]
    unknown = reverse("applications:assessment_presence", args=[desk.application.pk, "nothing"])
    assert client.post(unknown, {"page": "b"}, **SCRIPT).status_code == 404


def test_bases_of_ticks_are_read_with_their_prefix():
    assert Typed(1, {"members": Base(1, ())}).base_of("members").was == ()
