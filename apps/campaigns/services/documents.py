"""The plan itself and what belongs to it, as files."""

from typing import IO

from django.db import transaction

from apps.accounts.models import User
from apps.core.models import FileUse
from apps.core.services import attach_file, remove_file
from apps.core.verdicts import require

from ..models import Campaign
from ..rules import can_attach

PURPOSE = "plan"


@transaction.atomic
def attach_plan(*, actor: User, campaign: Campaign, upload: IO[bytes], name: str) -> FileUse:
    """Add a document (方案、决定) to the campaign; everybody whom the campaign reaches may read it."""
    require(can_attach(actor, campaign))
    path = campaign.organization_path
    return attach_file(actor=actor, upload=upload, name=name, owner=campaign, purpose=PURPOSE, organization_path=path)


def remove_plan(*, actor: User, campaign: Campaign, use: FileUse) -> None:
    """Take a document away; the bytes and the record stay."""
    require(can_attach(actor, campaign))
    remove_file(actor=actor, use=use)
