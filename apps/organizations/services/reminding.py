"""Telling secretaries that facts are missing: one line a day and organization in the inbox."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.urls import reverse

from apps.accounts.models import User
from apps.core import clock, states
from apps.core.registries import inbox_writers
from apps.core.verdicts import require

from .. import rules
from ..models import Organization
from ..queries.fact_tables import Completeness
from ..queries.people import secretaries_of_many

RULE = "facts.missing"


@transaction.atomic
def remind_of_facts(*, actor: User, lacking: Sequence[Completeness]) -> int:
    """Put what is missing into the inboxes of the secretaries; who was told today is not told again.

    Returns:
        The number of organizations that were told.

    Raises:
        Refused: one of the organizations is not below the person's office.
    """
    told = 0
    today = clock.today()
    people = secretaries_of_many([each.organization.pk for each in lacking])
    for each in lacking:
        acting = require(rules.can_remind(actor, each.organization))
        sent = _tell(each, people.get(each.organization.pk, ()), today.isoformat())
        if sent:
            told += 1
            states.record(each.organization, "remind_facts", acting=acting, reason=f"未填 {each.lacking} 项")
    return told


def _tell(each: Completeness, recipients: Iterable[User], day: str) -> int:
    organization: Organization = each.organization
    return sum(
        write(
            rule=RULE,
            subject=organization,
            recipients=recipients,
            title=f"请补填数据：还有 {each.lacking} 项未填",
            body=f"{organization.short_name}还未填：{each.words}。每项只填一次，申报、自评、考核自动带出。",
            url=f"{reverse('organizations:facts', args=[organization.pk])}?show=missing",
            threshold=day,
        )
        for write in inbox_writers
    )
