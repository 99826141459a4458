"""Bulk: a preview that foresees each row, a result for each, a worker that may be killed, a colleague who is faster."""

import pytest

from apps.applications.models import ReviewBatch, ReviewStep
from apps.applications.services import (
    cancel_batch,
    prepare_batch,
    recommend_application,
    run_batch,
    start_batch,
    withdraw_application,
)
from apps.core.exceptions import Invalid, OutOfTurn
from apps.core.models import StateChange
from tests.applications.factories import make_stage
from tests.applications.ladder_stage import make_several, statuses
from tests.factories import add_role
from tests.shared import shared

pytestmark = pytest.mark.django_db


@shared
def stage():
    return make_stage()


def selected(stage, rows):
    steps = ReviewStep.objects.filter(application__in=rows, status="pending")
    return list(steps.select_related("application__campaign", "application__organization", "organization"))


def prepared(stage, rows, verb="recommend", opinion="同意。"):
    return prepare_batch(actor=stage.township, steps=selected(stage, rows), verb=verb, opinion=opinion)


def told(batch):
    return [(row.may, row.told) for row in batch.rows.all()]


def test_the_preview_says_what_will_happen_and_changes_nothing(stage, review_day):
    stage.campaign.quotas.create(dimension="parent", organization=stage.tree.township, limit=2)
    rows = make_several(stage, 3)
    before = StateChange.objects.count()
    batch = prepared(stage, rows)
    assert told(batch)[:2] == [(True, "推荐，转乙区委"), (True, "推荐，转乙区委")]
    assert told(batch)[2][0] is False
    assert "名额 2 个已用完" in told(batch)[2][1]
    assert StateChange.objects.count() == before
    assert [statuses(row)[0][1] for row in rows] == ["pending"] * 3


def test_each_row_has_its_own_result(stage, review_day):
    stage.campaign.quotas.create(dimension="parent", organization=stage.tree.township, limit=2)
    rows = make_several(stage, 3)
    batch = prepared(stage, rows)
    start_batch(actor=stage.township, batch=batch)
    assert run_batch(batch.pk) == 3
    batch.refresh_from_db()
    assert batch.status == "done"
    assert [(row.outcome, row.told[:4]) for row in batch.rows.all()] == [
        ("done", "已推荐"),
        ("done", "已推荐"),
        ("refused", "“丙乡委"),
    ]
    assert [statuses(row)[0][1] for row in rows] == ["recommended", "recommended", "pending"]
    assert run_batch(batch.pk) == 0


def test_what_changed_after_the_preview_is_refused_with_the_reason(stage, review_day):
    rows = make_several(stage, 3)
    batch = prepared(stage, rows)
    secretary = rows[0].created_by
    withdraw_application(actor=secretary, application=rows[0], reason="调整")
    recommend_application(actor=stage.township, application=rows[1])
    start_batch(actor=stage.township, batch=batch)
    run_batch(batch.pk)
    outcomes = {row.application_id: row for row in batch.rows.all()}
    assert [outcomes[row.pk].outcome for row in rows] == ["refused", "refused", "done"]
    assert "您已办理过" in outcomes[rows[1].pk].told


def test_own_branches_are_kept_out_of_a_batch(stage, review_day):
    rows = make_several(stage, 2)
    add_role(stage.township, "secretary", rows[0].organization)
    batch = prepared(stage, rows)
    assert [row.may for row in batch.rows.all()] == [False, True]
    assert "回避" in batch.rows.first().told


@pytest.mark.parametrize("verb", ["return", "reject", "reserve"])
def test_one_opinion_for_all_where_one_is_needed(stage, review_day, verb):
    rows = make_several(stage, 2)
    with pytest.raises(Invalid, match="理由"):
        prepared(stage, rows, verb=verb, opinion=" ")
    batch = prepared(stage, rows, verb=verb, opinion="材料不全。")
    start_batch(actor=stage.township, batch=batch)
    run_batch(batch.pk)
    expected = {"return": "returned", "reject": "rejected", "reserve": "reserved"}[verb]
    assert [statuses(row)[0][1] for row in rows] == [expected] * 2
    assert {row.steps.get(position=1).opinion for row in rows} == {"材料不全。"}


def test_ranked_candidates_are_worked_off_from_the_top(stage, review_day):
    stage.campaign.ranked = True
    stage.campaign.save()
    rows = make_several(stage, 3)
    for row, rank in zip(rows, (3, 1, 2), strict=True):
        row.steps.filter(position=1).update(rank=rank)
    batch = prepared(stage, rows)
    assert [row.application_id for row in batch.rows.all()] == [rows[1].pk, rows[2].pk, rows[0].pk]
    assert all(row.may for row in batch.rows.all())
    start_batch(actor=stage.township, batch=batch)
    run_batch(batch.pk)
    assert {row.outcome for row in batch.rows.all()} == {"done"}


def test_a_skipped_better_candidate_is_foreseen(stage, review_day):
    stage.campaign.ranked = True
    stage.campaign.save()
    rows = make_several(stage, 2)
    for rank, row in enumerate(rows, start=1):
        row.steps.filter(position=1).update(rank=rank)
    batch = prepared(stage, rows[1:])
    assert told(batch) == [(False, "本活动择优推荐，排在前面的第 1 位尚未办理。")]


def test_a_cancelled_batch_does_nothing_more(stage, review_day):
    rows = make_several(stage, 2)
    batch = prepared(stage, rows)
    cancel_batch(actor=stage.township, batch=batch)
    assert run_batch(batch.pk) == 0
    with pytest.raises(OutOfTurn):
        start_batch(actor=stage.township, batch=batch)
    assert [statuses(row)[0][1] for row in rows] == ["pending"] * 2


def test_a_batch_is_its_makers_own(stage, review_day):
    batch = prepared(stage, make_several(stage, 1))
    assert list(ReviewBatch.objects.visible_to(stage.district)) == []
    assert list(ReviewBatch.objects.visible_to(stage.township)) == [batch]


def test_the_preview_costs_the_same_for_many_rows(stage, review_day, django_assert_max_num_queries):
    rows = make_several(stage, 2)
    with django_assert_max_num_queries(30):
        prepared(stage, rows)
    more = make_several_more(stage, 6)
    with django_assert_max_num_queries(30):
        prepared(stage, [*rows, *more])


def make_several_more(stage, number):
    from apps.accounts.choices import Role
    from tests.applications.factories import make_submitted
    from tests.factories import make_organization, make_user

    found = []
    for at in range(number):
        branch = make_organization(stage.tree.township, name=f"中共新{at}村支部委员会", short_name=f"新{at}村党支部")
        found.append(make_submitted(stage, make_user(Role.SECRETARY, branch), branch))
    return found
