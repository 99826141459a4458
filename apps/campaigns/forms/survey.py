"""Filters of the readiness list, and the proposal of a candidate."""

from collections.abc import Iterable
from typing import Any

from django import forms

from apps.core.components.forms import Segmented
from apps.organizations.choices import Sector

from ..choices import CandidateStatus, Exemplar

ALL = ("", "全部")


class ReadinessFilter(forms.Form):
    q = forms.CharField(label="名称、拼音首字母或代码", required=False, max_length=60)
    sector = forms.ChoiceField(label="领域", required=False, choices=[ALL, *Sector.choices])
    under = forms.ChoiceField(label="所属", required=False)
    candidate = forms.ChoiceField(
        label="提名", required=False, choices=[ALL, ("none", "未提名"), *CandidateStatus.choices]
    )

    def __init__(self, *args: Any, places: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(place.pk): place for place in places}
        choices = [ALL, *((key, place.short_name) for key, place in self.places.items())]
        self.fields["under"].choices = choices  # type: ignore[attr-defined]

    def filters(self) -> dict[str, Any]:
        """The filters that are set and valid; ``under`` as the organization itself."""
        self.is_valid()
        values = {name: value for name, value in self.cleaned_data.items() if value}
        return values | {"under": self.places.get(values.get("under", ""))}


class ProposalForm(forms.Form):
    exemplar = forms.ChoiceField(label="典型类型", choices=Exemplar.choices, widget=Segmented())
    reason = forms.CharField(
        label="提名理由",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="主要做法和成效，不超过 300 字",
    )
