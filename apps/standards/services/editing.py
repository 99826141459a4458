"""Every edit of a draft: one lock, one document in, one document out, one step to go back."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.core.exceptions import Invalid
from apps.core.verdicts import require

from ..drafting import outline
from ..models import DraftStep, StandardVersion
from ..queries import document_of
from ..rules import can_edit_version
from .drafting import locked
from .storing import store_document

Data = dict[str, Any]
STEPS_KEPT = 50


def add_node(
    *, actor: User, version: StandardVersion, revision: int, title: str, leaf: bool, parent: str = "", after: str = ""
) -> str:
    """Add a section, or a leaf that asks yes or no, and return its code.

    Raises:
        Refused, StaleVersion: as for every edit.
        Invalid: no title, or the parent is a leaf.
    """
    title = _title(title)
    made: list[str] = []

    def change(document: Data) -> Data:
        prefix = parent or _parent_code(document, after)
        node: Data = {"code": outline.new_code(title, outline.codes_of(document), prefix), "title": title}
        if leaf:
            node["measure"] = {"type": "yes_no", "label": title}
            node |= {} if document["kind"] == "gate" else {"points": 0}
        made.append(node["code"])
        return outline.added(document, node, parent, after)

    _edit(actor, version, revision, f"新建“{title}”", change)
    return made[0]


def edit_node(*, actor: User, version: StandardVersion, revision: int, code: str, node: Data) -> None:
    """Replace what a node says; its code and its children stay."""
    _title(node.get("title", ""))
    words = f"修改“{node['title']}”"
    _edit(actor, version, revision, words, lambda document: outline.replaced(document, code, {**node, "code": code}))


def move_node(*, actor: User, version: StandardVersion, revision: int, code: str, way: str) -> None:
    """Move a node one step ``up``, ``down``, ``in`` or ``out``."""
    if way not in outline.STEPS:
        raise Invalid("不认识的移动方向。")
    _edit(actor, version, revision, _moving(version, code), lambda document: outline.moved(document, code, way))


def place_node(*, actor: User, version: StandardVersion, revision: int, code: str, parent: str, position: int) -> None:
    """Put a node at a position below ``parent`` ("" is the top), as it was dropped."""
    words = _moving(version, code)
    _edit(actor, version, revision, words, lambda document: outline.placed(document, code, parent, position))


def remove_node(*, actor: User, version: StandardVersion, revision: int, code: str) -> None:
    """Remove a node with all that is below it."""
    title = version.criteria.filter(code=code).values_list("title", flat=True).first() or code
    _edit(actor, version, revision, f"删除“{title}”", lambda document: outline.removed(document, code))


def edit_version(*, actor: User, version: StandardVersion, revision: int, settings: Data, note: str = "") -> None:
    """Replace what the version says about the whole; criteria, code and number stay."""
    kept = ("code", "version", "criteria")

    def change(document: Data) -> Data:
        fixed = {key: document[key] for key in kept}
        return {**{key: value for key, value in settings.items() if key not in kept}, **fixed}

    row = _edit(actor, version, revision, "修改整体设置", change)
    row.note = note
    row.save(update_fields=["note"])


def restore_document(*, actor: User, version: StandardVersion, revision: int, document: Data, words: str) -> None:
    """Replace the whole content of a draft (an imported file); code and number stay."""
    fixed = {"code": version.standard.code, "version": version.number}
    _edit(actor, version, revision, words, lambda _: {**document, **fixed})


@transaction.atomic
def undo(*, actor: User, version: StandardVersion, revision: int) -> str:
    """Take the last edit back and return what it was.

    Raises:
        Invalid: there is nothing to take back.
    """
    row = locked(version, revision)
    require(can_edit_version(actor, row))
    step = row.steps.last()
    if step is None:
        raise Invalid("没有可以撤销的修改。", code="nothing_to_undo")
    _write(row, step.document)
    step.delete()
    return step.words


@transaction.atomic
def _edit(
    actor: User, version: StandardVersion, revision: int, words: str, change: Callable[[Data], Data]
) -> StandardVersion:
    """Apply a change to the document of a draft.

    Raises:
        Refused: not the issuer's office, or not a draft.
        StaleVersion: somebody saved since ``revision`` was read; nothing is overwritten.
    """
    row = locked(version, revision)
    require(can_edit_version(actor, row))
    before = document_of(row)
    after = change(deepcopy(before))
    if after == before:
        return row
    DraftStep.objects.create(version=row, revision=row.revision, words=words[:200], document=before, made_by=actor)
    row.steps.filter(revision__lte=row.revision - STEPS_KEPT).delete()
    _write(row, after)
    version.revision, version.definition = row.revision, row.definition
    return row


def _write(row: StandardVersion, document: Data) -> None:
    row.revision += 1
    store_document(row, document)
    if row.standard.name != document["name"] and not row.standard.versions.exclude(pk=row.pk).exists():
        row.standard.name = document["name"]
        row.standard.save(update_fields=["name"])


def _title(title: str) -> str:
    title = title.strip()
    if not title:
        raise Invalid("请填写指标名称。", code="title_missing")
    if len(title) > 200:
        raise Invalid("指标名称最多 200 个字，其余请写入评分标准。", code="title_long")
    return title


def _parent_code(document: Data, after: str) -> str:
    parent = outline.find(document, after).parent if after else None
    return parent["code"] if parent else ""


def _moving(version: StandardVersion, code: str) -> str:
    title = version.criteria.filter(code=code).values_list("title", flat=True).first() or code
    return f"移动“{title}”"
