"""Forms from a finding to its end, and the ledger's filter."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q

from apps.accounts.choices import Role
from apps.campaigns.models import Campaign
from apps.core import clock
from apps.core.components.forms import Chips, Segmented
from apps.core.fields import RichTextFormField
from apps.organizations.access import office_of, roles_of
from apps.organizations.models import Organization

from .choices import FindingStatus, Recheck, RequestKind, Rung, Severity
from .deadlines import LETTER_DAYS
from .forms import quarters_of
from .models import Finding, Round, Visit
from .queries.ledger import ANY
from .services.bulletins import MAX_TEXT as BULLETIN_TEXT
from .services.notices import MAX_TEXT as NOTICE_TEXT
from .services.notices import USUAL_TEXT

ALL = ("", "全部")
MARKS = (("repeated", "重复问题"), ("at_once", "立行立改"), ("key", "重点督办"))
#: Columns of the ledger in order; what is not chosen is neither shown nor exported.
COLUMNS = (
    ("place", "单位"),
    ("round", "督查批次"),
    ("severity", "程度"),
    ("due", "整改期限"),
    ("status", "状态"),
    ("found", "发现日期"),
    ("demand", "整改要求"),
    ("plan", "整改方案"),
    ("notice", "通知书"),
    ("rung", "督办"),
    ("closed", "办结日期"),
)
USUAL = ("place", "round", "severity", "due", "status")


class Columns(Chips):
    """The usual columns stand chosen until others are: one more is added, none lost."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return super().value_from_datadict(data, files, name) or list(USUAL)


def text(label: str, most: int, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **more)


class LedgerFilter(forms.Form):
    """All that narrows the ledger; ``MORE`` stands folded. ``round`` comes by link from a round's figures too."""

    MORE = ("quarter", "round", "clause", "severity", "notice", "rung", "asked", "since", "until", "marks", "columns")

    q = forms.CharField(label="单位或问题", required=False, max_length=60)
    unit = forms.ModelChoiceField(label="下级党组织", queryset=Organization.objects.none(), required=False)
    campaign = forms.ModelChoiceField(
        label="活动", queryset=Campaign.objects.none(), required=False, empty_label="全部"
    )
    status = forms.ChoiceField(
        label="状态", choices=[ALL, ("unresolved", "未销号"), *FindingStatus.choices], required=False
    )
    due = forms.ChoiceField(label="期限", choices=[ALL, ("overdue", "已逾期"), ("week", "本周到期")], required=False)
    quarter = forms.ChoiceField(label="季度", required=False)
    round = forms.ModelChoiceField(label="督查批次", queryset=Round.objects.none(), required=False, empty_label="全部")
    clause = forms.ChoiceField(label="对应指标", required=False)
    severity = forms.ChoiceField(label="程度", choices=[ALL, *Severity.choices], required=False)
    notice = forms.ChoiceField(
        label="通知书",
        choices=[ALL, ("none", "未下达"), ("unsigned", "未签收"), ("signed", "已签收")],
        required=False,
    )
    rung = forms.ChoiceField(
        label="督办文书", choices=[ALL, ("due", "建议发出"), ("none", "未发出"), *Rung.choices], required=False
    )
    asked = forms.ChoiceField(
        label="待答复的申请", choices=[ALL, (ANY, "延期或申辩"), *RequestKind.choices], required=False
    )
    since = forms.DateField(label="发现日期从", required=False)
    until = forms.DateField(label="到", required=False)
    marks = forms.MultipleChoiceField(label="标记", choices=MARKS, required=False, widget=Chips)
    columns = forms.MultipleChoiceField(
        label="显示的列", choices=COLUMNS, required=False, widget=Columns, initial=USUAL
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        visits = Visit.objects.visible_to(user).order_by()
        rounds = Round.objects.filter(pk__in=visits.values("round_id"))
        self.fields["campaign"].queryset = Campaign.objects.filter(Q(pk__in=visits.values("round__campaign_id")))
        self.fields["round"].queryset = rounds
        self.fields["quarter"].choices = quarters_of(rounds.order_by())
        self.fields["clause"].choices = _clauses(user)
        if Role.OFFICE in roles_of(user):
            self._offer_units(user)
        else:
            del self.fields["unit"]

    def _offer_units(self, user: Any) -> None:
        office, field = office_of(user), self.fields["unit"]
        field.queryset = Organization.objects.below(office).filter(depth=office.depth + 1)
        field.label_from_instance = lambda organization: organization.short_name
        field.empty_label = "全部"

    @property
    def filters(self) -> dict[str, Any]:
        """What was understood; a wrong value narrows nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def shown(self) -> tuple[str, ...]:
        chosen = self.filters.get("columns", USUAL)  # a name that is no column leaves the usual ones
        return tuple(key for key, _ in COLUMNS if key in chosen)


def _clauses(user: Any) -> list[tuple[str, str]]:
    found = Finding.objects.visible_to(user).filter(criterion__isnull=False).order_by()
    rows = found.values_list("criterion__code", "criterion__title").distinct()
    return [ALL, *sorted(dict(rows).items(), key=lambda row: row[1])]


class NoticeForm(forms.Form):
    """A notice, or several with numbers in a row."""

    number = forms.CharField(label="文号", max_length=40, required=False, help_text="不填的按本单位当年顺序编号")
    text = text("要求", NOTICE_TEXT, 5, initial=USUAL_TEXT, required=False)


class PlanForm(forms.Form):
    measure = text("整改措施", 1000)
    responsible = forms.CharField(label="责任人", max_length=40)
    promised_on = forms.DateField(label="计划完成")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    use_required_attribute = False


class ExtensionForm(forms.Form):
    new_due_on = forms.DateField(label="申请延至")
    reason = text("延期理由", 1000)
    use_required_attribute = False


class DisputeForm(forms.Form):
    reason = text("申辩理由", 1000, help_text="申辩期间不计整改期限；认定不成立的，期限顺延等待的天数。")
    use_required_attribute = False


class CheckForm(forms.Form):
    """The re-inspection; sending back needs an opinion and a new deadline."""

    how = forms.ChoiceField(
        label="复查方式", choices=Recheck.choices, initial=Recheck.MATERIAL, widget=Segmented(), required=False
    )
    opinion = text("复查意见", 500, required=False, help_text="退回的，请写明还缺什么")
    due_on = forms.DateField(label="退回后的整改期限", required=False)

    def clean_how(self) -> str:
        return self.cleaned_data["how"] or Recheck.MATERIAL


class LetterForm(forms.Form):
    rung = forms.CharField(widget=forms.HiddenInput)
    number = forms.CharField(label="文号", max_length=40, required=False, help_text="不填的按本单位当年顺序编号")
    text = text("要求", 1000, 5)
    due_on = forms.DateField(label="答复期限")

    @staticmethod
    def first_day() -> dt.date:
        return clock.today() + dt.timedelta(days=LETTER_DAYS)


class LetterAnswerForm(forms.Form):
    answer = text("答复", 1000, 4)
    use_required_attribute = False


class LetterFilter(forms.Form):
    q = forms.CharField(label="单位、问题或文号", required=False, max_length=60)
    rung = forms.ChoiceField(label="文书", choices=[ALL, *Rung.choices], required=False)
    state = forms.ChoiceField(
        label="答复",
        choices=[ALL, ("waiting", "未答复"), ("late", "逾期未答复"), ("answered", "已答复")],
        required=False,
    )


class BulletinForm(forms.Form):
    title = forms.CharField(label="标题", max_length=120)
    text = RichTextFormField(label="正文", max_length=BULLETIN_TEXT)
    version = forms.IntegerField(widget=forms.HiddenInput)
    use_required_attribute = False
