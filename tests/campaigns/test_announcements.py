"""通知公告: written, issued to frozen recipients, read, answered, moved and withdrawn."""

import datetime as dt
import io
import time

import pytest
from django.db import IntegrityError, connection, transaction

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.applications.models import Application
from apps.campaigns import services
from apps.campaigns.models import Announcement, AnnouncementReceipt
from apps.campaigns.queries.announcements import earlier_replies, figures_of, reach_of, receipts_of, reply_mark
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn, Refused, StaleVersion
from apps.core.models import StateChange
from apps.organizations.models import Membership, Organization
from apps.reminders.models import Notice
from tests.architecture.rows import make_application
from tests.factories import LONG_AGO, make_organization, make_user

from .factories import APPLICATION_DAY, make_open_campaign

pytestmark = pytest.mark.django_db

MEETING = {
    "kind": "meeting", "title": "申报工作部署会", "text": "第一行\n第二行", "place": "市委三楼会议室",
    "starts_at": clock.at(dt.date(2026, 5, 20), 9), "ends_at": clock.at(dt.date(2026, 5, 20), 11),
    "needs_reply": True, "reply_by": dt.date(2026, 5, 18),
}  # fmt: skip
NOTICE = {"kind": "notice", "title": "关于报送材料的通知", "text": "请按时报送。"}


@pytest.fixture(autouse=True)
def standing_in_the_application_phase():
    with clock.moved_to(APPLICATION_DAY):
        yield


@pytest.fixture
def stage(tree, office, township):
    """An open campaign of the city; the branch of the tree has a secretary, another branch beside it too."""
    tree.office, tree.township_office = office, township
    tree.campaign = make_open_campaign(tree.city, office)
    tree.other = make_organization(tree.township, name="中共远村支部委员会")
    tree.secretary, tree.second = make_user(Role.SECRETARY, tree.branch), make_user(Role.SECRETARY, tree.other)
    return tree


def draft(stage, actor=None, **fields):
    return services.draft_announcement(actor=actor or stage.office, campaign=stage.campaign, **{**NOTICE, **fields})


def issue(stage, row):
    row.refresh_from_db()
    return services.issue_announcement(actor=stage.office, announcement=row, version=row.version)


def issued(stage, **fields):
    row = draft(stage, **fields)
    issue(stage, row)
    row.refresh_from_db()
    return row


def figures(row, user):
    return figures_of(AnnouncementReceipt.objects.followed_by(user), [row]).get(row.pk)


def told(row):
    return {receipt.user for receipt in row.receipts.select_related("user")}


def titles(user):
    return list(Notice.objects.filter(recipient=user).order_by("pk").values_list("title", flat=True))


def test_issuing_freezes_who_was_told_and_tells_them_once(stage):
    row = draft(stage)
    reach = reach_of(row)
    assert (reach.people, reach.organizations) == (2, 2)
    assert issue(stage, row) == 2
    row.refresh_from_db()
    assert (row.status, row.issued_by, told(row)) == ("issued", stage.office, {stage.secretary, stage.second})
    assert titles(stage.secretary) == ["通知：关于报送材料的通知"]
    make_user(Role.SECRETARY, make_organization(stage.township))
    assert told(row) == {stage.secretary, stage.second}
    with pytest.raises((OutOfTurn, Refused)):
        issue(stage, row)
    assert row.receipts.count() == 2
    assert [c.verb for c in StateChange.objects.of(row).order_by("pk")] == ["create", "issue"]


def test_organizations_without_a_secretary_are_counted_before(stage):
    row = draft(stage)
    before = reach_of(row).nobody
    make_organization(stage.township)
    assert reach_of(row).nobody == before + 1


def test_a_person_of_two_organizations_is_told_once(stage):
    Membership.objects.create(user=stage.secretary, organization=stage.other, role=Role.SECRETARY, started_on=LONG_AGO)
    row = issued(stage)
    assert row.receipts.filter(user=stage.secretary).count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        AnnouncementReceipt.objects.create(
            announcement=row, user=stage.secretary, organization=stage.other, organization_path=stage.other.path
        )


@pytest.mark.parametrize("audience", ["participants", "offices", "chosen"])
def test_each_audience_reaches_its_own_people(stage, audience):
    version = stage.campaign.standards.get().version
    make_application(stage, "in_review", campaign=stage.campaign, standard_version=version)
    Application.objects.create(
        campaign=stage.campaign, organization=stage.other, organization_path=stage.other.path, status="draft",
        standard_version=version, created_by=stage.second,
    )  # fmt: skip
    row = draft(stage, audience=audience, chosen=[stage.other.pk] if audience == "chosen" else [])
    expected = {"participants": stage.secretary, "offices": stage.township_office, "chosen": stage.second}
    issue(stage, row)
    assert told(row) == {expected[audience]}


def test_a_township_reaches_only_below_itself(stage):
    beside = make_organization(stage.district, name="中共邻村支部委员会")
    outsider = make_user(Role.SECRETARY, beside)
    row = draft(stage, actor=stage.township_office)
    assert row.organization == stage.township
    services.issue_announcement(actor=stage.township_office, announcement=row, version=row.version)
    assert told(row) == {stage.secretary, stage.second}
    assert outsider not in told(row)
    with pytest.raises(Invalid, match="本单位或其下级"):
        draft(stage, actor=stage.township_office, audience="chosen", chosen=[beside.pk])


def test_an_audience_of_nobody_is_refused(stage):
    row = draft(stage, audience="chosen")
    with pytest.raises(Invalid, match="没有可以接收的人"):
        issue(stage, row)
    services.choose_organization(actor=stage.office, announcement=row, organization=stage.township, chosen=True)
    assert issue(stage, row) == 2


def test_choosing_adds_and_removes(stage):
    row = draft(stage, audience="chosen", chosen=[stage.branch.pk])
    services.choose_organization(actor=stage.office, announcement=row, organization=stage.other, chosen=True)
    services.choose_organization(actor=stage.office, announcement=row, organization=stage.branch, chosen=False)
    row.refresh_from_db()
    assert row.chosen == [stage.other.pk]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"starts_at": clock.at(dt.date(2026, 5, 1), 9)}, "starts_at", "已过"),
        ({"starts_at": None, "ends_at": None}, "starts_at", "请填写开始时间"),
        ({"starts_at": clock.at(dt.date(2036, 5, 1), 9), "ends_at": None}, "starts_at", "两年以内"),
        ({"ends_at": clock.at(dt.date(2026, 5, 20), 8)}, "ends_at", "晚于开始时间"),
        ({"place": "  "}, "place", "请填写地点"),
        ({"reply_by": None}, "reply_by", "请填写回复截止日期"),
        ({"reply_by": dt.date(2026, 5, 5)}, "reply_by", "已过"),
        ({"reply_by": dt.date(2026, 5, 21)}, "reply_by", "不晚于开始当天"),
        ({"title": "长" * 101}, "title", "100"),
        ({"text": "长" * 5001}, "text", "5000"),
        ({"title": " "}, "title", "不能为空"),
        ({"audience": "everybody"}, "audience", "不"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_field(stage, changes, field, words):
    with pytest.raises(Invalid) as refused:
        draft(stage, **{**MEETING, **changes})
    assert words in refused.value.fields[field]
    assert not Announcement.objects.exists()


def test_a_notice_keeps_no_day_and_place(stage):
    row = draft(stage, **{**MEETING, "kind": "notice", "needs_reply": False})
    assert (row.starts_at, row.ends_at, row.place, row.reply_by) == (None, None, "", None)


def test_a_draft_whose_day_has_passed_is_not_issued(stage):
    row = draft(stage, **MEETING)
    with clock.moved_to(dt.date(2026, 5, 25)), pytest.raises(Invalid, match="已过"):
        issue(stage, row)


def test_a_stale_draft_is_neither_saved_nor_issued(stage):
    row = draft(stage)
    services.edit_announcement(actor=stage.office, announcement=row, version=row.version, title="新标题")
    for act in (services.edit_announcement, services.issue_announcement):
        with pytest.raises(StaleVersion):
            act(actor=stage.office, announcement=row, version=row.version)
    row.refresh_from_db()
    assert (row.title, row.status) == ("新标题", "draft")


def test_only_offices_inside_write_and_only_the_issuer_handles(stage):
    with pytest.raises(Refused):
        draft(stage, actor=stage.secretary)
    outside = make_user(Role.OFFICE, make_organization(None, name="中共外市委员会"))
    with pytest.raises(Refused):
        draft(stage, actor=outside)
    row = draft(stage)
    for act in (services.remove_announcement, services.issue_announcement):
        with pytest.raises(Refused):
            act(actor=stage.township_office, announcement=row, **({"version": 1} if "issue" in act.__name__ else {}))
    services.suspend_campaign(actor=stage.office, campaign=stage.campaign, reason="防汛")
    assert issue(stage, row) == 2


def test_who_sees_what(stage):
    row = draft(stage, audience="chosen", chosen=[stage.branch.pk])
    seen = lambda user: Announcement.objects.visible_to(user).filter(pk=row.pk).exists()  # noqa: E731
    assert seen(stage.office)
    assert not seen(stage.secretary)
    issue(stage, row)
    assert seen(stage.secretary)
    assert not seen(stage.second)
    assert seen(stage.township_office)  # it reached one of its own
    assert not seen(make_user(Role.OFFICE, make_organization(stage.district)))


def test_an_office_between_follows_those_below_itself_alone(stage):
    beside = make_organization(stage.district, name="中共邻村支部委员会")
    make_user(Role.SECRETARY, beside)
    row = issued(stage, **MEETING)
    services.note_read(actor=stage.secretary, announcement=row)
    services.reply_announcement(actor=stage.second, announcement=row, reply="no")
    between = figures(row, stage.township_office)
    assert (between.total, between.read, between.organizations, between.no, between.unanswered) == (2, 2, 2, 1, 1)
    assert figures(row, stage.office).total == 3
    asked = lambda user: services.urge_receipts(  # noqa: E731
        actor=user, announcement=row, receipts=row.receipts.all(), wording="请尽快回复。"
    )
    assert asked(stage.township_office) == 1  # not the neighbours
    assert asked(stage.office) == 1  # who was asked today is not asked again
    with pytest.raises(Refused):
        asked(make_user(Role.OFFICE, make_organization(stage.district)))


def test_an_organization_has_one_reply_and_a_colleagues_later_one_replaces_it(stage):
    colleague = make_user(Role.SECRETARY, stage.branch)
    row = issued(stage, **MEETING)
    reply = lambda user, **more: services.reply_announcement(actor=user, announcement=row, **more)  # noqa: E731
    first = reply(stage.secretary, reply="yes", people=3, words="带讲解员", seen="")
    with pytest.raises(StaleVersion, match=stage.secretary.name):
        reply(colleague, reply="no", seen="")
    now = reply(colleague, reply="no", seen=reply_mark(first))
    stand = figures(row, stage.office)
    assert (stand.total, stand.organizations, stand.yes, stand.no, stand.unanswered, stand.people) == (3, 2, 0, 1, 1, 0)
    assert [(each.user, each.reply) for each in row.receipts.exclude(reply="")] == [(colleague, "no")]
    assert [(each.name, each.reply, each.people, each.words) for each in earlier_replies(now, now)] == [
        (stage.secretary.name, "yes", 3, "带讲解员")
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        row.receipts.filter(user=stage.secretary).update(reply="yes", replied_at=clock.now())


def test_reading_is_noted_once(stage):
    row = issued(stage)
    services.note_read(actor=stage.secretary, announcement=row)
    first = row.receipts.get(user=stage.secretary).read_at
    with clock.moved_to(dt.date(2026, 5, 9)):
        services.note_read(actor=stage.secretary, announcement=row)
    assert first is not None
    assert row.receipts.get(user=stage.secretary).read_at == first
    assert [r.user for r in receipts_of(AnnouncementReceipt.objects.all(), row, "unread")] == [stage.second]


def test_a_reply_is_given_changed_and_closed(stage):
    row = issued(stage, **MEETING)
    reply = lambda **fields: services.reply_announcement(actor=stage.secretary, announcement=row, **fields)  # noqa: E731
    assert reply(reply="yes", people=3, words=" 带讲解员 ").words == "带讲解员"
    assert figures(row, stage.office).people == 3
    receipt = reply(reply="no", people=3)
    assert (receipt.reply, receipt.people, receipt.read_at is not None) == ("no", None, True)
    assert figures(row, stage.office).unanswered == 1
    with clock.moved_to(dt.date(2026, 5, 18)):
        reply(reply="undecided")
    with clock.moved_to(dt.date(2026, 5, 19)), pytest.raises(Refused, match="截止"):
        reply(reply="yes")
    assert row.receipts.get(user=stage.secretary).reply == "undecided"


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"reply": "perhaps"}, "reply"), ({"reply": "yes", "people": 0}, "people"), ({"reply": "yes", "people": 100}, "people"),
     ({"reply": "no", "words": "长" * 201}, "words")],
)  # fmt: skip
def test_a_wrong_reply_is_refused(stage, fields, field):
    row = issued(stage, **MEETING)
    with pytest.raises(Invalid) as refused:
        services.reply_announcement(actor=stage.secretary, announcement=row, **fields)
    assert list(refused.value.fields) == [field]


def test_nobody_replies_who_was_not_asked(stage):
    row = issued(stage, **MEETING)
    plain = issued(stage)
    with pytest.raises(Refused, match="不在该通知的发送范围"):
        services.reply_announcement(actor=stage.office, announcement=row, reply="yes")
    with pytest.raises(Refused, match="不需要回复"):
        services.reply_announcement(actor=stage.secretary, announcement=plain, reply="yes")


def test_another_day_and_place_are_told(stage):
    row = issued(stage, **MEETING)
    services.reply_announcement(actor=stage.secretary, announcement=row, reply="yes")
    services.postpone_announcement(
        actor=stage.office, announcement=row, version=row.version,
        starts_at=clock.at(dt.date(2026, 5, 21), 15), ends_at=None, place="市委二楼",
    )  # fmt: skip
    line = Notice.objects.get(rule="announcement.moved", recipient=stage.secretary)
    assert line.body == "时间改为5月21日 15:00，地点改为市委二楼。"
    unread = Notice.objects.filter(recipient=stage.secretary, withdrawn_at=None)
    assert [each.rule for each in unread] == ["announcement.moved"]  # the old day is said nowhere
    assert row.receipts.get(user=stage.secretary).reply == "yes"
    row.refresh_from_db()
    with pytest.raises(Invalid, match="没有变化"):
        services.postpone_announcement(actor=stage.office, announcement=row, version=row.version, place="市委二楼")
    with pytest.raises(StaleVersion):
        services.postpone_announcement(actor=stage.office, announcement=row, version=1, place="市委一楼")


def test_a_meeting_moves_after_its_replies_closed_but_not_after_it_began(stage):
    row = issued(stage, **MEETING)
    with clock.moved_to(dt.date(2026, 5, 19)):
        services.postpone_announcement(actor=stage.office, announcement=row, version=row.version, place="市委二楼")
    row.refresh_from_db()
    with clock.moved_to(dt.date(2026, 5, 22)), pytest.raises(Refused, match="开始"):
        services.postpone_announcement(actor=stage.office, announcement=row, version=row.version, place="市委一楼")


def test_withdrawing_needs_a_reason_and_is_told(stage):
    row = issued(stage)
    for reason in ("", "长" * 301):
        with pytest.raises(Invalid):
            services.withdraw_announcement(actor=stage.office, announcement=row, reason=reason)
    services.withdraw_announcement(actor=stage.office, announcement=row, reason="改期再发")
    row.refresh_from_db()
    assert (row.status, row.withdrawal) == ("withdrawn", "改期再发")
    assert Notice.objects.get(recipient=stage.secretary, withdrawn_at=None).rule == "announcement.withdrawn"
    assert titles(stage.secretary)[-1] == "通知已撤回：关于报送材料的通知"
    assert Announcement.objects.visible_to(stage.secretary).filter(pk=row.pk).exists()


def test_urging_asks_only_those_who_owe_and_once_a_day(stage):
    row = issued(stage, **MEETING)
    services.reply_announcement(actor=stage.secretary, announcement=row, reply="yes")
    urge = lambda: services.urge_receipts(  # noqa: E731
        actor=stage.office, announcement=row, receipts=row.receipts.all(), wording="请尽快回复。"
    )
    assert urge() == 1
    assert urge() == 0
    assert titles(stage.second)[-1] == "催办：申报工作部署会"
    assert not any("催办" in title for title in titles(stage.secretary))
    with pytest.raises(Refused):
        services.urge_receipts(actor=stage.second, announcement=row, receipts=row.receipts.all(), wording="请回复。")


def test_files_go_with_a_draft_and_are_read_by_recipients(stage, client):
    from django.urls import reverse

    from tests.factories import sign_in

    row = draft(stage)
    use = services.attach_announcement(
        actor=stage.office, announcement=row, upload=io.BytesIO(b"%PDF-1.4\n%%EOF"), name="议程.pdf"
    )
    address = reverse("core:file", args=[use.pk])
    assert sign_in(client, stage.secretary).get(address).status_code == 404
    issue(stage, row)
    answer = client.get(address)
    assert answer.status_code == 200
    b"".join(answer.streaming_content)
    with pytest.raises(Refused):
        services.detach_announcement(actor=stage.office, announcement=row, use=use)


def test_twenty_thousand_recipients_are_one_insert(stage):
    made = [
        Organization(
            path=f"{stage.township.path}{number:04d}9999"[:255], depth=stage.township.depth + 2, numchild=0,
            name=f"中共第{number}支部委员会", short_name=f"第{number}支部", code=f"M{number:06d}", kind="branch",
            level="grassroots", sector="rural",
        )
        for number in range(1000, 4000)
    ]  # fmt: skip
    Organization.objects.bulk_create(made)
    people = User.objects.bulk_create(
        [User(username=f"many{number}", name=f"书记{number}", password="!") for number in range(len(made))]
    )
    Membership.objects.bulk_create(
        Membership(user=user, organization=place, role=Role.SECRETARY, started_on=LONG_AGO)
        for user, place in zip(people, made, strict=True)
    )
    row = draft(stage)
    started = time.monotonic()
    with _statements() as found:
        assert issue(stage, row) == len(made) + 2
    assert sum("INSERT INTO campaigns_announcementreceipt" in each["sql"] for each in found) == 1
    assert len(found) < 25
    assert Notice.objects.filter(rule="announcement.issued").count() == len(made) + 2
    assert time.monotonic() - started < 20


def _statements():
    from django.test.utils import CaptureQueriesContext

    return CaptureQueriesContext(connection)
