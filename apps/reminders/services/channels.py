"""Setting up the ways out of the portal: saved with their secrets sealed, tried out, turned on and off."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from apps.core import clock
from apps.core.exceptions import Invalid, StaleVersion
from apps.core.limits import within
from apps.core.secrets import seal, unseal
from apps.core.states import record
from apps.core.verdicts import require
from apps.organizations.models import Organization

from .. import outside, rules
from ..choices import ChannelKind
from ..models import Channel, Preference

STALE = "这个渠道刚被他人改过，请刷新后再改。"


@transaction.atomic
def save_channel(
    *,
    actor: Any,
    organization: Organization,
    kind: str,
    name: str,
    values: Mapping[str, str],
    digest_hour: int = 9,
    channel: Channel | None = None,
    version: int = 0,
) -> Channel:
    """Set a channel up, or change one: an empty secret keeps the one that is sealed. A changed one is off until tried.

    Raises:
        Refused: not the office of the organization or above it.
        StaleVersion: somebody changed it in between.
        Invalid: ``code`` names the part that is missing, wrong or inside the network.
    """
    acting = require(rules.can_keep_channels(actor, organization))
    row = _own(channel, version) if channel else Channel(organization=organization, kind=kind)
    if not name.strip():
        raise Invalid("请填写名称。", code="name")
    kept = _kept(row)
    secrets = {part.name for part in outside.PARTS[ChannelKind(row.kind)] if part.is_secret}
    merged = {**values, **{key: kept.get(key, "") for key in secrets if not values.get(key, "").strip()}}
    found = outside.checked(row.kind, merged)
    outside.check_host(outside.host_of(row.kind, found))
    if found != kept:  # what was tried were other settings
        row.is_active, row.worked_at, row.failed_at, row.last_error = False, None, None, ""
    row.name, row.digest_hour = within(name, 40, "名称"), digest_hour
    row.organization_path = organization.path
    row.sealed, row.shown = seal(json.dumps(found, ensure_ascii=False)), outside.shown(row.kind, found)
    row.version += 1
    row.save()
    record(row, "change_channel" if channel else "add_channel", acting=acting, reason=f"{row.name} {row.shown}")
    return row


@transaction.atomic
def try_channel(*, actor: Any, channel: Channel, to: str = "") -> str:
    """Send one message now; "" when it went, else what the service said. What worked may be turned on.

    Args:
        to: mailbox or number to try with; the person's own where empty.

    Raises:
        Refused: not its office. Invalid: nowhere to send to.
    """
    require(rules.can_keep_channels(actor, channel.organization))
    where = to.strip() or address_of(actor, channel.kind)
    if channel.is_personal and not where:
        raise Invalid("您的账号没有填写邮箱或电话，请填写试发地址。", code="to")
    words = f"这是“{channel.name}”的试发消息，收到即说明设置正确。"
    said = outside.send(channel.kind, values_of(channel), to=where, title="示范创建 试发", body=words)
    note_result(channel, said)
    return said


@transaction.atomic
def switch_channel(*, actor: Any, channel: Channel, version: int, on: bool) -> Channel:
    """Turn a channel on or off; messages that wait for one that is off stay and go when it is on again.

    Raises:
        Refused: not its office. StaleVersion: see ``save_channel``.
        Invalid: it was never tried with success, or another of its kind serves already.
    """
    acting = require(rules.can_keep_channels(actor, channel.organization))
    row = _own(channel, version)
    if on and (row.worked_at is None or (row.failed_at and row.failed_at > row.worked_at)):
        raise Invalid("请先试发，收到后再启用。")
    row.is_active = on
    row.version += 1
    try:
        with transaction.atomic():
            row.save(update_fields=["is_active", "version"])
    except IntegrityError as error:
        raise Invalid(f"本单位已有启用的{row.get_kind_display()}渠道，请先停用。") from error
    record(row, "turn_on_channel" if on else "turn_off_channel", acting=acting)
    return row


@transaction.atomic
def save_preference(*, actor: Any, version: int, **fields: Any) -> Preference:
    """How a person wants to be told outside the portal.

    Raises:
        StaleVersion: changed on another page in between.
        Invalid: every way turned off, although what is owed must reach the person.
    """
    row, _ = Preference.objects.select_for_update().get_or_create(user=actor)
    if row.version != version:
        raise StaleVersion("您的设置刚在别处改过，请刷新后再改。")
    for name, value in fields.items():
        setattr(row, name, value)
    if not (row.by_email or row.by_sms):
        raise Invalid("有期限的事项须能通知到您，邮件和短信请至少保留一项。", code="by_email")
    row.version += 1
    row.save()
    return row


def open_values(channel: Channel) -> dict[str, str]:
    """The settings that a page may show again; nothing where the seal cannot be opened any more."""
    secrets = {part.name for part in outside.PARTS[ChannelKind(channel.kind)] if part.is_secret}
    try:
        return {name: value for name, value in values_of(channel).items() if name not in secrets}
    except Invalid:
        return {}


def values_of(channel: Channel) -> dict[str, str]:
    """What the channel was set up with, secrets included: never for a page."""
    return dict(json.loads(unseal(channel.sealed)))


def _kept(row: Channel) -> dict[str, str]:
    """What was sealed, for the secrets that were not typed again; nothing where it cannot be opened."""
    try:
        return values_of(row) if row.pk else {}
    except Invalid:
        return {}


def address_of(user: Any, kind: str) -> str:
    """Where a personal channel of the kind reaches the person; empty where it does not."""
    return {ChannelKind.EMAIL: user.email, ChannelKind.SMS: user.phone}.get(ChannelKind(kind), "")


def note_result(channel: Channel, said: str) -> None:
    """Keep on the channel whether a message arrived last, unless its settings have changed meanwhile."""
    moment, same = clock.now(), Channel.objects.filter(pk=channel.pk, sealed=channel.sealed)
    if said:
        same.update(failed_at=moment, last_error=said)
    else:
        same.update(worked_at=moment, last_error="")


def _own(channel: Channel, version: int) -> Channel:
    row = Channel.objects.select_for_update().get(pk=channel.pk)
    if row.version != version:
        raise StaleVersion(STALE)
    return row
