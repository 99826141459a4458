"""党建品牌: the profile of 四有一好, made from the application that was named."""

from typing import Any

from django.db import transaction

from apps.applications.models import Application
from apps.core import clock
from apps.core.limits import shortened
from apps.core.states import may_move, move, record
from apps.core.verdicts import Acting, require

from ..choices import Theme
from ..models import Brand
from ..rules import can_edit_brand

PROFILE = ("name", "theme", "meaning", "norms", "vehicle", "effect")


def award_brand(application: Application, acting: Acting) -> Brand:
    """Make the organization's brand from its application when it has none, and award it."""
    themes = {theme.value for theme in Theme}
    sector = application.organization.sector
    brand, created = Brand.objects.get_or_create(
        organization=application.organization,
        defaults={
            "organization_path": application.organization_path,
            "application": application,
            "name": application.title or application.organization.short_name,
            "theme": sector if sector in themes else "",
            "meaning": shortened(application.foundation, 1000),
            "vehicle": shortened(_vehicle(application), 1000),
            "effect": shortened(application.results, 1000),
            "created_at": clock.now(),
        },
    )
    if created:
        record(brand, "create", acting=acting, target=brand.status)
    if may_move(brand, "award"):
        move(brand, "award", acting=acting)
    return brand


def _vehicle(application: Application) -> str:
    """The carriers that were ticked, by name, before what the application says of its own."""
    names = application.carriers_text
    return "\n".join(filter(None, [f"活动载体：{names}。" if names else "", application.innovation]))


@transaction.atomic
def save_brand(*, actor: Any, brand: Brand, **fields: Any) -> Brand:
    """Change the profile of a brand.

    Raises:
        Refused: neither the branch's secretary nor an office above it.
    """
    acting = require(can_edit_brand(actor, brand))
    changed = [name for name in PROFILE if name in fields and getattr(brand, name) != fields[name]]
    for name in changed:
        setattr(brand, name, fields[name])
    if changed:
        brand.save(update_fields=changed)
        record(brand, "update", acting=acting)
    return brand
