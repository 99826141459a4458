"""The door of the phone's API: JSON alone, never a redirect, each refusal one Chinese sentence."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import get_object_or_404
from django.views.decorators.csrf import csrf_exempt

from apps.accounts.choices import Role
from apps.core.exceptions import Invalid, PortalError
from apps.organizations.access import roles_of

from .. import services
from ..models import Visit

SIGN_IN = "登录已失效，请重新登录。"
STALE_PAGE = "页面已过期，将自动重试；如仍不成功，请刷新页面。"
NOT_YOURS = "没有找到本次检查，或您不是检查组成员。"
CUT = "网络中断，内容没有传完，将自动重传。"

View = Callable[..., HttpResponse]


def phone(*methods: str, roles: tuple[str, ...] = ()) -> Callable[[View], View]:
    """A view of the API: 401 without a session, 403 without role or token, errors as ``{"error": …}``.

    Args:
        methods: those that it answers.
        roles: who may ask; everybody who is signed in when empty.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            refused = _refusal(request, methods, roles)
            return refused or _answer(view, request, *args, **kwargs)

        return csrf_exempt(login_not_required(guarded))  # both are asked here, for an answer that a script can read

    return decorate


def error(sentence: str, status: int, **more: Any) -> JsonResponse:
    return _fresh(JsonResponse({"error": sentence, **more}, status=status))


def told(data: dict[str, Any], status: int = 200) -> JsonResponse:
    return _fresh(JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False}))


def visit_sent_to(user: Any, pk: Any) -> Visit:
    """A visit of whose team the person is or was; anybody else's does not exist."""
    related = ("round__campaign", "organization", "application__standard_version")
    visit = get_object_or_404(Visit.objects.select_related(*related), pk=pk)
    if not services.may_send(user, visit):
        raise Http404
    return visit


def _refusal(request: HttpRequest, methods: tuple[str, ...], roles: tuple[str, ...]) -> HttpResponse | None:
    if not request.user.is_authenticated:
        return error(SIGN_IN, 401, login=str(settings.LOGIN_URL))
    if request.method not in methods:
        refused = error("不支持这种请求。", 405)
        refused["Allow"] = ", ".join(methods)
        return refused
    if roles and not roles_of(request.user) & set(roles):
        return error("您当前不是督导员，不能办理此事项。", 403)
    if request.method == "POST" and _Token(_unused).process_view(request, _unused, (), {}) is not None:
        return error(STALE_PAGE, 403)
    return None


def _answer(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    try:
        return view(request, *args, **kwargs)
    except Http404:
        return error(NOT_YOURS, 404)
    except UnreadablePostError:
        return error(CUT, 400)
    except PortalError as refused:
        status = 422 if isinstance(refused, Invalid) else refused.status
        return error(refused.message, status, code=refused.code)


class _Token(CsrfViewMiddleware):
    """Django's own check, asked where the answer is to be JSON."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(reason, status=403)


def _unused(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def _fresh(response: JsonResponse) -> JsonResponse:
    response["Cache-Control"] = "no-store"
    return response


INSPECTORS = (Role.INSPECTOR.value,)
