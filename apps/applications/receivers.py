"""What applications answer through the seams of lower apps: funnel, burden, search, reminders."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, OuterRef, Subquery
from django.urls import reverse

from apps.accounts.choices import Role
from apps.campaigns.queries import tree_of
from apps.campaigns.registries import BurdenCount, FunnelItem
from apps.core import clock
from apps.core.models import FileUse
from apps.organizations.access import roles_of, scope_of
from apps.organizations.models import Membership, Organization
from apps.organizations.registries import Effect, Obstacle

from .choices import STAGES, ApplicationStatus
from .models import Application, FundingExpense, ProgressReport, Response, ReviewStep, Signing
from .parts import TEMPLATE_PURPOSE, fields_of, lines_of
from .wording import APPLICANT, words_for

HITS = 10
READERS = frozenset({Role.OFFICE, Role.SECRETARY, Role.INSPECTOR, Role.LEADER})


#: Rows of the creation period whose photos and vouchers are read by whoever sees the row.
CREATION_OWNERS = (ProgressReport, FundingExpense)


def reads_file(user: Any, use: FileUse) -> bool:
    """Papers of an application and evidence of its answers are read by whoever may see the application."""
    if not user.is_authenticated or not READERS & set(roles_of(user)):
        return False
    model = ContentType.objects.get_for_id(use.owner_type_id).model_class()
    if use.purpose == TEMPLATE_PURPOSE:
        return Role.OFFICE in roles_of(user) and scope_of(user).covers(use.organization_path)
    if model is Application:
        return Application.objects.visible_to(user).filter(pk=use.owner_id).exists()
    if model is Response:
        return Application.objects.visible_to(user).filter(self_assessment__responses=use.owner_id).exists()
    if model is Signing:
        return Application.objects.visible_to(user).filter(self_assessment__signings=use.owner_id).exists()
    if model in CREATION_OWNERS:
        return bool(model.objects.visible_to(user).filter(pk=use.owner_id).exists())  # type: ignore[union-attr]
    return False


def funnel(campaign: Any, user: Any) -> Iterator[FunnelItem]:
    """已申报 … 已命名, each with the list that it counts. One query, shared with the table of a page."""
    counts = Counter(status for *_, status in _statuses(campaign, user))
    yield from _items(counts, f"{reverse('applications:list')}?campaign={campaign.pk}")


def _statuses(campaign: Any, user: Any) -> list[tuple[int, str, str]]:
    """The same of those within the person's scope, which are the ones that are counted."""
    covers = scope_of(user).covers
    return [row for row in _seen(campaign, user) if covers(row[1])]


def _seen(campaign: Any, user: Any) -> list[tuple[int, str, str]]:
    """Organization, path and status of what a person sees; read once for a campaign as a page holds it."""
    kept: dict[Any, list[tuple[int, str, str]]] = campaign.__dict__.setdefault("_applications_seen", {})
    if user.pk not in kept:
        rows = Application.objects.visible_to(user).filter(campaign=campaign).order_by()
        kept[user.pk] = list(rows.values_list("organization_id", "organization_path", "status"))
    return kept[user.pk]


def funnels(campaigns: Sequence[Any], user: Any) -> dict[int, tuple[FunnelItem, ...]]:
    """The same for several campaigns by their key. One query."""
    rows = Application.objects.within(user).filter(campaign__in=campaigns).order_by()
    counts: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for key, status, number in rows.values_list("campaign_id", "status").annotate(number=Count("pk")):
        counts[key][status] = number
    base = f"{reverse('applications:list')}?campaign="
    return {campaign.pk: tuple(_items(counts[campaign.pk], f"{base}{campaign.pk}")) for campaign in campaigns}


def funnel_below(campaign: Any, user: Any, children: Sequence[Organization]) -> Mapping[int, tuple[FunnelItem, ...]]:
    """The same for everything below each organization, by the tree with which the campaign reads. One query."""
    if not children:
        return {}
    size = len(children[0].path)
    by_path: defaultdict[str, Counter[str]] = defaultdict(Counter)
    then = tree_of(campaign)
    for pk, path, status in _statuses(campaign, user):
        place = path if then is None else then.by_id[pk].path
        by_path[place[:size]][status] += 1
    base = f"{reverse('applications:list')}?campaign={campaign.pk}&under="
    return {child.pk: tuple(_items(by_path[child.path], f"{base}{child.pk}")) for child in children}


def _items(counts: Mapping[str, int], address: str) -> Iterator[FunnelItem]:
    for key, (label, statuses) in STAGES.items():
        number = sum(counts.get(status, 0) for status in statuses)
        group = "sum" if key == "stage_applied" else "part"
        yield FunnelItem(label, number, f"{address}&status={key}" if number else "", group)


def tabs(campaign: Any, user: Any) -> Iterator[tuple[str, str, int | None]]:
    """申报 286, for those who may list applications."""
    if roles_of(user) & READERS:
        kept = campaign.__dict__.get("_applications_seen", {}).get(user.pk)
        count = Application.objects.visible_to(user).filter(campaign=campaign).count() if kept is None else len(kept)
        yield "申报", f"{reverse('applications:list')}?campaign={campaign.pk}", count


#: Statuses of an application that does not take part: not handed in, taken back, refused.
OUTSIDE = (ApplicationStatus.DRAFT, ApplicationStatus.WITHDRAWN, ApplicationStatus.REJECTED)


def participants(campaign: Any) -> Any:
    """Ids of the organizations that have applied in a campaign."""
    found = Application.objects.filter(campaign=campaign).exclude(status__in=OUTSIDE)
    return found.order_by().values("organization")


def creation_tab(campaign: Any, user: Any) -> Iterator[tuple[str, str, int | None]]:
    """创建进度, for offices."""
    if Role.OFFICE in roles_of(user):
        yield "创建进度", f"{reverse('applications:board')}?campaign={campaign.pk}", None


def own_state(campaign: Any, organization: Any) -> str:
    """Where the organization's own application stands, or an empty text."""
    found = Application.objects.filter(campaign=campaign, organization=organization).first()
    return words_for(APPLICANT, found.status) if found else ""


def form_burden(campaign: Any, version: Any, ids: Sequence[int]) -> BurdenCount:
    """The fields that the form renders, those of one line of each table among them, and those that a new draft brings along."""
    inputs = len(fields_of(campaign)) + sum(len(kind.fields) for kind in lines_of(campaign))
    held = Membership.objects.filter(role=Role.SECRETARY, organization=OuterRef("pk")).on(clock.today()).order_by()
    contacts = Organization.objects.filter(pk__in=ids).order_by().annotate(own=Subquery(held.values("user__phone")[:1]))
    # None: there is no secretary; empty: one without a telephone number.
    rows = contacts.values_list("own", "contact_name", "contact_phone")
    known = sum((own is not None) + (own is not None or bool(name)) + bool(phone or own) for own, name, phone in rows)
    return BurdenCount("申报", inputs, known / len(ids) if ids else 0)


def search(user: Any, text: str) -> Iterable[tuple[str, str, str]]:
    """Applications by name or organization, within the user's scope."""
    if not text.strip() or not roles_of(user) & READERS:
        return
    found = Application.objects.named_like(text).visible_to(user).select_related("campaign", "organization")
    for application in found.order_by("-campaign__year", "pk")[:HITS]:
        label = f"{application}（{application.organization.short_name}，{application.campaign.name}）"
        yield label, reverse("applications:detail", args=[application.pk]), "申报"


OWN_BELOW = "本组织的见“在办事项”，所属的照常办理"
#: Nothing more is done with an application in one of these states.
SETTLED = ("named", "not_named", "rejected", "withdrawn")


def applications_below(organization: Organization) -> Iterator[tuple[Effect, Any]]:
    """What an act on the tree means for applications of the organization and all below it."""
    rows = Application.objects.filter(organization_path__startswith=organization.path)
    running = rows.exclude(status__in=["draft", *SETTLED])
    yield Effect("填写中的申报", 0, "提交时按新的隶属关系审核", OWN_BELOW), rows.filter(status="draft")
    yield Effect("在办申报", 0, "已提交的仍按原审核路线办理", OWN_BELOW), running
    yield Effect("已办结的申报", 0, "按当时的名称和隶属关系显示"), rows.filter(status__in=SETTLED)


def publicised_applications(organization: Organization) -> Iterator[Obstacle]:
    """Applications in public notice, which must be decided before their organization is closed or merged."""
    rows = Application.objects.filter(organization=organization, status=ApplicationStatus.PUBLICISED)
    for row in rows.select_related("campaign", "organization"):
        yield Obstacle(f"{row.campaign.name}：申报“{row}”公示中", reverse("applications:detail", args=[row.pk]))


def waiting_reviews(organization: Organization) -> Iterator[Obstacle]:
    """Reviews that only the organization's own office can give, so it is not closed before."""
    rows = ReviewStep.objects.filter(organization=organization, status__in=["waiting", "pending", "returned"])
    rows = rows.filter(application__status__in=["in_review", "returned"])
    for step in rows.select_related("application__campaign", "application__organization"):
        label = f"{step.application.campaign.name}：审核“{step.application}”（{step.get_status_display()}）"
        yield Obstacle(label, reverse("applications:detail", args=[step.application_id]))
