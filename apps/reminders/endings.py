"""Organizations of kinds with an end: told 30 days before their last day, on it, and once it is over.

Organizations stand below this app and cannot say themselves what is due.
"""

import datetime as dt
from collections.abc import Iterable, Iterator

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.addresses import address_of
from apps.core.components import text
from apps.organizations.models import Membership, Organization
from apps.organizations.querysets import ENDS_SOON, lineage

from .registries import DueNotice, RuleKind, speaks_for

RULE = "organization.ending"
KINDS = (RuleKind(RULE, "党组织存续到期", "书记和上级党建办", per_campaign=False),)


@speaks_for(RULE)
def due(as_of: dt.datetime) -> Iterator[DueNotice]:
    """One line per organization, person and threshold, in two queries: its secretaries and the nearest office above.

    A last day that is put off begins a new series.
    """
    today = clock.local(as_of).date()
    found = Organization.objects.active().filter(ends_on__lte=today + ENDS_SOON)
    organizations = list(found.order_by("path"))
    people = _people(organizations, today)
    for organization in organizations:
        for user_id in _recipients(organization, people):
            yield _notice(organization, user_id, today)


def _people(organizations: Iterable[Organization], day: dt.date) -> dict[tuple[str, str], list[int]]:
    """Users by path and role, of the organizations and all above them."""
    paths = {path for each in organizations for path in lineage(each.path)}
    held = Membership.objects.filter(
        role__in=[Role.OFFICE, Role.SECRETARY], organization__path__in=paths, user__is_active=True
    )
    found: dict[tuple[str, str], list[int]] = {}
    for path, role, user_id in held.on(day).values_list("organization__path", "role", "user_id"):
        found.setdefault((path, role), []).append(user_id)
    return found


def _recipients(organization: Organization, people: dict[tuple[str, str], list[int]]) -> set[int]:
    above = organization.ancestor_paths()[::-1]
    offices = next((people[path, Role.OFFICE] for path in above if (path, Role.OFFICE) in people), [])
    return {*people.get((organization.path, Role.SECRETARY), ()), *offices}


def _notice(organization: Organization, user_id: int, today: dt.date) -> DueNotice:
    last = organization.ends_on
    assert last is not None
    left = (last - today).days
    stage = "over" if left < 0 else "end" if left == 0 else "soon"
    words = f"已超过存续期限 {-left} 天" if left < 0 else "今天存续到期" if left == 0 else f"还有 {left} 天存续到期"
    return DueNotice(
        rule=RULE,
        subject=f"{Organization._meta.label_lower}:{organization.pk}",
        recipient_id=user_id,
        title=f"{organization.short_name}{words}",
        threshold=f"{last:%Y%m%d}-{stage}",
        body=f"{organization.get_kind_display()}，存续至{text.date_full(last)}。任务完成的办理撤销，需要延续的修改存续日期。",
        url=address_of("organizations:history", organization.pk),
        due_at=clock.at(last, 23, 59, 59),
        organization_id=organization.pk,
    )
