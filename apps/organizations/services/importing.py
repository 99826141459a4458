"""Many organizations at once: from a checked workbook or from the real divisions. Twice changes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid
from apps.core.models import StateChange
from apps.core.verdicts import Acting, require

from .. import rules
from ..access import scope_of
from ..models import Organization
from ..spreadsheet import OrganizationRow, Problem, Report, check_rows, read_rows
from .changes import as_read, note_changed
from .editing import set_pinyin

#: Written when they differ; an empty cell never erases what is known.
FIELDS = (
    "name",
    "short_name",
    "kind",
    "level",
    "sector",
    "division_code",
    "established_on",
    "contact_name",
    "contact_phone",
    "address",
)
BATCH = 1000


@dataclass
class ImportOutcome:
    """What an import did. ``created`` and ``updated`` are numbers of organizations."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0


@dataclass
class _Tree:
    """The organizations there are, by code, and the last child step below each path."""

    by_code: dict[str, Organization] = field(default_factory=dict)
    last_step: dict[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls) -> "_Tree":
        tree = cls()
        for organization in Organization.objects.all():
            tree.by_code[organization.code] = organization
            above, step = _split(organization.path)
            tree.last_step[above] = max(tree.last_step.get(above, 0), step)
        return tree

    def place(self, organization: Organization, parent: Organization | None) -> None:
        """Give the organization the next path below its parent, the way treebeard does one by one."""
        above = parent.path if parent else ""
        organization.depth = parent.depth + 1 if parent else 1
        self.last_step[above] = self.last_step.get(above, 0) + 1
        organization.path = Organization._get_path(above, organization.depth, self.last_step[above])
        if parent:
            parent.numchild += 1
        self.by_code[organization.code] = organization


def check_import(*, actor: User | None, file: BinaryIO | Path | bytes) -> Report:
    """The dry run: read a workbook and check every row against the part of the tree that the person sees.

    Raises:
        Refused: not an office.
        SpreadsheetError: the file as a whole cannot be read.
    """
    require(rules.can_import(actor))
    everything = {o.code: o for o in Organization.objects.only("code", "path", "closed_on")}
    by_path = {o.path: o.code for o in everything.values()}
    seen = {code: o for code, o in everything.items() if _sees(actor, o.path)}
    existing = {code: by_path.get(o.path[: -Organization.steplen], "") for code, o in seen.items()}
    report = check_rows(read_rows(file), existing)
    return _with_tree_problems(report, existing, hidden=everything.keys() - seen.keys())


@transaction.atomic
def import_organizations(*, actor: User | None, report: Report, skip_bad: bool = False) -> ImportOutcome:
    """Create and update the organizations of a checked report.

    Raises:
        Refused: not an office, or a row outside the own subtree.
        Invalid: the report has bad rows and ``skip_bad`` is not set; nothing is imported then.
    """
    acting = require(rules.can_import(actor))
    if report.problems and not skip_bad:
        raise Invalid(f"有 {len(report.problems)} 处问题，没有导入任何数据。")
    # Paths are handed out by counting: one import at a time.
    list(Organization.objects.select_for_update().filter(depth=1).values_list("pk"))
    tree = _Tree.read()
    outcome = ImportOutcome(skipped=report.total - len(report.rows))
    created, updated = _sort_rows(actor, report.rows, tree, outcome)
    _write(tree, created, updated)
    _record(created, "import", acting)
    _record(updated, "update_by_import", acting)
    return outcome


def _sort_rows(
    actor: User | None, rows: Iterable[OrganizationRow], tree: _Tree, outcome: ImportOutcome
) -> tuple[list[Organization], list[Organization]]:
    """Rows into new and changed organizations, parents before children."""
    created, updated = [], []
    for row in rows:
        known = tree.by_code.get(row.code)
        parent = tree.by_code.get(row.parent_code)
        nearest = known or parent
        if not _sees(actor, nearest.path if nearest else ""):
            raise Invalid(f"第{row.number}行：“{row.code}”不在您的管辖范围内，没有导入任何数据。")
        if known is None:
            fresh = Organization(code=row.code, **{name: getattr(row, name) for name in FIELDS})
            set_pinyin(fresh)
            tree.place(fresh, parent)
            created.append(fresh)
        else:
            before = as_read(known)
            if _changed(known, row):
                updated.append(known)
                note_changed(known, before, actor=actor)
            else:
                outcome.unchanged += 1
    outcome.created, outcome.updated = len(created), len(updated)
    return created, updated


def _changed(known: Organization, row: OrganizationRow) -> bool:
    """Set what differs; an empty cell and a short name made from the full one leave the old value."""
    changes: dict[str, Any] = {}
    for name in FIELDS:
        value = getattr(row, name)
        defaulted = name == "short_name" and value == row.name[:60] and known.short_name
        if value not in ("", None) and not defaulted and value != getattr(known, name):
            changes[name] = value
    for name, value in changes.items():
        setattr(known, name, value)
    if changes:
        known.version += 1
        set_pinyin(known)
    return bool(changes)


def _write(tree: _Tree, created: list[Organization], updated: list[Organization]) -> None:
    Organization.objects.bulk_create(created, batch_size=BATCH)
    fields = [*FIELDS, "initials", "sort_key", "version"]
    Organization.objects.bulk_update(updated, fields, batch_size=BATCH)
    fresh = {id(organization) for organization in created}
    grown = {organization.path[: -Organization.steplen] for organization in created}
    parents = [o for o in tree.by_code.values() if o.path in grown and id(o) not in fresh]
    Organization.objects.bulk_update(parents, ["numchild"], batch_size=BATCH)


def _record(organizations: list[Organization], verb: str, acting: Acting) -> None:
    """One state change per organization, in one statement instead of thousands."""
    kind, now = ContentType.objects.get_for_model(Organization), clock.now()
    StateChange.objects.bulk_create(
        [
            StateChange(
                subject_type=kind,
                subject_id=str(organization.pk),
                subject_label=organization.name,
                verb=verb,
                actor=acting.user,
                acting_role=acting.role,
                acting_organization_id=acting.organization_id,
                acting_organization_name=acting.organization_name,
                organization_path=organization.path,
                at=now,
            )
            for organization in organizations
        ],
        batch_size=BATCH,
    )


def _with_tree_problems(report: Report, existing: dict[str, str], hidden: Iterable[str]) -> Report:
    """Refuse what the rows alone do not show: codes used elsewhere, and moves within the tree."""
    problems, good, refused = list(report.problems), [], set()
    hidden = set(hidden)
    for row in report.rows:
        reason = ""
        if row.code in hidden:
            reason = "该组织代码已被管辖范围以外的党组织使用"
        elif row.code in existing and existing[row.code] and row.parent_code != existing[row.code]:
            reason = f"与现有隶属关系（{existing[row.code]}）不一致，导入不调整隶属关系"
        elif row.parent_code in refused:
            reason = f"上级组织“{row.parent_code}”所在的行有误"
        if reason:
            problems.append(Problem(row.number, "上级组织代码" if row.code not in hidden else "组织代码", reason))
            refused.add(row.code) if row.code not in existing else None
        else:
            good.append(row)
    return Report(good, sorted(problems, key=lambda problem: problem.row_number), report.total)


def _sees(actor: User | None, path: str) -> bool:
    return actor is None or any(path.startswith(prefix) for prefix in scope_of(actor).prefixes)


def _split(path: str) -> tuple[str, int]:
    """The parent's path and the own step below it."""
    above, own = path[: -Organization.steplen], path[-Organization.steplen :]
    return above, Organization._str2int(own)
