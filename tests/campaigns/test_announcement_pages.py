"""Pages of announcements: as the issuing office, as a recipient, as somebody else."""

import datetime as dt
import io

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from apps.accounts.choices import Role
from apps.campaigns import services
from apps.campaigns.models import Announcement
from apps.core import clock
from apps.reminders.models import Urge
from tests.factories import make_organization, make_user, sign_in

from .factories import APPLICATION_DAY, make_open_campaign

pytestmark = pytest.mark.django_db
TYPED = {
    "kind": "meeting", "title": "部署会", "text": "第一行\n第二行", "starts_at": "2026-05-20T09:00", "ends_at": "",
    "place": "会议室", "needs_reply": "on", "reply_by": "2026-05-18", "audience": "eligible",
}  # fmt: skip


@pytest.fixture(autouse=True)
def standing_in_the_application_phase():
    with clock.moved_to(APPLICATION_DAY):
        yield


@pytest.fixture
def stage(tree, office, township):
    tree.office, tree.township_office = office, township
    tree.campaign = make_open_campaign(tree.city, office)
    tree.secretary = make_user(Role.SECRETARY, tree.branch)
    tree.as_office, tree.as_secretary = sign_in(Client(), office), sign_in(Client(), tree.secretary)
    return tree


def at(name, *args):
    return reverse(f"campaigns:{name}", args=args)


def meeting(stage, **changes):
    """Typed and issued through the pages."""
    answer = stage.as_office.post(at("new_announcement", stage.campaign.pk), TYPED | changes)
    assert answer.status_code == 302, answer.content.decode()
    row = Announcement.objects.latest("pk")
    stage.as_office.post(at("issue_announcement", row.pk), {"version": row.version})
    row.refresh_from_db()
    assert row.status == "issued"
    return row


def text_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_draft_says_how_many_will_receive_before_it_is_issued(stage):
    stage.as_office.post(at("new_announcement", stage.campaign.pk), TYPED)
    row = Announcement.objects.get()
    body = text_of(stage.as_office, at("announcement", row.pk))
    assert "发布给 1 人" in body
    assert stage.as_secretary.get(at("announcement", row.pk)).status_code == 404
    listed = text_of(stage.as_office, at("announcements", stage.campaign.pk))
    assert "部署会" in listed
    assert "部署会" not in text_of(stage.as_secretary, at("announcements", stage.campaign.pk))


def test_what_was_typed_wrongly_comes_back_with_the_words_at_the_field(stage):
    wrong = TYPED | {"starts_at": "2026-05-01T09:00", "reply_by": "2026-05-02", "place": ""}
    answer = stage.as_office.post(at("new_announcement", stage.campaign.pk), wrong)
    form = answer.context["form"]
    assert answer.status_code == 422
    assert set(form.errors) == {"starts_at", "place", "reply_by"}
    assert "第二行" in answer.content.decode()


def test_a_stale_draft_is_not_overwritten(stage):
    stage.as_office.post(at("new_announcement", stage.campaign.pk), TYPED)
    row = Announcement.objects.get()
    services.edit_announcement(actor=stage.office, announcement=row, version=row.version, title="别人改的")
    answer = stage.as_office.post(at("edit_announcement", row.pk), TYPED | {"version": row.version})
    assert answer.status_code == 422
    assert "刚被他人修改" in answer.content.decode()
    row.refresh_from_db()
    assert row.title == "别人改的"


def test_opening_the_page_notes_the_receipt_and_only_then(stage):
    row = meeting(stage)
    body = text_of(stage.as_secretary, at("announcement", row.pk))
    assert f'hx-post="{at("announcement_opened", row.pk)}"' in body
    assert "第一行<br>第二行" in body
    assert row.receipts.get().read_at is None
    assert stage.as_secretary.post(at("announcement_opened", row.pk)).status_code == 204
    assert row.receipts.get().read_at is not None
    assert "announcement_opened" not in text_of(stage.as_secretary, at("announcement", row.pk))


def test_a_recipient_replies_and_changes_it(stage):
    row = meeting(stage)
    stage.as_secretary.post(at("reply_announcement", row.pk), {"reply": "yes", "people": "2", "words": ""})
    assert (row.receipts.get().reply, row.receipts.get().people) == ("yes", 2)
    assert "修改回复" in text_of(stage.as_secretary, at("announcement", row.pk))
    wrong = stage.as_secretary.post(at("reply_announcement", row.pk), {"reply": "yes", "people": "0"})
    assert wrong.status_code == 422
    stage.as_secretary.post(at("reply_announcement", row.pk), {"reply": "no"})
    assert row.receipts.get().reply == "no"
    with clock.moved_to(dt.date(2026, 5, 19)):
        stage.as_secretary.post(at("reply_announcement", row.pk), {"reply": "yes"})
        assert "回复已于5月18日截止" in text_of(stage.as_secretary, at("announcement", row.pk))
    assert row.receipts.get().reply == "no"


def test_others_find_nothing(stage):
    row = meeting(stage)
    late = sign_in(Client(), make_user(Role.SECRETARY, make_organization(stage.township)))
    assert late.get(at("announcement", row.pk)).status_code == 404
    assert late.post(at("reply_announcement", row.pk), {"reply": "yes"}).status_code == 404
    beside = sign_in(Client(), make_user(Role.OFFICE, make_organization(stage.district)))
    assert beside.get(at("receipts", row.pk)).status_code == 404
    assert stage.as_secretary.get(at("receipts", row.pk)).status_code == 403


def test_who_has_not_read_is_filtered_exported_and_urged(stage):
    second = make_user(Role.SECRETARY, make_organization(stage.township, name="中共远村支部委员会"))
    row = meeting(stage)
    services.reply_announcement(actor=stage.secretary, announcement=row, reply="yes", people=2)
    answer = stage.as_office.get(at("receipts", row.pk), {"state": "unread"})
    assert [each.user for each, *_ in answer.context["rows"]] == [second]
    assert [each.user for each, *_ in stage.as_office.get(at("receipts", row.pk), {"q": "远村"}).context["rows"]] == [
        second
    ]
    file = stage.as_office.get(at("receipts_export", row.pk), {"state": "yes"})
    cells = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(file.streaming_content))).get_sheet_by_index(0)
    rows = cells.to_python()
    assert len(rows) == 2
    assert rows[1][2] == stage.secretary.name
    assert rows[1][4:6] == ["参加", 2]
    shown = stage.as_office.get(at("receipts", row.pk), {"sort": "-read"})
    assert [each.user for each, *_ in shown.context["rows"]] == [stage.secretary, second]
    file = stage.as_office.get(at("receipts_export", row.pk), {"sort": "-person"})
    cells = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(file.streaming_content))).get_sheet_by_index(0)
    assert [line[2] for line in cells.to_python()[1:]] == sorted([stage.secretary.name, second.name], reverse=True)
    stage.as_office.post(at("receipts_urge", row.pk), {"wording": "请尽快回复。"})
    assert [urge.recipient for urge in Urge.objects.all()] == [second]
    assert stage.as_office.post(at("receipts_urge", row.pk), {"wording": ""}).status_code == 422


def test_an_office_between_reads_how_those_below_stand(stage):
    district = sign_in(Client(), make_user(Role.OFFICE, stage.district))
    make_user(Role.SECRETARY, make_organization(stage.city, name="中共邻区支部委员会"))
    row = meeting(stage)
    services.note_read(actor=stage.secretary, announcement=row)
    assert "已读 1 / 1 人" in text_of(district, at("announcements", stage.campaign.pk))
    body = text_of(district, at("announcement", row.pk))
    assert at("receipts", row.pk) in body
    assert at("withdraw_announcement", row.pk) not in body
    listed = district.get(at("receipts", row.pk))
    assert [each.user for each, *_ in listed.context["rows"]] == [stage.secretary]
    assert len(stage.as_office.get(at("receipts", row.pk)).context["rows"]) == 2
    file = district.get(at("receipts_export", row.pk))
    cells = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(file.streaming_content))).get_sheet_by_index(0)
    assert len(cells.to_python()) == 2
    assert district.post(at("withdraw_announcement", row.pk), {"reason": "误发"}).status_code == 403


def test_a_colleague_sees_the_reply_and_replaces_it_after_seeing_it(stage):
    colleague = make_user(Role.SECRETARY, stage.branch)
    there = sign_in(Client(), colleague)
    row = meeting(stage)
    opened = there.get(at("announcement", row.pk)).context["form"].initial["seen"]
    stage.as_secretary.post(at("reply_announcement", row.pk), {"reply": "yes", "people": "2", "seen": ""})
    there.post(at("reply_announcement", row.pk), {"reply": "no", "seen": opened})
    assert row.receipts.get(user=stage.secretary).reply == "yes"
    page = there.get(at("announcement", row.pk))
    assert f"{stage.secretary.name}于" in page.content.decode()
    there.post(at("reply_announcement", row.pk), {"reply": "no", "seen": page.context["form"].initial["seen"]})
    assert row.receipts.exclude(reply="").get().user == colleague
    body = text_of(stage.as_secretary, at("announcement", row.pk))
    assert "此前的回复" in body
    assert f"{colleague.name}于" in body


def test_choosing_organizations_on_the_draft(stage):
    stage.as_office.post(at("new_announcement", stage.campaign.pk), TYPED | {"audience": "chosen"})
    row = Announcement.objects.get()
    found = stage.as_office.get(at("announcement", row.pk), {"q": stage.township.code})
    assert [place.pk for place in found.context["offered"]] == [stage.township.pk]
    stage.as_office.post(at("choose_organization", row.pk, stage.township.pk), {"act": "add"})
    row.refresh_from_db()
    assert row.chosen == [stage.township.pk]
    stage.as_office.post(at("edit_announcement", row.pk), TYPED | {"audience": "chosen", "version": row.version})
    row.refresh_from_db()
    assert row.chosen == [stage.township.pk]
    stage.as_office.post(at("choose_organization", row.pk, stage.township.pk), {"act": "remove"})
    row.refresh_from_db()
    assert row.chosen == []


def test_moving_and_withdrawing_by_the_pages(stage):
    row = meeting(stage)
    typed = {"starts_at": "2026-05-21T09:00", "place": "二楼", "reply_by": "2026-05-19", "version": row.version}
    assert stage.as_office.post(at("postpone_announcement", row.pk), typed).status_code == 302
    row.refresh_from_db()
    assert (row.place, row.reply_by) == ("二楼", dt.date(2026, 5, 19))
    again = stage.as_office.post(at("postpone_announcement", row.pk), typed)
    assert again.status_code == 422
    stage.as_office.post(at("withdraw_announcement", row.pk), {"reason": "另行通知"})
    assert "原因：另行通知" in text_of(stage.as_secretary, at("announcement", row.pk))


@pytest.mark.parametrize("name", ["announcements", "announcement", "receipts"])
def test_the_number_of_statements_does_not_grow(stage, name, django_assert_num_queries):
    most = {"announcements": 12, "announcement": 12, "receipts": 12}[name]
    row = meeting(stage)
    counts = []
    for more in (0, 3):
        for _ in range(more):
            meeting(stage)
            make_user(Role.SECRETARY, make_organization(stage.township))
        address = at(name, stage.campaign.pk if name == "announcements" else row.pk)
        for client in (stage.as_office, stage.as_secretary):
            if name == "receipts" and client is stage.as_secretary:
                continue
            client.get(address)
            counts.append((client is stage.as_office, statements(client, address)))
    assert max(n for _, n in counts) <= most, counts
    assert len(set(counts)) == len({who for who, _ in counts}), counts


def statements(client, address):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)
