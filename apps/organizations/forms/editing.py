"""Form of one organization's own data."""

from collections.abc import Iterable
from typing import Any

from django import forms

from ..models import Organization

ORDER = (
    "name",
    "short_name",
    "kind",
    "level",
    "sector",
    "division_code",
    "established_on",
    "next_election_on",
    "stars",
    "is_weak",
    "weak_since",
    "weak_target_stars",
    "weak_due_on",
    "ends_on",
    "address",
    "longitude",
    "latitude",
    "contact_name",
    "contact_phone",
)
HINTS = {
    "name": "与印章一致",
    "longitude": "可不填，如110.290194",
    "latitude": "可不填，如25.273566",
    "contact_phone": "办公电话，如0773-0000000",
    "contact_name": "工作联系人，不填身份证号",
    "stars": "0至5，未评星填0；有评定文件的请在“沿革”中登记",
    "weak_target_stars": "按几星级以上的标准整顿，一般为3",
    "ends_on": "临时、攻坚型、功能型党支部填写",
}


class OrganizationForm(forms.ModelForm):
    """Only the fields that the person may change."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Organization
        fields = ORDER

    def __init__(self, *args: Any, allowed: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = set(allowed)
        for name in ORDER:
            if name not in allowed:
                del self.fields[name]
            elif name in HINTS:
                self.fields[name].help_text = HINTS[name]
        self.fields["version"].initial = self.instance.version
