"""From administrative divisions to the rows of a Party tree.

Pure: no Django, no database. The territorial part is real (every division has its organization);
organs, schools, hospitals, enterprises, two-new bodies and scenic areas have generic names and are
there so that each sector of the source plans is present in every county.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Division:
    """One administrative division; ``level`` is city, county, township or village."""

    code: str
    name: str
    level: str
    parent_code: str


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One organization of the tree; city and county committees count as ``government`` (机关)."""

    code: str
    parent_code: str
    name: str
    short_name: str
    kind: str
    level: str
    sector: str
    division_code: str


# kind: (ending of the full name as on the seal, ending of the short name)
ENDINGS = {
    "party_committee": ("委员会", "党委"),
    "working_committee": ("工作委员会", "党工委"),
    "leading_group": ("党组", "党组"),
    "general_branch": ("总支部委员会", "党总支"),
    "branch": ("支部委员会", "党支部"),
    "joint_branch": ("联合支部委员会", "联合党支部"),
    "joint_committee": ("联合委员会", "联合党委"),
    "functional_branch": ("功能型支部委员会", "功能型党支部"),
}

# Longest first: the first that fits is cut off.
COMMUNITY_ENDINGS = ("社区居民委员会", "社区居委会", "居民委员会", "居委会", "社区")
VILLAGE_ENDINGS = ("村民委员会", "村委会")
HOLLOW_STEMS = ("", "社区", "街道", "街", "村")


@dataclass(frozen=True, slots=True)
class System:
    """A system committee (系统党委/工委) and its units by kind, names separated by spaces."""

    suffix: str
    sector: str
    kind: str
    name: str
    short_name: str
    units: tuple[tuple[str, str], ...]


# fmt: off
CITY_SYSTEMS = (
    System("GOV", "government", "working_committee", "直属机关工作委员会", "直机关工委", (
        ("party_committee", "财政局机关 民政局机关 人力资源和社会保障局机关 自然资源局机关 "
                            "住房和城乡建设局机关 农业农村局机关"),
        ("general_branch", "发展和改革委员会机关 工业和信息化局机关 交通运输局机关 "
                           "水利局机关 商务局机关 应急管理局机关"),
        ("branch", "统计局机关 医疗保障局机关 信访局机关 行政审批局机关 机关事务管理局机关"),
        ("leading_group", "审计局"))),
    System("EDU", "public_institution", "working_committee", "委教育工作委员会", "委教育工委", (
        ("party_committee", "第一中学 职业技术学校"),
        ("general_branch", "第二中学 第三中学 特殊教育学校 教育科学研究所"),
        ("branch", "第一小学 第二小学 机关幼儿园"))),
    System("HEA", "public_institution", "working_committee", "卫生健康工作委员会", "卫健工委", (
        ("party_committee", "第一人民医院 第二人民医院 中医医院"),
        ("general_branch", "妇幼保健院 疾病预防控制中心"),
        ("branch", "中心血站"))),
    System("SOE", "state_owned", "party_committee",
           "人民政府国有资产监督管理委员会委员会", "国资委党委", (
        ("party_committee", "城市建设投资集团 交通投资集团 水务集团 公共交通集团"),
        ("general_branch", "粮食储备公司 燃气公司"),
        ("branch", "市政工程公司 物业服务公司"))),
    System("NEW", "two_new", "working_committee",
           "委非公有制经济组织和社会组织工作委员会", "委两新工委", (
        ("party_committee", "律师行业 互联网行业"),
        ("joint_committee", "高新技术产业园"),
        ("general_branch", "建筑业协会 餐饮行业协会"),
        ("branch", "电子科技企业 生物制药企业"),
        ("joint_branch", "异地商会 社会工作服务机构"))),
    System("TOU", "tourism", "party_committee", "文化旅游行业委员会", "文旅行业党委", (
        ("general_branch", "旅游集散中心 旅行社行业"),
        ("branch", "城市中心景区 博物馆"),
        ("functional_branch", "党群旅游驿站"))),
)

COUNTY_SYSTEMS = (
    System("GOV", "government", "working_committee", "直属机关工作委员会", "直机关工委", (
        ("general_branch", "财政局机关 民政局机关 农业农村局机关"),
        ("branch", "发展和改革局机关 人力资源和社会保障局机关 市场监督管理局机关 行政审批局机关"),
        ("leading_group", "审计局"))),
    System("EDU", "public_institution", "working_committee", "委教育工作委员会", "委教育工委", (
        ("general_branch", "第一中学"),
        ("branch", "第二中学 第三中学 第一小学 第二小学 机关幼儿园"))),
    System("HEA", "public_institution", "working_committee", "卫生健康工作委员会", "卫健工委", (
        ("general_branch", "人民医院"),
        ("branch", "中医医院 妇幼保健院"))),
    System("SOE", "state_owned", "party_committee",
           "国有资产监督管理系统委员会", "国资系统党委", (
        ("general_branch", "城市建设投资公司"),
        ("branch", "供水公司 粮食购销公司"))),
    System("NEW", "two_new", "working_committee",
           "委非公有制经济组织和社会组织工作委员会", "委两新工委", (
        ("joint_committee", "产业园区"),
        ("joint_branch", "商会 物业服务行业"),
        ("branch", "律师事务所 民营企业"))),
    System("TOU", "tourism", "party_committee", "文化旅游行业委员会", "文旅行业党委", (
        ("branch", "景区 旅游服务中心"),
        ("functional_branch", "党群旅游驿站"))),
)
# fmt: on


def read_divisions(path: Path) -> list[Division]:
    """Read a reference CSV (``code,name,level,parent_code``, UTF-8)."""
    with path.open(encoding="utf-8", newline="") as stream:
        return [Division(**row) for row in csv.DictReader(stream)]


def party_tree(divisions: Iterable[Division]) -> Iterator[TreeRow]:
    """Yield the organizations for these divisions, parents before children, always the same ones.

    Args:
        divisions: one city with all that is below it, parents before children.

    Raises:
        ValueError: if a division's parent is not among those before it.
    """
    seen: dict[str, Division] = {}
    rows = list(_rows(divisions, seen))
    yield from _with_distinct_names(rows, seen)


def _rows(divisions: Iterable[Division], seen: dict[str, Division]) -> Iterator[TreeRow]:
    for division in divisions:
        if division.level != "city" and division.parent_code not in seen:
            raise ValueError(f"division {division.code}: parent {division.parent_code} is unknown")
        seen[division.code] = division
        yield _territorial(division, seen)
        if division.level == "city":
            yield from _systems(division, division.name, "市", CITY_SYSTEMS, "district")
        elif division.level == "county":
            county = _prefix(division, seen)
            yield from _systems(division, county, division.name, COUNTY_SYSTEMS, "township")


def _territorial(division: Division, seen: dict[str, Division]) -> TreeRow:
    maker = {
        "city": _city,
        "county": _county,
        "township": _township,
        "village": _grassroots,
    }
    return maker[division.level](division, seen)


def _prefix(division: Division, seen: dict[str, Division]) -> str:
    """The county as it opens a full name: only urban districts carry their city's name."""
    city = seen[division.parent_code].name
    return f"{city}{division.name}" if division.name.endswith("区") else division.name


def _city(division: Division, seen: dict[str, Division]) -> TreeRow:
    name, code = division.name, division.code
    return TreeRow(code, "", f"中共{name}委员会", f"{name}委", "party_committee", "city", "government", code)


def _county(division: Division, seen: dict[str, Division]) -> TreeRow:
    name = f"中共{_prefix(division, seen)}委员会"
    code, parent = division.code, division.parent_code
    return TreeRow(
        code,
        parent,
        name,
        f"{division.name}委",
        "party_committee",
        "district",
        "government",
        code,
    )


def _township(division: Division, seen: dict[str, Division]) -> TreeRow:
    """Streets and economic zones have a working committee, towns and townships a committee."""
    stem = division.name.removesuffix("管理委员会")
    is_agency = division.name.endswith(("街道", "管理委员会"))
    kind = "working_committee" if is_agency else "party_committee"
    full, short = ENDINGS[kind]
    county = _prefix(seen[division.parent_code], seen)
    name = f"中共{county}{stem}{full}"
    sector = "urban" if is_agency else "rural"
    code, parent = division.code, division.parent_code
    return TreeRow(code, parent, name, f"{stem}{short}", kind, "township", sector, code)


def _grassroots(division: Division, seen: dict[str, Division]) -> TreeRow:
    """A village has a general branch or a branch, a community a committee or a general branch.

    The choice goes by the number of members, which is not known here: the division code decides.
    """
    township = seen[division.parent_code]
    place, is_village = village_name(division.name, township.name)
    wide, narrow = ("general_branch", "branch") if is_village else ("party_committee", "general_branch")
    kind = wide if int(division.code) % 3 == 0 else narrow
    full, short = ENDINGS[kind]
    county = _prefix(seen[township.parent_code], seen)
    name = f"中共{county}{township.name.removesuffix('管理委员会')}{place}{full}"
    sector = "rural" if is_village else "urban"
    code = division.code
    return TreeRow(code, township.code, name, f"{place}{short}", kind, "grassroots", sector, code)


def village_name(name: str, township: str = "") -> tuple[str, bool]:
    """Trim the name of a village-level division to the place, as ``("桥头村", True)``.

    Args:
        name: as published, such as 甲山街道桥头村委会, 张村村委会, 六塘居委会, 水塔社区居民委员会.
        township: the township's name, cut off when the division repeats it.

    Returns:
        The place and whether it is a village (else a community).
    """
    ending = next((e for e in VILLAGE_ENDINGS + COMMUNITY_ENDINGS if name.endswith(e)), None)
    if ending is None:
        return name, False
    stem = name.removesuffix(ending)
    if stem.removeprefix(township) not in HOLLOW_STEMS:
        stem = stem.removeprefix(township)
    if ending in VILLAGE_ENDINGS:
        return (stem if stem.endswith("村") else f"{stem}村"), True
    return f"{stem}社区", False


def _systems(division: Division, full: str, short: str, systems: Iterable[System], level: str) -> Iterator[TreeRow]:
    for system in systems:
        head = _system_head(division, full, short, system, level)
        yield head
        units = ((kind, unit) for kind, names in system.units for unit in names.split())
        for number, (kind, unit) in enumerate(units, 1):
            ending, short_ending = ENDINGS[kind]
            yield replace(
                head,
                code=f"{head.code}-{number:02d}",
                parent_code=head.code,
                name=f"中共{full}{unit}{ending}",
                short_name=f"{short}{unit}{short_ending}",
                kind=kind,
                level="grassroots",
            )


def _system_head(division: Division, full: str, short: str, system: System, level: str) -> TreeRow:
    """The committee that a system hangs from, one step below the division's own committee."""
    return TreeRow(
        f"{division.code}-{system.suffix}",
        division.code,
        f"中共{full}{system.name}",
        f"{short}{system.short_name}",
        system.kind,
        level,
        system.sector,
        division.code,
    )


def _with_distinct_names(rows: list[TreeRow], seen: dict[str, Division]) -> Iterator[TreeRow]:
    """Put the township, then the county as well, before short names that occur more than once."""
    names = {row.code: row.short_name for row in rows}
    for steps in (1, 2):
        count = Counter(names.values())
        for row in rows:
            if count[names[row.code]] > 1:
                names[row.code] = "".join(_above(row, steps, seen)) + row.short_name
    for row in rows:
        yield replace(row, short_name=names[row.code])


def _above(row: TreeRow, steps: int, seen: dict[str, Division]) -> list[str]:
    """Names of the divisions above the row's own, the nearest last, at most ``steps`` of them."""
    places: list[str] = []
    code = seen[row.division_code].parent_code
    while code in seen and len(places) < steps:
        places.insert(0, seen[code].name)
        code = seen[code].parent_code
    return places
