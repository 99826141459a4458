"""Naming, the title's own page, the certificate, and what anybody reads who scans the plaque."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.core.exceptions import Invalid, PortalError
from apps.core.exports import attachment
from apps.core.models import StateChange
from apps.core.verdicts import require
from apps.evaluations.models import PublicNotice
from apps.organizations.access import role_required
from apps.organizations.queries import read_as_of

from .. import documents, queries, services
from ..forms import NamingForm
from ..models import Designation
from ..rules import can_govern_designation, can_name

GOVERN = {
    "suspend": services.suspend_designation,
    "restore": services.restore_designation,
    "revoke": services.revoke_designation,
}


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def name(request: HttpRequest, notice_pk: int) -> HttpResponse:
    """Name everybody of a closed notice."""
    visible = PublicNotice.objects.visible_to(request.user).select_related("campaign__organization")
    notice = get_object_or_404(visible, pk=notice_pk)
    require(can_name(request.user, notice.campaign))
    form = NamingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            named = services.name_applications(actor=request.user, notice=notice, **form.cleaned_data)
        except PortalError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"已命名 {len(named)} 家，证书可以下载。")
            return redirect("evaluations:notice", notice.pk)
    entries = notice.entries.select_related("application__organization")
    return render(request, "branding/name.html", {"notice": notice, "entries": entries, "form": form})


def _designation(request: HttpRequest, pk: int) -> Designation:
    visible = Designation.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("application", "campaign", "organization", "named_by"), pk=pk)


@role_required(Role.OFFICE, Role.SECRETARY, Role.LEADER, Role.INSPECTOR)
@require_safe
def designation(request: HttpRequest, pk: int) -> HttpResponse:
    found = _designation(request, pk)
    now = found.organization.name
    read_as_of([found.organization], found.named_on)
    context = {
        "designation": found,
        "name_now": now if now != found.organization.name else "",
        "live": queries.live_status(found),
        "may_govern": can_govern_designation(request.user, found),
        "changes": StateChange.objects.of(found).select_related("actor").order_by("-id"),
        "verify_url": _verify_url(request, found),
    }
    return render(request, "branding/designation.html", context)


def _verify_url(request: HttpRequest, found: Designation) -> str:
    return request.build_absolute_uri(reverse("branding:verify", args=[found.token]))


@role_required(Role.OFFICE, Role.SECRETARY, Role.LEADER)
@require_safe
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """The certificate as PDF."""
    found = _designation(request, pk)
    pdf = documents.certificate_pdf(found, _verify_url(request, found))
    return attachment(pdf, f"certificate-{found.number}.pdf", "application/pdf")


@role_required(Role.OFFICE)
@require_POST
def govern(request: HttpRequest, pk: int) -> HttpResponse:
    """Suspend, restore or revoke, with the reason."""
    found = _designation(request, pk)
    act = GOVERN.get(request.POST.get("verb", ""))
    if act is None:
        raise Invalid("不认识的操作，请返回重试。")
    act(actor=request.user, designation=found, reason=request.POST.get("reason", ""))
    messages.success(request, f"称号状态已变更为：{found.get_status_display()}。")
    return redirect("branding:designation", pk)


@login_not_required
@require_safe
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """The live status of a title, for anybody with the plaque's QR code."""
    found = Designation.objects.filter(token=token).select_related("organization", "application").first()
    now = ""
    if found:
        now = found.organization.name
        read_as_of([found.organization], found.named_on)
        now = now if now != found.organization.name else ""
    context = {"designation": found, "live": queries.live_status(found) if found else None, "name_now": now}
    return render(request, "branding/verify.html", context, status=200 if found else 404)
