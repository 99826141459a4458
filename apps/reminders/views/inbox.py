from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from apps.core import clock

from .. import services
from ..models import Notice

SHOWS = {"unread": "未读", "due": "有期限", "overdue": "已过期限"}


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The person's own lines, newest first; those with a deadline by their deadline."""
    show, words = request.GET.get("show", ""), request.GET.get("q", "").strip()[:40]
    notices = Notice.objects.visible_to(request.user)
    if show == "unread":
        notices = notices.unread()
    elif show == "due":
        notices = notices.filter(due_at__gte=clock.now()).order_by("due_at", "pk")
    elif show == "overdue":
        notices = notices.filter(due_at__lt=clock.now()).order_by("-due_at", "-pk")
    if words:
        notices = notices.filter(Q(title__icontains=words) | Q(body__icontains=words))
    page = Paginator(notices, 50).get_page(request.GET.get("page"))
    tabs = [("", "全部"), *SHOWS.items()]
    context = {"page_obj": page, "show": show if show in SHOWS else "", "tabs": tabs, "words": words}
    return render(request, "reminders/inbox.html", context)


@require_safe
def count(request: HttpRequest) -> HttpResponse:
    """How many lines are unread, for the bell of pages that stay open."""
    answer = JsonResponse({"unread": Notice.objects.visible_to(request.user).unread().count()})
    answer["Cache-Control"] = "no-store"
    return answer


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
