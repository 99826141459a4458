"""The office's side of a public notice."""

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.campaigns.models import Campaign
from apps.campaigns.queries import with_phases
from apps.core.exceptions import PortalError
from apps.core.verdicts import require
from apps.organizations.access import role_required, scope_of
from apps.organizations.queries import read_in_place

from .. import services
from ..forms import AnswerForm, NoticeForm
from ..models import Objection, PublicNotice
from ..rules import can_close_notice, can_draft_notice, can_name, can_publish_notice

BODY = (
    "根据《{name}》安排，经单位申报、逐级审核、自评、群众测评和组织考评，拟命名下列单位。"
    "现予公示，接受党员和群众监督。公示期内，对公示对象有异议的，可以书面、电话或者通过本页面反映；"
    "反映问题应当实事求是，提倡实名反映。"
)


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, campaign_pk: int) -> HttpResponse:
    """Draft the notice from the proposals; the wording is ready and may be changed."""
    campaigns = Campaign.objects.filter(scope_of(request.user).as_q("organization_path"))
    campaign = get_object_or_404(campaigns.select_related("organization"), pk=campaign_pk)
    require(can_draft_notice(request.user, campaign))
    initial = {
        "title": f"关于{campaign.name}拟命名对象的公示",
        "body": BODY.format(name=campaign.name),
        "unit": campaign.organization.name,
        "phone": campaign.organization.contact_phone,
        "address": campaign.organization.address,
    }
    form = NoticeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            notice = services.draft_notice(actor=request.user, campaign=campaign, **form.cleaned_data)
        except PortalError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "公示稿已保存，请核对名单后发布。")
            return redirect("evaluations:notice", notice.pk)
    return render(request, "evaluations/notice_form.html", {"form": form, "campaign": campaign})


def _notice(request: HttpRequest, pk: int) -> PublicNotice:
    visible = PublicNotice.objects.visible_to(request.user).select_related("campaign__organization")
    return get_object_or_404(visible, pk=pk)


@role_required(Role.OFFICE)
@require_safe
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    found = _notice(request, pk)
    prefetch_related_objects([found.campaign], with_phases())
    entries = list(found.entries.select_related("application__organization", "application__evaluation"))
    places = read_in_place((entry.application.organization, found.starts_on) for entry in entries)
    context = {
        "notice": found,
        "campaign": found.campaign,
        "entries": list(zip(entries, places, strict=True)),
        "objections": found.objections.select_related("application__organization", "handled_by"),
        "answer_form": AnswerForm(),
        "may_handle": can_draft_notice(request.user, found.campaign),
        "may_publish": can_publish_notice(request.user, found),
        "may_close": can_close_notice(request.user, found),
        "may_name": can_name(request.user, found.campaign),
    }
    return render(request, "evaluations/notice.html", context)


@role_required(Role.OFFICE)
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    found = services.publish_notice(actor=request.user, notice=_notice(request, pk))
    messages.success(request, f"公示已发布，公示 {found.working_days} 个工作日，至 {found.ends_on:%Y-%m-%d} 止。")
    return redirect("evaluations:notice", pk)


@role_required(Role.OFFICE)
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    services.close_notice(actor=request.user, notice=_notice(request, pk))
    messages.success(request, "公示已结束，可以办理命名。")
    return redirect("evaluations:notice", pk)


@role_required(Role.OFFICE)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    services.withdraw_notice(actor=request.user, notice=_notice(request, pk), reason=request.POST.get("reason", ""))
    messages.success(request, "公示已撤销，名单退回评定。")
    return redirect("evaluations:notice", pk)


@role_required(Role.OFFICE)
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer one objection."""
    visible = Objection.objects.visible_to(request.user).select_related("notice__campaign")
    objection = get_object_or_404(visible, pk=pk)
    form = AnswerForm(request.POST)
    if form.is_valid():
        services.answer_objection(actor=request.user, objection=objection, **form.cleaned_data)
        messages.success(request, "办理结果已记录。")
    else:
        messages.error(request, "请选择办理结论并填写答复。")
    return redirect("evaluations:notice", objection.notice_id)
