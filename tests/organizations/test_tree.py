"""Acts on the tree: who may, what follows, what is refused, and the tree of a past day."""

import datetime as dt
import threading

import pytest
from django.db import close_old_connections

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn, Refused, StaleVersion
from apps.core.models import StateChange
from apps.organizations.access import scope_of
from apps.organizations.models import (
    CurrentFact,
    Fact,
    Membership,
    Organization,
    StarChange,
    TreeChange,
    Unit,
    WorkRecord,
)
from apps.organizations.queries import name_as_of, names_as_of, places_as_of, read_in_place, tree_as_of
from apps.organizations.services import (
    add_joint_member,
    add_record,
    add_unit,
    close_organization,
    edit_organization,
    end_joint_member,
    found_organization,
    grant_access,
    load_metrics,
    merge_organization,
    move_organization,
    rate_organization,
    reclassify_organization,
    record_fact,
    rename_organization,
    split_organization,
)
from apps.organizations.services.paths import OF_THEIR_DAY, path_columns
from tests.factories import make_organization, make_tree, make_user
from tests.shared import shared

DAY = dt.date(2026, 3, 1)
NEW = {"code": "NEW1", "name": "中共新村支部委员会", "short_name": "新村支部", "kind": "branch",
       "level": "grassroots", "sector": "rural"}  # fmt: skip


@shared
def tree():
    return make_tree()


def fresh(organization):
    return Organization.objects.get(pk=organization.pk)


def sound():
    return Organization.objects.find_problems() == ([], [], [], [], [])


# --- found, rename, close -----------------------------------------------------------------------------------------


def test_an_organization_is_founded_below_its_parent(tree):
    office = make_user(Role.OFFICE, tree.township)
    new = found_organization(actor=office, parent=tree.township, on=DAY, document_number="丙委〔2026〕1号", **NEW)
    assert (fresh(new).path[: len(tree.township.path)], new.established_on) == (tree.township.path, DAY)
    assert sound()
    change = TreeChange.objects.get()
    assert (change.kind, change.parent_after, change.document_number) == ("found", tree.township, "丙委〔2026〕1号")
    assert StateChange.objects.of(new).get().verb == "found"
    with pytest.raises(Invalid, match="组织代码"):
        found_organization(actor=office, parent=tree.township, on=DAY, **NEW)
    with pytest.raises(Invalid, match="不能晚于今天"):
        found_organization(actor=office, parent=tree.township, on=dt.date(2999, 1, 1), **(NEW | {"code": "N2"}))


def test_a_new_name_keeps_the_old_one_for_its_days(tree):
    for day, name in ((DAY, "中共乙村支部委员会"), (dt.date(2026, 6, 1), "中共丙村总支部委员会")):
        rename_organization(actor=None, organization=tree.branch, name=name, short_name=name[2:4], on=day)
    now = fresh(tree.branch)
    assert now.name == "中共丙村总支部委员会"
    assert now.initials == "bc"
    assert name_as_of(now, dt.date(2026, 2, 28)) == "中共丁村支部委员会"
    assert name_as_of(now, DAY) == "中共乙村支部委员会"
    assert name_as_of(now, dt.date(2026, 6, 1)) == name_as_of(now, None) == "中共丙村总支部委员会"
    with pytest.raises(Invalid, match="上一次变更"):
        rename_organization(actor=None, organization=now, name="中共丁村支部委员会", short_name="丁", on=DAY)
    with pytest.raises(Invalid, match="没有变化"):
        rename_organization(actor=None, organization=now, name=now.name, short_name=now.short_name, on=clock.today())
    with pytest.raises(Invalid, match="组织全称"):
        rename_organization(actor=None, organization=now, name=" ", short_name="x", on=clock.today())


def test_sector_and_level_of_the_day_are_kept_whoever_changes_them(tree):
    office = make_user(Role.OFFICE, tree.district)
    reclassify_organization(actor=office, organization=tree.branch, sector="urban", level="township", on=DAY)
    edit_organization(actor=None, organization=tree.branch, sector="two_new")
    before, on_the_day = tree_as_of(DAY - dt.timedelta(days=1)), tree_as_of(DAY)
    was = [(each.by_id[tree.branch.pk].sector, each.by_id[tree.branch.pk].level) for each in (before, on_the_day)]
    assert was == [("rural", "grassroots"), ("urban", "township")]
    now = fresh(tree.branch)
    assert (now.sector, now.level) == ("two_new", "township")
    assert [(each.sector, each.level) for each in places_as_of([(now, DAY - dt.timedelta(days=1)), (now, DAY)])] == was
    read_in_place([(now, DAY)])
    assert now.get_sector_display() == "街道社区"
    assert StateChange.objects.of(now).get(verb="reclassify").reason == "乡镇农村·基层 → 街道社区·乡镇街道级"


def test_a_change_of_class_is_refused_below_and_where_nothing_differs(tree):
    asked = {"organization": tree.branch, "sector": "rural", "level": "grassroots", "on": clock.today()}
    with pytest.raises(Invalid, match="没有变化"):
        reclassify_organization(actor=None, **asked)
    with pytest.raises(Invalid, match="领域"):
        reclassify_organization(actor=None, **(asked | {"sector": "moon"}))
    with pytest.raises(Refused):
        reclassify_organization(actor=make_user(Role.SECRETARY, tree.branch), **(asked | {"sector": "urban"}))
    with pytest.raises(StaleVersion):
        reclassify_organization(actor=None, version=9, **(asked | {"sector": "urban"}))
    assert not TreeChange.objects.exists()


def test_a_name_or_rating_edited_elsewhere_leaves_its_row_too(tree):
    edit_organization(actor=None, organization=tree.branch, name="中共新丁村支部委员会", stars=4)
    assert name_as_of(tree.branch, clock.today() - dt.timedelta(days=1)) == "中共丁村支部委员会"
    assert StarChange.objects.get().stars_after == 4


def test_closing_ends_roles_and_is_refused_with_anything_below(tree):
    secretary = make_user(Role.SECRETARY, tree.branch)
    with pytest.raises(Invalid, match="2 个下一级党组织"):
        close_organization(actor=None, organization=tree.township, on=DAY, reason="撤乡")
    with pytest.raises(Invalid, match="理由"):
        close_organization(actor=None, organization=tree.branch, on=DAY, reason=" ")
    closed = close_organization(actor=None, organization=tree.branch, on=DAY, reason="村庄搬迁")
    assert closed.closed_on == DAY
    assert not Membership.objects.filter(user=secretary).on(clock.today()).exists()
    with pytest.raises(OutOfTurn):
        close_organization(actor=None, organization=tree.branch, on=DAY, reason="再次")
    with pytest.raises(OutOfTurn):
        found_organization(actor=None, parent=closed, on=DAY, **NEW)


# --- move ---------------------------------------------------------------------------------------------------------


def belongings(tree):
    """A fact, a record, a unit and a grant of the branch."""
    load_metrics(
        [{"code": "headcount", "name": "数据项", "unit": "人", "period_kind": "snapshot", "value_kind": "number"}]
    )
    record_fact(actor=None, organization=tree.branch, metric="headcount", value=5)
    add_record(actor=None, organization=tree.branch, kind="theme_day", held_on=DAY, title="主题党日")
    add_unit(actor=None, organization=tree.branch, name="甲厂", kind="school")
    leader = make_user(Role.LEADER, tree.city)
    grant_access(user=leader, organization=tree.branch, source="leader_link", source_key=1)
    return leader


def test_everything_that_carries_a_path_follows_a_move(tree):
    leader = belongings(tree)
    acts = list(StateChange.objects.of(WorkRecord.objects.get()).values_list("organization_path", flat=True))
    move_organization(actor=make_user(Role.OFFICE, tree.city), organization=tree.township,
                      parent=tree.outside_district, on=DAY, document_number="甲委〔2026〕2号")  # fmt: skip
    branch = fresh(tree.branch)
    assert branch.path.startswith(fresh(tree.outside_district).path)
    assert sound()
    old = tree.township.path
    for model, column in path_columns():
        assert not model._base_manager.filter(**{f"{column}__startswith": old}).exists(), model
    for model in (Fact, CurrentFact, WorkRecord, Unit):
        assert model.objects.get().organization_path == branch.path
    assert scope_of(leader).exact == {branch.path}
    assert list(StateChange.objects.of(WorkRecord.objects.get()).values_list("organization_path", flat=True)) == acts
    office = make_user(Role.OFFICE, tree.outside_district)
    assert Organization.objects.visible_to(office).filter(pk=tree.branch.pk).exists()
    assert not Organization.objects.visible_to(make_user(Role.OFFICE, tree.district)).filter(pk=branch.pk).exists()


def test_every_column_with_a_path_follows_or_says_why_not():
    """A new model needs to do nothing: its column is found by its name."""
    found = {f"{model._meta.label}.{column}" for model, column in path_columns()}
    assert {"campaigns.Campaign.scope_path", "core.FileUse.organization_path", "organizations.Fact.organization_path",
            "applications.Application.organization_path"} <= found  # fmt: skip
    assert not {each for each in found if each.startswith("core.StateChange")}
    assert all(OF_THEIR_DAY.values())


def test_facts_stay_append_only_after_a_move(tree):
    belongings(tree)
    move_organization(actor=None, organization=tree.branch, parent=tree.outside_township, on=DAY)
    with pytest.raises(Exception, match=r"(?i)protect|cannot"):
        Fact.objects.update(value=6)


@pytest.mark.parametrize(("what", "where"), [("township", "branch"), ("township", "township"), ("branch", "township")])
def test_a_move_below_itself_or_nowhere_is_refused(tree, what, where):
    before = fresh(getattr(tree, what)).path
    with pytest.raises(Invalid):
        move_organization(actor=None, organization=getattr(tree, what), parent=getattr(tree, where), on=DAY)
    assert fresh(getattr(tree, what)).path == before


def test_only_an_office_above_both_places_may_move(tree):
    for role, place in (
        (Role.OFFICE, tree.district), (Role.OFFICE, tree.outside_district), (Role.SECRETARY, tree.branch),
        (Role.OFFICE, tree.township),
    ):  # fmt: skip
        with pytest.raises(Refused):
            move_organization(actor=make_user(role, place), organization=tree.branch,
                              parent=tree.outside_township, on=DAY)  # fmt: skip
    for act in (
        lambda user: rename_organization(actor=user, organization=tree.branch, name="新", short_name="新", on=DAY),
        lambda user: close_organization(actor=user, organization=tree.branch, on=DAY, reason="理由"),
        lambda user: found_organization(actor=user, parent=tree.township, on=DAY, **NEW),
        lambda user: rate_organization(actor=user, organization=tree.branch, stars=5, on=DAY),
        lambda user: merge_organization(actor=user, organization=tree.branch, into=tree.other_branch, on=DAY),
    ):
        for role, place in ((Role.OFFICE, tree.outside_district), (Role.SECRETARY, tree.branch)):
            with pytest.raises(Refused):
                act(make_user(role, place))
    assert not TreeChange.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_leave_a_sound_tree():
    """Each would be fine alone; together they would make a circle, so the second is refused."""
    tree = make_tree()
    other = make_organization(tree.district, level="township", kind="party_committee")
    start, refused = threading.Barrier(2), []

    def run(what, where):
        start.wait()
        try:
            move_organization(actor=None, organization=what, parent=where, on=DAY)
        except Invalid as error:
            refused.append(error)
        finally:
            close_old_connections()

    threads = [threading.Thread(target=run, args=pair) for pair in ((tree.township, other), (other, tree.township))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert TreeChange.objects.count() == 1
    assert sound()


# --- merge and split ----------------------------------------------------------------------------------------------


def test_a_merge_hands_over_children_and_ledger_and_keeps_the_facts(tree):
    belongings(tree)
    group = make_organization(tree.branch)
    merged = merge_organization(actor=make_user(Role.OFFICE, tree.township), organization=tree.branch,
                                into=tree.other_branch, on=DAY, reason="并村")  # fmt: skip
    assert merged.closed_on == DAY
    assert fresh(group).path.startswith(fresh(tree.other_branch).path)
    assert Unit.objects.get().organization == tree.other_branch
    assert Fact.objects.get().organization == tree.branch
    assert sound()
    kinds = list(TreeChange.objects.order_by("pk").values_list("kind", "organization"))
    assert kinds == [("move", group.pk), ("merge", tree.branch.pk)]
    assert TreeChange.objects.get(kind="merge").counterpart == tree.other_branch


def test_nothing_is_withdrawn_unasked_and_a_public_notice_stops_the_act(tree):
    from tests.architecture.rows import make_application

    application = make_application(tree, "publicised")
    with pytest.raises(OutOfTurn, match="1 项在办事项"):
        merge_organization(actor=None, organization=tree.branch, into=tree.other_branch, on=DAY)
    type(application).objects.filter(pk=application.pk).update(status="in_review")
    with pytest.raises(OutOfTurn, match="先锋示范点"):
        close_organization(actor=None, organization=tree.branch, on=DAY, reason="理由")
    type(application).objects.filter(pk=application.pk).update(status="withdrawn")
    assert merge_organization(actor=None, organization=tree.branch, into=tree.other_branch, on=DAY).closed_on == DAY


@pytest.mark.parametrize("into", ["branch", "township"])
def test_a_merge_into_itself_or_below_is_refused(tree, into):
    with pytest.raises(Invalid):
        merge_organization(actor=None, organization=tree.township, into=tree.branch, on=DAY)
    with pytest.raises(Invalid):
        merge_organization(actor=None, organization=tree.branch, into=tree.branch, on=DAY)


def test_a_split_takes_some_children_along(tree):
    first, second = make_organization(tree.branch), make_organization(tree.branch)
    new = split_organization(actor=None, organization=tree.branch, on=DAY, moved=[second], **NEW)
    assert fresh(second).path.startswith(fresh(new).path)
    assert fresh(first).path.startswith(fresh(tree.branch).path)
    assert sound()
    with pytest.raises(Invalid, match="下一级"):
        split_organization(actor=None, organization=tree.branch, on=DAY, moved=[tree.other_branch],
                           **(NEW | {"code": "N2"}))  # fmt: skip


# --- the tree of a day --------------------------------------------------------------------------------------------


def test_the_tree_reads_as_it_was(tree, django_assert_num_queries):
    past = {}

    def snap(day):
        past[day] = {
            pk: (each.name, each.parent_id, each.path, each.is_there) for pk, each in tree_as_of(day).by_id.items()
        }

    snap(dt.date(2026, 1, 1))
    rename_organization(
        actor=None, organization=tree.branch, name="中共乙村支部", short_name="乙村", on=dt.date(2026, 2, 1)
    )
    snap(dt.date(2026, 2, 15))
    move_organization(actor=None, organization=tree.township, parent=tree.outside_district, on=DAY)
    snap(dt.date(2026, 3, 15))
    move_organization(actor=None, organization=tree.branch, parent=tree.outside_township, on=dt.date(2026, 4, 1))
    snap(dt.date(2026, 4, 15))
    merge_organization(actor=None, organization=tree.branch, into=tree.outside_branch, on=dt.date(2026, 5, 1))
    new = found_organization(actor=None, parent=tree.township, on=dt.date(2026, 6, 1), **NEW)
    for day, before in past.items():
        with django_assert_num_queries(2):
            then = tree_as_of(day)
        now = {pk: (each.name, each.parent_id, each.path, each.is_there) for pk, each in then.by_id.items()}
        assert not now.pop(new.pk)[3]
        assert now == before, day
    then = tree_as_of(dt.date(2026, 1, 1))
    assert [each.short_name for each in then.lineage(tree.branch.pk)] == ["甲市委", "乙区委", "丙乡委", "丁村党支部"]
    assert tree.branch.pk in {each.pk for each in then.below(tree.district.pk)}
    assert then.get(new.pk) is None
    assert tree_as_of(clock.today()).get(tree.branch.pk) is None


def test_names_of_many_in_one_statement(tree, django_assert_num_queries):
    rename_organization(actor=None, organization=tree.branch, name="中共乙村支部", short_name="乙村", on=DAY)
    rows = [fresh(tree.branch), tree.other_branch]
    with django_assert_num_queries(1):
        found = names_as_of(rows, dt.date(2026, 1, 1))
    assert found == {tree.branch.pk: ("中共丁村支部委员会", "丁村党支部"),
                     tree.other_branch.pk: ("中共戊村支部委员会", "戊村党支部")}  # fmt: skip
    with django_assert_num_queries(0):
        assert names_as_of(rows, None)[tree.branch.pk] == ("中共乙村支部", "乙村")


# --- stars and joint members --------------------------------------------------------------------------------------


def test_the_rating_given_last_holds(tree):
    rate_organization(actor=None, organization=tree.branch, stars=4, on=DAY, document_number="组〔2026〕3号")
    rate_organization(actor=None, organization=tree.branch, stars=2, on=dt.date(2025, 3, 1), reason="补录")
    assert fresh(tree.branch).stars == 4
    assert list(StarChange.objects.values_list("stars_before", "stars_after")) == [(0, 4), (0, 2)]
    rate_organization(actor=None, organization=tree.branch, stars=3, on=dt.date(2026, 5, 1))
    assert fresh(tree.branch).stars == 3
    with pytest.raises(Invalid):
        rate_organization(actor=None, organization=tree.branch, stars=6, on=DAY)


def test_members_of_a_joint_organization(tree):
    joint = make_organization(tree.township, kind="community_committee")
    row = add_joint_member(actor=None, organization=joint, role="head", member=tree.branch, started_on=DAY)
    add_joint_member(actor=None, organization=joint, role="part_time", name="某物业公司", people=2, started_on=DAY)
    for values, words in (
        ({"role": "head", "member": tree.branch}, "已担任"),
        ({"role": "boss", "name": "x"}, "角色"),
        ({"role": "member"}, "请选择成员"),
        ({"role": "member", "member": joint}, "本身"),
        ({"role": "member", "name": "x", "people": 0}, "至少"),
    ):
        with pytest.raises(Invalid, match=words):
            add_joint_member(actor=None, organization=joint, started_on=DAY, **values)
    with pytest.raises(Invalid, match="没有成员单位"):
        add_joint_member(actor=None, organization=tree.branch, role="member", name="x", started_on=DAY)
    assert end_joint_member(actor=None, row=row).ended_on == clock.today()
    with pytest.raises(OutOfTurn):
        end_joint_member(actor=None, row=row)
