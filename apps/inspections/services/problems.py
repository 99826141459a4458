"""Keeping the library of typical problems (典型问题库)."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml
from django.db import IntegrityError, transaction

from apps.accounts.models import User
from apps.core import clock, states
from apps.core.exceptions import Invalid, OutOfTurn, StaleVersion
from apps.core.verdicts import Acting, require
from apps.organizations.models import Organization

from .. import rules
from ..choices import Severity
from ..models import TypicalProblem

FILE = "typical_problems.yaml"
TWICE = "典型问题库中已有相同的问题，请查看后再登记。"


@transaction.atomic
def add_problem(
    *,
    actor: User,
    organization: Organization,
    text: str,
    leaf: str = "",
    demand: str = "",
    severity: str = Severity.MINOR,
    days: int | None = None,
) -> TypicalProblem:
    """Put a problem into the library of an office; every level below reads and ticks it.

    Raises:
        Refused: not an office of that organization. Invalid: no words, or the same words stand there already.
    """
    acting = require(rules.can_keep_problems(actor, organization))
    values = _checked(text, demand, severity, days)
    try:
        with transaction.atomic():
            row = TypicalProblem.objects.create(
                organization=organization,
                organization_path=organization.path,
                leaf=leaf.strip(),
                created_by=actor,
                **values,
            )
    except IntegrityError as error:
        raise Invalid(TWICE) from error
    states.record(row, "create", acting=acting)
    return row


@transaction.atomic
def add_problems(*, actor: User, organization: Organization, lines: Iterable[tuple[str, str]]) -> list[TypicalProblem]:
    """Several at once as (text, leaf), all of them or none. Raises: as :func:`add_problem`."""
    return [add_problem(actor=actor, organization=organization, text=text, leaf=leaf) for text, leaf in lines]


@transaction.atomic
def edit_problem(
    *,
    actor: User,
    problem: TypicalProblem,
    version: int,
    text: str,
    leaf: str = "",
    demand: str = "",
    severity: str = Severity.MINOR,
    days: int | None = None,
) -> TypicalProblem:
    """Other words for a problem; findings that were noted keep theirs."""
    locked, acting = _locked(actor, problem, version)
    for name, value in {**_checked(text, demand, severity, days), "leaf": leaf.strip()}.items():
        setattr(locked, name, value)
    locked.version += 1
    try:
        with transaction.atomic():
            locked.save()
    except IntegrityError as error:
        raise Invalid(TWICE) from error
    states.record(locked, "edit", acting=acting)
    return locked


@transaction.atomic
def retire_problem(*, actor: User, problem: TypicalProblem, version: int) -> TypicalProblem:
    """Take a problem out of use; findings that were noted with its words stay."""
    locked, acting = _locked(actor, problem, version)
    if locked.retired_at:
        raise OutOfTurn("该问题已停用。")
    locked.retired_at, locked.version = clock.now(), locked.version + 1
    locked.save(update_fields=["retired_at", "version"])
    states.record(locked, "retire", acting=acting)
    return locked


@transaction.atomic
def restore_problem(*, actor: User, problem: TypicalProblem, version: int) -> TypicalProblem:
    """Take a retired problem back into use."""
    locked, acting = _locked(actor, problem, version)
    if not locked.retired_at:
        raise OutOfTurn("该问题正在使用。")
    locked.retired_at, locked.version = None, locked.version + 1
    try:
        with transaction.atomic():
            locked.save(update_fields=["retired_at", "version"])
    except IntegrityError as error:
        raise Invalid(TWICE) from error
    states.record(locked, "restore", acting=acting)
    return locked


@transaction.atomic
def load_problems(rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert or update the problems that come with the portal; what an office changed since is left alone.

    Args:
        rows: as in ``fixtures/reference/typical_problems.yaml``.
    """
    listed = list(rows)
    changed = set(TypicalProblem.objects.filter(organization=None, version__gt=1).values_list("code", flat=True))
    problems = [
        TypicalProblem(
            code=row["code"],
            leaf=row.get("leaf", ""),
            **_checked(row["text"], row.get("demand", ""), row.get("severity", Severity.MINOR), row.get("days")),
        )
        for row in listed
        if row["code"] not in changed
    ]
    known = {each.code: each for each in TypicalProblem.objects.filter(organization=None)}
    new = [each for each in problems if each.code not in known]
    TypicalProblem.objects.bulk_create(new)
    for each in problems:
        if (old := known.get(each.code)) is not None and any(getattr(old, n) != getattr(each, n) for n in FIELDS):
            TypicalProblem.objects.filter(pk=old.pk).update(**{name: getattr(each, name) for name in FIELDS})
    return len(listed)


def load_reference_problems(directory: Path) -> str:
    """The portal's own problems from the reference data, and what to say of it."""
    data = yaml.safe_load((directory / FILE).read_text(encoding="utf-8"))
    return f"典型问题 {load_problems(data['problems'])} 条。"


FIELDS = ("leaf", "text", "demand", "severity", "days")


def _locked(actor: User, problem: TypicalProblem, version: int) -> tuple[TypicalProblem, Acting]:
    locked = TypicalProblem.objects.select_for_update(of=("self",)).select_related("organization").get(pk=problem.pk)
    acting = require(rules.can_keep_problem(actor, locked))
    if locked.version != version:
        raise StaleVersion("该问题刚被他人修改，请刷新后再办理。")
    return locked, acting


def _checked(text: str, demand: str, severity: str, days: int | None) -> dict[str, Any]:
    text, demand = text.strip(), demand.strip()
    if not text:
        raise Invalid("请写明问题。")
    if len(text) > 120 or len(demand) > 300:
        raise Invalid("问题不超过 120 字，整改要求不超过 300 字。")
    if severity not in Severity.values:
        raise Invalid("请选择问题程度：一般、较重或严重。")
    if days is not None and not 1 <= days <= 365:
        raise Invalid("整改天数应为 1 至 365 天。")
    return {"text": text, "demand": demand, "severity": severity, "days": days}
