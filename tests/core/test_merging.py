"""Fields merged one by one: nothing that somebody else saved is overwritten unseen, nothing typed is dropped unseen."""

from itertools import combinations, product

import pytest
from django.http import QueryDict

from apps.core.autosave import typed_of
from apps.core.merging import Base, Typed, changes_since, merged_ticks, settle
from apps.core.models import FieldSave


def save(version, page=""):
    return FieldSave(field="x", version=version, page=page)


def test_a_field_that_nobody_saved_since_is_accepted():
    settled = settle(Typed(3), {"title": save(3)}, {"title": "新"}, {"title": "旧"})
    assert (dict(settled.accepted), dict(settled.conflicts)) == ({"title": "新"}, {})


def test_a_field_saved_since_is_a_conflict_and_the_others_are_not():
    saves = {"title": save(5), "goal": save(2)}
    settled = settle(Typed(4), saves, {"title": "我", "goal": "我"}, {"title": "他", "goal": ""})
    assert dict(settled.accepted) == {"goal": "我"}
    assert settled.conflicts["title"].version == 5


def test_the_same_words_are_neither_stored_again_nor_a_conflict():
    settled = settle(Typed(1), {"title": save(5)}, {"title": "同"}, {"title": "同"})
    assert not settled.accepted and not settled.conflicts


def test_a_page_does_not_stand_in_its_own_way_and_a_second_tab_does():
    saves = {"title": save(5, "a")}
    one = settle(Typed(4, pages=("b", "a")), saves, {"title": "新"}, {"title": "旧"})
    two = settle(Typed(4, pages=("b",)), saves, {"title": "新"}, {"title": "旧"})
    assert dict(one.accepted) == {"title": "新"}
    assert set(two.conflicts) == {"title"}
    unnamed = settle(Typed(4, pages=()), {"title": save(5, "")}, {"title": "新"}, {"title": "旧"})
    assert set(unnamed.conflicts) == {"title"}


def test_each_field_has_the_version_that_it_was_typed_on():
    typed = Typed(9, {"title": Base(4)})
    settled = settle(
        typed, {"title": save(5), "goal": save(5)}, {"title": "我", "goal": "我"}, {"title": "", "goal": ""}
    )
    assert set(settled.conflicts) == {"title"} and set(settled.accepted) == {"goal"}


def test_ticks_of_both_sides_count():
    typed = Typed(4, {"carriers": Base(4, ("a", "b"))})
    settled = settle(typed, {"carriers": save(5)}, {"carriers": ["a", "c"]}, {"carriers": ["a", "b", "d"]})
    assert settled.accepted["carriers"] == ["a", "d", "c"]
    blind = settle(Typed(4), {"carriers": save(5)}, {"carriers": ["a", "c"]}, {"carriers": ["a", "b", "d"]})
    assert set(blind.conflicts) == {"carriers"}


def test_no_tick_of_either_side_is_lost():
    """Every tick that a side changed is as that side left it; one that nobody changed stays."""
    sets = [list(each) for size in range(4) for each in combinations("abc", size)]
    for was, mine, theirs in product(sets, repeat=3):
        merged = merged_ticks(mine, theirs, was)
        assert len(merged) == len(set(merged))
        for tick in "abc":
            changed = [side for side in (mine, theirs) if (tick in side) != (tick in was)]
            assert (tick in merged) == (tick in (changed[0] if changed else was))


def test_changes_of_others_are_told_from_a_version_on():
    saves = {"a": save(3), "b": save(5, "mine"), "c": save(6, "other")}
    assert set(changes_since(saves, 3)) == {"b", "c"}
    assert set(changes_since(saves, 3, "mine")) == {"c"}


@pytest.mark.parametrize(
    "text", ["", "[", "[]", "7", '{"a": "x"}', '{"a": []}', '{"a": [-1]}', '{"a": null}', '{"a": {}}', "[" * 3000]
)
def test_what_cannot_be_read_of_the_bases_is_left_out(text):
    post = QueryDict(mutable=True)
    post.update({"version": "4", "bases": text})
    assert typed_of(post) == Typed(4)


def test_bases_pages_and_version_are_read():
    post = QueryDict(mutable=True)
    post.update({"version": "4", "page": "one two", "bases": '{"r1-note": [2], "r1-members": [3, ["a"]], "r1-x": 1}'})
    bases = {"note": Base(2), "members": Base(3, ("a",)), "x": Base(1)}
    assert typed_of(post, "r1-") == Typed(4, bases, ("one", "two"))
    for version in ("", "x", "²", "-1", "9" * 40):
        post["version"] = version
        assert typed_of(post) is None
