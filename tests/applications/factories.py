"""A campaign that takes applications, and people on every step of its ladder. Made by the real services."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

from apps.accounts.choices import Role
from apps.applications.models import Application
from apps.applications.services import (
    recommend_application,
    save_application,
    save_task,
    start_application,
    submit_application,
)
from apps.core import clock
from tests.campaigns.factories import make_open_campaign
from tests.factories import make_tree, make_user

#: Applications 21 April to 15 May, reviews 16 to 31 May 2026 (standardization year).
APPLICATION_DAY = dt.date(2026, 5, 6)
REVIEW_DAY = dt.date(2026, 5, 20)
LATE_DAY = dt.date(2026, 6, 10)
TASK: dict[str, Any] = {"task": "规范阵地", "responsible": "演示书记甲", "due_on": dt.date(2026, 8, 31)}
FIELDS: dict[str, Any] = {
    "title": "丁村先锋",
    "exemplar": "new",
    "breakthrough": "党员责任区全覆盖。",
    "summary": "党员 46 名，下设 3 个党小组。",
    "foundation": "阵地齐全，制度健全。",
    "innovation": "设立党员责任区。",
    "results": "村民满意度提高。",
    "narrative": "<h3>做法</h3><p>设立<strong>党员责任区</strong>。</p>",
    "goal": "年内五项规范全部达标。",
    "contact_name": "演示用户丁",
    "contact_phone": "0773-0000000",
}


def make_stage(**campaign: Any) -> SimpleNamespace:
    """The tree, an open campaign of the city, and an office worker or a secretary for each organization."""
    tree = make_tree()
    stage = SimpleNamespace(
        tree=tree,
        office=make_user(Role.OFFICE, tree.city),
        district=make_user(Role.OFFICE, tree.district),
        township=make_user(Role.OFFICE, tree.township),
        outside_township=make_user(Role.OFFICE, tree.outside_township),
        secretary=make_user(Role.SECRETARY, tree.branch),
        other_secretary=make_user(Role.SECRETARY, tree.other_branch),
        outside_secretary=make_user(Role.SECRETARY, tree.outside_branch),
    )
    stage.campaign = make_open_campaign(tree.city, stage.office, **campaign)
    return stage


def make_draft(stage: SimpleNamespace, secretary: Any = None, organization: Any = None) -> Application:
    """An empty draft, started on the application day."""
    with clock.moved_to(APPLICATION_DAY):
        return start_application(
            actor=secretary or stage.secretary,
            campaign=stage.campaign,
            organization=organization or stage.tree.branch,
        )


def make_complete(stage: SimpleNamespace, secretary: Any = None, organization: Any = None) -> Application:
    """A draft with everything that is required."""
    secretary = secretary or stage.secretary
    application = make_draft(stage, secretary, organization)
    with clock.moved_to(APPLICATION_DAY):
        save_application(actor=secretary, application=application, version=application.version, **FIELDS)
        save_task(actor=secretary, application=application, **TASK)
    return application


def make_submitted(stage: SimpleNamespace, secretary: Any = None, organization: Any = None) -> Application:
    secretary = secretary or stage.secretary
    application = make_complete(stage, secretary, organization)
    with clock.moved_to(APPLICATION_DAY):
        return submit_application(actor=secretary, application=application)


def make_approved(stage: SimpleNamespace) -> Application:
    """Recommended by township and district, approved by the city."""
    application = make_submitted(stage)
    with clock.moved_to(REVIEW_DAY):
        for reviewer in (stage.township, stage.district, stage.office):
            recommend_application(actor=reviewer, application=application, opinion="同意。")
    return application
