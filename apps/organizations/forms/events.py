"""Forms of the ledger of awards and penalties."""

from collections.abc import Iterable
from typing import Any

from django import forms

from apps.core import clock

from ..choices import EventLevel, EventNature
from ..models import Event, EventKind
from ..querysets import EventQuerySet
from .records import OWN, SeveralFiles, year_choices

STANDING, CANCELLED, EVERYTHING = "", "cancelled", "all"


class EventFilter(forms.Form):
    """What a list of events shows."""

    q = forms.CharField(label="事项", required=False, max_length=60)
    nature = forms.ChoiceField(label="性质", choices=[("", "全部"), *EventNature.choices], required=False)
    level = forms.ChoiceField(label="级别", choices=[("", "全部"), *EventLevel.choices], required=False)
    year = forms.ChoiceField(label="年度", required=False)
    state = forms.ChoiceField(
        label="状态", choices=[(STANDING, "有效"), (CANCELLED, "已作废"), (EVERYTHING, "全部")], required=False
    )
    range = forms.ChoiceField(label="范围", choices=[("", "含下级"), (OWN, "本级")], required=False)

    def __init__(self, *args: Any, has_below: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years: Any = self.fields["year"]
        years.choices = [("", "全部"), *year_choices()]
        if not has_below:
            del self.fields["range"]

    def narrow(self, events: EventQuerySet) -> EventQuerySet:
        """The events that fit every filter that is set; a filter that is wrong is left out."""
        self.is_valid()
        values = self.cleaned_data
        if values.get("q"):
            events = events.filter(title__icontains=values["q"])
        if values.get("nature"):
            events = events.filter(kind__nature=values["nature"])
        if values.get("level"):
            events = events.filter(level=values["level"])
        if values.get("year"):
            events = events.filter(happened_on__year=values["year"])
        if values.get("state") != EVERYTHING:
            events = events.filter(cancelled_at__isnull=values.get("state") != CANCELLED)
        return events


class EventForm(forms.Form):
    """One event of a kind that was chosen beforehand."""

    title = forms.CharField(label="事项", max_length=120, error_messages={"required": "请填写事项名称。"})
    happened_on = forms.DateField(label="日期", error_messages={"required": "请填写日期。"})
    level = forms.ChoiceField(label="级别")
    code = forms.ChoiceField(label="等次")
    role = forms.ChoiceField(label="承担角色或名次")
    count = forms.IntegerField(label="数量", min_value=1, max_value=999, initial=1)
    issuer = forms.CharField(label="作出单位", max_length=120, required=False)
    document_number = forms.CharField(label="文号", max_length=60, required=False)
    same_as = forms.ModelChoiceField(
        label="与已登记的哪一项是同一事项",
        queryset=Event.objects.none(),
        required=False,
        empty_label="不是同一事项",
        help_text="同一事项受到几级表彰的，选已登记的一项，只按最高的计一次",
    )
    uploads = SeveralFiles(
        label="文件", required=False, help_text="可不传；图片、PDF、Office（含 WPS）和 MP4，每个不超过 200 MB"
    )
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args: Any, kind: EventKind, others: Iterable[Event] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = [(value, label) for value, label in EventLevel.choices if value in kind.levels]
        self._choose("level", levels)
        self._choose("code", [(row["code"], row["title"]) for row in kind.codes])
        self._choose("role", [(row["code"], row["title"]) for row in kind.roles])
        self.fields["count"].label = f"数量（{kind.unit}）"
        self.fields["happened_on"].initial = clock.today()
        same: Any = self.fields["same_as"]
        same.queryset = others
        same.label_from_instance = _line
        if not kind.levels:
            del self.fields["same_as"]

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        if not choices:
            del self.fields[name]
            return
        field: Any = self.fields[name]
        field.choices = [("", "请选择"), *choices]


def _line(event: Event) -> str:
    level = f"{event.get_level_display()} " if event.level else ""
    return f"{event.happened_on:%Y-%m-%d} {level}{event.title}"
