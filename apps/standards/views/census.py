"""By leaf: who fails it in a subtree, what share, against the target and its date."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.accounts.choices import Role
from apps.core.components import text
from apps.organizations.access import office_of, role_required
from apps.organizations.models import Organization
from apps.organizations.queries import children_of
from apps.organizations.querysets import lineage

from .. import engine
from ..census import MET, OPEN, UNMET, Census, Line, Tally, census_of, demanded_share, worst_leaf
from ..exports import export_census as workbook_of
from ..forms import CensusForm
from ..models import StandardVersion
from ..queries import engine_version
from ..registries import target_of

PAGE_SIZE = 50
LISTED = {"": (UNMET, OPEN), "unmet": (UNMET,), "open": (OPEN,), "met": (MET,), "all": (MET, UNMET, OPEN)}


@dataclass(frozen=True)
class Asked:
    """What the page was asked for: a leaf of a version over an organization's subtree."""

    form: CensusForm
    version: StandardVersion
    code: str
    place: Organization
    children: Sequence[Organization]
    census: Census
    lines: Sequence[Line]
    #: Where no leaf of the version was chosen: the one to show first.
    opens_on: str = ""


@require_safe
@role_required(Role.OFFICE)
def show_census(request: HttpRequest) -> HttpResponse:
    """Choose standard, leaf and subtree; the counts by place and sector, and the list, tie out."""
    asked = _asked(request)
    if asked is None:
        return render(request, "standards/census.html", {})
    if asked.opens_on:
        query = request.GET.copy()
        query["leaf"] = asked.opens_on
        return redirect(f"{request.path}?{query.urlencode()}")
    page = Paginator(asked.lines, PAGE_SIZE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "asked": asked,
        "form": asked.form,
        "page": page,
        "criterion": asked.census.leaf,
        "measure": engine.describe_measure(asked.census.leaf),
        "export_url": f"{reverse('standards:census_export')}?{query.urlencode()}",
        **_sums(request, asked),
    }
    return render(request, "standards/census.html", context)


@require_safe
@role_required(Role.OFFICE)
def export_census(request: HttpRequest) -> Any:
    """The list as a workbook."""
    asked = _asked(request)
    if asked is None:
        raise Http404
    above = {path for line in asked.lines for path in line.organization.ancestor_paths()}
    names = dict(Organization.objects.visible_to(request.user).filter(path__in=above).values_list("path", "short_name"))
    return workbook_of(asked.version, asked.census, asked.lines, names)


def _asked(request: HttpRequest) -> Asked | None:
    office = office_of(request.user)
    versions = list(StandardVersion.objects.visible_to(request.user).in_force().select_related("standard"))
    if not versions or office is None:
        return None
    version = _version(request, versions)
    leaves = list(_leaves(engine_version(version)))
    top, way, children = _places(request, office)
    form = CensusForm(
        request.GET or None,
        versions=[(row.pk, str(row)) for row in versions],
        leaves=leaves,
        places=[(row.pk, row.short_name) for row in (*way, *children)],
        initial={"standard": version.pk, "under": top.pk},
    )
    code = form.chosen("leaf", "") if form.is_bound else ""
    found = Organization.objects.active().visible_to(request.user).below(top)
    opens_on = "" if code else worst_leaf(version, found)
    code = code or opens_on or leaves[0][0]
    census = census_of(version, code, found if not opens_on else found.none())
    return Asked(form, version, code, top, children, census, _listed(form, census), opens_on)


def _version(request: HttpRequest, versions: Sequence[StandardVersion]) -> StandardVersion:
    """The version asked for by its key, else the first."""
    wanted = request.GET.get("standard", "")
    return next((row for row in versions if str(row.pk) == wanted), versions[0])


def _places(request: HttpRequest, office: Organization) -> tuple[Organization, list[Organization], list[Organization]]:
    """The subtree asked for, the way down to it, and the steps below it."""
    wanted = request.GET.get("under", "")
    visible = Organization.objects.active().visible_to(request.user)
    top = visible.filter(pk=int(wanted)).first() if wanted.isdecimal() and len(wanted) < 10 else None
    top = top or office
    way = [path for path in lineage(top.path) if path.startswith(office.path)]
    return top, list(visible.filter(path__in=way).order_by("path")), list(children_of(top))


def _leaves(tree: engine.Version) -> Iterator[tuple[str, str]]:
    """Code and numbered title of every leaf in force, in order."""
    for at, section in enumerate(tree.criteria, 1):
        leaves = [leaf for leaf in section.walk() if leaf.is_leaf and leaf.enabled]
        for index, leaf in enumerate(leaves, 1):
            yield leaf.code, f"{at}.{index} {leaf.title}"


def _listed(form: CensusForm, census: Census) -> list[Line]:
    states = LISTED[form.chosen("state", "") if form.is_bound else ""]
    sector = form.chosen("sector", "") if form.is_bound else ""
    return [
        line for line in census.lines if line.state in states and (not sector or line.organization.sector == sector)
    ]


def _sums(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    tree, whole = engine_version(asked.version), asked.census.whole
    given = target_of(asked.version, request.user)
    share = (
        asked.form.target_share(demanded_share(tree, asked.code))
        if asked.form.is_bound
        else demanded_share(tree, asked.code)
    )
    until = asked.form.chosen("until", given.until if given else None) if asked.form.is_bound else given and given.until
    return {
        "whole": whole,
        "figures": _figures(asked, whole),
        "places": _rows(request, asked.census.by_place(asked.place, asked.children), "under"),
        "sectors": _rows(request, asked.census.by_sector(), "sector"),
        "short": whole.short_of(share),
        "target": share,
        "until": until,
        "until_label": given.label if given and given.until == until else "",
        "spared": asked.census.spared,
    }


def _figures(asked: Asked, whole: Tally) -> list[dict[str, Any]]:
    return [
        {"label": "适用单位", "value": whole.applicable, "unit": "家"},
        {
            "label": "达到",
            "value": whole.met,
            "unit": "家",
            "note": f"占 {text.share(whole.met, whole.applicable, 1)}",
        },
        {"label": "未达到", "value": whole.unmet, "unit": "家", "tone": "bad" if whole.unmet else ""},
        {"label": "缺数据", "value": whole.open, "unit": "家", "note": "按未达到计" if whole.open else ""},
    ]


def _rows(request: HttpRequest, tallies: Sequence[Tally], name: str) -> list[dict[str, Any]]:
    rows = []
    for tally in tallies:
        query = request.GET.copy()
        query.pop("page", None)
        query[name] = tally.key
        rows.append({"tally": tally, "url": f"?{query.urlencode()}"})
    return rows
