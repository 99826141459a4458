"""Error pages in the portal's own look; one sentence as JSON at addresses for scripts."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

from apps.core.middleware import for_scripts, told_in_json

UNREADABLE = "请求的格式不正确，没有保存任何内容，请刷新后重试。"
TOO_LARGE = "提交的内容过大，没有保存，请减少内容或压缩照片后重试。"
NOT_ALLOWED = "您没有办理此事项的权限，请刷新后重试。"
NOT_THERE = "没有这个地址，请刷新后重试。"
BROKEN = "平台出现故障，没有保存，请稍后重试。"


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    if not for_scripts(request):
        return render(request, "400.html", status=400)
    if isinstance(exception, RequestDataTooBig):
        return told_in_json(request, TOO_LARGE, 413, "too_large")
    return told_in_json(request, UNREADABLE, 400, "unreadable")


def permission_denied(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return (
        told_in_json(request, NOT_ALLOWED, 403, "refused")
        if for_scripts(request)
        else render(request, "403.html", status=403)
    )


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return (
        told_in_json(request, NOT_THERE, 404, "not_found")
        if for_scripts(request)
        else render(request, "404.html", status=404)
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Drawn without context processors: the database may be what failed."""
    if for_scripts(request):
        return told_in_json(request, BROKEN, 500, "broken")
    return HttpResponse(loader.get_template("500.html").render({}), status=500)
