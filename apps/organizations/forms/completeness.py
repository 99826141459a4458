"""Filters of the page that says who has filled in how much."""

from typing import Any

from django import forms

from ..choices import Level
from ..querysets import OrganizationQuerySet
from .lists import OrganizationFilter

STATES = [("", "全部"), ("lacking", "有缺项"), ("complete", "已填齐"), ("none", "一项未填")]


class CompletenessFilter(OrganizationFilter):
    """As the list of organizations, and by what is lacking; grassroots unless told otherwise."""

    state = forms.ChoiceField(label="填报情况", choices=STATES, required=False)
    field_order = ("q", "state", "level", "sector", "under")

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        data = data.copy() if data else {}
        data.setdefault("level", Level.GRASSROOTS)
        super().__init__(data, *args, **kwargs)
        for name in ("kind", "stars"):
            del self.fields[name]

    def lacking(self, organizations: OrganizationQuerySet) -> OrganizationQuerySet:
        """Narrowed by ``lacking`` and ``told`` (see ``with_completeness``)."""
        state = self.cleaned_data.get("state")
        if state == "lacking":
            return organizations.filter(lacking__gt=0)
        if state == "complete":
            return organizations.filter(lacking=0)
        return organizations.filter(told=0, lacking__gt=0) if state == "none" else organizations
