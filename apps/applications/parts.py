"""What the application form asks, in the order of the paper 申报登记表. Form, checks and burden read it here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .models import Application, PlanTask


@dataclass(frozen=True)
class Part:
    """A section of the form. ``required`` are those of its ``fields`` without which nothing is submitted."""

    key: str
    title: str
    fields: tuple[str, ...]
    required: tuple[str, ...] = ()


REGISTRATION = Part(
    "registration",
    "申报登记",
    (
        "title",
        "exemplar",
        "secretary_name",
        "contact_name",
        "contact_phone",
        "summary",
        "funding_amount",
        "funding_source",
        "funding_use",
    ),
    ("title", "secretary_name", "contact_name", "contact_phone", "summary"),
)
NARRATIVE = Part(
    "narrative",
    "综合材料",
    ("foundation", "carriers", "innovation", "results"),
    ("foundation", "innovation", "results"),
)
CREATION_PLAN = Part("creation_plan", "实施方案", ("goal",), ("goal",))
PARTS = (REGISTRATION, NARRATIVE, CREATION_PLAN)

#: Filled in when the draft is made: from the membership and the organization's contact.
PREFILLED = ("secretary_name", "contact_name", "contact_phone")
#: Every field that a secretary may write.
EDITABLE = tuple(name for part in PARTS for name in part.fields)
#: A line of the creation plan.
TASK_FIELDS = ("task", "measure", "responsible", "due_on")
#: 品牌名称以 4—8 字为宜（专班党建品牌创建方案）.
TITLE_LENGTH = range(4, 9)
PURPOSE = "application"


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


def label_of(name: str) -> str:
    """The Chinese name of a field of the application or of a task."""
    model = PlanTask if name in TASK_FIELDS else Application
    return str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
