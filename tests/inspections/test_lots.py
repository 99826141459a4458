"""The algorithm of the lot: every true draw is accepted, every changed byte refused, every line equally likely."""

import contextlib
import json
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.inspections import lots

names = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)


@st.composite
def draws(draw):
    keys = draw(st.lists(names, min_size=1, max_size=12, unique=True))
    groups = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    pool = sorted(lots.Line(key, draw(names), draw(st.sampled_from(groups))) for key in keys)
    sizes = Counter(line.group for line in pool)
    take = {group: draw(st.integers(1, size)) for group, size in sizes.items()}
    return record(pool, take, lots.new_seed(), draw(names))


def record(pool, take, seed, spoken):
    return lots.canonical(
        {
            "kind": lots.KIND, "v": 1, "algorithm": lots.ALGORITHM, "status": "drawn", "round": "抽查", "number": 1,
            "pool": [[line.key, line.name, line.group] for line in pool], "pool_digest": lots.pool_digest(pool),
            "take": take, "commitment": lots.commitment_of(seed), "spoken": spoken, "seed": seed,
            "drawn": lots.drawn_of(pool, take, seed, spoken),
        }
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(data=draws(), at=st.integers(0, 10**6), by=st.integers(1, 255))
def test_a_true_draw_is_accepted_and_any_changed_byte_refused(data, at, by):
    assert all(check.passed for check in lots.verify(data))
    at %= len(data)
    changed = data[:at] + bytes([(data[at] + by) % 256]) + data[at + 1 :]
    with contextlib.suppress(lots.Unreadable):
        assert not all(check.passed for check in lots.verify(changed))


@pytest.mark.parametrize(
    ("member", "value", "label"),
    [
        ("drawn", ["b", "a"], "结果和次序"),
        ("spoken", "8", "结果和次序"),
        ("seed", "0" * 64, "承诺值"),
        ("pool", [["a", "甲", ""], ["b", "乙", ""]], "摘要"),
        ("take", {"": 9}, "抽取数量"),
        ("algorithm", "other", "算法"),
    ],
)
def test_who_forges_the_digest_too_is_found_out(member, value, label):
    pool = [lots.Line("a", "甲"), lots.Line("b", "乙"), lots.Line("c", "丙")]
    seed = next(s for s in map(str, range(100)) if lots.drawn_of(pool, {"": 2}, s, "7") == ["a", "b"])
    told = json.loads(record(pool, {"": 2}, seed, "7"))
    told[member] = value
    failed = [check.label for check in lots.verify(lots.canonical(told)) if not check.passed]
    assert any(label in each for each in failed), failed


def test_every_line_is_equally_likely():
    pool = [lots.Line(str(number), "某") for number in range(6)]
    first = Counter(lots.drawn_of(pool, {"": 2}, f"{trial:064x}", "7")[0] for trial in range(3000))
    # 500 each are expected; chi-square with 5 degrees of freedom stays under 20.5 in 999 of 1,000 honest cases.
    assert sum((first[str(number)] - 500) ** 2 / 500 for number in range(6)) < 20.5


def test_groups_are_drawn_by_themselves_and_what_was_called_out_matters():
    pool = [lots.Line(f"{group}{number}", "某", group) for group in "甲乙" for number in range(20)]
    seed = lots.new_seed()
    drawn = lots.drawn_of(pool, {"甲": 3, "乙": 5}, seed, "7")
    assert [key[0] for key in drawn] == ["乙"] * 5 + ["甲"] * 3
    assert drawn != lots.drawn_of(pool, {"甲": 3, "乙": 5}, seed, "8")
