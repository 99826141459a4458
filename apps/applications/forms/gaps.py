"""Which standard an organization is held against."""

from collections.abc import Iterable
from typing import Any

from django import forms


class StandardChoice(forms.Form):
    """The versions offered; the newest of the organization's own first."""

    standard = forms.TypedChoiceField(label="标准", required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, versions: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["standard"].choices = [(version.pk, str(version)) for version in versions]  # type: ignore[attr-defined]
