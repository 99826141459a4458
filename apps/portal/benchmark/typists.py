"""The people of the measurement over HTTP: secretaries at their forms, one at a long section, an office at its queue.

Made in an empty database by a process of its own (``benchmark --step``), which tells as JSON what a browser knows.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.applications.models import Application, Response
from apps.applications.services import start_self_assessment
from apps.campaigns.choices import PhaseKind, PhaseStatus
from apps.campaigns.models import Campaign, Phase
from apps.campaigns.queries import eligible
from apps.core import clock
from apps.organizations.models import Membership

from .queue import make_queue
from .readiness import make_city
from .rows import make_assessing, one_section

#: Of the leaves of the benchmark's standard: what is typed there.
FIGURE, YES_NO, NOTE = "x10", "x5", "x6"
SECTION_LEAVES = 80


def make_people(typists: int, waiting: int) -> str:
    """So many secretaries who type, a secretary with a section of eighty leaves, an office with so many that wait."""
    with transaction.atomic():
        campaign, version = make_city(typists)
        _open_phases(campaign)
        desks = [_desk(campaign, version, place, number) for number, place in enumerate(eligible(campaign))]
        application, secretary = make_assessing(SECTION_LEAVES, "benchmark-section")
        _open_phases(application.campaign)
        office = make_queue(waiting, "benchmark-queue", one_section(SECTION_LEAVES))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    queue = reverse("applications:review_queue")
    pages = {
        "section": (secretary, reverse("applications:assessment_section", args=[application.pk, "all"])),
        "queue": (office, queue),
        "narrowed": (office, f"{queue}?sector=rural&days=3&sort=-waited"),
    }
    told = {
        name: {"session": session_of(user), "url": url, "statements": _statements(user, url)}
        for name, (user, url) in pages.items()
    }
    return json.dumps({"desks": desks, **told})


def _open_phases(campaign: Campaign) -> None:
    for position, kind in enumerate((PhaseKind.APPLICATION, PhaseKind.SELF_ASSESSMENT)):
        Phase.objects.create(
            campaign=campaign, kind=kind, name=kind.label, position=position, status=PhaseStatus.OPEN,
            starts_at=clock.now() - dt.timedelta(days=5), ends_at=clock.now() + dt.timedelta(days=5),
        )  # fmt: skip


def _statements(user: User, url: str) -> int:
    """How many statements a page costs, warmed up; what the server tells nobody."""
    with override_settings(ALLOWED_HOSTS=["*"]):
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        client.get(url)
        with CaptureQueriesContext(connection) as told:
            answer = client.get(url)
    assert answer.status_code == 200, f"{url}: {answer.status_code}"
    return len(told)


def _desk(campaign: Campaign, version: Any, place: Any, number: int) -> dict[str, Any]:
    user = User.objects.create(username=f"typist{number}", name=f"书记{number}")
    user.set_unusable_password()
    user.save()
    Membership.objects.create(user=user, organization=place, role=Role.SECRETARY, started_on=dt.date(2020, 1, 1))
    assessing = number % 2 == 0
    application = Application.objects.create(
        campaign=campaign, organization=place, organization_path=place.path, standard_version=version,
        created_by=user, status="creating" if assessing else "draft",
    )  # fmt: skip
    desk: dict[str, Any] = {"session": session_of(user), "page": f"page{number}"}
    if not assessing:
        url = reverse("applications:save", args=[application.pk])
        return {**desk, "form": {"url": url, "field": "summary", "version": application.version}}
    start_self_assessment(actor=user, application=application)
    return {**desk, "answers": _answers(application)}


def _answers(application: Application) -> dict[str, Any]:
    rows = Response.objects.filter(self_assessment__application=application, criterion__code__in=(FIGURE, YES_NO, NOTE))
    found = {row.criterion.code: row for row in rows.select_related("criterion")}
    fields = {"figure": (FIGURE, "value"), "yes_no": (YES_NO, "value"), "note": (NOTE, "note")}
    return {
        kind: {
            "url": reverse("applications:assessment_answer", args=[application.pk, found[code].pk]),
            "field": f"r{found[code].pk}-{name}",
            "version": found[code].version,
        }
        for kind, (code, name) in fields.items()
    }


def session_of(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    assert session.session_key is not None
    return str(session.session_key)
