"""Two versions side by side: what came, what went, what moved, what changed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.choices import BUSINESS_ROLES
from apps.organizations.access import role_required

from ..models import StandardVersion
from ..queries import difference, document_of
from .common import version_of


@require_safe
@role_required(*BUSINESS_ROLES)
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """A version against another (``?with=``), usually the one that it was made from or the one before it."""
    version = version_of(request, pk)
    others = _others(request, version)
    asked = request.GET.get("with", "")
    chosen = next((each for each in others if asked == str(each.pk)), None) or (others[0] if others else None)
    found = difference(document_of(chosen), document_of(version)) if chosen is not None else None
    context = {"version": version, "others": others, "other": chosen, "found": found}
    return render(request, "standards/compare.html", context)


def _others(request: HttpRequest, version: StandardVersion) -> list[StandardVersion]:
    """What it may be compared with, the likeliest first: its origin, the versions before, its base."""
    seen = StandardVersion.objects.visible_to(request.user).select_related("standard")
    own = list(seen.filter(standard_id=version.standard_id).exclude(pk=version.pk).order_by("-number"))
    older = [each for each in own if each.number < version.number]
    newer = [each for each in own if each.number > version.number]
    base = version.standard.base_id
    based = list(seen.filter(standard_id=base).order_by("-number")) if base else []
    origin = list(seen.filter(pk=version.based_on_id)) if version.based_on_id else []
    return list(dict.fromkeys([*origin, *older, *based, *newer]))
