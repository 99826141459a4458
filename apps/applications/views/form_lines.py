"""Tables of the form: a line is added empty, saved as it is typed, taken out with one confirmation."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.choices import Role
from apps.core.autosave import NO_VERSION, saved_answer, typed_of
from apps.core.exceptions import PortalError
from apps.core.merging import SavedFields
from apps.organizations.access import role_required

from .. import services
from ..forms import LINE_FORMS, LineForm
from ..forms.answer_fields import as_posted
from ..models import Application
from ..parts import GAPS, LINES, TASKS, LineKind
from ..queries import lines_of
from .common import application_of


def table_of(application: Application, kind: LineKind) -> dict[str, Any]:
    """A table with a form for each of its lines."""
    forms = [LINE_FORMS[kind.key](instance=line) for line in lines_of(application, kind)]
    rows = [row_of(application, form) for form in forms]
    return {"kind": kind, "rows": rows, "anchor": anchor_of(kind), "application": application}


def row_of(application: Application, form: LineForm) -> dict[str, Any]:
    where = [application.pk, form.kind.key, form.instance.pk]
    return {
        "form": form,
        "line": form.instance,
        "save_url": reverse("applications:line_save", args=where),
        "remove_url": reverse("applications:line_remove", args=where),
    }


def anchor_of(kind: LineKind) -> str:
    return "tasks" if kind is TASKS else kind.key


def _table(kind: str) -> LineKind:
    if kind not in LINES:
        raise Http404
    return LINES[kind]


def _back(application: Application, kind: LineKind) -> HttpResponse:
    if kind is GAPS:
        return redirect("applications:baseline", application.pk)
    return redirect(f"{reverse('applications:edit', args=[application.pk])}#{anchor_of(kind)}")


def _line(application: Application, table: LineKind, line_pk: int) -> Any:
    line = get_object_or_404(table.model.objects.filter(application=application), pk=line_pk)
    line.application = application
    return line


@role_required(Role.SECRETARY)
@require_http_methods(["GET", "POST"])
def lines(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """POST adds an empty line: as a row for htmx, else on the page itself."""
    application, table = application_of(request, pk), _table(kind)
    if request.method == "GET":
        return _back(application, table)
    try:
        line = services.add_line(actor=request.user, application=application, kind=kind)
    except PortalError as error:
        messages.error(request, error.message)
        return _refused(request, application, table, error)
    if not request.htmx:  # type: ignore[attr-defined]
        return _back(application, table)
    line.application = application
    row = row_of(application, LINE_FORMS[kind](instance=line))
    response = render(request, "applications/_line.html", {"row": row, "kind": table, "is_new": True})
    response["Vary"] = "HX-Request"
    response["HX-Trigger"] = "plan-changed"
    return response


def _refused(request: HttpRequest, application: Application, table: LineKind, error: PortalError) -> HttpResponse:
    """A row cannot take the place of a refusal: the page is loaded anew and says it."""
    if not request.htmx:  # type: ignore[attr-defined]
        return _back(application, table)
    response = HttpResponse(status=204)
    response["HX-Redirect"] = reverse("applications:edit", args=[application.pk])
    return response


@role_required(Role.SECRETARY)
@require_POST
def line_save(request: HttpRequest, pk: int, kind: str, line_pk: int) -> HttpResponse:
    """Save the fields of one line that were sent: as JSON for the script, else on the page."""
    application, table = application_of(request, pk), _table(kind)
    line = _line(application, table, line_pk)
    form = LINE_FORMS[kind](request.POST, instance=_line(application, table, line_pk), only=set(request.POST))
    form.is_valid()
    prefix = form.add_prefix("")
    typed = typed_of(request.POST, prefix)
    if typed is None:
        return JsonResponse({"message": NO_VERSION}, status=400)
    script = "autosave" in request.POST
    try:
        saved = services.save_line_fields(actor=request.user, line=line, typed=typed, **form.values())
    except PortalError as error:
        if script:
            # 403 means to the script that the session ended; this refusal is about the application's state.
            status = 409 if error.status == 403 else error.status
            return JsonResponse({"code": error.code, "message": error.message}, status=status)
        form.add_error(None, error.message)
        return _page(request, application, form, line)
    if script:
        errors = {form.add_prefix(name): found for name, found in form.errors.items()}
        return saved_answer(saved, viewer=request.user, values=_values(kind, line), prefix=prefix, errors=errors)
    _point_out(form, saved, _values(kind, line))
    return _page(request, application, form, line) if form.errors else _back(application, table)


def _values(kind: str, line: Any) -> Any:
    """Stored values of a line as a browser has them, by field."""
    form = LINE_FORMS[kind](instance=line)

    def value(name: str) -> list[str]:
        field = form.fields[name]
        return as_posted(field, field.prepare_value(form.get_initial_for_field(field, name)))

    return value


def _point_out(form: LineForm, saved: SavedFields, values: Any) -> None:
    """Without scripts: at each field what another person saved there; sending it again puts the own words in place."""
    for name, save in saved.conflicts.items():
        by = save.saved_by.name if save.saved_by else "系统"
        stands = form.said(name, values(name))
        form.add_error(name, f"{by}刚把这一项改为“{stands}”，您的内容还没有保存。仍要用您的内容，请再保存一次。")


def _page(request: HttpRequest, application: Application, form: LineForm, line: Any) -> HttpResponse:
    """The line alone with what is wrong, for browsers without scripts."""
    form.instance.version = line.version
    context = {"row": row_of(application, form), "kind": form.kind, "application": application}
    return render(request, "applications/line.html", context, status=422)


@role_required(Role.SECRETARY)
@require_POST
def line_remove(request: HttpRequest, pk: int, kind: str, line_pk: int) -> HttpResponse:
    """Take a line out of its table."""
    application, table = application_of(request, pk), _table(kind)
    try:
        services.remove_line(actor=request.user, line=_line(application, table, line_pk))
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"已移除一项{table.noun}。")
    return _back(application, table)
