"""Tables of the form: saved line by line, sums that add up, nothing overwritten in silence, every refusal a sentence."""

import datetime as dt
import json
import re
import threading
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection

from apps.applications.models import FundingItem, Partner
from apps.applications.parts import FUNDING, PARTNERS, TASKS
from apps.applications.queries import ceiling_of, lines_of
from apps.applications.services import add_line, remove_line, save_line
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn, Refused, StaleVersion
from tests.applications.factories import APPLICATION_DAY, LATE_DAY, make_draft, make_stage, make_submitted
from tests.applications.form_stage import ask, make_full_stage
from tests.applications.page_stage import browser, url
from tests.factories import make_user
from tests.shared import shared

pytestmark = pytest.mark.django_db


@shared
def stage():
    return make_full_stage()


def funding(stage, application, **fields):
    return add_line(actor=stage.secretary, application=application, kind="funding", **fields)


def save(client, line, kind, version=None, **values):
    prefix = f"{kind}-{line.pk}-"
    data = {
        **{prefix + name: value for name, value in values.items()},
        "version": version or line.version,
        "autosave": 1,
    }
    return client.post(url("line_save", line.application_id, kind, line.pk), data)


def test_the_sum_of_the_request_is_that_of_its_items(stage, application_day):
    application = make_draft(stage)
    first = funding(stage, application, name="标识", amount=Decimal("1.50"), source="dues")
    funding(stage, application, name="器材", amount=Decimal("0.80"), source="own")
    application.refresh_from_db()
    assert application.funding_amount == Decimal("2.30")
    save_line(actor=stage.secretary, line=first, version=1, amount=Decimal("2.00"))
    application.refresh_from_db()
    assert application.funding_amount == Decimal("2.80")
    for line in application.funding_items.all():
        remove_line(actor=stage.secretary, line=line)
    application.refresh_from_db()
    assert application.funding_amount is None


def test_a_new_task_is_due_at_the_end_of_the_creation_phase(stage, application_day):
    application = make_draft(stage)
    line = add_line(actor=stage.secretary, application=application, kind="task")
    assert (line.responsible, line.due_on) == (application.secretary_name, dt.date(2026, 9, 30))


def test_pressing_add_twice_makes_one_empty_line(stage, application_day):
    application = make_draft(stage)
    assert funding(stage, application).pk == funding(stage, application).pk
    assert add_line(actor=stage.secretary, application=application, kind="task").pk == (
        add_line(actor=stage.secretary, application=application, kind="task").pk
    )


def test_two_people_on_one_line_overwrite_nothing(stage, application_day):
    application = make_draft(stage)
    line = funding(stage, application, name="标识", amount=1)
    save_line(actor=stage.secretary, line=line, version=1, name="先到")
    with pytest.raises(StaleVersion, match="没有覆盖"):
        save_line(actor=stage.secretary, line=line, version=1, name="后到")
    assert FundingItem.objects.get().name == "先到"


@pytest.fixture
def shared(stage, application_day):
    """A line of the funding request that two secretaries of the branch have open."""
    colleague = make_user("secretary", stage.tree.branch)
    line = funding(stage, make_draft(stage), name="标识", amount=1)
    return SimpleNamespace(line=line, mine=browser(stage.secretary), theirs=browser(colleague), colleague=colleague)


def test_different_fields_of_one_line_by_two_people_are_both_kept(shared):
    save(shared.mine, shared.line, "funding", version=1, name="门牌")
    told = save(shared.theirs, shared.line, "funding", version=1, amount="2.50")
    assert told.status_code == 200 and told.json()["version"] == 3
    assert told.json()["changes"][f"funding-{shared.line.pk}-name"]["value"] == ["门牌"]
    stored = FundingItem.objects.get()
    assert (stored.name, stored.amount, stored.application.funding_amount) == ("门牌", Decimal("2.5"), Decimal("2.5"))


def test_the_same_field_of_a_line_waits_for_a_choice_and_is_kept_once_it_is_made(shared):
    name = f"funding-{shared.line.pk}-name"
    save(shared.theirs, shared.line, "funding", version=1, name="对方写的")
    told = save(shared.mine, shared.line, "funding", version=1, name="我写的", note="一并存下")
    assert told.status_code == 409
    clash = told.json()["conflicts"][name]
    assert (clash["value"], clash["by"]) == (["对方写的"], shared.colleague.name)
    stored = FundingItem.objects.get()
    assert (stored.name, stored.note) == ("对方写的", "一并存下")
    bases = json.dumps({name: clash["version"]})
    data = {name: "我写的", "version": told.json()["version"], "bases": bases, "autosave": 1}
    answer = shared.mine.post(url("line_save", shared.line.application_id, "funding", shared.line.pk), data)
    assert answer.status_code == 200
    assert FundingItem.objects.get().name == "我写的"


def test_without_scripts_the_words_stay_and_the_others_stand_beside(shared):
    prefix = f"funding-{shared.line.pk}-"
    save(shared.theirs, shared.line, "funding", version=1, name="对方写的", source="dues")
    address = url("line_save", shared.line.application_id, "funding", shared.line.pk)
    page = shared.mine.post(address, {f"{prefix}name": "我写的", f"{prefix}source": "own", "version": 1})
    text = page.content.decode()
    assert page.status_code == 422
    assert "我写的" in text and "改为“对方写的”" in text and "改为“留存党费”" in text
    assert FundingItem.objects.get().name == "对方写的"
    shared.mine.post(address, {f"{prefix}name": "我写的", "version": page.context["row"]["line"].version})
    assert FundingItem.objects.get().name == "我写的"


@pytest.mark.parametrize("version", ["", "x", "²", "-1"])
def test_a_line_without_its_version_is_told_to_reload(shared, version):
    address = url("line_save", shared.line.application_id, "funding", shared.line.pk)
    answer = shared.mine.post(address, {f"funding-{shared.line.pk}-name": "改名", "version": version, "autosave": 1})
    assert answer.status_code == 400 and "刷新" in answer.json()["message"]
    assert FundingItem.objects.get().name == "标识"


def test_lines_are_those_of_the_own_draft_alone(stage, application_day):
    application = make_draft(stage)
    line = funding(stage, application, name="标识", amount=1)
    with pytest.raises(Refused):
        save_line(actor=stage.other_secretary, line=line, version=1, name="别人")
    with pytest.raises(Refused):
        remove_line(actor=stage.other_secretary, line=line)
    submitted = make_submitted(make_stage_again(stage), stage.other_secretary, stage.tree.other_branch)
    with pytest.raises(OutOfTurn, match="审核中"):
        add_line(actor=stage.other_secretary, application=submitted, kind="task")


def make_stage_again(stage):
    ask(stage.campaign, "registration", "exemplar", "narrative", "creation_plan")
    return stage


def test_a_partner_of_a_known_name_is_that_organization(stage, application_day):
    application = make_draft(stage)
    own = add_line(
        actor=stage.secretary,
        application=application,
        kind="partner",
        name=stage.tree.other_branch.name,
        support="goods",
    )
    other = add_line(actor=stage.secretary, application=application, kind="partner", name="农技站", support="skill")
    assert (own.organization, other.organization) == (stage.tree.other_branch, None)
    assert [line.name for line in lines_of(application, PARTNERS)] == [stage.tree.other_branch.name, "农技站"]


def test_a_table_holds_no_more_than_it_may(stage, application_day):
    application = make_draft(stage)
    FundingItem.objects.bulk_create(FundingItem(application=application, name=f"项{n}", position=n) for n in range(30))
    with pytest.raises(Invalid, match="最多 30 项"):
        funding(stage, application, name="再一项")


@pytest.mark.parametrize(
    ("kind", "field", "value", "sentence"),
    [
        ("task", "task", "", "请填写|必填"),
        ("task", "task", "长" * 101, "100"),
        ("task", "due_on", "明天", "日期"),
        ("task", "due_on", "2026-05-01", "不能早于今天"),
        ("task", "due_on", "2026-12-31", "应在“组织创建”阶段内"),
        ("funding", "amount", "很多", "数字"),
        ("funding", "amount", "-1", "0"),
        ("funding", "amount", "1.234", "2"),
        ("funding", "name", "长" * 61, "60"),
        ("funding", "source", "gift", "选"),
        ("partner", "support", "gift", "选"),
        ("partner", "name", "长" * 101, "100"),
    ],
)
def test_bad_input_gets_its_sentence_at_its_field_and_changes_nothing(
    stage, application_day, kind, field, value, sentence
):
    application = make_draft(stage)
    line = add_line(actor=stage.secretary, application=application, kind=kind)
    before = type(line).objects.filter(pk=line.pk).values(field).get()
    answer = save(browser(stage.secretary), line, kind, **{field: value})
    assert answer.status_code == 422
    (name, sentences), *others = answer.json()["errors"].items()
    assert (name, others) == (f"{kind}-{line.pk}-{field}", [])
    assert re.search(sentence, "".join(sentences)), sentences
    assert not any("A" <= letter <= "z" for letter in "".join(sentences))
    assert type(line).objects.filter(pk=line.pk).values(field).get() == before


def test_a_forged_key_of_another_organization_is_not_found(stage, application_day):
    mine = make_draft(stage)
    theirs = make_draft(stage, stage.other_secretary, stage.tree.other_branch)
    line = add_line(actor=stage.other_secretary, application=theirs, kind="partner", name="农技站")
    client = browser(stage.secretary)
    data = {f"partner-{line.pk}-name": "改名", "version": 1, "autosave": 1}
    assert client.post(url("line_save", theirs.pk, "partner", line.pk), data).status_code == 404
    assert client.post(url("line_save", mine.pk, "partner", line.pk), data).status_code == 404
    assert client.post(url("line_remove", mine.pk, "partner", line.pk)).status_code == 404
    assert client.post(url("lines", theirs.pk, "partner")).status_code == 404
    assert client.post(url("lines", mine.pk, "salary")).status_code == 404
    assert Partner.objects.get().name == "农技站"


def test_an_old_tab_after_the_phase_closed_changes_nothing(stage):
    application = make_draft(stage)
    with clock.moved_to(APPLICATION_DAY):
        line = funding(stage, application, name="标识", amount=1)
    with clock.moved_to(LATE_DAY):
        answer = save(browser(stage.secretary), line, "funding", name="改名")
        added = browser(stage.secretary).post(url("lines", application.pk, "funding"), follow=True)
    assert answer.status_code == 409 and "已截止" in answer.json()["message"]
    assert "已截止" in added.content.decode()
    assert list(FundingItem.objects.values_list("name", flat=True)) == ["标识"]


def test_lines_are_read_with_their_application(stage, application_day, django_assert_num_queries):
    from apps.applications.models import Application

    application = make_draft(stage)
    funding(stage, application, name="标识", amount=Decimal("1.50"), source="dues", note="制度上墙")
    add_line(actor=stage.secretary, application=application, kind="task")
    with django_assert_num_queries(1):
        row = Application.objects.with_lines().get(pk=application.pk)
        (item,), (task,) = lines_of(row, FUNDING), lines_of(row, TASKS)
        assert (item.name, item.amount, item.get_source_display()) == ("标识", Decimal("1.50"), "留存党费")
        assert task.due_on == dt.date(2026, 9, 30)


def test_a_ceiling_is_that_of_the_campaign(stage, application_day):
    from apps.applications.models import CampaignFunding

    application = make_draft(stage)
    assert ceiling_of(application) is None
    CampaignFunding.objects.create(
        campaign=stage.campaign, organization_path=stage.campaign.organization_path, ceiling=Decimal("2.00")
    )
    application.campaign.refresh_from_db()
    assert ceiling_of(application) == Decimal("2.00")


@pytest.mark.django_db(transaction=True)
def test_two_items_at_once_both_count():
    stage = make_stage()
    application = make_draft(stage)
    barrier = threading.Barrier(2)

    def add(amount):
        try:
            with clock.moved_to(APPLICATION_DAY):
                barrier.wait(10)
                funding(stage, application, name=f"项目{amount}", amount=Decimal(amount))
        finally:
            connection.close()

    threads = [threading.Thread(target=add, args=[amount]) for amount in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    application.refresh_from_db()
    assert application.funding_amount == 3
    assert sorted(application.funding_items.values_list("position", flat=True)) == [0, 1]
