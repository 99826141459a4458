from django import forms

from apps.organizations.choices import Sector


class ListFilter(forms.Form):
    q = forms.CharField(label="名称、依据", required=False, max_length=60)


class SectorFilter(forms.Form):
    sector = forms.ChoiceField(label="领域", required=False, choices=[("", "全部领域"), *Sector.choices])
