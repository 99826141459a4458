"""Remarks on an application: said on its page, and there again when they are refused."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from apps.accounts.choices import Role
from apps.core.components.forms import put_error
from apps.core.exceptions import PortalError
from apps.organizations.access import role_required, scope_of

from .. import rules, services
from ..choices import CommentAudience
from ..forms import CommentForm
from ..models import Application
from .application import detail_with
from .common import application_of
from .review import review_with


@role_required(Role.OFFICE, Role.SECRETARY)
@require_POST
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something about an application; back to where it was said, with the words where they are refused."""
    application = application_of(request, pk)
    office = Role.OFFICE in scope_of(request.user).roles and not rules.is_applicant(request.user, application)
    form = CommentForm(request.POST, may_choose=office)
    status = _refused(request, application, form)
    if status:
        return (review_with if office else detail_with)(request, application, form, status)
    messages.success(request, "已发送。")
    target = "applications:review" if office else "applications:detail"
    return redirect(f"{reverse(target, args=[pk])}#comments")


def _refused(request: HttpRequest, application: Application, form: CommentForm) -> int:
    """The status of a refusal, its sentence put into the form; 0 when it was said."""
    if not form.is_valid():
        return 422
    try:
        services.add_comment(
            actor=request.user,  # type: ignore[arg-type]
            application=application,
            audience=form.cleaned_data.get("audience", CommentAudience.APPLICANT),
            text=form.cleaned_data["text"],
        )
    except PortalError as error:
        put_error(form, error)
        return 422 if error.status == 400 else error.status
    return 0
