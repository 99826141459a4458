"""Planning a round: its settings, the choice of sites with teams and days, the table of days and routes."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.applications.models import Application
from apps.applications.wording import status_for
from apps.core import clock
from apps.core.acts import done
from apps.core.exceptions import PortalError
from apps.core.numbers import number_of
from apps.core.paging import page_of
from apps.organizations.access import role_required
from apps.organizations.models import Organization

from .. import exports, queries, rules, services
from ..choices import DrawKind, DrawStatus, VisitStatus
from ..forms.planning import ChangeForm, PlanForm, SettingsForm, SiteFilter
from ..models import Draw, Round, Visit
from ..registries import belts_of
from .common import query_of, round_tabs, seen_round

#: Sites shown at once; all that fit the filter can be ticked together.
SITES_SHOWN = 100


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def round_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What the round checks, how it is scored, what the sites have ready."""
    round_ = seen_round(request, pk)
    manage = rules.can_manage_round(request.user, round_)
    sections, settled = queries.planning.leaf_choices(round_.campaign), services.has_begun(round_)
    codes = [leaf for section in sections for leaf in section.leaves]
    read = seen_round(request, pk)  # a form writes what was typed onto its row
    form = SettingsForm(request.POST or None, instance=read, leaf_codes=codes, settled=settled)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_round(actor=request.user, round=round_, version=form.cleaned_data["version"], **form.changes)
        except PortalError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "设置已保存。")
            return redirect("inspections:round_edit", round_.pk)
    chosen = set(request.POST.getlist("leaves")) if request.method == "POST" else set(round_.leaves)
    context = {
        "round": round_, "tabs": round_tabs(round_, "round_edit", manage), "manage": manage, "form": form,
        "sections": sections, "settled": settled, "chosen": chosen or {code for code, _ in codes},
        "leaf_count": len(codes), "checks": list(round_.checks.all()), "spare": range(3),
        "committees": rules.has_committees(round_),
    }  # fmt: skip
    return render(request, "inspections/round_edit.html", context)


@role_required(Role.OFFICE)
@require_POST
def round_checks(request: HttpRequest, pk: int) -> HttpResponse:
    """The round's own questions."""
    round_ = seen_round(request, pk)
    posted = request.POST
    asked = posted.getlist("asked") or [""] * len(posted.getlist("title"))
    rows = zip(posted.getlist("title"), posted.getlist("guidance"), asked, strict=False)
    lines = [(title, guidance, whom == "committees") for title, guidance, whom in rows]
    return done(
        request,
        reverse("inspections:round_edit", args=[round_.pk]) + "#checks",
        "检查内容已保存。",
        lambda: services.set_checks(actor=request.user, round=round_, version=_number(request), lines=lines),
    )


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose sites by filter, by risk or by lot; teams, days and routes follow at once."""
    round_ = seen_round(request, pk)
    verdict = rules.can_manage_round(request.user, round_)
    lots = list(round_.draws.filter(status=DrawStatus.DRAWN).order_by("-number"))
    draw = _draw_of(request, lots)
    candidates = list(queries.candidates_for(round_))
    named = queries.planning.parents_by_path(candidates)
    step = Organization.steplen
    parents = {(path[:-step], name) for path, name in named.items() if name}
    belts = belts_of({row.organization_id for row in candidates})
    choice = SiteFilter(
        request.GET, round=round_, parents=sorted(parents), belts=sorted({n for n, _ in belts.values()})
    )
    sites = _sites(request, round_, choice, draw, candidates=candidates, named=named, belts=belts)
    people = queries.planning.inspectors_with_load(round_)
    form = PlanForm(request.POST or None, people=people, initial=_plan_initial(round_, lots))
    if request.method == "POST" and form.is_valid():
        try:
            made = _plan_all(request, round_, sites, form.cleaned_data)
        except PortalError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"已安排 {len(made)} 个单位，督导员已收到通知。日期和路线可在下表调整。")
            return redirect("inspections:schedule", round_.pk)
    elif form.is_bound and not _wanted(request, sites):
        form.add_error(None, "请勾选要检查的单位。")
    belt = choice.cleaned_data.get("belt", "") if choice.is_valid() else ""
    posted = request.method == "POST"
    ticked = set(request.POST.getlist("applications")) if posted else _ticked(sites, bool(draw or belt))
    page = page_of(request, sites, SITES_SHOWN)
    for site in page.object_list:
        site.status_words = status_for(request.user, site.application)
        site.ticked = str(site.pk) in ticked
    context = {
        "round": round_, "verdict": verdict, "choice": choice, "page": page, "form": form, "total": len(sites),
        "draw": draw, "belt": belt, "committees": rules.has_committees(round_), "used": any(request.GET.get(name) for name in choice.fields if name != "sort"),
        "has_inspectors": bool(people), "query": query_of(request),
        "draws": [each for each in lots if each.kind == DrawKind.SITES][:3],
    }  # fmt: skip
    return render(request, "inspections/plan.html", context)


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Days, times, teams and routes of the round in one table, with what clashes."""
    round_ = seen_round(request, pk)
    manage = rules.can_manage_round(request.user, round_)
    stages = queries.planning.stages_of(round_, request.user, _seen(request, round_))
    problems: dict[str, str] = {}
    if request.method == "POST":
        changes, problems = _changes(request, stages)
        if not problems:
            try:
                changed = services.change_plan(actor=request.user, round=round_, changes=changes)
            except PortalError as error:
                problems[""] = error.message
            else:
                messages.success(request, f"已保存，{changed} 个单位有调整。" if changed else "没有改动。")
                return redirect("inspections:schedule", round_.pk)
    trips = queries.planning.trips_of(stages)
    for stage in stages:
        stage.typed = _typed(stage, request.POST if problems else {})
    context = {
        "round": round_, "tabs": round_tabs(round_, "schedule", manage), "manage": manage, "trips": trips,
        "teams": _teams(stages), "problems": problems,
        "month_url": _month_url(round_, stages), "warned": sum(bool(stage.warnings) for stage in stages), "count": len(stages),
        "kilometres": sum(trip.kilometres for trip in trips), "loads": _loads(stages),
        "planned": sum(stage.visit.status == VisitStatus.PLANNED for stage in stages),
        "untold": sum(s.visit.status == VisitStatus.PLANNED and s.visit.told_at is None for s in stages),
    }  # fmt: skip
    return render(request, "inspections/schedule.html", context, status=422 if problems else 200)


@role_required(Role.OFFICE)
@require_POST
def schedule_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """One button over the whole plan: routes, even days, the notice to the sites."""
    round_ = seen_round(request, pk)
    acts = {
        "routes": (lambda: services.lay_routes(actor=request.user, round=round_), "路线已排定，{} 个单位调整了次序。"),
        "spread": (
            lambda: services.spread_days(actor=request.user, round=round_, per_day=_number(request, "per_day")),
            "日期已均匀排定，{} 个单位调整了日期。",
        ),
        "tell": (lambda: services.tell_sites(actor=request.user, round=round_), "已通知 {} 个单位。"),
    }
    if act not in acts:
        raise Http404
    run, words = acts[act]
    return done(request, reverse("inspections:schedule", args=[round_.pk]), words.format, run)


@role_required(Role.OFFICE)
@require_POST
def schedule_order(request: HttpRequest, pk: int) -> HttpResponse:
    """The order of one team's day as it was dragged."""
    round_ = seen_round(request, pk)
    keys = request.POST.getlist("visit")
    return done(
        request,
        reverse("inspections:schedule", args=[round_.pk]),
        "次序已保存。",
        lambda: services.order_stops(actor=request.user, round=round_, keys=keys),
    )


@role_required(Role.OFFICE)
@require_POST
def visit_move(request: HttpRequest, pk: str) -> HttpResponse:
    """One stop earlier or later on the route of its day."""
    rows = Visit.objects.visible_to(request.user).select_related("round__organization", "organization")
    visit = get_object_or_404(rows, pk=pk)
    later = request.POST.get("direction") == "later"
    return done(
        request,
        reverse("inspections:schedule", args=[visit.round_id]) + f"#v-{visit.pk}",
        f"{visit.organization.short_name}的次序已调整。",
        lambda: services.move_stop(actor=request.user, visit=visit, later=later),
    )


@role_required(Role.OFFICE)
@require_safe
def schedule_export(request: HttpRequest, pk: int) -> FileResponse:
    """The plan as xlsx: as the table shows it, with what is pointed out."""
    round_ = seen_round(request, pk)
    stages = queries.planning.stages_of(round_, request.user, _seen(request, round_))
    return exports.plan_workbook(round_, queries.planning.trips_of(stages))


def _seen(request: HttpRequest, round_: Round) -> Any:
    return queries.round_page.visits_seen(request.user, round_).live()


def _sites(request: HttpRequest, round_: Round, choice: SiteFilter, draw: Draw | None, **read: Any) -> list[Any]:
    """All that fit the filter; what is ticked may stand on any page of them. ``read``: what the page has read already."""
    data = choice.cleaned_data if choice.is_valid() else {}
    names = ("sector", "parent", "level", "status", "belt", "visited")
    wanted = queries.planning.Wanted(
        text=data.get("q", "").strip(),
        only=frozenset(draw.drawn) if draw else None,
        **{name: data.get(name, "") for name in names},
    )
    sort = data.get("sort") or ("belt" if data.get("belt") else "risk")
    return queries.planning.sites_for(round_, request.user, wanted, sort=sort, **read)


def _plan_initial(round_: Round, lots: list[Draw]) -> dict[str, Any]:
    first = min(max(round_.starts_on, clock.today()), round_.ends_on)
    chosen = {"first_day": first, "last_day": round_.ends_on}
    people = next((each for each in lots if each.kind == DrawKind.INSPECTORS), None)
    if people is not None:
        chosen["inspectors"] = [person.pk for person in queries.draws.inspectors_drawn(people)]
    return chosen


def _plan_all(request: HttpRequest, round_: Round, sites: list[Any], data: dict[str, Any]) -> list[Visit]:
    rows = Application.objects.filter(pk__in=_wanted(request, sites), campaign=round_.campaign_id)
    return services.plan_visits(
        actor=request.user,
        round=round_,
        applications=list(rows.select_related("organization", "campaign")),
        inspectors=data["inspectors"],
        **{name: data[name] for name in ("team_size", "per_day", "first_day", "last_day")},
    )


def _wanted(request: HttpRequest, sites: list[Any]) -> set[int]:
    """The sites that were ticked, or all that are listed."""
    return {site.pk for site in sites} if request.POST.get("whole") else _keys(request.POST.getlist("applications"))


def _keys(values: list[str]) -> set[int]:
    return {number for value in values if (number := number_of(value)) is not None}


def _ticked(sites: list[Any], chosen: bool) -> set[str]:
    """All of a draw or of a belt: whoever leads here by one of them means its sites."""
    return {str(site.pk) for site in sites} if chosen else set()


def _draw_of(request: HttpRequest, lots: list[Draw]) -> Draw | None:
    """The draw whose sites are shown, if it was drawn."""
    key = request.GET.get("draw", "")
    return next((each for each in lots if str(each.pk) == key and each.kind == DrawKind.SITES), None)


def _month_url(round_: Round, stages: list[Any]) -> str:
    """The calendar of the round at the month in which it begins."""
    day = stages[0].visit.scheduled_on if stages else round_.starts_on
    return f"{reverse('inspections:calendar')}?month={day:%Y-%m}&round={round_.pk}"


def _teams(stages: list[Any]) -> list[tuple[str, str]]:
    return sorted({(stage.team_key, stage.team_names) for stage in stages}, key=lambda team: team[1])


def _loads(stages: list[Any]) -> list[tuple[str, int, int]]:
    """Each inspector with visits and days in this plan, the busiest first."""
    found: dict[str, tuple[int, set[Any]]] = {}
    for stage in stages:
        for person in stage.team:
            count, days = found.get(person.name, (0, set()))
            found[person.name] = (count + 1, days | {stage.visit.scheduled_on})
    return sorted(
        ((name, count, len(days)) for name, (count, days) in found.items()), key=lambda row: (-row[1], row[0])
    )


def _changes(request: HttpRequest, stages: list[Any]) -> tuple[list[Any], dict[str, str]]:
    """The lines of the table as typed, and what is wrong with them by visit."""
    teams = {stage.team_key: stage.team for stage in stages}
    changes, problems = [], {}
    for stage in stages:
        key = str(stage.visit.pk)
        if stage.visit.status != VisitStatus.PLANNED or f"{key}-scheduled_on" not in request.POST:
            continue
        form = ChangeForm(request.POST, prefix=key)
        if not form.is_valid() or form.cleaned_data["team"] not in teams:
            words = "".join(error for errors in form.errors.values() for error in errors)
            problems[key] = words or "请选择检查组。"
            continue
        data = form.cleaned_data
        changes.append(
            services.Change(
                stage.visit, data["version"], data["scheduled_on"], data["scheduled_time"], teams[data["team"]]
            )
        )
    return changes, problems


def _typed(stage: Any, posted: Mapping[str, str]) -> dict[str, str]:
    """What the line's fields show: as it was sent, otherwise as it is stored."""
    visit = stage.visit
    stored = {
        "version": str(visit.version),
        "scheduled_on": visit.scheduled_on.isoformat(),
        "scheduled_time": f"{visit.scheduled_time:%H:%M}" if visit.scheduled_time else "",
        "team": stage.team_key,
    }
    return {name: posted.get(f"{visit.pk}-{name}", value) for name, value in stored.items()}


def _number(request: HttpRequest, name: str = "version") -> int:
    """The number sent, or 0, which is no version and no day's work."""
    return number_of(request.POST.get(name, "")) or 0
