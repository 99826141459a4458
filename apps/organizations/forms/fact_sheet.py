"""Forms around workbooks of facts: which metrics and organizations, the upload, the confirmation."""

from typing import Any

from django import forms
from django.db.models import Q

from apps.core.components.forms import Chips

from ..choices import Level, Sector
from ..fact_sheet import FactColumn
from ..models import Metric
from ..querysets import OrganizationQuerySet
from .facts import OTHER_GROUP, PeriodsForm


class WorkbookForm(PeriodsForm):
    """What a workbook holds: organizations by level and sector, metrics by group, the period of each kind."""

    level = forms.ChoiceField(
        label="层级", choices=[("", "全部"), *Level.choices], required=False, initial=Level.GRASSROOTS
    )
    sector = forms.ChoiceField(label="领域", choices=[("", "全部"), *Sector.choices], required=False)
    group = forms.MultipleChoiceField(
        label="数据项分组", required=False, widget=Chips, help_text="不选则包含全部数据项"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.metrics = list(Metric.objects.told().filter(derived={}))
        super().__init__(*args, kinds={metric.period_kind for metric in self.metrics}, **kwargs)
        groups = dict.fromkeys(metric.group or OTHER_GROUP for metric in self.metrics)
        self.fields["group"].choices = [(group, group) for group in groups]  # type: ignore[attr-defined]
        self.order_fields(["level", "sector", "year", "half_year", "quarter", "month", "group"])

    def columns(self) -> list[FactColumn]:
        """The chosen metrics, each for the chosen period of its kind."""
        groups, periods = self._chosen("group"), self.periods()
        sector, level = self._chosen("sector"), self._chosen("level")
        return [
            FactColumn(metric, periods[metric.period_kind])
            for metric in self.metrics
            if (not groups or (metric.group or OTHER_GROUP) in groups) and _is_asked(metric, sector, level)
        ]

    def narrow(self, organizations: OrganizationQuerySet) -> OrganizationQuerySet:
        """Only the organizations that were chosen."""
        wanted = Q()
        for name in ("level", "sector"):
            if self._chosen(name):
                wanted &= Q(**{name: self._chosen(name)})
        return organizations.filter(wanted)

    def _chosen(self, name: str) -> Any:
        return self.cleaned_data.get(name) if self.is_bound and self.is_valid() else self.fields[name].initial or ""


def _is_asked(metric: Metric, sector: str, level: str) -> bool:
    """Whether any organization of the chosen sector and level is asked; none chosen means all."""
    sectors, levels = [sector] if sector else Sector.values, [level] if level else Level.values
    return any(metric.is_asked_of(one, other) for one in sectors for other in levels)


class ConfirmForm(forms.Form):
    """Whether bad rows are left out."""

    skip_bad = forms.BooleanField(label="跳过有误的行，导入其余的行", required=False)
