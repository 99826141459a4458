"""Putting a version in force, and out of use."""

from __future__ import annotations

from django.db import transaction

from apps.accounts.models import User
from apps.core.exceptions import Invalid
from apps.core.states import move
from apps.core.verdicts import require
from apps.organizations.services import ask_metrics

from ..choices import UNPUBLISHED, VersionStatus
from ..drafting.asks import asks_of
from ..models import Standard, StandardVersion
from ..queries import ask_rows, engine_version, problems_in
from ..rules import can_manage_standard
from .drafting import locked
from .loading import put_in_force


@transaction.atomic
def publish_version(*, actor: User, version: StandardVersion, revision: int) -> StandardVersion:
    """Put a version in force, for good; the one before it is superseded.

    Raises:
        Refused: not the issuer's office.
        StaleVersion: somebody saved since the confirmation was read.
        Invalid: a problem stands, or something newly asked was not approved.
    """
    row = locked(version, revision)
    acting = require(can_manage_standard(actor, row.standard))
    if row.status in UNPUBLISHED:
        refuse_unready(row)
    standard = Standard.objects.select_for_update(of=("self",)).get(pk=row.standard_id)
    put_in_force(row, acting=acting)
    ask_metrics(key for kind, key in asks_of(engine_version(row)) if kind == "metric")
    if standard.name != row.definition["name"]:
        standard.name = row.definition["name"]
        standard.save(update_fields=["name"])
    return row


def refuse_unready(version: StandardVersion) -> None:
    """Raise Invalid with what stands between a draft and its publication."""
    problems = problems_in(version)
    if problems:
        raise Invalid(f"还有 {len(problems)} 处问题，改完后方可发布。", code="problems")
    waiting = [each.ask.label for each in ask_rows(version, engine_version(version)) if not each.approved]
    if waiting:
        raise Invalid(f"新增填报项尚未批准：{'、'.join(waiting[:5])}。", code="asks")


@transaction.atomic
def retire_version(*, actor: User, version: StandardVersion, reason: str) -> None:
    """Take a version out of use: no new campaign chooses it, running ones keep it.

    Raises:
        Refused: not the issuer's office.
        OutOfTurn: not in force.
        Invalid: no reason.
    """
    row = locked(version)
    move(row, "retire", acting=require(can_manage_standard(actor, row.standard)), reason=reason)
    others = row.standard.versions.filter(status=VersionStatus.PUBLISHED).exists()
    Standard.objects.filter(pk=row.standard_id).update(is_retired=not others)
    version.refresh_from_db(fields=["status"])
