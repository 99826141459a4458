"""Places, quota shares of grades, and ties that need a recorded decision."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from apps.standards.engine import Contender, GradeBand, RankRules, rank

GOOD = GradeBand("good", "优秀", Decimal(90), share=Decimal("0.3"), hard=True)
FAIR = GradeBand("fair", "良好", Decimal(80), share=Decimal("0.4"))
REST = GradeBand("rest", "合格", Decimal(0))
LADDER = (GOOD, FAIR, REST)


def one(key: int, score: Any, *breakers: Any, grade: str = "", **more: Any) -> Contender:
    number = None if score is None else Decimal(str(score))
    own = grade or ("good" if (number or 0) >= 90 else "fair" if (number or 0) >= 80 else "rest")
    return Contender(key, number, tuple(None if b is None else Decimal(b) for b in breakers), grade=own, **more)


def test_equal_scores_share_a_place_unless_a_tie_breaker_decides() -> None:
    found = rank([one(1, "90.001"), one(2, 90), one(3, 90), one(4, 80)]).by_key
    assert [found[key].place for key in (1, 2, 3, 4)] == [1, 2, 2, 4]
    found = rank([one(1, 90, 5, None), one(2, 90, 5, 1), one(3, 90, None, 9)]).by_key
    assert [found[key].place for key in (2, 1, 3)] == [1, 2, 3]


def test_groups_are_ranked_apart_and_the_unscored_have_no_place() -> None:
    cohort = [one(1, 70, group="a"), one(2, 90, group="b"), one(3, 80, group="b"), one(4, None, group="a")]
    found = rank([*cohort, one(5, 99, group="a", eligible=False)]).by_key
    assert [found[key].place for key in (1, 2, 3, 4, 5)] == [1, 1, 2, None, None]


def test_hard_share_is_an_upper_bound_and_a_soft_one_a_target() -> None:
    ranking = rank([one(key, 100 - key) for key in range(1, 11)], RankRules(LADDER))
    grades = [ranking.by_key[key].grade for key in range(1, 11)]
    assert grades == ["good"] * 3 + ["fair"] * 7
    assert [(q.grade, q.places, q.taken, q.over) for q in ranking.quotas] == [("good", 3, 3, 0), ("fair", 4, 7, 3)]
    assert ranking.by_key[4].merit == "good"


def test_equal_scores_on_the_boundary_wait_for_a_recorded_decision() -> None:
    scores = {1: 99, 2: 98, 3: 95, 4: 95, 5: 91, 6: 70, 7: 70, 8: 70, 9: 70, 10: 70}
    ranking = rank([one(key, score) for key, score in scores.items()], RankRules(LADDER))
    assert [s.key for s in ranking.undecided] == [3, 4]
    assert [ranking.by_key[key].grade for key in (2, 3, 4, 5)] == ["good", "fair", "fair", "fair"]
    assert ranking.by_key[3].tied_for == "good"
    decided = [one(key, score, decision="good" if key == 4 else "") for key, score in scores.items()]
    ranking = rank(decided, RankRules(LADDER))
    assert ranking.undecided == ()
    assert [ranking.by_key[key].grade for key in (1, 2, 3, 4, 5)] == ["good", "good", "fair", "good", "fair"]


def test_decisions_beyond_the_share_are_kept_and_reported() -> None:
    cohort = [one(key, 100 - key, decision="good" if key < 5 else "") for key in range(1, 11)]
    ranking = rank(cohort, RankRules(LADDER))
    assert (ranking.quotas[0].taken, ranking.quotas[0].over) == (4, 1)


def test_cut_of_a_group_flags_equals_across_it() -> None:
    cohort = [one(1, 90, group="g"), one(2, 80, group="g"), one(3, 80, group="g"), one(4, 70, group="g")]
    found = rank(cohort, RankRules(limits={"g": 2})).by_key
    assert [(found[key].inside, found[key].on_cut) for key in (1, 2, 3, 4)] == [
        (True, False), (False, True), (False, True), (False, False),
    ]  # fmt: skip


amounts = st.one_of(st.none(), st.decimals(0, 110, places=1))
contenders = st.builds(
    Contender,
    key=st.integers(0, 10_000),
    score=amounts,
    tie_breakers=st.tuples(amounts),
    group=st.sampled_from(["a", "b"]),
    eligible=st.booleans(),
    grade=st.sampled_from(["good", "fair", "rest", "", "unknown"]),
    decision=st.sampled_from(["", "", "", "good", "rest"]),
)
cohorts = st.lists(contenders, max_size=30, unique_by=lambda one: one.key)


@settings(max_examples=100, deadline=None)
@given(cohorts, st.randoms(use_true_random=False))
def test_ranking_does_not_depend_on_the_order_given(cohort: list[Contender], random: Any) -> None:
    shuffled = list(cohort)
    random.shuffle(shuffled)
    assert rank(cohort, RankRules(LADDER, {"a": 3})) == rank(shuffled, RankRules(LADDER, {"a": 3}))


@settings(max_examples=100, deadline=None)
@given(cohorts)
def test_shares_hold_and_no_quota_raises_a_grade(cohort: list[Contender]) -> None:
    ranking = rank(cohort, RankRules(LADDER, {"a": 3}))
    places = {"good": 0, "fair": 1, "rest": 2, "": 3}
    by_key = {one.key: one for one in cohort}
    assert {s.key for s in ranking.standings} == set(by_key)
    for standing in ranking.standings:
        if not by_key[standing.key].decision and standing.merit in places and standing.place:
            assert places[standing.grade] >= places[standing.merit]
    for use in ranking.quotas:
        decided = sum(o.decision == use.grade and o.group == use.group for o in cohort)
        assert not use.hard or use.taken <= max(use.places, decided)


@settings(max_examples=60, deadline=None)
@given(cohorts)
def test_better_ranked_never_has_a_worse_grade_by_quota(cohort: list[Contender]) -> None:
    same = [Contender(o.key, o.score, o.tie_breakers, o.group, o.eligible, grade="good") for o in cohort]
    ranking = rank(same, RankRules(LADDER))
    order = {"good": 0, "fair": 1, "rest": 2}
    for group in ("a", "b"):
        found = [order[s.grade] for s in ranking.standings if s.group == group and s.place]
        assert found == sorted(found)
