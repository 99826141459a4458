"""What anybody may read: public notices, and the way to object."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.core import clock
from apps.core.exceptions import PortalError
from apps.core.tries import count_try
from apps.organizations.queries import read_in_place

from .. import services
from ..choices import NoticeStatus
from ..forms import ObjectionForm
from ..models import PublicNotice

PUBLIC = (NoticeStatus.PUBLISHED, NoticeStatus.CLOSED)
OBJECTIONS_AN_HOUR, HOUR = 5, 3600


@login_not_required
@require_safe
def public_notices(request: HttpRequest) -> HttpResponse:
    notices = PublicNotice.objects.filter(status__in=PUBLIC).order_by("-starts_on")[:50]
    return render(request, "evaluations/public_notices.html", {"notices": notices})


@login_not_required
@require_http_methods(["GET", "POST"])
def public_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """A published notice; while it runs, the form to object."""
    notice = get_object_or_404(PublicNotice.objects.filter(status__in=PUBLIC).select_related("campaign"), pk=pk)
    running = notice.status == NoticeStatus.PUBLISHED and notice.ends_on is not None and notice.ends_on >= clock.today()
    form = ObjectionForm(request.POST or None, notice=notice)
    if request.method == "POST" and form.is_valid():
        try:
            _take_in(request, notice, form)
        except PortalError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "您的意见已送达受理单位。")
            return redirect("evaluations:public_notice", pk)
    entries = list(notice.entries.select_related("application__organization"))
    places = read_in_place((entry.application.organization, notice.starts_on) for entry in entries)
    context = {
        "notice": notice,
        "entries": list(zip(entries, places, strict=True)),
        "running": running,
    }
    return render(request, "evaluations/public_notice.html", context | {"form": form})


def _take_in(request: HttpRequest, notice: PublicNotice, form: ObjectionForm) -> None:
    """At most a few objections an hour from one address, so that a script cannot flood the office."""
    # Behind a proxy every request comes from one address: the adapter knows how many proxies to look through.
    key = f"objection:{get_adapter().get_client_ip(request)}"
    if count_try(key, HOUR) > OBJECTIONS_AN_HOUR:
        raise PortalError("提交过于频繁，请一小时后再试，或拨打受理电话反映。")
    services.raise_objection(notice=notice, **form.cleaned_data)
