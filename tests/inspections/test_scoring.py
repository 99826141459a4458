"""Several scorers: one result of many, on one scale where that was decided, and how harsh each one is."""

from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.applications.models import Application
from apps.inspections import queries, services
from apps.inspections.models import ScorerResult, VisitResult
from apps.inspections.queries.calibration import Scored, calibrated
from apps.inspections.queries.scoring import Mark, mean_of, scaled
from apps.inspections.queries.visits import scores_alone
from apps.standards.services import load_standard
from tests.campaigns.factories import small_standard
from tests.factories import sign_in

from .factories import criterion, make_round, make_visit


@given(st.lists(st.decimals(0, 100, places=1), min_size=1, max_size=9), st.randoms())
@settings(max_examples=50, deadline=None)
def test_the_order_of_scorers_changes_nothing(numbers, random):
    shuffled = random.sample(numbers, len(numbers))
    assert mean_of(numbers, "trimmed") == mean_of(shuffled, "trimmed")
    marks = [Mark(at % 3, at, share) for at, share in enumerate(numbers)]
    assert scaled(marks) == scaled(random.sample(marks, len(marks)))


def test_five_scorers_lose_the_highest_and_the_lowest_fewer_do_not():
    scores = [Decimal(score) for score in (10, 80, 82, 84, 100)]
    assert mean_of(scores, "trimmed") == 82
    assert mean_of(scores, "mean") == Decimal("71.2")
    assert mean_of(scores[1:], "trimmed") == Decimal("86.5")
    words = queries.method_words("trimmed", 4)
    assert "不足 5 位" in words and "直接平均" in words


def test_a_harsh_and_a_lenient_scorer_come_to_one_scale():
    harsh = [Mark(1, site, Decimal(share)) for site, share in enumerate((50, 60, 70))]
    lenient = [Mark(2, site, Decimal(share)) for site, share in enumerate((80, 90, 100))]
    found = scaled([*harsh, *lenient])
    assert all(abs(found[1, site] - found[2, site]) < Decimal("1e-9") for site in range(3))
    assert found[1, 0] < found[1, 1] < found[1, 2]


SHOWN = {
    "code": "show", "title": "现场展示", "points": 100,
    "measure": {"type": "judged", "label": "现场展示", "low": 0, "high": 100},
}  # fmt: skip


def test_three_scorers_come_to_one_scale_when_the_round_is_closed(world, client):
    """Each gives three sites the same order on a scale of the own; before the closing the plain mean stands."""
    version = load_standard(small_standard(code="shown", criteria=[SHOWN]))
    Application.objects.update(standard_version=version)
    round_ = make_round(world, kind="tour", scoring="mean", normalised=True)
    given = {world.inspector: (50, 60, 70), world.second: (80, 90, 100), world.stranger: (65, 75, 85)}
    for at, application in enumerate((world.application, world.other, world.outside)):
        application.refresh_from_db()
        visit = make_visit(world, application=application, round=round_, inspectors=list(given))
        for scorer, scores in given.items():
            leaf = version.criteria.get(code="show")
            told = {"verdict": "pass", "value": Decimal(scores[at]), "note": "现场评定"}
            services.save_result(actor=scorer, visit=visit, criterion=leaf, **told)
        services.record_visit(actor=world.inspector, visit=visit, methods=["on_site"], summary="基本符合。")

    def results():
        return list(VisitResult.objects.order_by("value").values_list("value", "raw"))

    assert results() == [(65, None), (75, None), (85, None)]
    services.close_round(actor=world.office, round=round_)
    # The mean of all stays; the spread of each comes to that of all: ±10 × √(650/3) ÷ √(200/3).
    assert results() == [(Decimal("56.9722"), 65), (75, 75), (Decimal("93.0278"), 85)]
    page = sign_in(client, world.office).get(reverse("inspections:calibration", args=[round_.pk])).content.decode()
    assert "校准前后" in page and "56.97" in page and "偏严" in page and "偏宽" in page
    many = statements(client, round_)
    ScorerResult.objects.exclude(visit=visit).delete()
    VisitResult.objects.exclude(visit=visit).delete()
    assert statements(client, round_) == many <= 12


def statements(client, round_):
    """How many the page takes once the standard is known."""
    with CaptureQueriesContext(connection) as told:
        client.get(reverse("inspections:calibration", args=[round_.pk]))
    return len(told)


def test_each_scorer_sees_and_changes_the_own_result_alone(world):
    round_ = make_round(world, kind="tour", scoring="mean")
    visit = make_visit(world, round=round_)
    for scorer, verdict in ((world.inspector, "pass"), (world.second, "fail")):
        services.save_result(actor=scorer, visit=visit, criterion=criterion(world, "sign"), verdict=verdict)
    assert ScorerResult.objects.count() == 2
    assert VisitResult.objects.get().verdict == "fail"  # half of the scorers did not find it
    own = queries.clause_of(visit, criterion(world, "sign"), world.inspector)
    assert own.result.verdict == "pass" and scores_alone(visit, world.inspector)
    assert queries.clause_of(visit, criterion(world, "sign"), world.office).result.verdict == "fail"
    ScorerResult.objects.filter(scorer=world.second).delete()
    services.settle_scores(visit)
    assert VisitResult.objects.get().verdict == "pass"


def scored(scorer, visit, share):
    return Scored(scorer, f"演示评委{scorer}", visit, "view", "村容", Decimal(share))


def test_harsh_and_lenient_are_words_from_three_common_sites_on():
    rows = [scored(who, site, share) for site in range(3) for who, share in ((1, 60), (2, 80), (3, 81))]
    found = calibrated(rows)
    assert [scorer.words for scorer in found.scorers] == ["偏严", "偏宽", "偏宽"]
    assert found.scorers[0].deviation == Decimal("-20.5") and found.leaves[0].spread == 21
    assert calibrated(reversed(rows)) == found
    few = calibrated([row for row in rows if row.visit < 2])
    assert {scorer.words for scorer in few.scorers} == {"共同评分的单位不足 3 个，不作判断"}


def test_pages_of_scores_are_the_offices_alone(world, client):
    round_ = make_round(world, kind="tour", scoring="trimmed", normalised=True)
    office = sign_in(client, world.office)
    world.application.self_assessment.responses.update(points=10, verdict="met", state="scored")
    visit = make_visit(world, round=round_)
    for scorer, verdict in ((world.inspector, "pass"), (world.second, "fail")):
        services.save_result(actor=scorer, visit=visit, criterion=criterion(world, "sign"), verdict=verdict)
    services.record_visit(actor=world.inspector, visit=visit, methods=["on_site"], summary="基本符合。")
    services.close_round(actor=world.office, round=round_)
    for name, words in (("calibration", world.inspector.name), ("deviations", world.branch.short_name)):
        assert words in office.get(reverse(f"inspections:{name}", args=[round_.pk])).content.decode(), name
    for stranger in (
        world.inspector,
        world.district_office,
    ):  # the district sees the round, its scorers are not its own
        scale = sign_in(client, stranger).get(reverse("inspections:calibration", args=[round_.pk]))
        assert (scale.status_code, world.second.name in scale.content.decode()) == (403, False)


def test_what_was_claimed_above_what_was_verified(world):
    visit = make_visit(world)
    world.application.self_assessment.responses.update(points=10, verdict="met", state="scored")
    services.save_result(actor=world.inspector, visit=visit, criterion=criterion(world, "sign"), verdict="fail")
    services.save_result(actor=world.inspector, visit=visit, criterion=criterion(world, "area"), verdict="pass")
    assert queries.deviations_of([world.application.pk]) == {}  # nothing is handed in yet
    services.record_visit(actor=world.inspector, visit=visit, methods=["on_site"], summary="基本符合。")
    found = queries.deviations_of([world.application.pk, world.other.pk])[world.application.pk]
    assert (found.claimed, found.verified, found.gap, found.share) == (20, 10, 10, 50)
    assert [(leaf.code, leaf.gap) for leaf in found.leaves] == [("sign", 10)] and found.overturned == 1
    assert queries.deviations_of_organizations([world.branch.pk])[world.branch.pk].gap == 10
