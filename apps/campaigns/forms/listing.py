from django import forms

from ..choices import CampaignStatus


class CampaignFilter(forms.Form):
    q = forms.CharField(label="名称、文号", required=False, max_length=60)
    status = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *CampaignStatus.choices])
    year = forms.IntegerField(label="年度", required=False, min_value=2000, max_value=2100)
