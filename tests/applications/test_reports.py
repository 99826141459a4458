"""Monthly reports: prefilled, once a period, frozen when handed in, returned and commented."""

import datetime as dt

import pytest

from apps.applications.models import PlanTask, ProgressReport
from apps.applications.queries import creation
from apps.applications.services import TaskNote, comment_report, return_report
from apps.campaigns.services import close_campaign
from apps.core.exceptions import Invalid, OutOfTurn, Refused, StaleVersion
from apps.core.models import StateChange
from apps.reminders.models import Notice
from tests.shared import shared

from .creation_stage import make_site, on, write
from .page_stage import browser, url

pytestmark = pytest.mark.django_db


@shared
def stage():
    return make_site()


def note(stage, progress, seen=0, words=""):
    return [TaskNote(stage.task.pk, progress, seen, words)]


def test_progress_in_a_report_is_the_plans_own(stage):
    with on():
        write(stage, tasks=note(stage, 40, words="已开工"))
    task = PlanTask.objects.get(pk=stage.task.pk)
    assert (task.progress, task.progress_note, task.status) == (40, "已开工", "under_way")


def test_a_report_freezes_the_tasks_when_it_is_handed_in(stage):
    with on():
        report = write(stage, tasks=note(stage, 40), submit=True)
    PlanTask.objects.filter(pk=stage.task.pk).update(progress=90)
    line = report.lines.get()
    assert (report.status, report.progress, line.before, line.progress) == ("submitted", 40, 0, 40)
    assert [each.verb for each in StateChange.objects.of(report)] == ["submit"]


def test_the_next_report_counts_from_the_last(stage):
    with on():
        write(stage, tasks=note(stage, 40), submit=True)
        draft = ProgressReport(application=stage.site, kind="dispatch", period="2026-07")
        tasks = list(stage.site.tasks.all())
        PlanTask.objects.filter(pk=stage.task.pk).update(progress=70)
        told = creation.prefilled(list(stage.site.tasks.all()), creation.last_lines(draft), dt.date(2026, 9, 2))
    assert tasks and told["done"] == "规范阵地：40% → 70%"
    assert told["problems"] == "规范阵地：应于8月31日完成，现 70%"


def test_each_period_is_handed_in_once(stage):
    with on():
        report = write(stage, submit=True)
        with pytest.raises(OutOfTurn, match="每期报送一次"):
            write(stage, version=report.version, done="再报一次。")
    assert ProgressReport.objects.get().done == "阵地开工。"


def test_a_returned_report_is_written_again(stage):
    with on():
        report = write(stage, submit=True)
        returned = return_report(actor=stage.district, report=report, reason="请写明资金。")
        again = write(stage, version=returned.version, done="资金已到位。", submit=True)
    assert (again.pk, again.status, again.done) == (report.pk, "submitted", "资金已到位。")
    assert Notice.objects.filter(rule="report.returned", recipient=stage.secretary).count() == 1


def test_two_writers_do_not_overwrite_each_other(stage):
    with on():
        write(stage)
        with pytest.raises(StaleVersion):
            write(stage, version=0, done="另一份。")
    assert ProgressReport.objects.get().done == "阵地开工。"


def test_a_colleagues_figure_is_not_overwritten_in_silence(stage):
    PlanTask.objects.filter(pk=stage.task.pk).update(progress=50)
    with on(), pytest.raises(StaleVersion, match="50%"):
        write(stage, tasks=note(stage, 30, seen=0))
    assert PlanTask.objects.get(pk=stage.task.pk).progress == 50
    assert not ProgressReport.objects.exists()


def test_an_untouched_figure_leaves_a_colleagues_alone(stage):
    PlanTask.objects.filter(pk=stage.task.pk).update(progress=50)
    with on():
        write(stage, tasks=note(stage, 0, seen=0))
    assert PlanTask.objects.get(pk=stage.task.pk).progress == 50


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"done": " ", "submit": True}, "工作进展"),
        ({"done": "长" * 1001}, "工作进展"),
        ({"period": "2031-01"}, "没有要求"),
        ({"kind": "show_goal", "period": "2026"}, "没有要求"),
    ],
)
def test_bad_input_changes_nothing(stage, fields, words):
    with on(), pytest.raises(Invalid, match=words):
        write(stage, **fields)
    assert not ProgressReport.objects.exists()


def test_a_period_that_has_not_begun_waits(stage):
    with on(), pytest.raises(OutOfTurn, match="尚未开始"):
        write(stage, period="2026-08")


def test_a_task_of_another_site_is_refused(stage):
    other = PlanTask.objects.get(pk=stage.task.pk)
    with on(), pytest.raises(Invalid, match="不在本单位"):
        write(stage, tasks=[TaskNote(other.pk + 9999, 10, 0)])


@pytest.mark.parametrize("who", ["office", "township", "other_secretary", "outside_secretary"])
def test_only_the_sites_secretary_writes(stage, who):
    with on(), pytest.raises(Refused):
        write(stage, actor=getattr(stage, who))


def test_nothing_is_written_after_the_campaign_closed(stage):
    with on():
        close_campaign(actor=stage.office, campaign=stage.campaign, reason="年度结束")
        stage.site.campaign.refresh_from_db()
        with pytest.raises(Refused, match="不在进行中"):
            write(stage)


def test_the_office_comments_and_the_site_is_told(stage):
    with on():
        report = write(stage, submit=True)
        comment_report(actor=stage.township, report=report, text="进度较好，注意留档。")
    assert report.comments.get().organization == stage.tree.township
    assert Notice.objects.filter(rule="report.comment", recipient=stage.secretary).count() == 1


@pytest.mark.parametrize("text", ["", " ", "长" * 501])
def test_a_comment_says_something_short(stage, text):
    with on():
        report = write(stage, submit=True)
        with pytest.raises(Invalid, match="500字"):
            comment_report(actor=stage.township, report=report, text=text)


def test_a_draft_is_not_commented_nor_returned(stage):
    with on():
        report = write(stage)
        with pytest.raises(OutOfTurn):
            comment_report(actor=stage.township, report=report, text="好。")
        with pytest.raises(OutOfTurn):
            return_report(actor=stage.township, report=report, reason="补充。")


def test_a_refused_comment_keeps_its_words(stage):
    words = "长" * 501
    with on():
        report = write(stage, submit=True)
        answer = browser(stage.township).post(url("report_comment", report.pk), {"text": words})
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not report.comments.exists()
