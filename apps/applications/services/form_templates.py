"""The office's own Word templates of the form: for one campaign, or for all that its organization runs."""

import io
from typing import IO

from django.db import transaction

from apps.accounts.models import User
from apps.campaigns.models import Campaign
from apps.campaigns.rules import can_manage_campaign
from apps.core.exceptions import Invalid
from apps.core.models import FileUse
from apps.core.services import attach_file, remove_file
from apps.core.states import record
from apps.core.verdicts import require

from ..paper import check_template
from ..paper.word import MOST_BYTES
from ..parts import TEMPLATE_PURPOSE


@transaction.atomic
def keep_template(*, actor: User, campaign: Campaign, upload: IO[bytes], name: str, for_all: bool) -> FileUse:
    """Keep a template that was looked through and filled with sample words; it takes the place of the one before.

    Args:
        for_all: for every campaign of the organizer instead of this one.

    Raises:
        Refused: not the organizer's office.
        TemplateProblem: the sentence names what is wrong with the file.
    """
    acting = require(can_manage_campaign(actor, campaign))
    content = upload.read(MOST_BYTES + 1)
    check_template(content)
    owner = campaign.organization if for_all else campaign
    for old in FileUse.objects.of(owner).filter(purpose=TEMPLATE_PURPOSE):
        remove_file(actor=actor, use=old)
    path = campaign.organization.path
    use = attach_file(
        actor=actor,
        upload=io.BytesIO(content),
        name=name,
        owner=owner,
        purpose=TEMPLATE_PURPOSE,
        organization_path=path,
    )
    scope = "本单位各项活动" if for_all else "本活动"
    record(campaign, "form_template", acting=acting, reason=f"{scope}的登记表模板：{use.name}")
    return use


@transaction.atomic
def remove_template(*, actor: User, campaign: Campaign, use: FileUse) -> None:
    """Go back to the template behind; the file stays in the history.

    Raises:
        Refused: not the organizer's office.
        Invalid: the template belongs to neither the campaign nor its organizer.
    """
    acting = require(can_manage_campaign(actor, campaign))
    owners = (campaign, campaign.organization)
    if not any(FileUse.objects.of(owner).filter(purpose=TEMPLATE_PURPOSE, pk=use.pk).exists() for owner in owners):
        raise Invalid("模板已被移除，请刷新后查看。")
    remove_file(actor=actor, use=use)
    record(campaign, "form_template", acting=acting, reason=f"移除登记表模板：{use.name}")
