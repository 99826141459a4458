"""The application form in the order of the paper 申报登记表, its plan, its filters."""

from typing import Any

from django import forms

from apps.campaigns.models import Campaign
from apps.organizations.choices import Level, Sector
from apps.standards.themes import carriers_named, guide_for

from ..choices import STAGES, ApplicationStatus, CreationForm, Exemplar
from ..models import Application
from ..parts import EDITABLE, Part, asked_of, fields_of, parts_of
from ..queries.carriers import words_of
from ..shapes import phone_is_wrong

HINTS = {
    "title": "以 4—8 字为宜",
    "summary": "班子、党员、阵地等，1000 字以内",
    "foundation": "已有的工作基础，2000 字以内",
    "innovation": "特色做法、自创的载体，2000 字以内",
    "results": "作用发挥、群众受益，2000 字以内",
    "goal": "到期要达到的目标，1000 字以内",
    "contact_phone": "办公电话，如0773-0000000",
    "highlight": "老典型须挖掘新亮点，巩固提升；1000 字以内",
    "breakthrough": "新典型须实现单项突破，创特色、出经验；1000 字以内",
    "idea": "一句话说清品牌主张，100 字以内",
    "meaning": "名称的含义、品牌的内容，1000 字以内",
    "emblem": "图样作为附件上传，此处写释义，500 字以内",
    "narrative": "5000 字以内；已有成文的可直接粘贴，也可作为附件上传",
}
ROWS = {
    "summary": 4, "highlight": 4, "breakthrough": 4, "meaning": 4, "emblem": 3, "foundation": 6, "innovation": 6,
    "results": 5, "narrative": 12, "goal": 4,
}  # fmt: skip
#: Answers side by side, each with the words that explain it.
EXEMPLARS = [("", "未选"), *Exemplar.choices]
CREATION_FORMS = [
    ("", "未选"),
    (CreationForm.OWN, "自建（基层自建）"),
    (CreationForm.DEPARTMENTS, "联建（部门联建）"),
    (CreationForm.COMMITTEE, "共建（党委共建）"),
]


class CarriersField(forms.MultipleChoiceField):
    """Ticked suggestions; an autosave says by one empty value that none is ticked."""

    widget = forms.CheckboxSelectMultiple

    def to_python(self, value: Any) -> list[str]:
        return [code for code in super().to_python(value) if code]


class ApplicationForm(forms.ModelForm):
    """What the campaign's plan asks for. A draft may be saved with gaps: what is required is checked on submission."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    carriers = CarriersField(label="活动载体")

    class Meta:
        model = Application
        fields = EDITABLE

    def __init__(self, *args: Any, only: set[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        campaign = self.instance.campaign
        asked = set(fields_of(campaign))
        self._required = set(asked_of(campaign, self.instance.exemplar))
        for name in EDITABLE:
            if name not in asked or (only is not None and name not in only):
                del self.fields[name]
                continue
            field = self.fields[name]
            field.required = name in self._required
            field.help_text = HINTS.get(name, "")
            if name in ROWS:
                field.widget.attrs["rows"] = ROWS[name]
        for name, choices in (("exemplar", EXEMPLARS), ("creation_form", CREATION_FORMS)):
            if name in self.fields:
                self.fields[name].choices = choices
        self._offer_carriers()
        self.fields["version"].initial = self.instance.version
        self.use_required_attribute = False
        self.prefilled = {name: words for name, words in self._sources().items() if name in self.fields}

    def _offer_carriers(self) -> None:
        """What the plans suggest to the organization's sector; what it chose in another sector stays to be unticked."""
        guide = guide_for("", self.instance.organization.sector)
        if guide is None or "carriers" not in self.fields:
            self.fields.pop("carriers", None)
            return
        offered = {carrier.code: carrier for carrier in (*guide.carriers, *carriers_named(self.instance.carriers))}
        field = self.fields["carriers"]
        field.choices = [(code, f"{carrier.name}：{carrier.note}") for code, carrier in offered.items()]
        theme = f"“{guide.name}”" if guide.is_theme else guide.name
        field.help_text = f"{theme}可选的载体，勾选拟采用的，可不选；自创的写在“特色做法与创新载体”。"

    def _sources(self) -> dict[str, str]:
        organization, application = self.instance.organization, self.instance
        found = {}
        if organization.contact_name and organization.contact_name == application.contact_name:
            found["contact_name"] = "组织档案"
        if organization.contact_phone and organization.contact_phone == application.contact_phone:
            found["contact_phone"] = "组织档案"
        if application.secretary_name and application.secretary_name == application.created_by.name:
            found["secretary_name"] = "任职信息"
        return found

    def full_clean(self) -> None:
        """Check lengths and numbers, not gaps."""
        for name in self._required & set(self.fields):
            self.fields[name].required = False
        super().full_clean()
        for name in self._required & set(self.fields):
            self.fields[name].required = True

    def values(self) -> dict[str, Any]:
        """The values that are good, without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name in EDITABLE}

    def sections(self) -> list[tuple[Part, list[forms.BoundField]]]:
        """The fields by section of the paper form."""
        return [
            (part, [self[name] for name in part.fields if name in self.fields])
            for part in parts_of(self.instance.campaign)
        ]

    def clean_contact_phone(self) -> str:
        phone = str(self.cleaned_data["contact_phone"])
        if phone_is_wrong(phone):
            raise forms.ValidationError("联系电话只写数字，如 0773-0000000。")
        return phone


class ProgressForm(forms.Form):
    progress = forms.IntegerField(label="完成比例（%）", min_value=0, max_value=100)
    note = forms.CharField(label="进展说明", max_length=300, required=False)


class ApplicationFilter(forms.Form):
    """Narrows the list of applications; ``under`` holds the organizations right below one's own."""

    q = forms.CharField(label="单位或名称", required=False)
    campaign = forms.ModelChoiceField(
        label="活动", queryset=Campaign.objects.none(), required=False, empty_label="全部"
    )
    status = forms.ChoiceField(label="状态", required=False)
    level = forms.ChoiceField(label="层级", choices=[("", "全部"), *Level.choices], required=False)
    sector = forms.ChoiceField(label="领域", choices=[("", "全部"), *Sector.choices], required=False)
    under = forms.ChoiceField(label="所属", required=False)
    #: Comes from the summary of carriers; shown while it narrows.
    carrier = forms.ChoiceField(label="活动载体", required=False)

    def __init__(self, *args: Any, user: Any, children: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.data.get("carrier", "")
        if words := words_of(asked):
            self.fields["carrier"].choices = [("", "全部"), (asked, words)]
        else:
            del self.fields["carrier"]
        own = Application.objects.visible_to(user).order_by().values("campaign_id")
        self.fields["campaign"].queryset = Campaign.objects.filter(pk__in=own)
        stages = [(key, label) for key, (label, _) in STAGES.items()]
        self.fields["status"].choices = [("", "全部"), ("阶段", stages), ("状态", ApplicationStatus.choices)]
        self.fields["under"].choices = [("", "全部"), *((str(child.pk), child.short_name) for child in children)]
        if not children:
            del self.fields["under"]


class CarrierFilter(ApplicationFilter):
    """Narrows the summary of carriers by campaign and place."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("q", "status", "level", "sector", "carrier"):
            self.fields.pop(name, None)


class UnsubmittedFilter(forms.Form):
    """Narrows the organizations that have not handed in."""

    q = forms.CharField(label="单位名称、拼音首字母或代码", required=False, max_length=100)
    under = forms.ChoiceField(label="所属", required=False)
    stage = forms.ChoiceField(
        label="情况",
        choices=[("", "全部"), ("none", "尚未填写"), ("draft", "填写中"), ("returned", "退回修改")],
        required=False,
    )

    def __init__(self, *args: Any, children: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        under: Any = self.fields["under"]
        under.choices = [("", "全部"), *((child.path, child.short_name) for child in children)]
