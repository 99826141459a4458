"""What the pages of a draft share: whose it is, its tabs, its problems, its revision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from apps.organizations.models import Organization

from ..choices import UNPUBLISHED
from ..drafting.adaptation import adaptation_problems, limits_words, locked_codes
from ..drafting.problems import Problem, problems_of
from ..forms import Catalogue, catalogue_for
from ..models import StandardVersion
from ..queries import base_version_of, document_of, newer_base_of
from ..rules import can_edit_version, offices_of

TABS = (
    ("指标", "edit"),
    ("整体设置", "settings"),
    ("试算", "preview"),
    ("问题", "problems"),
    ("新增填报项", "asks"),
    ("发布", "publish"),
)


@dataclass
class Draft:
    """A draft as its pages need it, read once: document, catalogue, problems, limits."""

    version: StandardVersion
    document: dict[str, Any]
    catalogue: Catalogue
    problems: list[Problem]
    base: StandardVersion | None
    limits: str
    locked: frozenset[str]
    newer_base: StandardVersion | None = None

    def about(self, code: str) -> list[Problem]:
        return [problem for problem in self.problems if problem.code == code]


def version_of(request: HttpRequest, pk: int) -> StandardVersion:
    """A version that the person sees; another office's draft does not exist."""
    return get_object_or_404(_visible(request), pk=pk)


def draft_version(request: HttpRequest, pk: int) -> StandardVersion:
    """A version not yet in force, of the person's own office or (under approval) of one below."""
    return get_object_or_404(_visible(request).filter(status__in=UNPUBLISHED), pk=pk)


def _visible(request: HttpRequest) -> Any:
    return StandardVersion.objects.visible_to(request.user).select_related(
        "standard__organization", "standard__base", "created_by", "based_on__standard"
    )


def read_draft(version: StandardVersion) -> Draft:
    """Everything about a draft in a handful of statements."""
    document = document_of(version)
    catalogue = catalogue_for(document)
    problems = problems_of(document, catalogue.metrics.keys())
    base = base_version_of(version)
    limits, locked, newer = "", frozenset[str](), None
    if base is not None:
        theirs = document_of(base)
        problems += adaptation_problems(theirs, document)
        limits, locked = limits_words(theirs.get("adaptation")) or "原标准未规定改编范围", locked_codes(theirs)
        newer = newer_base_of(version, base)
    return Draft(version, document, catalogue, problems, base, limits, locked, newer)


def frame(request: HttpRequest, draft: Draft, active: str) -> dict[str, Any]:
    """Context of the head of every page of a draft."""
    version = draft.version
    counts = {"problems": len(draft.problems) or None}
    tabs = [
        {
            "label": label,
            "url": reverse(f"standards:{name}", args=[version.pk]),
            "active": name == active,
            "count": counts.get(name),
        }
        for label, name in TABS
    ]
    return {
        "version": version,
        "draft": draft,
        "tabs": tabs,
        "can_edit": can_edit_version(request.user, version),
        "problem_count": len(draft.problems),
    }


def own_offices(request: HttpRequest) -> Any:
    """The organizations in whose name the person may write."""
    return Organization.objects.filter(pk__in=[office.pk for office in offices_of(request.user)])


def revision_in(request: HttpRequest) -> int:
    """The revision that the page had read; 0 matches none."""
    typed = request.POST.get("revision", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else 0
