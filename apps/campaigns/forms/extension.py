from typing import Any

from django import forms

from ..models import Campaign
from ..queries import eligible

#: Found organizations that are offered to choose from.
OFFERED = 30


class ExtendForm(forms.Form):
    """A later deadline for one organization."""

    phase = forms.ModelChoiceField(None, label="环节", empty_label=None)
    organization = forms.ModelChoiceField(
        None,
        label="单位",
        error_messages={"invalid_choice": "请选择实施范围内的党组织。", "required": "请先查找并选择单位。"},
    )
    until = forms.DateField(label="延至")
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, campaign: Campaign, text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_phases(self.fields["phase"], campaign)
        organizations = eligible(campaign)
        if not self.is_bound and text:
            organizations = matching(organizations, text)
        elif not self.is_bound and not self.initial.get("organization"):
            organizations = organizations.none()
        elif not self.is_bound:
            organizations = organizations.filter(pk=self.initial["organization"])
        self.fields["organization"].queryset = organizations
        self.fields["organization"].empty_label = "请选择" if text else "请先查找单位"
        chosen = self.data.get("organization") if self.is_bound else None
        if self.is_bound:  # one row, not the whole tree, in the page that comes back
            self.fields["organization"].widget.choices = _chosen(organizations, chosen)


def offer_phases(field: Any, campaign: Campaign) -> None:
    """The campaign's phases to choose from, as they were read with it."""
    field.queryset = campaign.phases.all()
    field.widget.choices = [(phase.pk, phase.name) for phase in campaign.phases.all()]


def matching(organizations: Any, text: str) -> Any:
    """Organizations by name, initials or code, at most ``OFFERED``."""
    from django.db.models import Q

    text = text.strip()
    found = organizations.filter(Q(name__icontains=text) | Q(initials__icontains=text.lower()) | Q(code=text))
    return organizations.filter(pk__in=list(found.values_list("pk", flat=True)[:OFFERED]))


def _chosen(organizations: Any, pk: Any) -> list[tuple[Any, str]]:
    if not str(pk or "").isdecimal() or len(str(pk)) > 18:
        return [("", "请先查找单位")]
    return [(o.pk, o.name) for o in organizations.filter(pk=pk)]


class PostponeForm(forms.Form):
    """A later end of a phase for everybody."""

    phase = forms.ModelChoiceField(None, label="阶段", empty_label=None)
    until = forms.DateField(label="截止日期推迟至")
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_phases(self.fields["phase"], campaign)
