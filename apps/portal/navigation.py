"""What stands in the top bar, by role. The first role of a person decides the order."""

import re
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from apps.accounts.choices import Role
from apps.organizations.access import roles_of


@dataclass(frozen=True)
class NavItem:
    label: str
    url_name: str
    icon: str
    roles: frozenset[str]
    #: Address prefixes that belong to this item, so that it is marked on pages below it; ``*`` is one number.
    prefixes: tuple[str, ...] = ()


OFFICE, SECRETARY, INSPECTOR, LEADER = Role.OFFICE, Role.SECRETARY, Role.INSPECTOR, Role.LEADER


def _item(label: str, url_name: str, icon: str, *roles: str, prefixes: tuple[str, ...] = ()) -> NavItem:
    return NavItem(label, url_name, icon, frozenset(roles), prefixes)


ITEMS = (
    _item("工作台", "portal:home", "house", OFFICE, SECRETARY, LEADER),
    _item("检查任务", "inspections:field", "clipboard", INSPECTOR, prefixes=("/field/",)),
    _item("活动", "campaigns:list", "flag", OFFICE, SECRETARY, prefixes=("/campaigns/",)),
    _item(
        "审核",
        "applications:review_queue",
        "check",
        OFFICE,
        prefixes=("/applications/review/", "/applications/*/review/"),
    ),
    _item("申报", "applications:list", "file", OFFICE, prefixes=("/applications/",)),
    _item("我的申报", "applications:list", "file", SECRETARY, prefixes=("/applications/",)),
    _item("督查验收", "inspections:rounds", "clipboard", OFFICE, prefixes=("/inspections/",)),
    _item(
        "问题整改",
        "inspections:findings",
        "wrench",
        SECRETARY,
        INSPECTOR,
        prefixes=(
            "/inspections/findings/",
            "/inspections/notices/",
            "/inspections/letters/",
            "/inspections/bulletins/",
        ),
    ),
    _item("请假外出", "inspections:absences", "calendar", INSPECTOR, prefixes=("/inspections/absences/",)),
    _item("评定命名", "evaluations:list", "award", OFFICE, prefixes=("/evaluations/", "/designations/name/")),
    _item("品牌", "branding:brands", "award", OFFICE, SECRETARY, LEADER, prefixes=("/brands/", "/designations/")),
    _item("示范带", "branding:belts", "map", OFFICE, SECRETARY, LEADER, prefixes=("/belts/",)),
    _item("本单位", "organizations:mine", "people", SECRETARY, prefixes=("/organizations/",)),
    _item("党组织", "organizations:list", "people", OFFICE, prefixes=("/organizations/",)),
    _item("标准", "standards:list", "book", OFFICE, SECRETARY, INSPECTOR, prefixes=("/standards/",)),
    _item("审计", "portal:audit", "clipboard", Role.AUDITOR, prefixes=("/audit/",)),
    _item("账号", "accounts:list", "people", Role.ADMINISTRATOR, prefixes=("/accounts/manage/",)),
    _item("授权", "accounts:roles", "people", Role.SECURITY_OFFICER, prefixes=("/accounts/manage/roles/",)),
)


def navigation_for(request: HttpRequest) -> list[dict[str, Any]]:
    """The items of the person's roles, each address once; the longest matching prefix is active."""
    roles = roles_of(request.user)
    entries: dict[str, dict[str, Any]] = {}
    for item in ITEMS:
        if item.roles & roles:
            url = reverse(item.url_name)
            entries.setdefault(url, {"label": item.label, "url": url, "icon": item.icon, "prefixes": item.prefixes})
    active = _active(request.path, entries)
    return [{"label": e["label"], "url": url, "icon": e["icon"], "active": url == active} for url, e in entries.items()]


def _active(path: str, entries: dict[str, dict[str, Any]]) -> str:
    if path in entries:
        return path
    matches = [
        (len(prefix), url) for url, entry in entries.items() for prefix in entry["prefixes"] if _below(path, prefix)
    ]
    return max(matches, default=(0, ""))[1]


def _below(path: str, prefix: str) -> bool:
    return re.match(re.escape(prefix).replace(r"\*", r"\d+"), path) is not None
