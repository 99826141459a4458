"""An office keeps its own Word layout of a paper, or goes back to the one above or ours."""

import io
from typing import IO

from django.db import transaction

from apps.accounts.models import User
from apps.core import states
from apps.core.exceptions import OutOfTurn
from apps.core.layouts import MOST_BYTES, check_layout
from apps.core.models import FileUse
from apps.core.services import attach_file, remove_file
from apps.core.verdicts import require
from apps.organizations.models import Organization

from .. import rules
from ..layout_kinds import KINDS
from ..queries.layouts import own_layouts


def read_layout(kind: str, upload: IO[bytes]) -> bytes:
    """The bytes of an uploaded layout, looked through and filled once with sample words.

    Raises:
        TemplateProblem: the sentence names what is wrong with the file.
    """
    content = upload.read(MOST_BYTES + 1)
    check_layout(content, KINDS[kind].words)
    return content


@transaction.atomic
def keep_layout(*, actor: User, organization: Organization, kind: str, upload: IO[bytes], name: str) -> FileUse:
    """From now on papers of this kind are written by it, here and below; it takes the place of the one before.

    Raises:
        Refused: not the organization's office or one above it. TemplateProblem: as :func:`read_layout`.
    """
    acting = require(rules.can_keep_layouts(actor, organization))
    content = read_layout(kind, upload)
    Organization.objects.select_for_update().get(pk=organization.pk)
    for old in own_layouts(organization, kind):
        remove_file(actor=actor, use=old)
    use = attach_file(
        actor=actor,
        upload=io.BytesIO(content),
        name=name,
        owner=organization,
        purpose=KINDS[kind].purpose,
        organization_path=organization.path,
    )
    states.record(organization, "word_layout", acting=acting, reason=f"{KINDS[kind].label}版式：{use.name}")
    return use


@transaction.atomic
def drop_layout(*, actor: User, organization: Organization, kind: str) -> None:
    """Go back to the layout above or to ours; the file stays in the history.

    Raises:
        Refused: not the organization's office or one above it. OutOfTurn: there is none any more.
    """
    acting = require(rules.can_keep_layouts(actor, organization))
    kept = own_layouts(organization, kind)
    if not kept:
        raise OutOfTurn("本单位的版式已移除，请刷新后查看。")
    for use in kept:
        remove_file(actor=actor, use=use)
    states.record(organization, "word_layout", acting=acting, reason=f"移除{KINDS[kind].label}版式：{kept[0].name}")
