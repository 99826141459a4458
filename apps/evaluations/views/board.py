"""The ranked board of a campaign and one application's score, opened to its parts."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.campaigns.models import Campaign
from apps.campaigns.pages import stage_of
from apps.campaigns.queries import day_of, with_phases
from apps.core.exceptions import Invalid, OutOfTurn, PortalError
from apps.core.exports import xlsx_response
from apps.organizations.access import role_required, scope_of
from apps.organizations.queries import read_as_of, read_in_place
from apps.standards.engine import VersionOutcome, describe_step, rounded, spread

from .. import queries, services
from ..choices import RunStatus
from ..forms import DecisionForm, GradeForm, VetoForm
from ..models import Evaluation
from ..rules import can_draft_notice, can_evaluate, can_move_standard
from .board_pages import page_of

HEADER = [
    "组别",
    "名次",
    "单位",
    "隶属",
    "名称",
    "自评",
    "群众测评",
    "组织考评",
    "总分",
    "等次",
    "等次说明",
    "符合条件",
    "拟办",
    "理由",
]


def _campaigns(user: Any) -> Any:
    """Campaigns issued inside the user's subtrees: their boards are theirs to read."""
    return Campaign.objects.filter(scope_of(user).as_q("organization_path")).exclude(status="draft")


@role_required(Role.OFFICE)
@require_safe
def boards(request: HttpRequest) -> HttpResponse:
    """Every campaign with how far its assessment is."""
    inspected = Count("applications", filter=Q(applications__status="inspected"))
    campaigns = (
        _campaigns(request.user)
        .select_related("organization")
        .prefetch_related("phases")
        .annotate(
            inspected=inspected,
            scored=Count("applications", filter=Q(applications__status="scored")),
            publicised=Count("applications", filter=Q(applications__status="publicised")),
            named=Count("applications", filter=Q(applications__status="named")),
        )
    )
    rows = [(campaign, stage_of(campaign)) for campaign in campaigns.order_by("-year", "-opened_at", "-pk")]
    return render(request, "evaluations/boards.html", {"rows": rows})


@role_required(Role.OFFICE)
@require_safe
def board(request: HttpRequest, campaign_pk: int) -> HttpResponse:
    inspected = Count("applications", filter=Q(applications__status="inspected"))
    found = _campaigns(request.user).select_related("organization").prefetch_related("quotas", with_phases())
    campaign = get_object_or_404(found.annotate(inspected=inspected), pk=campaign_pk)
    run = queries.newest_run(campaign)
    running = run if run is not None and run.status == RunStatus.RUNNING else None
    groups = queries.board(campaign)
    if request.GET.get("export") == "xlsx":
        _read_in_place(campaign, [row for group in groups for row in [*group.rows, *group.unranked]])
        return xlsx_response(f"{campaign.name}评定表", HEADER, _export_rows(groups))
    page, parts = page_of(groups, request.GET.get("page"))
    _read_in_place(campaign, [row for _, row in page.object_list])
    context = {
        "campaign": campaign,
        "page": page,
        "parts": parts,
        "running": running,
        "computed": queries.scored_so_far(running) if running else 0,
        "failed": queries.why_failed(run) if run is not None and run.status == RunStatus.FAILED else "",
        "groups": groups,
        "waiting": campaign.inspected,
        "may_evaluate": can_evaluate(request.user, campaign),
        "may_draft": can_draft_notice(request.user, campaign),
        "may_move": can_move_standard(request.user, campaign),
        "unpublished": sum(group.unpublished for group in groups),
        "notices": campaign.public_notices.annotate(entry_count=Count("entries")),
        "proposed": sum(group.proposed for group in groups),
        "undecided": any(row.decision == "pending" for group in groups for row in group.rows),
        "limit": queries.total_limit(campaign),
    }
    return render(request, "evaluations/board.html", context)


def _read_in_place(campaign: Campaign, rows: list[Any]) -> None:
    """What was publicised reads with the names and places of that day, the rest with those of the campaign's last."""
    last = day_of(campaign)
    places = read_in_place((row.application.organization, row.frozen_at or last) for row in rows)
    for row, place in zip(rows, places, strict=True):
        row.parent_name = place.parent_name


def _shown(score: Decimal | None) -> Decimal | None:
    """A score as the page shows it."""
    return None if score is None else score.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _export_rows(groups: list[queries.Group]) -> Any:
    for group in groups:
        for row in [*group.rows, *group.unranked]:
            application = row.application
            yield (
                group.label,
                row.rank,
                application.organization.name,
                row.parent_name,
                application.title,
                *(_shown(score) for score in (row.self_score, row.mass_score, row.organization_score, row.total)),
                row.grade_title,
                row.grade_note,
                row.eligible,
                row.get_decision_display(),
                row.decision_reason or "".join(row.reasons),
            )


@role_required(Role.OFFICE)
@require_POST
def compute(request: HttpRequest, campaign_pk: int) -> HttpResponse:
    campaign = get_object_or_404(_campaigns(request.user), pk=campaign_pk)
    try:
        run = services.start_scoring(actor=request.user, campaign=campaign)
    except Invalid as error:
        messages.warning(request, error.message)
        return redirect("evaluations:board", campaign_pk)
    except OutOfTurn:
        # Somebody was a moment faster: both watch the same run.
        messages.info(request, "得分正在计算，完成后自动显示。")
        return redirect("evaluations:board", campaign_pk)
    if run.total <= services.AT_ONCE:
        services.compute_scores(run.pk)
        run.refresh_from_db()
    if run.status == RunStatus.DONE:
        messages.success(request, f"已计算 {run.total} 家得分并排定名次。")
    return redirect("evaluations:board", campaign_pk)


@role_required(Role.OFFICE)
@require_POST
def cancel_computing(request: HttpRequest, campaign_pk: int) -> HttpResponse:
    """Stop the computation."""
    campaign = get_object_or_404(_campaigns(request.user), pk=campaign_pk)
    try:
        services.cancel_scoring(actor=request.user, campaign=campaign)
    except OutOfTurn as error:
        messages.info(request, error.message)
    else:
        messages.success(request, "已取消，已算出的得分保留。")
    return redirect("evaluations:board", campaign_pk)


@role_required(Role.OFFICE)
@require_safe
def progress(request: HttpRequest, campaign_pk: int) -> HttpResponse:
    """How far the computation is (a fragment that asks again); the whole page anew once it has ended."""
    campaign = get_object_or_404(_campaigns(request.user), pk=campaign_pk)
    running = queries.running_of(campaign)
    if running is None:
        answer = HttpResponse()
        answer["HX-Refresh"] = "true"
        return answer
    context = {"campaign": campaign, "running": running, "computed": queries.scored_so_far(running)}
    return render(request, "evaluations/_progress.html", context)


@role_required(Role.OFFICE)
@require_POST
def propose(request: HttpRequest, campaign_pk: int) -> HttpResponse:
    campaign = get_object_or_404(_campaigns(request.user), pk=campaign_pk)
    count = services.propose_by_quota(actor=request.user, campaign=campaign)
    if count:
        messages.success(request, f"按名次和名额新拟定 {count} 家，拟办意见在公示前均可调整。")
    across = [row.application for group in queries.board(campaign) for row in group.across]
    if across:
        names = "、".join(str(each) for each in across)
        messages.warning(request, f"{names}同分且跨名额线，未拟定，请逐家作出决定并写明理由。")
    elif not count:
        messages.info(request, "没有可新拟定的单位：名额内的均已拟定，或名额已满。")
    return redirect("evaluations:board", campaign_pk)


def _digits(text: str) -> str:
    return text if text.isdecimal() else ""


def _board_url(campaign_pk: int, page: str) -> str:
    """The board at the page from which a person came; the first one without a number."""
    address = reverse("evaluations:board", args=[campaign_pk])
    return f"{address}?page={_digits(page)}" if _digits(page) else address


def _evaluation(request: HttpRequest, pk: int) -> Evaluation:
    related = (
        "application__organization",
        "application__standard_version__standard",
        "application__mass_survey",
        "campaign",
    )
    visible = Evaluation.objects.visible_to(request.user).select_related(*related)
    return get_object_or_404(visible, pk=pk)


@role_required(Role.OFFICE, Role.SECRETARY)
@require_safe
def score(
    request: HttpRequest, pk: int, form: DecisionForm | None = None, refused: dict[str, Any] | None = None
) -> HttpResponse:
    """One score opened to its parts; a secretary sees the own one once it is publicised.

    ``refused``: bound forms of vetoes and grades that were not accepted, by their name in the page.
    """
    evaluation = _evaluation(request, pk)
    may_decide = can_evaluate(request.user, evaluation.campaign)
    read_as_of([evaluation.application.organization], evaluation.frozen_at)
    outcome = queries.frozen_outcome(evaluation)
    context = {
        "evaluation": evaluation,
        "application": evaluation.application,
        "parts": _parts(evaluation),
        "outcome": outcome,
        "leaves": queries.compared_leaves(evaluation, outcome),
        "recomputed": services.recompute(evaluation),
        "may_decide": may_decide and evaluation.frozen_at is None,
        "board_page": _digits(request.POST.get("page") or request.GET.get("page", "")),
        "form": form or DecisionForm(initial={"decision": evaluation.decision, "reason": evaluation.decision_reason}),
        **_whole(evaluation, outcome),
        **(refused or {}),
    }
    return render(request, "evaluations/score.html", context, status=400 if form or refused else 200)


def _whole(evaluation: Evaluation, outcome: VersionOutcome | None) -> dict[str, Any]:
    """Grade, steps and vetoes of one score, with the forms that change them."""
    vetoes, grades = queries.veto_choices(evaluation), queries.grade_choices(evaluation)
    given = {"grade": evaluation.given_grade, "reason": evaluation.given_reason}
    return {
        "steps": [describe_step(step) for step in outcome.grade_steps] if outcome else [],
        "whole": [sentence.text for sentence in outcome.explanation if sentence.kind != "grade"] if outcome else [],
        "lines": outcome.shown_lines if outcome else (),
        "findings": queries.findings_of(evaluation),
        "veto_form": VetoForm(choices=vetoes) if vetoes else None,
        "grade_form": GradeForm(choices=grades, initial=given) if grades else None,
    }


def _parts(evaluation: Evaluation) -> list[dict[str, Any]]:
    """The three parts with what each adds; the shown figures add up to the shown total."""
    weights = [
        evaluation.campaign.weight_self,
        evaluation.campaign.weight_mass,
        evaluation.campaign.weight_organization,
    ]
    scores = [evaluation.self_score, evaluation.mass_score, evaluation.organization_score]
    products = [None if value is None else value * weight / 100 for value, weight in zip(scores, weights, strict=True)]
    if evaluation.total is not None:
        products = list(spread([value or Decimal(0) for value in products], rounded(evaluation.total)))
    return [
        {"label": label, "weight": weight, "score": value, "product": product}
        for label, weight, value, product in zip(
            ("自评", "群众测评", "组织考评"), weights, scores, products, strict=True
        )
    ]


@role_required(Role.OFFICE)
@require_http_methods(["POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    evaluation = _evaluation(request, pk)
    form = DecisionForm(request.POST)
    if form.is_valid():
        try:
            services.decide(actor=request.user, evaluation=evaluation, **form.cleaned_data)
        except PortalError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"已记录拟办意见：{evaluation.get_decision_display()}。")
            return redirect(_board_url(evaluation.campaign_id, request.POST.get("page", "")))
    request.method = "GET"
    return score(request, pk, form=form)
