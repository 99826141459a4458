"""``{% load creation %}``: money in words, and a breadcrumb made by a view."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import template

from apps.core.templatetags.portal_lists import breadcrumb

from ..money import plain
from ..money import wan as in_wan

register = template.Library()


@register.filter
def wan(value: Decimal | None) -> str:
    """``12.35 万元``."""
    return in_wan(None if value is None else Decimal(value))


@register.filter
def amount(value: Decimal | None) -> str:
    """``1,234.5``; the unit stands in the heading."""
    return plain(value)


@register.inclusion_tag("components/breadcrumb.html")
def trail(items: Sequence[Any]) -> dict[str, Any]:
    """``{% trail trail %}``: label, url, …, and the page's own label last."""
    found: dict[str, Any] = breadcrumb(*items)
    return found
