"""Services that lock several rows at once: started together on connections of their own, all of them finish."""

import threading
from decimal import Decimal

import pytest
from django.db import connection

from apps.accounts.models import User
from apps.applications.models import Response
from apps.applications.services import (
    answer,
    recommend_application,
    reserve_application,
    return_application,
    save_fields,
    submit_self_assessment,
    withdraw_application,
)
from apps.core import clock
from apps.core.exceptions import PortalError, QuotaFull
from apps.core.merging import Typed
from apps.organizations.models import CurrentFact
from apps.organizations.services import record_fact
from tests.applications import assessment_stage
from tests.applications.factories import REVIEW_DAY, make_stage, make_submitted
from tests.applications.ladder_stage import make_several

pytestmark = pytest.mark.django_db(transaction=True)


def together(day, *acts):
    """Run all of them at once; what each was refused with, or None. A deadlock would be an error of the database."""
    barrier, told = threading.Barrier(len(acts)), {}

    def run(at, act):
        try:
            with clock.moved_to(day):
                barrier.wait(20)
                act()
            told[at] = None
        except Exception as error:  # told by the assertions of the test
            told[at] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(told) == len(acts), "somebody still waits"
    return [told[at] for at in range(len(acts))]


def test_the_last_place_is_decided_while_it_is_freed_and_another_form_is_saved():
    stage = make_stage()
    stage.campaign.quotas.create(dimension="parent", organization=stage.tree.township, limit=1)
    sent = make_submitted(stage)
    with clock.moved_to(REVIEW_DAY):
        recommend_application(actor=stage.township, application=sent)
        waiting, other, back = make_several(stage, 3)
        return_application(actor=stage.township, application=back, opinion="请补充。")
        reserve_application(actor=stage.township, application=waiting, opinion="名额不足。")
    writer = User.objects.get(memberships__organization=back.organization)
    back.refresh_from_db()
    withdrawn, decided, saved = together(
        REVIEW_DAY,
        lambda: withdraw_application(actor=stage.secretary, application=sent, reason="任务调整。"),
        lambda: recommend_application(actor=stage.township, application=other),
        lambda: save_fields(actor=writer, application=back, typed=Typed(back.version, pages=("a",)), title="邻村先锋"),
    )
    assert withdrawn is None
    assert decided is None or isinstance(decided, QuotaFull)
    assert saved is None
    places = [row.steps.get(position=1).status for row in (waiting, other)]
    assert places in (["reserved", "recommended"], ["pending", "recommended"], ["pending", "pending"])


def test_an_answer_that_tells_a_fact_a_fact_and_a_signature_come_one_after_the_other():
    with clock.moved_to(assessment_stage.DAY):
        stage = assessment_stage.make_stage()
        area = assessment_stage.response_of(stage, "area")
    place = stage.application.organization
    answered, told, signed = together(
        assessment_stage.DAY,
        lambda: answer(actor=stage.secretary, response=area, version=area.version, value=Decimal(210)),
        lambda: record_fact(actor=stage.secretary, organization=place, metric="party_members", value=46),
        lambda: submit_self_assessment(actor=stage.secretary, application=stage.application),
    )
    assert (answered, told) == (None, None)
    assert isinstance(signed, PortalError), signed  # most leaves are still open
    assert Response.objects.get(pk=area.pk).answered
    known = CurrentFact.objects.filter(organization=place).values_list("metric__code", flat=True)
    assert {"venue_area", "party_members"} <= set(known)
