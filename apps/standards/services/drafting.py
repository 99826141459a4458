"""Beginning a draft, and throwing one away."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.core.exceptions import Invalid, StaleVersion
from apps.core.limits import within
from apps.core.states import record
from apps.core.verdicts import Acting, require
from apps.organizations.models import Organization

from ..choices import UNPUBLISHED, StandardKind
from ..drafting.outline import STANDARD_CODE_LENGTH, new_code
from ..drafting.storable import sound_code, storable
from ..models import Standard, StandardVersion
from ..queries import document_of
from ..rules import can_edit_version, can_manage_standard, can_write_standards
from .storing import store_document

Data = dict[str, Any]


@transaction.atomic
def create_standard(
    *, actor: User, organization: Organization, name: str, kind: str, source: str, total: Any = 100
) -> StandardVersion:
    """An empty first draft of a new standard of ``organization``.

    Raises:
        Refused: not this organization's office.
        Invalid: name or kind is wrong.
    """
    acting = require(can_write_standards(actor, organization))
    if kind not in StandardKind.values:
        raise Invalid("请选择标准的类型。")
    document = {"name": name.strip(), "version": 1, "kind": kind, "source": source.strip(), "total": total}
    return _begin(actor, acting, _standard(organization, name), {**document, "criteria": []}, "新建标准")


@transaction.atomic
def copy_standard(
    *, actor: User, version: StandardVersion, organization: Organization, name: str, adapts: bool = False
) -> StandardVersion:
    """A first draft of a new standard with the content of a version.

    Args:
        adapts: the new standard is an adaptation for the organization's subtree, held within the
            limits of the version; a plain copy is the organization's own.

    Raises:
        Refused: not this organization's office.
    """
    acting = require(can_write_standards(actor, organization))
    standard = _standard(organization, name, base=version.standard if adapts else None)
    document = {**document_of(version), "name": name.strip(), "version": 1}
    if not adapts:
        document.pop("adaptation", None)
    words = f"{'改编' if adapts else '复制'}自“{version}”"
    return _begin(actor, acting, standard, document, words, based_on=version)


@transaction.atomic
def draft_next_version(*, actor: User, version: StandardVersion) -> StandardVersion:
    """The draft of the next version, with the content of ``version``; there is one draft at a time.

    Raises:
        Refused: not the issuer's office.
        Invalid: there is a draft already.
    """
    standard = Standard.objects.select_for_update(of=("self",)).get(pk=version.standard_id)
    acting = require(can_manage_standard(actor, standard))
    return draft_of(actor, acting, standard, document_of(version), f"由第 {version.number} 版修订", based_on=version)


def draft_of(
    actor: User, acting: Acting, standard: Standard, document: Data, words: str, based_on: StandardVersion
) -> StandardVersion:
    """The draft of a standard's next version with this content; the caller holds the standard's lock.

    Raises:
        Invalid: there is a draft already.
    """
    existing = standard.versions.filter(status__in=UNPUBLISHED).select_related("created_by").first()
    if existing is not None:
        who = existing.created_by.name if existing.created_by else "其他人"
        raise Invalid(f"第 {existing.number} 版草稿已由{who}建立，请在该草稿上修改。", code="draft_exists")
    number = max(standard.versions.values_list("number", flat=True)) + 1
    return _begin(actor, acting, standard, {**document, "version": number}, words, based_on=based_on)


@transaction.atomic
def import_draft(*, actor: User, organization: Organization, document: Data, words: str) -> StandardVersion:
    """A draft with the content of a file: of a new standard, or of the next version of the office's own.

    The document's code decides; its number is the next one that is free. A file with problems is stored all
    the same, as far as rows can hold it: problems are mended in the editor.

    Raises:
        Refused: the standard of this code belongs to another office.
        Invalid: the standard has a draft already.
    """
    standard = Standard.objects.select_for_update(of=("self",)).filter(code=sound_code(document.get("code"))).first()
    if standard is None:
        acting = require(can_write_standards(actor, organization))
        standard = _standard(
            organization,
            within(str(document.get("name", "导入的标准")), 60, "标准名称"),
            code=sound_code(document.get("code")),
        )
        return _begin(actor, acting, standard, storable({**document, "version": 1}), words)
    acting = require(can_manage_standard(actor, standard))
    if standard.versions.filter(status__in=UNPUBLISHED).exists():
        raise Invalid(f"“{standard.name}”已有草稿，请先发布或删除该草稿。", code="draft_exists")
    newest = standard.versions.order_by("-number").first()
    number = newest.number + 1 if newest else 1
    return _begin(actor, acting, standard, storable({**document, "version": number}), words, based_on=newest)


@transaction.atomic
def discard_draft(*, actor: User, version: StandardVersion, revision: int) -> None:
    """Throw a draft away; a standard that was never published goes with it.

    Raises:
        Refused: not the issuer's office, or no draft.
        StaleVersion: somebody saved since the page was opened.
    """
    row = locked(version, revision)
    acting = require(can_edit_version(actor, row))
    record(row, "discard", acting=acting)
    row.criteria.all()._raw_delete(row.criteria.db)
    standard = row.standard
    row.delete()
    if not standard.versions.exists():
        standard.delete()


def locked(version: StandardVersion, revision: int | None = None) -> StandardVersion:
    """The draft's row under a lock.

    Raises:
        StaleVersion: it was saved, or is no longer there, since revision ``revision`` was read.
    """
    rows = StandardVersion.objects.select_for_update(of=("self",)).select_related("standard__organization")
    row = rows.filter(pk=version.pk).first()
    if row is None:
        raise StaleVersion("草稿已被删除。")
    if revision is not None and row.revision != revision:
        last = row.steps.select_related("made_by").last()
        who = last.made_by.name if last and last.made_by else "其他人"
        done = f"（{last.words}）" if last else ""
        raise StaleVersion(f"{who}刚修改过本草稿{done}，您的内容没有覆盖。请核对最新内容后再保存。")
    return row


def _standard(organization: Organization, name: str, code: str = "", base: Standard | None = None) -> Standard:
    taken = set(Standard.objects.values_list("code", flat=True))
    code = code or new_code(name, taken, most=STANDARD_CODE_LENGTH)
    return Standard.objects.create(code=code, name=name.strip(), organization=organization, base=base)


def _begin(
    actor: User, acting: Acting, standard: Standard, document: Data, words: str, based_on: StandardVersion | None = None
) -> StandardVersion:
    version = StandardVersion(standard=standard, created_by=actor, based_on=based_on)
    store_document(version, {"code": standard.code, **document, **{"code": standard.code}})
    record(version, "create", acting=acting, reason=words)
    return version
