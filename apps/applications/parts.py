"""What the application form asks, in the order of the paper 申报登记表. Form, checks and burden read it here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .choices import Exemplar
from .models import Application, BaselineGap, FundingItem, Partner, PlanTask


@dataclass(frozen=True)
class LineKind:
    """A table of the form whose lines are saved one by one. ``fields`` are written by the secretary."""

    key: str
    model: Any
    fields: tuple[str, ...]
    title: str
    noun: str
    most: int

    @property
    def related_name(self) -> str:
        return str(self.model._meta.get_field("application").remote_field.related_name)


@dataclass(frozen=True)
class Part:
    """A section of the form. ``required`` are those of its ``fields`` without which nothing is submitted."""

    key: str
    title: str
    fields: tuple[str, ...]
    required: tuple[str, ...] = ()
    lines: str = ""


TASK_FIELDS = ("task", "measure", "responsible", "due_on")
TASKS = LineKind("task", PlanTask, TASK_FIELDS, "实施方案的任务", "任务", 60)
FUNDING = LineKind("funding", FundingItem, ("name", "amount", "source", "note"), "经费明细", "经费", 30)
PARTNERS = LineKind("partner", Partner, ("name", "support", "content", "amount"), "联建共建单位", "单位", 30)
GAPS = LineKind("gap", BaselineGap, ("cause", "note"), "开工前对照的差距", "差距", 400)
LINES = {kind.key: kind for kind in (TASKS, FUNDING, PARTNERS, GAPS)}
#: Tables whose lines the secretary adds; gaps are found.
ADDED = (TASKS.key, FUNDING.key, PARTNERS.key)

REGISTRATION = Part(
    "registration",
    "申报登记",
    ("title", "secretary_name", "contact_name", "contact_phone", "summary"),
    ("title", "secretary_name", "contact_name", "contact_phone", "summary"),
)
EXEMPLAR = Part("exemplar", "典型类型", ("exemplar", "highlight", "breakthrough"), ("exemplar",))
BRAND = Part("brand_profile", "品牌设计", ("idea", "meaning", "emblem"), ("idea", "meaning"))
NARRATIVE = Part(
    "narrative",
    "综合材料",
    ("foundation", "carriers", "innovation", "results", "narrative"),
    ("foundation", "innovation", "results"),
)
COOPERATION = Part("cooperation", "创建方式", ("creation_form",), ("creation_form",), PARTNERS.key)
BASELINE = Part("baseline", "开工前对照", ())
CREATION_PLAN = Part("creation_plan", "实施方案", ("goal",), ("goal",), TASKS.key)
FUNDING_REQUEST = Part("funding_request", "经费申请", (), (), FUNDING.key)
PARTS = (REGISTRATION, EXEMPLAR, BRAND, NARRATIVE, COOPERATION, BASELINE, CREATION_PLAN, FUNDING_REQUEST)

#: 老典型要挖掘新亮点，新典型重点实现单项突破（党建示范带建设方案 四（三））.
OWED_BY_EXEMPLAR = {Exemplar.OLD: "highlight", Exemplar.NEW: "breakthrough"}
#: Filled in when the draft is made: from the membership and the organization's contact.
PREFILLED = ("secretary_name", "contact_name", "contact_phone")
#: Every field that a secretary may write.
EDITABLE = tuple(name for part in PARTS for name in part.fields)
#: 品牌名称以 4—8 字为宜（专班党建品牌创建方案）.
TITLE_LENGTH = range(4, 9)
PURPOSE = "application"
TEMPLATE_PURPOSE = "form_template"


def parts_of(campaign: Any) -> tuple[Part, ...]:
    """The sections that a campaign's plan asks for; all of them when it names none. Registration is always asked."""
    wanted = campaign.plan.get("form_parts") if isinstance(campaign.plan, Mapping) else None
    if not wanted:
        return PARTS
    return tuple(part for part in PARTS if part is REGISTRATION or part.key in wanted)


def asks_plan(campaign: Any) -> bool:
    return CREATION_PLAN in parts_of(campaign)


def fields_of(campaign: Any) -> tuple[str, ...]:
    return tuple(name for part in parts_of(campaign) for name in part.fields)


def lines_of(campaign: Any) -> tuple[LineKind, ...]:
    """The tables that a campaign asks for, in the order of the form."""
    return tuple(LINES[part.lines] for part in parts_of(campaign) if part.lines)


def asked_of(campaign: Any, exemplar: str) -> tuple[str, ...]:
    """The required fields of a campaign's form, with what the kind of exemplar owes."""
    parts = parts_of(campaign)
    names = [name for part in parts for name in part.required]
    if EXEMPLAR in parts and exemplar in OWED_BY_EXEMPLAR:
        names.insert(names.index("exemplar") + 1, OWED_BY_EXEMPLAR[Exemplar(exemplar)])
    return tuple(names)


def label_of(name: str) -> str:
    """The Chinese name of a field of the application or of a task."""
    model = PlanTask if name in TASK_FIELDS else Application
    return str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
