"""``{% load portal %}``: every component of the interface, with strict arguments.

The parts live in four libraries; the style page shows them all.
"""

from django import template

from . import portal_data, portal_forms, portal_lists, portal_text

register = template.Library()
for part in (portal_text, portal_data, portal_lists, portal_forms):
    register.tags.update(part.register.tags)
    register.filters.update(part.register.filters)
