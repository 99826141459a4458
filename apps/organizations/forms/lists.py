"""Filters of the list of organizations."""

from typing import Any

from django import forms

from ..choices import Kind, Level, Sector
from ..models import Organization
from ..querysets import OrganizationQuerySet

ALL = ("", "全部")
#: Of kinds with an end.
ENDS = [ALL, ("soon", "30 日内到期"), ("over", "已到期")]
STARS = [ALL, ("0", "未评星"), *((str(n), f"{n}星") for n in range(1, 6))]


class OrganizationFilter(forms.Form):
    """What the list shows; ``under`` is the organization below which to look."""

    q = forms.CharField(label="名称、拼音首字母或代码", required=False, max_length=60)
    level = forms.ChoiceField(label="层级", choices=[ALL, *Level.choices], required=False)
    sector = forms.ChoiceField(label="领域", choices=[ALL, *Sector.choices], required=False)
    kind = forms.ChoiceField(label="组织类别", choices=[ALL, *Kind.choices], required=False)
    stars = forms.ChoiceField(label="星级", choices=STARS, required=False)
    ends = forms.ChoiceField(label="存续", choices=ENDS, required=False)
    under = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def narrow(self, organizations: OrganizationQuerySet, under: Organization | None) -> OrganizationQuerySet:
        """The organizations that fit every filter that is set; a filter that is wrong is left out."""
        self.is_valid()
        values: dict[str, Any] = self.cleaned_data
        if under is not None:
            organizations = organizations.below(under)
        if values.get("q"):
            organizations = organizations.named_like(values["q"])
        exact = {name: values[name] for name in ("level", "sector", "kind", "stars") if values.get(name)}
        if values.get("ends"):
            organizations = organizations.ending(values["ends"])
        return organizations.filter(**exact)
