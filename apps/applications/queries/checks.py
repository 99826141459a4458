"""提交前检查: what keeps an application from being submitted, and what is worth a second look; each leads to its field."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from apps.campaigns.choices import PhaseKind
from apps.core import clock
from apps.core.components import text

from ..choices import CreationForm
from ..models import Application, PlanTask
from ..parts import (
    BASELINE,
    COOPERATION,
    FUNDING,
    FUNDING_REQUEST,
    GAPS,
    NARRATIVE,
    PARTNERS,
    TASKS,
    TITLE_LENGTH,
    asked_of,
    asks_plan,
    label_of,
    parts_of,
)
from ..shapes import phone_is_odd, unfit_date
from .form_lines import documents_of, lines_of, namesakes_of

#: Facts told longer ago than this ask to be looked at again.
STALE_AFTER = dt.timedelta(days=366)


@dataclass(frozen=True)
class MissingItem:
    """One thing still lacking; ``url_fragment`` is its anchor on the edit page, ``address`` another page that holds it."""

    label: str
    field: str
    url_fragment: str
    address: str = ""

    @property
    def url(self) -> str:
        """The link within the edit page, or the other page."""
        return self.address or f"#{self.url_fragment}"


Found = Iterator[MissingItem]


def missing_items(application: Application, tasks: Sequence[PlanTask] | None = None) -> list[MissingItem]:
    """What keeps an application from being submitted, in the order of the form; empty when complete.

    Args:
        tasks: the lines of its plan, where they are known already.
    """
    lines = lines_of(application, TASKS) if tasks is None else tasks
    found = (_empty_fields, _partners, _baseline)
    items = [item for check in found for item in check(application)]
    return [*items, *_plan(application, lines), *_funding(application)]


def advice_for(
    application: Application, files: int | None = None, facts: Iterable[Any] | None = None
) -> list[MissingItem]:
    """What is doubtful and keeps nothing from being submitted.

    Args:
        files: how many documents are attached, where that is known already.
        facts: the current facts of the organization, where they are known already.
    """
    items = [*_doubtful_name(application), *_doubtful_contact(application), *_doubtful_tasks(application)]
    items += [*_doubtful_money(application), *_stale_facts(application, facts or ())]
    number = documents_of(application).count() if files is None else files
    if not number:
        items.append(MissingItem("没有附件；有签字盖章的登记表请上传扫描件", "files", "files"))
    if NARRATIVE in parts_of(application.campaign) and not application.narrative and not number:
        items.append(_item("narrative", "综合材料没有撰写，也没有作为附件上传"))
    return items


def _item(name: str, label: str) -> MissingItem:
    return MissingItem(label, name, f"id_{name}")


def _cell(kind: Any, line: Any, name: str, label: str) -> MissingItem:
    """A field of a line."""
    return MissingItem(label, f"{kind.key}-{line.pk}-{name}", f"id_{kind.key}-{line.pk}-{name}")


def _empty_fields(application: Application) -> Found:
    for name in asked_of(application.campaign, application.exemplar):
        if not getattr(application, name):
            yield _item(name, label_of(name) + OWED_WORDS.get(name, ""))


OWED_WORDS = {"highlight": "（老典型须写明）", "breakthrough": "（新典型须写明）"}


def _partners(application: Application) -> Found:
    if COOPERATION not in parts_of(application.campaign):
        return
    lines = lines_of(application, PARTNERS)
    if application.creation_form in (CreationForm.DEPARTMENTS, CreationForm.COMMITTEE) and not lines:
        words = application.get_creation_form_display()
        yield MissingItem(f"{words}的单位（至少 1 个）", "partner", "partner")
    for number, line in enumerate(lines, start=1):
        for name in ("name", "support"):
            if not getattr(line, name):
                yield _cell(PARTNERS, line, name, f"第 {number} 个联建共建单位的{_label(line, name)}")


def _baseline(application: Application) -> Found:
    if BASELINE not in parts_of(application.campaign):
        return
    address = reverse("applications:baseline", args=[application.pk])
    if application.baseline_at is None:
        yield MissingItem("开工前对照（由数据自动对照标准）", "baseline", "baseline", address)
        return
    open_gaps = [line for line in lines_of(application, GAPS) if not line.cause]
    if open_gaps:
        first = f"{address}#id_gap-{open_gaps[0].pk}-cause"
        yield MissingItem(f"开工前对照：{len(open_gaps)} 项差距未写原因", "baseline", "baseline", first)


def _plan(application: Application, tasks: Sequence[PlanTask]) -> Found:
    if not asks_plan(application.campaign):
        return
    if not tasks:
        yield MissingItem("实施方案的任务（至少 1 项，写明责任人和完成时限）", "tasks", "tasks")
    for number, task in enumerate(tasks, start=1):
        for name in ("task", "responsible", "due_on"):
            if not getattr(task, name):
                yield _cell(TASKS, task, name, f"第 {number} 项任务的{_label(task, name)}")


def _funding(application: Application) -> Found:
    if FUNDING_REQUEST not in parts_of(application.campaign):
        return
    for number, line in enumerate(lines_of(application, FUNDING), start=1):
        for name in ("name", "amount", "source"):
            if not getattr(line, name):
                yield _cell(FUNDING, line, name, f"第 {number} 项经费的{_label(line, name)}")
        if line.source == "other" and not line.note:
            yield _cell(FUNDING, line, "note", f"第 {number} 项经费的说明（来源为其他）")


def _label(line: Any, name: str) -> str:
    return str(line._meta.get_field(name).verbose_name).replace("（万元）", "")


def _doubtful_name(application: Application) -> Found:
    if not application.title:
        return
    if len(application.title) not in TITLE_LENGTH:
        yield _item("title", f"名称现为 {len(application.title)} 字，以 4—8 字为宜")
    others = namesakes_of(application)
    if others:
        yield _item("title", f"本活动另有 {others} 个单位申报了“{application.title}”，名称重复")


def _doubtful_contact(application: Application) -> Found:
    if phone_is_odd(application.contact_phone):
        yield _item("contact_phone", f"联系电话“{application.contact_phone}”位数不对，请核对")


def _doubtful_tasks(application: Application) -> Found:
    if not asks_plan(application.campaign):
        return
    for number, task in enumerate(lines_of(application, TASKS), start=1):
        words = unfit_date(application.campaign, task.due_on) if task.due_on else ""
        if words:
            yield _cell(TASKS, task, "due_on", f"第 {number} 项任务：{words.rstrip('。')}")


def _doubtful_money(application: Application) -> Found:
    ceiling = ceiling_of(application)
    if ceiling is not None and (application.funding_amount or 0) > ceiling:
        over = f"申请经费 {text.number(application.funding_amount)} 万元，超过单点上限 {text.number(ceiling)} 万元"
        yield MissingItem(over, "funding", "funding")
    lines = lines_of(application, FUNDING) if FUNDING_REQUEST in parts_of(application.campaign) else []
    named = [line.name for line in lines if line.name]
    doubles = sorted({name for name in named if named.count(name) > 1})
    if doubles:
        yield MissingItem(f"经费项目重复：{'、'.join(doubles)}", "funding", "funding")


def ceiling_of(application: Application) -> Any:
    """What one site may ask for at most (万元), where the campaign says so."""
    funding = getattr(application.campaign, "funding", None)
    return getattr(funding, "ceiling", None)


def _stale_facts(application: Application, facts: Iterable[Any]) -> Found:
    before = clock.now() - STALE_AFTER
    old = [fact for fact in facts if getattr(fact, "said_at", None) and fact.said_at < before]
    if old:
        first = sorted(old, key=lambda fact: fact.said_at)[0]
        names = "、".join(fact.metric.name for fact in old[:3])
        address = reverse("organizations:facts", args=[application.organization_id]) + f"#metric-{first.metric.code}"
        more = "等" if len(old) > 3 else ""
        yield MissingItem(f"{len(old)} 项数据一年以上没有更新：{names}{more}", "facts", "facts", address)


def creation_span(campaign: Any) -> str:
    """The days within which tasks are due, in words; empty without such a phase."""
    phase = next((each for each in campaign.phases.all() if each.kind == PhaseKind.CREATION), None)
    return f"{text.date_short(phase.starts_at)}至{text.date_short(phase.ends_at)}" if phase else ""
