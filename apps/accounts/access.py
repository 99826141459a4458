"""Who may do what with accounts. Roles are kept by an app above this one, which tells them through a seam."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from apps.core.registries import Registry
from apps.core.verdicts import Acting

#: ``(user, role) -> Acting or None``: the capacity in which the person holds the role today.
capacity_readers: Registry[Callable[[Any, str], Acting | None]] = Registry()


def acting_in_role(user: Any, role: str) -> Acting | None:
    """The capacity in which the person holds the role, for any organization."""
    for read in capacity_readers:
        acting = read(user, role)
        if acting is not None:
            return acting
    return None


def role_required(*roles: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Only people who hold one of the roles reach the view; others read a 403 page."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not any(acting_in_role(request.user, role) for role in roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.roles = roles  # type: ignore[attr-defined]  # read by the access matrix test
        return guarded

    return decorate
