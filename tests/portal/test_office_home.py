"""The office's home counts the reviews that wait by the working days of their campaigns."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.applications.models import ReviewStep
from apps.campaigns.models import Campaign
from apps.core import clock
from apps.core.models import CalendarDay
from tests.applications.factories import make_stage
from tests.applications.ladder_stage import make_several
from tests.campaigns.factories import APPLICATION_DAY
from tests.factories import sign_in
from tests.shared import shared

pytestmark = pytest.mark.django_db

#: A Wednesday; the fifth working day after it is the next Wednesday.
CAME = dt.date(2026, 5, 13)


@shared
def stage():
    with clock.moved_to(APPLICATION_DAY):
        found = make_stage()
        make_several(found, 2)
    found.campaign.phases.filter(kind="review").update(starts_at=clock.at(dt.date(2026, 5, 11)))
    ReviewStep.objects.filter(status="pending").update(pending_since=clock.at(CAME, 9))
    return found


def home(stage, day):
    with clock.moved_to(clock.at(day, 8)):
        return sign_in(Client(), stage.township).get(reverse("portal:home"))


def note(answer):
    return answer.context["figures"][0]["note"]


def test_reviews_are_late_after_the_last_working_day_of_their_campaign(stage):
    last = home(stage, dt.date(2026, 5, 20))
    assert (last.context["figures"][0]["value"], note(last)) == (2, "没有积压")
    assert {row["due"] for row in last.context["queue"]} == {dt.date(2026, 5, 20)}
    assert note(home(stage, dt.date(2026, 5, 21))) == "2 件已超过审核时限"
    Campaign.objects.update(review_working_days=8)
    assert note(home(stage, dt.date(2026, 5, 21))) == "没有积压"


def test_nothing_is_late_before_the_campaign_reviews(stage):
    stage.campaign.phases.filter(kind="review").update(starts_at=clock.at(dt.date(2026, 5, 16)))
    assert note(home(stage, dt.date(2026, 5, 21))) == "没有积压"
    assert note(home(stage, dt.date(2026, 5, 25))) == "2 件已超过审核时限"


def test_the_offices_own_days_off_are_no_working_days(stage):
    CalendarDay.objects.create(date=dt.date(2026, 5, 18), is_working=False, name="纪念日")
    assert note(home(stage, dt.date(2026, 5, 21))) == "没有积压"


def test_statements_do_not_grow_with_the_queue(stage):
    counts = []
    for more in (0, 2):
        with clock.moved_to(clock.at(dt.date(2026, 5, 14), 8)):
            make_several(stage, more)
            client = sign_in(Client(), stage.township)
            client.get(reverse("portal:home"))
            with CaptureQueriesContext(connection) as told:
                client.get(reverse("portal:home"))
        counts.append(len(told))
    assert counts[0] == counts[1] <= 12
