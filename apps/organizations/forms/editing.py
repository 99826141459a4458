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
    "stars": "0至5，未评星填0",
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
