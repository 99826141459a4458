"""Refusals become pages: a service raises, a person reads one Chinese sentence."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from .exceptions import Invalid, PortalError
from .receiving import take_received

#: What our form components draw for a value that was refused.
WRONG = (b'class="error-summary', b"field--error", b'class="field__error"')


class PortalErrorMiddleware:
    """Answer a :class:`PortalError` with its sentence: JSON for scripts, a page for people."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and response.status_code == 200 and _shows_errors(request, response):
            response.status_code = 422
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Turn back what no database column can hold, before any view has to think of it."""
        if _holds_nul(request):
            return self.process_exception(request, Invalid("提交的内容含有无法保存的字符，请删除后重试。"))
        try:
            take_received(request)
        except PortalError as error:
            return self.process_exception(request, error)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, PortalError):
            return None
        if for_scripts(request) or "application/json" in request.headers.get("Accept", ""):
            return told_in_json(request, exception.message, exception.status, exception.code)
        context = {"message": exception.message, "code": exception.code, "back": _own_referer(request)}
        return render(request, "refused.html", context, status=exception.status)


def for_scripts(request: HttpRequest) -> bool:
    """Whether the address is for scripts alone, whatever they say that they accept."""
    return request.path.startswith(settings.PORTAL_SCRIPT_PATHS)


def told_in_json(request: HttpRequest, sentence: str, status: int, code: str) -> JsonResponse:
    """The sentence as ``message``; at addresses for scripts as ``error`` too, as their own views say it."""
    data = {"code": code, "message": sentence, **({"error": sentence} if for_scripts(request) else {})}
    return JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False})


def _shows_errors(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the answer is the form again, with what is wrong in it; fragments are read by scripts that expect 200."""
    if response.streaming or request.headers.get("HX-Request") or request.headers.get("X-Requested-With"):
        return False
    page = response.headers.get("Content-Type", "").startswith("text/html")
    return page and any(mark in response.content for mark in WRONG)


def _holds_nul(request: HttpRequest) -> bool:
    """Whether the address or a field contains the character NUL, which PostgreSQL refuses in any text."""
    if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        return True
    return any("\0" in value for _, values in request.POST.lists() for value in values)


def _own_referer(request: HttpRequest) -> str:
    """The page the person came from when it is ours, else the home page."""
    referer = request.headers.get("Referer", "")
    home = request.build_absolute_uri("/")
    return referer if referer.startswith(home) else "/"
