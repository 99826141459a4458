"""What a merge, a closing or a split of an organization does to quotas, candidates and planned years of campaigns.

Candidates and planned years go to the successor; where it has its own, or stands outside, or there is none, the
candidate is declined and the plan taken off. A quota of the merged committee is added to the survivor's.
"""

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Collate
from django.urls import reverse

from apps.core import clock
from apps.core.limits import shortened
from apps.core.states import move, record
from apps.core.verdicts import Acting
from apps.organizations.models import Organization
from apps.organizations.registries import Consequence, Share

from ..choices import CampaignStatus, CandidateStatus, PlanGoal, QuotaDimension
from ..models import Candidate, PlannedYear, Quota, RouteRule
from .candidates import STANDING

OVER = (CampaignStatus.CLOSED, CampaignStatus.CANCELLED)
QUOTA, CANDIDATE, PLANNED = "campaigns.quota", "campaigns.candidate", "campaigns.plannedyear"
#: The page that shows each.
PAGES = {QUOTA: "campaigns:detail", CANDIDATE: "campaigns:survey", PLANNED: "campaigns:board"}
GROUPS = {QUOTA: "名额", CANDIDATE: "摸底对象", PLANNED: "年度计划"}


class Held(NamedTuple):
    """One quota, candidacy or planned year: of which campaign or programme, reaching how far."""

    part: str
    pk: int
    owner: int
    owner_name: str
    scope: str
    #: The limit or the year.
    number: int
    #: The status or the goal.
    value: str
    #: What the successor has itself: the limit of its quota, else 1.
    rival: int | None

    @property
    def words(self) -> str:
        if self.part == PLANNED:
            return f"{self.number}年{PlanGoal(self.value).label}"
        return f"摸底对象（{CandidateStatus(self.value).label}）"

    @property
    def url(self) -> str:
        return reverse(PAGES[self.part], args=[self.owner])


def foresee_campaigns(organization: Organization, into: Organization | None) -> Iterator[Consequence]:
    """Quotas of the committee, its standing candidacies, its planned years. One statement."""
    for held in _held(organization, into):
        yield Consequence(_label(held, organization), _fate(held, organization, into)[1], held.url)


def carry_campaigns(organization: Organization, into: Organization | None, acting: Acting, reason: str) -> None:
    """Do what was foreseen."""
    for held in _held(organization, into):
        goes, words = _fate(held, organization, into)
        if held.part == QUOTA:
            _settle_quota(held, organization, into, words, acting)
        elif goes and into is not None:
            _give(held, organization, into, acting)
        else:
            _drop(held, acting, f"{words}。{reason}" if reason else words)
    if into is not None:
        _carry_countersigning(organization, into)


def _carry_countersigning(organization: Organization, into: Organization) -> None:
    """The successor countersigns where the merged department did; a closed one is asked no more."""
    own = RouteRule.objects.filter(campaign=OuterRef("campaign"), level=OuterRef("level"), organization=into)
    rules = RouteRule.objects.filter(organization=organization).exclude(campaign__status__in=OVER)
    rules.exclude(campaign__organization=into).exclude(Exists(own)).update(organization=into)


def foresee_split(organization: Organization, moved: Any) -> Iterator[Share]:
    """What of campaigns can go to the new organization beside this one; quotas are told and stay. One statement."""
    beside = organization.path[: -Organization.steplen]
    for held in _held(organization, None):
        stays = "" if beside.startswith(held.scope) else "新组织不在范围内"
        if held.part == QUOTA:
            stays = "新组织不单列名额，需要时由主办单位分配"
        key, label = f"{held.part}:{held.pk}", _label(held, organization)
        yield Share(key, GROUPS[held.part], label, url=held.url, stays=stays)


def carry_split(
    organization: Organization, new: Organization, keys: Collection[str], acting: Acting, reason: str
) -> None:
    """Give the chosen candidacies and years to the new organization."""
    for held in _held(organization, None):
        if f"{held.part}:{held.pk}" in keys:
            _give(held, organization, new, acting)


def _held(organization: Organization, into: Organization | None) -> list[Held]:
    parts = (_quotas(organization, into), _candidates(organization, into), _planned(organization, into))
    columns = [
        rows.order_by().annotate(part=Value(part, TextField())).values_list(*Held._fields)
        for part, rows in zip((QUOTA, CANDIDATE, PLANNED), parts, strict=True)
    ]
    found = [Held(*row) for row in columns[0].union(*columns[1:], all=True)]
    return sorted(found, key=lambda held: (list(GROUPS).index(held.part), held.owner, held.number, held.pk))


def _quotas(organization: Organization, into: Organization | None) -> Any:
    rows = Quota.objects.filter(dimension=QuotaDimension.PARENT, organization=organization)
    own = Quota.objects.filter(campaign=OuterRef("campaign"), dimension=QuotaDimension.PARENT, organization=into)
    rival = Cast(Subquery(own.values("limit")[:1]), IntegerField()) if into else Cast(Value(None), IntegerField())
    return rows.exclude(campaign__status__in=OVER).annotate(
        owner=F("campaign_id"), owner_name=F("campaign__name"), scope=Collate("campaign__scope_path", "C"),
        number=Cast("limit", IntegerField()), value=Value("", TextField()), rival=rival,
    )  # fmt: skip


def _candidates(organization: Organization, into: Organization | None) -> Any:
    rows = Candidate.objects.filter(organization=organization, status__in=STANDING)
    own = Candidate.objects.filter(campaign=OuterRef("campaign"), organization=into)
    return rows.exclude(campaign__status__in=OVER).annotate(
        owner=F("campaign_id"), owner_name=F("campaign__name"), scope=Collate("campaign__scope_path", "C"),
        number=Value(0, IntegerField()), value=Cast("status", TextField()), rival=_one_where(own, into),
    )  # fmt: skip


def _planned(organization: Organization, into: Organization | None) -> Any:
    coming = PlannedYear.objects.filter(year__gte=clock.today().year)
    own = coming.filter(programme=OuterRef("programme"), organization=into)
    return coming.filter(organization=organization).annotate(
        owner=F("programme_id"), owner_name=F("programme__name"), scope=Collate("programme__organization_path", "C"),
        number=Cast("year", IntegerField()), value=Cast("goal", TextField()), rival=_one_where(own, into),
    )  # fmt: skip


def _one_where(own: Any, into: Organization | None) -> Any:
    if into is None:
        return Cast(Value(None), IntegerField())
    return Case(When(Exists(own), then=Value(1)), default=None, output_field=IntegerField())


def _label(held: Held, organization: Organization) -> str:
    if held.part == QUOTA:
        return f"{held.owner_name}：{organization.short_name}的名额 {held.number} 个"
    return f"{held.owner_name}：{held.words}"


def _fate(held: Held, organization: Organization, into: Organization | None) -> tuple[bool, str]:
    """Whether it goes over, and what becomes of it in words."""
    ends = "名额取消" if held.part == QUOTA else "不再提名" if held.part == CANDIDATE else "计划取消"
    if into is None:
        return False, f"{ends}：{organization.short_name}撤销"
    if held.part == QUOTA and held.rival is not None:
        return True, f"并入{into.short_name}的名额，由 {held.rival} 个增至 {held.rival + held.number} 个"
    if held.rival is not None:
        return False, f"{ends}：{into.short_name}{'在本活动已有提名' if held.part == CANDIDATE else '在本计划已有安排'}"
    if not into.path.startswith(held.scope):
        return False, f"{ends}：{into.short_name}不在范围内"
    if held.part == QUOTA:
        return False, f"{into.short_name}没有单列名额，合并后不再单列，只受总名额等限制"
    return True, f"转入{into.short_name}"


def _settle_quota(
    held: Held, organization: Organization, into: Organization | None, words: str, acting: Acting
) -> None:
    quota = Quota.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=held.pk)
    if held.rival is not None and into is not None:
        own = Quota.objects.filter(campaign=quota.campaign, dimension=QuotaDimension.PARENT, organization=into)
        own.update(limit=F("limit") + quota.limit)
    record(quota.campaign, "edit", acting=acting, reason=f"{organization.short_name}的名额 {quota.limit} 个：{words}")
    quota.delete()


def _row(held: Held) -> Any:
    model: Any = Candidate if held.part == CANDIDATE else PlannedYear
    return model.objects.select_for_update(of=("self",)).get(pk=held.pk)


def _give(held: Held, organization: Organization, to: Organization, acting: Acting) -> None:
    row = _row(held)
    row.organization, row.organization_path = to, to.path
    row.save(update_fields=["organization", "organization_path"])
    record(row, "carry_over", acting=acting, reason=f"{organization.short_name} → {to.short_name}")


def _drop(held: Held, acting: Acting, reason: str) -> None:
    row = _row(held)
    if held.part == PLANNED:
        record(row, "remove", acting=acting, reason=reason)
        row.delete()
        return
    move(row, "decline", acting=acting, reason=reason)
    told = {"decided_by": acting.user, "decided_at": clock.now(), "opinion": shortened(reason, 300)}
    Candidate.objects.filter(pk=row.pk).update(**told)
