"""提醒设置: how a person is told, and the address under which calendars read the person's dates."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from apps.core.exceptions import PortalError

from .. import queries, services
from ..forms import PreferenceForm
from ..models import Preference


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """The person's own settings."""
    user: Any = request.user
    row = Preference.objects.filter(user=user).first() or Preference(user=user)
    form = PreferenceForm(request.POST or None, instance=row, initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        try:
            services.save_preference(actor=user, version=form.cleaned_data["version"], **form.values())
        except PortalError as error:
            form.add_error("by_email" if error.code == "by_email" else None, error.message)
        else:
            messages.success(request, "已保存。")
            return redirect("reminders:settings")
    context = {
        "form": form,
        "ways": queries.ways_to(user),
        "feed": queries.feed_of(user),
        "address": request.session.pop("feed_address", ""),
    }
    return render(request, "reminders/settings.html", context)


@require_POST
def open_feed(request: HttpRequest) -> HttpResponse:
    """A new secret address; an earlier one ends. It is shown once."""
    token = services.open_feed(actor=request.user)
    request.session["feed_address"] = request.build_absolute_uri(reverse("reminders:feed", args=[token]))
    return redirect(f"{reverse('reminders:settings')}#feed")


@require_POST
def close_feed(request: HttpRequest) -> HttpResponse:
    services.close_feed(actor=request.user)
    messages.success(request, "日历地址已作废，用过它的日历不再更新。")
    return redirect("reminders:settings")
