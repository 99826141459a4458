"""提醒渠道: set up by an organization's office, tried out, turned on; what went out and what did not."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.core.exceptions import PortalError
from apps.core.numbers import number_of
from apps.organizations.access import office_of, role_required

from .. import queries, services
from ..choices import ChannelKind, DeliveryStatus
from ..forms import ChannelForm, TrialForm
from ..models import Channel, Delivery

OFFICE = role_required(Role.OFFICE)


@OFFICE
@require_safe
def channels(request: HttpRequest) -> HttpResponse:
    """The channels of the office's subtree, and those from above that serve it."""
    office = office_of(request.user)
    context = {
        "channels": queries.channels_of(request.user),
        "from_above": queries.channels_above(office) if office else [],
        "kinds": ChannelKind.choices,
    }
    return render(request, "reminders/channels.html", context)


@OFFICE
@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """Nothing while the jobs run, else a warning in words: a fragment of the pages that rely on them."""
    since = queries.silence()
    context = {"since": since if since != queries.NEVER else None}
    return render(request, "reminders/_jobs.html", context) if since else HttpResponse("")


@OFFICE
@require_http_methods(["GET", "POST"])
def add_channel(request: HttpRequest, kind: str) -> HttpResponse:
    """A new channel of the person's own office."""
    if kind not in ChannelKind.values:
        raise Http404
    form = ChannelForm(request.POST or None, kind=kind)
    office: Any = office_of(request.user)
    if request.method == "POST" and form.is_valid():
        saved = _save(request, form, organization=office)
        if saved:
            messages.success(request, "已保存，请试发，收到后启用。")
            return redirect("reminders:channel", saved.pk)
    context = {"form": form, "kind": ChannelKind(kind), "organization": office}
    return render(request, "reminders/channel_form.html", context)


@OFFICE
@require_http_methods(["GET", "POST"])
def channel(request: HttpRequest, pk: int) -> HttpResponse:
    """One channel: its settings without secrets, how to try it, what went out."""
    found = _own(request, pk)
    initial = {**services.open_values(found), "name": found.name, "digest_hour": found.digest_hour}
    initial["version"] = found.version
    form = ChannelForm(request.POST or None, kind=found.kind, is_set=True, initial=initial)
    if request.method == "POST" and form.is_valid():
        saved = _save(request, form, organization=found.organization, channel=found)
        if saved:
            words = "已保存。" if saved.worked_at else "已保存。请试发，收到后再启用。"
            messages.success(request, words)
            return redirect("reminders:channel", found.pk)
    return _page(request, found, form)


def _page(request: HttpRequest, found: Channel, form: ChannelForm) -> HttpResponse:
    deliveries = Delivery.objects.visible_to(request.user).filter(channel=found).select_related("recipient")
    only = request.GET.get("status", "")
    if only in DeliveryStatus.values:
        deliveries = deliveries.filter(status=only)
    context = {
        "channel": found,
        "form": form,
        "trial": TrialForm(),
        "kind": ChannelKind(found.kind),
        "organization": found.organization,
        "page_obj": Paginator(deliveries, 20).get_page(request.GET.get("page")),
        "statuses": DeliveryStatus.choices,
        "only": only,
    }
    return render(request, "reminders/channel.html", context)


def _save(request: HttpRequest, form: ChannelForm, *, organization: Any, channel: Channel | None = None) -> Any:
    try:
        return services.save_channel(
            actor=request.user,
            organization=organization,
            kind=form.kind,
            name=form.cleaned_data["name"],
            values=form.values(),
            digest_hour=form.cleaned_data.get("digest_hour", 9),
            channel=channel,
            version=form.cleaned_data.get("version") or 0,
        )
    except PortalError as error:
        form.refuse(error.code, error.message)
    return None


@OFFICE
@require_POST
def try_channel(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one message now and say what became of it."""
    found = _own(request, pk)
    form = TrialForm(request.POST)
    try:
        said = services.try_channel(
            actor=request.user, channel=found, to=form.cleaned_data["to"] if form.is_valid() else ""
        )
    except PortalError as error:
        said = error.message
    if said:
        messages.error(request, said)
    else:
        messages.success(request, "试发成功，请确认已收到，再启用。")
    return redirect("reminders:channel", pk)


@OFFICE
@require_POST
def switch_channel(request: HttpRequest, pk: int) -> HttpResponse:
    """Turn a channel on or off."""
    found, version = _own(request, pk), request.POST.get("version", "")
    try:
        services.switch_channel(
            actor=request.user,
            channel=found,
            version=-1 if (seen := number_of(version)) is None else seen,
            on=request.POST.get("on") == "1",
        )
        messages.success(request, "已启用。" if request.POST.get("on") == "1" else "已停用，未发出的消息保留。")
    except PortalError as error:
        messages.error(request, error.message)
    return redirect("reminders:channel", pk)


@OFFICE
@require_POST
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a failed message its tries once more."""
    found = get_object_or_404(Delivery.objects.visible_to(request.user).select_related("channel__organization"), pk=pk)
    try:
        services.send_again(actor=request.user, delivery=found)
        messages.success(request, "已重新排队发送。")
    except PortalError as error:
        messages.error(request, error.message)
    return redirect("reminders:channel", found.channel_id)


def _own(request: HttpRequest, pk: int) -> Channel:
    return get_object_or_404(Channel.objects.visible_to(request.user).select_related("organization"), pk=pk)
