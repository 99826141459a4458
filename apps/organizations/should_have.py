"""Where an organization is missing or of the wrong kind: rules as data, each with its figure, reason and source. Pure.

The figures are those of the plans and of the central rules; ``settings.SHOULD_HAVE_FIGURES`` replaces one by its key.
One table serves both the page of a unit (Python) and the lists (a condition for the database).
"""

import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db.models import Q

from .choices import Kind, Level, Sector
from .unit_choices import AREAS, TWO_NEW, Established, Operating, UnitKind

REGULATION = "《中国共产党支部工作条例（试行）》"
NORMS = "规范建设年方案二（一）组织规范"
TEAM = "规范建设年方案二（二）队伍规范"
UPGRADE = "提升工程方案二（五）2"

#: What the rules count with. 人 unless the key says otherwise.
FIGURES = {
    "branch_full_members": 3,
    "enterprise_employees": 100,
    "social_staff": 30,
    "members_at_employees": 50,
    "branch_members": 50,
    "general_branch_members": 100,
    "organ_members": 150,
    "community_members": 100,
    "joint_units": 5,
}


class Group(StrEnum):
    """What kind of thing is amiss."""

    MISSING = "missing"
    KIND = "kind"
    MEMBERS = "members"
    INSTRUCTOR = "instructor"
    STAFF = "staff"


@dataclass(frozen=True)
class Test:
    """``field op value``; a value that is a key of ``FIGURES`` stands for its figure. An unknown field fits nothing."""

    field: str
    op: str
    value: Any


@dataclass(frozen=True)
class Rule:
    """A rule that all its tests together trigger; ``words`` say why, ``todo`` what is due, ``source`` where it stands."""

    code: str
    group: Group
    todo: str
    words: str
    source: str
    tests: tuple[Test, ...]

    @property
    def reason(self) -> str:
        """The words with the figures that hold here."""
        return self.words.format(**figures())


@dataclass(frozen=True)
class Gap:
    """A rule that fits: what is due and why."""

    code: str
    group: Group
    todo: str
    reason: str
    source: str


def figures() -> dict[str, int]:
    """The figures that hold in this installation."""
    return FIGURES | {key: int(value) for key, value in settings.SHOULD_HAVE_FIGURES.items() if key in FIGURES}


def _any(values: Iterable[str]) -> frozenset[str]:
    return frozenset(str(value) for value in values)


NONE = Test("established", "in", _any([Established.NONE]))
TOGETHER = Test("established", "in", _any([Established.JOINT, Established.INDUSTRY, Established.REGIONAL]))
RUNNING = Test("operating", "in", _any(["", Operating.NORMAL]))


def _of(*kinds: str) -> Test:
    return Test("kind", "in", _any(kinds))


UNIT_RULES = (
    Rule(
        "branch_due",
        Group.MISSING,
        "应建立党支部",
        "正式党员满{branch_full_members}人，尚未建立党组织",
        f"{REGULATION}；{NORMS}",
        (RUNNING, NONE, _of(*(set(UnitKind) - AREAS)), Test("full_members", "ge", "branch_full_members")),
    ),
    Rule(
        "enterprise_due",
        Group.MISSING,
        "应建立党组织",
        "从业人员满{enterprise_employees}人的非公有制企业，尚未建立党组织",
        NORMS,
        (RUNNING, NONE, _of(UnitKind.PRIVATE_ENTERPRISE), Test("employees", "ge", "enterprise_employees")),
    ),
    Rule(
        "social_due",
        Group.MISSING,
        "应建立党组织",
        "从业人员满{social_staff}人的社会组织，尚未建立党组织",
        NORMS,
        (RUNNING, NONE, _of(UnitKind.SOCIAL_ORGANIZATION), Test("employees", "ge", "social_staff")),
    ),
    Rule(
        "village_due",
        Group.MISSING,
        "应建立党组织",
        "行政村党组织组建率应达到100%，本村尚未建立",
        NORMS,
        (RUNNING, NONE, _of(UnitKind.VILLAGE)),
    ),
    Rule(
        "villager_group_due",
        Group.MISSING,
        "应由党组织（含党小组）覆盖",
        "村民小组应实现党组织全覆盖，本组尚未覆盖",
        NORMS,
        (RUNNING, NONE, _of(UnitKind.VILLAGER_GROUP)),
    ),
    Rule(
        "compound_due",
        Group.MISSING,
        "应建立党支部",
        "社区应在楼院建立党支部，本楼院尚未建立",
        NORMS,
        (RUNNING, NONE, _of(UnitKind.COMPOUND)),
    ),
    Rule(
        "separate_due",
        Group.KIND,
        "应单独组建",
        "两新组织正式党员满{branch_full_members}人的应单独建立党组织，现为联合、行业或区域组建",
        NORMS,
        (RUNNING, TOGETHER, _of(*TWO_NEW), Test("full_members", "ge", "branch_full_members")),
    ),
    Rule(
        "members_due",
        Group.MEMBERS,
        "应发展或引进党员",
        "从业人员满{members_at_employees}人的非公有制企业应有党员，现无党员",
        TEAM,
        (
            RUNNING,
            _of(UnitKind.PRIVATE_ENTERPRISE),
            Test("employees", "ge", "members_at_employees"),
            Test("members", "le", 0),
        ),
    ),
    Rule(
        "instructor_due",
        Group.INSTRUCTOR,
        "应选派党建指导员（联络员）",
        "暂未建立党组织的两新组织应全覆盖选派指导员，尚未选派或已到期",
        UPGRADE,
        (RUNNING, NONE, _of(*TWO_NEW), Test("has_instructor", "not", True)),
    ),
)

BRANCHES = (Kind.BRANCH, Kind.JOINT_BRANCH)

ORGANIZATION_RULES = (
    Rule(
        "general_branch_due",
        Group.KIND,
        "应设党总支或分设支部",
        "党支部党员一般不超过{branch_members}人",
        f"{REGULATION}；规范建设年方案三（一）1",
        (_of(*BRANCHES), Test("members", "gt", "branch_members")),
    ),
    Rule(
        "committee_due",
        Group.KIND,
        "应设党委",
        "党总支党员超过{general_branch_members}人",
        "规范建设年方案三（一）1；机关基层组织工作条例",
        (_of(Kind.GENERAL_BRANCH), Test("members", "gt", "general_branch_members")),
    ),
    Rule(
        "too_few",
        Group.KIND,
        "应撤并或改建联合党支部",
        "单独设立的党支部正式党员不足{branch_full_members}人",
        REGULATION,
        (_of(Kind.BRANCH), Test("full_members", "lt", "branch_full_members")),
    ),
    Rule(
        "joint_too_wide",
        Group.KIND,
        "应拆分联合党支部",
        "联合党支部覆盖单位一般不超过{joint_units}个",
        REGULATION,
        (_of(Kind.JOINT_BRANCH), Test("unit_count", "gt", "joint_units")),
    ),
    Rule(
        "organ_office_due",
        Group.STAFF,
        "应单独设置党委办公室或配备专职副书记",
        "机关党委党员满{organ_members}人",
        NORMS,
        (
            _of(Kind.PARTY_COMMITTEE),
            Test("level", "in", _any([Level.GRASSROOTS])),
            Test("sector", "in", _any([Sector.GOVERNMENT, Sector.PUBLIC_INSTITUTION])),
            Test("members", "ge", "organ_members"),
            Test("has_office", "not", True),
            Test("has_deputy", "not", True),
        ),
    ),
    Rule(
        "community_deputy_due",
        Group.STAFF,
        "应配备专职副书记",
        "社区自管党员超过{community_members}人",
        TEAM,
        (
            Test("level", "in", _any([Level.GRASSROOTS])),
            Test("sector", "in", _any([Sector.URBAN])),
            Test("self_managed", "gt", "community_members"),
            Test("has_deputy", "not", True),
        ),
    ),
)

COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "ge": operator.ge,
    "gt": operator.gt,
    "le": operator.le,
    "lt": operator.lt,
}
LOOKUP = {"ge": "gte", "gt": "gt", "le": "lte", "lt": "lt"}


def gaps_of(thing: Any, rules: Iterable[Rule] = UNIT_RULES) -> list[Gap]:
    """The rules that fit one unit (or one organization with ``ORGANIZATION_RULES``)."""
    values = figures()
    return [
        Gap(rule.code, rule.group, rule.todo, rule.reason, rule.source)
        for rule in rules
        if all(_fits(thing, test, values) for test in rule.tests)
    ]


def due(thing: Any) -> list[Gap]:
    """What is due for one unit: a missing organization once, the first rule saying what and all of them why."""
    found: dict[str, Gap] = {}
    for gap in gaps_of(thing):
        key = gap.group.value if gap.group is Group.MISSING else gap.code
        found[key] = _joined(found[key], gap) if key in found else gap
    return list(found.values())


def _joined(first: Gap, other: Gap) -> Gap:
    sources = dict.fromkeys([*first.source.split("；"), *other.source.split("；")])
    return replace(first, reason=f"{first.reason}；{other.reason}", source="；".join(sources))


def condition(rule: Rule) -> Q:
    """The same as a condition for the database."""
    values, found = figures(), Q()
    for test in rule.tests:
        if test.op == "in":
            found &= Q(**{f"{test.field}__in": sorted(test.value)})
        elif test.op == "not":
            found &= Q(**{test.field: False}) | Q(**{f"{test.field}__isnull": True})
        else:
            found &= Q(**{f"{test.field}__{LOOKUP[test.op]}": values.get(test.value, test.value)})
    return found


def any_of(rules: Iterable[Rule]) -> Q:
    """What any of the rules fits, each thing once."""
    found = Q(pk__in=[])
    for rule in rules:
        found |= condition(rule)
    return found


def _fits(thing: Any, test: Test, values: dict[str, int]) -> bool:
    value = getattr(thing, test.field)
    if test.op == "in":
        return value in test.value
    if test.op == "not":
        return not value
    return value is not None and COMPARE[test.op](value, values.get(test.value, test.value))
