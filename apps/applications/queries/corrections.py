"""What can be ticked as wrong, and what has changed since an application was returned."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from apps.core import richtext
from apps.core.components import text
from apps.standards.queries import engine_version

from ..choices import ApplicationStatus, ReturnKind
from ..models import Application, ReturnItem, ReviewReturn
from ..parts import FUNDING, GAPS, PARTNERS, PARTS, TASK_FIELDS, Part, asks_plan, fields_of, label_of, parts_of
from .form_lines import documents_of, lines_of, tasks_of

#: Lines of the form beside the plan: the name of the relation, and what they are.
LINES = (("funding_items", "经费项目"), ("partners", "共建单位"), ("baseline_gaps", "对照差距"))
TABLES = {kind.related_name: kind for kind in (FUNDING, PARTNERS, GAPS)}
OWN_COLUMNS = ("id", "application", "position", "version")


@dataclass(frozen=True)
class Returnable:
    """Something of an application that can be wrong."""

    kind: str
    key: str
    label: str

    @property
    def code(self) -> str:
        return f"{self.kind}:{self.key}"


def returnable(application: Application) -> list[Returnable]:
    """Fields by section, each section, the plan, the files, and the leaves of its standard."""
    found: list[Returnable] = []
    for part in parts_of(application.campaign):
        found += [Returnable(ReturnKind.FIELD, name, label_of(name)) for name in part.fields]
        found.append(Returnable(ReturnKind.PART, part.key, f"“{part.title}”整体"))
    if asks_plan(application.campaign):
        found.append(Returnable(ReturnKind.PLAN, "", "创建任务（任务、措施、责任人、时限）"))
    found.append(Returnable(ReturnKind.FILES, "", "附件"))
    leaves = engine_version(application.standard_version).leaves()
    return found + [Returnable(ReturnKind.LEAF, leaf.code, leaf.title) for leaf in leaves]


def address_of(item: ReturnItem, application: Application) -> str:
    """Where the applicant corrects it."""
    edit = reverse("applications:edit", args=[application.pk])
    if item.kind == ReturnKind.FIELD:
        return f"{edit}#id_{item.key}"
    if item.kind == ReturnKind.PART:
        part = next((part for part in parts_of(application.campaign) if part.key == item.key), None)
        return f"{edit}#{_anchor(part)}" if part else edit
    if item.kind == ReturnKind.LEAF:
        return reverse("applications:gaps", args=[application.organization_id])
    return f"{edit}#{'tasks' if item.kind == ReturnKind.PLAN else 'files'}"


def _anchor(part: Part) -> str:
    """The first field of a section, its table, or its heading."""
    return f"id_{part.fields[0]}" if part.fields else part.lines or f"h-{part.key}"


def open_return(application: Application) -> ReviewReturn | None:
    """The return that the applicant has to answer, with its items."""
    if application.status != ApplicationStatus.RETURNED:
        return None
    returns = application.returns.filter(resubmitted_at=None, recalled_at=None)
    return returns.select_related("organization", "returned_by").prefetch_related("items").first()


def last_answered(application: Application) -> ReviewReturn | None:
    """The last return that was answered, with its items: what reviewers compare with."""
    returns = application.returns.filter(resubmitted_at__isnull=False, recalled_at=None)
    return returns.select_related("organization", "returned_by").prefetch_related("items").first()


def snapshot_of(application: Application, tasks: Any = None, files: Any = None) -> dict[str, Any]:
    """The application as readers see it: fields, lines of the plan, files, further lines.

    Args:
        tasks, files: those of the application, where they are at hand.
    """
    tasks = tasks_of(application) if tasks is None else tasks
    files = documents_of(application) if files is None else files
    return {
        "fields": {name: shown(application, name) for name in fields_of(application.campaign)},
        "tasks": {str(task.pk): _task_text(task) for task in tasks},
        "files": {str(use.pk): use.name for use in files},
        **{
            name: {str(row.pk): _line_text(row) for row in lines_of(application, kind)} for name, kind in TABLES.items()
        },
    }


def shown(application: Application, name: str) -> str:
    """A field in words."""
    if name == "carriers":
        return application.carriers_text
    if name == "narrative":
        return richtext.text_of(application.narrative)
    display = getattr(application, f"get_{name}_display", None)
    value = display() if display is not None else getattr(application, name)
    return "" if value is None else str(value)


def _line_text(row: Any) -> str:
    """A line of the form in words: what was filled in, in the order of its columns."""
    found = []
    for field in row._meta.concrete_fields:
        display = getattr(row, f"get_{field.name}_display", None)
        value = display() if display is not None else getattr(row, field.name)
        if field.name not in OWN_COLUMNS and value not in (None, ""):
            found.append(str(value))
    return "；".join(found)


def _task_text(task: Any) -> str:
    values = (getattr(task, name) for name in TASK_FIELDS)
    return "；".join(text.date_cn(value) if hasattr(value, "year") else str(value) for value in values if value)


@dataclass(frozen=True)
class Change:
    """One thing that differs from what was returned. ``old`` or ``new`` is empty where it was not there."""

    kind: str
    key: str
    label: str
    old: str
    new: str

    @property
    def word(self) -> str:
        return "新增" if not self.old else "已删" if not self.new else "已改"


def changes_since(
    snapshot: Mapping[str, Any], application: Application, tasks: Any = None, files: Any = None
) -> list[Change]:
    """What the applicant changed since, in the order of the form; ``tasks`` and ``files`` where they are at hand."""
    return list(_changes(snapshot, snapshot_of(application, tasks, files)))


def touches(item: ReturnItem, marks: Sequence[Change]) -> bool:
    """Whether what was ticked as wrong has been changed since."""
    if item.kind == ReturnKind.PART:
        part = next((part for part in PARTS if part.key == item.key), None)
        return part is not None and any(mark.kind == ReturnKind.FIELD and mark.key in part.fields for mark in marks)
    if item.kind == ReturnKind.FIELD:
        return any(mark.kind == item.kind and mark.key == item.key for mark in marks)
    return any(mark.kind == item.kind for mark in marks)


def _changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Change]:
    for name, new in now["fields"].items():
        old = before.get("fields", {}).get(name, "")
        if old != new:
            yield Change(ReturnKind.FIELD, name, label_of(name), old, new)
    rows = [(ReturnKind.PLAN, "tasks", "创建任务"), *(("line", key, label) for key, label in LINES)]
    for kind, key, label in [*rows, (ReturnKind.FILES, "files", "附件")]:
        old_rows, new_rows = before.get(key, now[key]), now[key]
        for row in [*new_rows, *(row for row in old_rows if row not in new_rows)]:
            if old_rows.get(row, "") != new_rows.get(row, ""):
                yield Change(kind, row, label, old_rows.get(row, ""), new_rows.get(row, ""))
