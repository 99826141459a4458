"""Who works on an application: its own people, and those of the organization where it names none."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from apps.core import clock
from apps.organizations.facility_choices import AroundRole
from apps.organizations.models import PersonAround

from ..models import Application, ApplicationPerson

#: What stands on exports when nobody was entered as 责任书记: the secretary on the form.
RESPONSIBLE = AroundRole.RESPONSIBLE_SECRETARY
#: Roles in the order in which pages and ledgers tell them.
ORDER = [role.value for role in AroundRole if role != AroundRole.MEMBER]


def people_of_application(application: Application) -> list[dict[str, Any]]:
    """Groups of role, label and people, the application's own first, the organization's where it has none."""
    own = list(application.people.all())
    around = list(PersonAround.objects.filter(organization=application.organization_id))
    return _told(own, around, application.secretary_name, clock.today())


def _told(own: Sequence[Any], around: Sequence[Any], secretary: str, today: dt.date) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for role in ORDER:
        mine = [each for each in own if each.role == role]
        rows, source = (
            (mine, "") if mine else ([each for each in around if each.role == role and runs(each, today)], "组织档案")
        )
        if not rows and role == RESPONSIBLE and secretary:
            found.append(
                {"role": role, "label": RESPONSIBLE.label, "rows": [], "words": secretary, "source": "申报登记表"}
            )
        elif rows:
            members = _members(own if mine else around, rows)
            listed = [{"row": each, "runs": runs(each, today), "members": members.get(each.pk, [])} for each in rows]
            found.append({"role": role, "label": AroundRole(role).label, "rows": listed, "words": "", "source": source})
    return found


def _members(all_rows: Iterable[Any], groups: Sequence[Any]) -> dict[int, list[Any]]:
    keys, found = {each.pk for each in groups}, defaultdict(list)
    for each in all_rows:
        if each.group_id in keys:
            found[each.group_id].append(each)
    return found


def runs(row: Any, today: dt.date) -> bool:
    return row.started_on <= today and (row.ended_on is None or row.ended_on >= today)


def named_by_role(applications: Sequence[Any]) -> dict[int, dict[str, str]]:
    """Names by role for many applications (or rows like them), for ledgers and exports. Two statements."""
    today = clock.today()
    own = _by(
        ApplicationPerson.objects.filter(application__in=[each.pk for each in applications]), "application_id", today
    )
    around = _by(
        PersonAround.objects.filter(organization__in={each.organization_id for each in applications}),
        "organization_id",
        today,
    )
    found = {}
    for each in applications:
        told = {**around[each.organization_id], **own[each.pk]}
        told.setdefault(RESPONSIBLE.value, each.secretary_name)
        found[each.pk] = told
    return found


def _by(rows: Any, key: str, today: dt.date) -> defaultdict[int, dict[str, str]]:
    found: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for row in rows.on(today).exclude(role=AroundRole.MEMBER).order_by("pk"):
        told = found[getattr(row, key)]
        words = f"{row.name}（{row.duty}）" if row.duty and row.role == AroundRole.CO_ORGANIZER else row.name
        told[row.role] = f"{told[row.role]}、{words}" if row.role in told else words
    return found
