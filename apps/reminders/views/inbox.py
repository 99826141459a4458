from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from .. import services
from ..models import Notice


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The person's own lines, newest first."""
    only_unread = request.GET.get("show") == "unread"
    notices = Notice.objects.visible_to(request.user)
    page = Paginator(notices.unread() if only_unread else notices, 50).get_page(request.GET.get("page"))
    return render(request, "reminders/inbox.html", {"page_obj": page, "only_unread": only_unread})


@require_POST
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark the line read and go to what it is about."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    services.mark_read(actor=request.user, notice=notice)
    if notice.url and url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None):
        return redirect(notice.url)
    return redirect("reminders:inbox")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    count = services.mark_all_read(actor=request.user)
    messages.success(request, f"已将 {count} 条消息标为已读。")
    return redirect("reminders:inbox")
