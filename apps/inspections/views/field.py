"""The inspector's pages, phone first. Every record is one POST and works without script."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.choices import Role
from apps.campaigns.queries import with_phases
from apps.core import clock
from apps.core.exceptions import PortalError
from apps.core.models import FileUse
from apps.core.numbers import number_of
from apps.organizations.access import role_required
from apps.standards.models import Criterion

from .. import queries, rules, services
from ..forms import FindingForm, RecordForm, ResultForm
from ..models import Finding, Visit
from .common import VISIT_TONES, toned

#: A query says that the page with network is meant: without one the service worker opens the offline app.
ONLINE = "?online"
#: Answers that wait for a re-check, on the list; all of them stand in the ledger.
CHECKS = 20


@role_required(Role.INSPECTOR)
@require_safe
def field(request: HttpRequest) -> HttpResponse:
    """Today's and this week's visits, what is late, what comes next, and answers that wait for a re-check."""
    today = clock.today()
    sunday = today + dt.timedelta(days=6 - today.weekday())
    visits = toned(_cards(request).open(), VISIT_TONES)
    groups = [
        ("今天", [v for v in visits if v.scheduled_on == today]),
        ("应查未查", [v for v in visits if v.scheduled_on < today]),
        ("本周", [v for v in visits if today < v.scheduled_on <= sunday]),
        ("以后", [v for v in visits if v.scheduled_on > sunday]),
    ]
    checks = list(Finding.objects.visible_to(request.user).filter(status="answered").for_table()[: CHECKS + 1])
    context = {
        "groups": [(title, cards) for title, cards in groups if cards],
        "checks": checks[:CHECKS],
        "more_checks": len(checks) > CHECKS,
        "recent": toned(_cards(request).filter(status="recorded").order_by("-recorded_at")[:5], VISIT_TONES),
    }
    return render(request, "inspections/field.html", context)


@role_required(Role.INSPECTOR)
@require_safe
def field_visit(request: HttpRequest, pk: str) -> HttpResponse:
    """One visit, a section of the standard at a time."""
    visit = _visit(request, pk)
    if not visit.is_open and not queries.scores_alone(visit, request.user):
        return redirect("inspections:visit", visit.pk)
    return _visit_page(request, visit, RecordForm(initial=_record_initial(visit)))


@role_required(Role.INSPECTOR)
@require_POST
def field_start(request: HttpRequest, pk: str) -> HttpResponse:
    """开始检查."""
    visit = _visit(request, pk)
    services.start_visit(actor=request.user, visit=visit)
    return redirect(_address(visit) + ONLINE)


@role_required(Role.INSPECTOR)
@require_POST
def field_result(request: HttpRequest, pk: str, criterion_pk: int) -> HttpResponse:
    """One leaf's verdict."""
    visit = _visit(request, pk)
    criterion = _criterion(visit, criterion_pk)
    form = ResultForm(request.POST)
    problem = ""
    if not form.is_valid():
        problem = "".join(error for errors in form.errors.values() for error in errors)
    else:
        try:
            services.save_result(
                actor=request.user, visit=visit, criterion=criterion, **_lists(request), **form.cleaned_data
            )
        except PortalError as error:
            problem = error.message
    return _clause_answer(request, visit, criterion, problem)


@role_required(Role.INSPECTOR)
@require_POST
def field_photo(request: HttpRequest, pk: str) -> HttpResponse:
    """One photo or several, of the site or of one leaf."""
    visit = _visit(request, pk)
    number = number_of(request.POST.get("criterion", ""))
    criterion = _criterion(visit, number) if number is not None else None
    problem = "" if request.FILES else "请先选择照片。"
    try:
        for upload in request.FILES.getlist("photo"):
            services.add_photo(actor=request.user, visit=visit, upload=upload, name=upload.name, criterion=criterion)
    except PortalError as error:
        problem = error.message
    return _photos_answer(request, visit, criterion, problem)


@role_required(Role.INSPECTOR)
@require_POST
def field_photo_remove(request: HttpRequest, pk: str, use_pk: str) -> HttpResponse:
    """Take a photo off an open record."""
    visit = _visit(request, pk)
    use = get_object_or_404(queries.photos_of(visit), pk=use_pk)
    services.remove_photo(actor=request.user, visit=visit, use=use)
    number = use.purpose.partition(":")[2]
    return _photos_answer(request, visit, _criterion(visit, int(number)) if number else None, "")


@role_required(Role.INSPECTOR)
@require_POST
def field_finding(request: HttpRequest, pk: str) -> HttpResponse:
    """A problem, of one leaf or of the site."""
    visit = _visit(request, pk)
    number = number_of(request.POST.get("criterion", ""))
    criterion = _criterion(visit, number) if number is not None else None
    offered = queries.problems.for_visit(visit)
    form = FindingForm(request.POST, problems=offered, leaf=criterion.code if criterion else "")
    problem = ""
    if not form.is_valid():
        problem = "".join(error for errors in form.errors.values() for error in errors)
    else:
        try:
            _note_finding(request, visit, criterion, form)
        except PortalError as error:
            problem = error.message
    if criterion is not None:
        return _clause_answer(request, visit, criterion, problem, sheet=True)
    if problem and visit.is_open:
        if form.is_valid():
            form.add_error(None, problem)
        return _visit_page(request, visit, RecordForm(initial=_record_initial(visit)), status=400, finding=form)
    if problem:
        messages.error(request, problem)
    return redirect(f"{_address(visit)}{ONLINE}#record")


@role_required(Role.INSPECTOR)
@require_POST
def field_checks(request: HttpRequest, pk: str) -> HttpResponse:
    """The round's own questions: the one that was changed, or several."""
    visit = _visit(request, pk)
    told = _answers(request.POST)
    unsaid = [key for key, (verdict, _) in told.items() if not verdict]
    problem = "请选择达标、不达标或不适用。" if unsaid or not told else ""
    if not problem:
        try:
            services.save_checks(actor=request.user, visit=visit, told=told)
        except PortalError as error:
            problem = error.message
    if request.htmx:
        context = {"key": next(iter(told), ""), "problem": problem, "at": clock.now()}
        return render(request, "inspections/field_check_state.html", context)
    if problem:
        messages.error(request, problem)
    return redirect(f"{_address(visit)}{ONLINE}#checks")


def _answers(posted: Any) -> dict[int, tuple[str, str]]:
    """Key of the question → verdict and note, as posted."""
    named = [name.partition("-")[2] for name in posted if name.startswith(("check-", "note-"))]
    keys = {number for name in named if (number := number_of(name)) is not None}
    return {key: (posted.get(f"check-{key}", ""), posted.get(f"note-{key}", "")) for key in keys}


@role_required(Role.INSPECTOR)
@require_POST
def field_record(request: HttpRequest, pk: str) -> HttpResponse:
    """结束检查: hand the record in."""
    visit = _visit(request, pk)
    form = RecordForm(request.POST)
    if form.is_valid():
        try:
            services.record_visit(actor=request.user, visit=visit, **form.cleaned_data)
        except PortalError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "检查记录已提交。")
            return redirect("inspections:visit", visit.pk)
    if not visit.is_open:
        messages.error(request, "检查记录此前已提交，本次内容没有保存。")
        return redirect("inspections:visit", visit.pk)
    return _visit_page(request, visit, form, status=400)


def _lists(request: HttpRequest) -> dict[str, Any]:
    """Ticks, scores of further jurors and verified figures as posted; the service knows what belongs to the leaf."""
    posted = request.POST
    figures = {name.removeprefix("figure-"): posted[name].strip() for name in posted if name.startswith("figure-")}
    scores = [text.strip() for text in posted.getlist("scores")]
    return {"members": posted.getlist("members"), "scores": scores, "figures": figures}


def _cards(request: HttpRequest) -> Any:
    return Visit.objects.assigned_to(request.user).for_table().with_counts()


def _visit(request: HttpRequest, pk: str) -> Visit:
    """A visit of this inspector's; anybody else's does not exist."""
    related = ("round__campaign", "round__organization", "organization", "application__standard_version")
    found = Visit.objects.assigned_to(request.user).select_related(*related)
    return get_object_or_404(found.prefetch_related(with_phases("round__campaign__phases")), pk=pk)


def _criterion(visit: Visit, pk: int) -> Criterion:
    leaves = Criterion.objects.filter(version=visit.standard_version_id, is_leaf=True)
    return get_object_or_404(leaves.select_related("version"), pk=pk)


def _record_initial(visit: Visit) -> dict[str, Any]:
    return {
        "methods": visit.methods,
        "counterpart": visit.counterpart,
        "summary": visit.summary,
        "highlights": visit.highlights,
    }


def _visit_page(
    request: HttpRequest, visit: Visit, form: RecordForm, status: int = 200, finding: FindingForm | None = None
) -> HttpResponse:
    sections = queries.sections_of(visit, reader=request.user)
    clauses = [clause for section in sections for clause in section.clauses]
    offered = queries.problems.for_visit(visit)
    for clause in clauses:
        clause.problems = queries.problems.for_leaf(offered, clause.criterion.code)
    waiting = next((clause for clause in clauses if clause.result is None), None)
    section = _chosen(sections, request.GET.get("s", ""), waiting)
    context = {
        "visit": visit,
        "tone": VISIT_TONES[visit.status],
        "sections": sections,
        "section": section,
        "waiting": waiting,
        "waiting_url": _clause_url(visit, sections, waiting),
        "following": _following(sections, section),
        "done": sum(clause.result is not None for clause in clauses),
        "total": len(clauses),
        "findings": visit.findings.live().select_related("criterion"),
        "checks": _checks(visit),
        "photos": FileUse.objects.of(visit).filter(purpose="photo"),
        "form": form,
        "finding_form": finding or FindingForm(problems=offered),
        "verdict": rules.can_record(request.user, visit),
    }
    return render(request, "inspections/field_visit.html", context, status=status)


def _checks(visit: Visit) -> list[dict[str, Any]]:
    """The round's own questions with what was answered."""
    given = {row.check_item_id: row for row in visit.check_results.all()}
    return [
        {"pk": row.pk, "title": row.title, "guidance": row.guidance, "given": given.get(row.pk)}
        for row in visit.questions
    ]


def _chosen(sections: list[Any], code: str, waiting: Any) -> Any:
    """The section asked for, else the first that has something left, else the first."""
    asked = next((section for section in sections if section.code == code), None)
    if asked is not None:
        return asked
    left = next((section for section in sections if waiting in section.clauses), None)
    return left or (sections[0] if sections else None)


def _following(sections: list[Any], section: Any) -> Any:
    codes = [item.code for item in sections]
    at = codes.index(section.code) + 1 if section else len(codes)
    return sections[at] if at < len(codes) else None


def _address(visit: Visit) -> str:
    return reverse("inspections:field_visit", args=[visit.pk])


def _clause_url(visit: Visit, sections: list[Any], clause: Any) -> str:
    if clause is None:
        return "#record"
    section = next(section for section in sections if clause in section.clauses)
    return f"{_address(visit)}?s={section.code}#c-{clause.pk}"


def _note_finding(request: HttpRequest, visit: Visit, criterion: Criterion | None, form: FindingForm) -> None:
    services.add_finding(
        actor=request.user,
        visit=visit,
        criterion=criterion,
        description=form.words,
        **form.told,
    )


def _clause_answer(
    request: HttpRequest, visit: Visit, criterion: Criterion, problem: str, *, sheet: bool = False
) -> HttpResponse:
    """After one record: the clause's new state for scripts, back to the clause for everybody else."""
    if not request.htmx:
        if problem:
            messages.error(request, f"{criterion.title}：{problem}")
        return redirect(_back(request, visit, f"#c-{criterion.pk}"))
    visit.refresh_from_db(fields=["status", "started_at"])
    clause = queries.clause_of(visit, criterion, request.user)
    offered = queries.problems.for_visit(visit)
    if clause is not None:
        clause.problems = queries.problems.for_leaf(offered, criterion.code)
    form = FindingForm(request.POST if sheet and problem else None, problems=offered, leaf=criterion.code)
    context = {
        "visit": visit,
        "clause": clause,
        "problem": problem,
        "now": clock.now(),
        "done": queries.done_count(visit, request.user),
        "total": queries.leaf_count(visit),
        "finding_form": form,
        "of_sheet": sheet,
    }
    return render(request, "inspections/field_saved.html", context)


def _photos_answer(request: HttpRequest, visit: Visit, criterion: Criterion | None, problem: str) -> HttpResponse:
    if not request.htmx:
        if problem:
            messages.error(request, problem)
        return redirect(_back(request, visit, f"#c-{criterion.pk}" if criterion else "#record"))
    purpose = services.photo_purpose(criterion)
    context = {"visit": visit, "photos": FileUse.objects.of(visit).filter(purpose=purpose), "problem": problem}
    return render(request, "inspections/field_photos.html", context)


def _back(request: HttpRequest, visit: Visit, anchor: str) -> str:
    section = request.POST.get("s", "")
    known = {criterion.code for criterion in Criterion.objects.filter(version=visit.standard_version_id)}
    return _address(visit) + (f"?s={section}" if section in known else ONLINE) + anchor
