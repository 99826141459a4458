"""Generated leaves of every measure and rule, and inputs that are as strange as people and files get."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from apps.standards.engine import Aggregate, Claim, Event, FactValue, Inputs, Mean, Rank, SurveyValue

CODES = ("a", "b", "c")
LEVELS = ("national", "provincial", "unit")
figures = st.one_of(st.integers(-20, 120), st.decimals(-20, 120, places=2).map(float))
positive = st.one_of(st.integers(1, 50), st.sampled_from([0.25, 0.5, 1.5, 12.75]))
words = st.sampled_from(CODES)
label = st.just("某项")
periods = st.sampled_from(["week", "month", "quarter", "half_year", "year"])


@st.composite
def bounds(draw: st.DrawFn) -> dict[str, Any]:
    operator = draw(st.sampled_from([">", ">=", "=", "!=", "<", "<=", "between"]))
    low = draw(figures)
    value = [low, low + draw(positive)] if operator == "between" else low
    return {"op": operator, "value": value}


maybe_bounds = st.one_of(st.just({}), bounds())
operand = st.fixed_dictionaries({"metric": words, "label": label, "unit": st.sampled_from(["㎡", "人", "元", "%"])})
ENTRIES = [{"code": code, "title": f"等次{code}", "points": n} for n, code in zip((5, 2, -3), CODES, strict=True)]


def typed(name: str, *parts: Any, **fields: Any) -> Any:
    """A mapping of this type with these fields, and those of other strategies merged in."""
    merged = st.tuples(st.fixed_dictionaries({"type": st.just(name), **fields}), *parts)
    return merged.map(lambda found: {key: value for part in found for key, value in part.items()})


member = st.one_of(
    st.fixed_dictionaries({"title": label}),
    st.fixed_dictionaries({"title": label, "metric": words}),
    bounds().map(lambda found: {"title": "数值", "metric": "a", **found}),
)
members = st.lists(member, min_size=1, max_size=3).map(
    lambda items: [{"code": f"m{number}", **item} for number, item in enumerate(items)]
)
plain_measures = st.one_of(
    typed("yes_no", label=label),
    typed("yes_no", label=label, metric=words, expected=st.booleans()),
    typed("checklist", members=members),
    typed("quantity", operand, bounds()),
    typed("ratio", operand, bounds(), of=words, of_label=label, percent=st.booleans()),
    typed("relative", operand, op=st.sampled_from([">=", "<"]), of=words, of_label=label, factor=positive),
    typed("relative", operand, op=st.just(">="), reference=words, of_label=label),
    typed("frequency", record=words, label=label, per=periods, times=st.integers(1, 3)),
    typed("look_back", operand, bounds(), periods=st.integers(1, 4), need=st.sampled_from(["any", "all"])),
)
measures = st.one_of(
    plain_measures,
    typed("share_of_descendants", bounds(), label=label, leaf=st.just("other")),
    typed("judged", label=label, assessors=st.sampled_from(["single", "mean", "trimmed"])),
    typed("judged", label=label, low=st.just(-5), high=st.just(100)),
    typed("judged", label=label, levels=st.just(ENTRIES)),
    typed("events", maybe_bounds, event=words, label=label, per=periods, periods=st.integers(1, 3)),
    typed("events", maybe_bounds, event=words, label=label, per=st.just("all")),
    typed("survey", maybe_bounds, survey=words, label=label),
    typed("mean_below", maybe_bounds, label=label, score=st.just(True)),
    typed("cohort_rank", maybe_bounds, label=label, metric=words),
    typed("any_of", options=st.lists(plain_measures, min_size=2, max_size=3)),
    typed("all_of", options=st.lists(plain_measures, min_size=2, max_size=3)),
)

limits = st.fixed_dictionaries(
    {}, optional={"floor": st.sampled_from([-10, -0.5, 0, 1]), "cap": st.sampled_from([4, 5.5, 20])}
)
band = st.fixed_dictionaries({"from": st.integers(-5, 5), "to": st.integers(6, 50), "points": figures})
CAPS = [{"per": "month", "most": 3}, {"per": "year", "most": 4, "least": -4}, {"per": "all", "most": 5, "of": ["a"]}]
scorings = st.one_of(
    *(typed(name, limits) for name in ("all_or_nothing", "proportional", "judged")),
    typed("by_value", limits, full_at=positive),
    typed("stages", limits, stages=st.lists(st.fixed_dictionaries({"at": figures, "points": figures}), min_size=1)),
    typed("bands", limits, bands=st.lists(band, min_size=1, max_size=3)),
    typed(
        "steps", limits, step=positive, each=positive, base=figures, above=st.integers(0, 2), relative=st.booleans(),
        rising=st.booleans(), rounding=st.sampled_from(["floor", "ceil", "half_up", "none"]),
    ),
    typed("steps", limits, step=positive, each=positive),
    typed("per_missing_member", limits, each=positive),
    typed("per_missing_period", limits, each=positive),
    typed("per_occurrence", limits, each=positive, adds=st.booleans()),
    typed("ordinal", limits, levels=st.just(ENTRIES)),
    typed("ordinal", limits, levels=st.just([{"code": c, "title": c, "points": n} for n, c in enumerate(LEVELS)])),
    typed(
        "matrix", limits, take=st.sampled_from(["sum", "best"]),
        points=st.just({"national": {"first": 5, "second": 3.5}, "provincial": 2, "unit": {"first": -1}}),
    ),
    typed("ledger", limits, entries=st.just(ENTRIES), base=st.sampled_from([0, 3]), caps=st.just(CAPS)),
    typed("by_rank", limits, places=st.just([{"to": 1, "points": 4}, {"to": 10, "points": 1.5}])),
    typed("by_rank", limits, share=st.just([{"to": 0.2, "points": 4}, {"to": 0.5, "points": 2}])),
)  # fmt: skip


@st.composite
def standards(draw: st.DrawFn) -> dict[str, Any]:
    """A standard of one leaf under test beside another; not every pair of measure and rule is sound."""
    leaf = {"code": "x", "title": "某项", "measure": draw(measures), "points": draw(st.sampled_from([0, 1, 4, 10.5]))}
    leaf |= {"scoring": draw(scorings)} if draw(st.integers(0, 5)) else {}
    leaf |= draw(st.sampled_from([{}, {}, {"bonus": True}, {"mandatory": True}, {"claim_not_applicable": True}]))
    other = {"code": "other", "title": "其他", "points": 2, "measure": {"type": "yes_no", "label": "有"}}
    return {"code": "s", "name": "标准", "version": 1, "kind": "scored", "source": "测试", "criteria": [leaf, other]}


junk = st.one_of(
    st.none(), st.text(max_size=6), st.floats(), st.decimals(), st.integers(), st.booleans(),
    st.lists(st.integers(0, 99), max_size=3), st.sampled_from([Decimal("sNaN"), 10**400, "½", "1e999", b"x", {}]),
)  # fmt: skip
sane = st.one_of(st.integers(0, 120), st.decimals(0, 120, places=2), st.booleans(), st.sampled_from(CODES))
values = st.one_of(sane, sane, junk)
days = st.one_of(st.dates(date(2023, 1, 1), date(2027, 6, 30)), st.just(datetime(2026, 5, 4, 12)))
period = st.sampled_from(["", "2026", "2025", "2024", "2026Q3", "2026H1", "2026-02", "2026-19", "9999", "今年"])
facts = st.builds(FactValue, values, period)
events = st.builds(
    Event,
    on=st.one_of(days, days, days, st.sampled_from([None, "2026-01-01", 3])),
    code=st.one_of(words, words, junk),
    level=st.one_of(st.sampled_from(LEVELS), junk),
    role=st.one_of(st.sampled_from(["", "first", "second"]), junk),
    key=st.sampled_from(["", "", "k1", "k2"]),
    count=st.one_of(st.just(1), st.just(1), st.integers(0, 3), junk),
    title=st.one_of(st.just("某奖"), junk),
)


@st.composite
def inputs(draw: st.DrawFn) -> Inputs:
    """Some of what the leaves read, sound or strange."""
    sometimes = lambda strategy: draw(st.dictionaries(words, strategy, max_size=3))  # noqa: E731 - one word a line below
    own = lambda strategy: {"x": draw(strategy)} if draw(st.booleans()) else {}  # noqa: E731
    claims = st.builds(
        Claim, values, st.frozensets(st.sampled_from([*CODES, "m0", "m1", "1", "2"])), st.booleans(),
        evidence=st.integers(0, 2), silent=st.booleans(), overrules=st.booleans(),
    )  # fmt: skip
    return Inputs(
        as_of=draw(st.dates(date(2024, 1, 1), date(2026, 12, 31))),
        facts=sometimes(facts),
        history=sometimes(st.lists(facts, max_size=4)),
        references=sometimes(facts),
        records=sometimes(st.lists(st.one_of(days, st.none()), max_size=8)),
        events=sometimes(st.lists(events, max_size=6)),
        surveys=sometimes(st.builds(SurveyValue, values, st.one_of(st.none(), values))),
        claims=own(claims),
        aggregates=own(st.builds(Aggregate, values, values)),
        means=own(st.builds(Mean, values, values)),
        ranks=own(st.builds(Rank, values, values)),
    )
