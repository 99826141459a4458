"""The creation plan: tasks in the draft, progress during creation."""

import datetime as dt

import pytest

from apps.applications.services import remove_task, report_progress, save_task
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn, Refused
from apps.core.models import StateChange
from tests.applications.factories import APPLICATION_DAY, TASK, make_approved, make_draft, make_stage, make_submitted
from tests.shared import shared

pytestmark = pytest.mark.django_db

SUMMER = dt.date(2026, 7, 1)


@shared
def stage():
    return make_stage()


def test_tasks_are_added_changed_and_removed_in_a_draft(stage):
    application = make_draft(stage)
    with clock.moved_to(APPLICATION_DAY):
        first = save_task(actor=stage.secretary, application=application, **TASK)
        second = save_task(actor=stage.secretary, application=application, **{**TASK, "task": "建强队伍"})
        save_task(actor=stage.secretary, application=application, row=first, **{**TASK, "task": "规范制度"})
        assert list(application.tasks.values_list("task", flat=True)) == ["规范制度", "建强队伍"]
        remove_task(actor=stage.secretary, task=first)
        with pytest.raises(Invalid, match="移除"):
            remove_task(actor=stage.secretary, task=first)
    assert list(application.tasks.all()) == [second]


def test_a_task_names_who_and_by_when(stage):
    application = make_draft(stage)
    with clock.moved_to(APPLICATION_DAY):
        with pytest.raises(Invalid, match="责任人"):
            save_task(actor=stage.secretary, application=application, **{**TASK, "responsible": " "})
        with pytest.raises(Refused):
            save_task(actor=stage.other_secretary, application=application, **TASK)
    assert not application.tasks.exists()


def test_the_plan_is_closed_after_submission(stage):
    application = make_submitted(stage)
    with clock.moved_to(APPLICATION_DAY), pytest.raises(OutOfTurn):
        save_task(actor=stage.secretary, application=application, **TASK)
    with clock.moved_to(APPLICATION_DAY), pytest.raises(OutOfTurn):
        remove_task(actor=stage.secretary, task=application.tasks.get())


def test_progress_is_told_during_creation(stage):
    application = make_approved(stage)
    task = application.tasks.get()
    with clock.moved_to(SUMMER):
        assert report_progress(actor=stage.secretary, task=task, progress=40, note="已开工").status == "under_way"
        assert report_progress(actor=stage.secretary, task=task, progress=100).status == "done"
        with pytest.raises(Invalid, match="完成比例"):
            report_progress(actor=stage.secretary, task=task, progress=101)
        with pytest.raises(Refused):
            report_progress(actor=stage.township, task=task, progress=10)
    assert StateChange.objects.of(task).count() == 2


def test_progress_waits_for_approval(stage):
    application = make_submitted(stage)
    with clock.moved_to(APPLICATION_DAY), pytest.raises(OutOfTurn, match="创建期间"):
        report_progress(actor=stage.secretary, task=application.tasks.get(), progress=10)
