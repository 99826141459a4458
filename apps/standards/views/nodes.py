"""The tree of a draft and the form of the chosen node; each answer is the page, or its fragments to htmx."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.core.exceptions import Invalid, PortalError, StaleVersion
from apps.organizations.access import role_required
from apps.organizations.rules import can_keep_vocabulary

from .. import services
from ..drafting import outline
from ..drafting.hints import hints_of
from ..drafting.totals import totals_of
from ..engine import build_version, describe_condition, describe_measure, describe_scoring
from ..forms import RESHAPE, NodeForm
from ..rules import can_edit_version
from .common import Draft, draft_version, frame, read_draft, revision_in


@require_safe
@role_required(Role.OFFICE)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The editor; ``?node=`` opens one node, otherwise the first."""
    version = draft_version(request, pk)
    if not can_edit_version(request.user, version):
        return redirect("standards:asks", pk)
    return page(request, read_draft(version), request.GET.get("node", ""))


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE)
def node(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The form of one node: shown, reshaped (another measure, one row more or less), saved."""
    version = draft_version(request, pk)
    if request.method == "GET" and not can_edit_version(request.user, version):
        return redirect("standards:asks", pk)
    draft = read_draft(version)
    if code not in outline.codes_of(draft.document):
        raise Http404
    if request.method == "GET":
        return page(request, draft, code)
    action, _, name = request.POST.get("act", "save").partition(":")
    if action in RESHAPE:
        return page(request, draft, code, RESHAPE[action](request.POST, name))
    return _save(request, draft, code, request.POST.copy())


def _save(request: HttpRequest, draft: Draft, code: str, data: Any) -> HttpResponse:
    place = outline.find(draft.document, code)
    form = NodeForm(place.node, draft.document.get("kind") == "gate", data, draft.catalogue)
    if not form.is_valid():
        return page(request, draft, code, data, status=422, note="有填写不对的，还没有保存。")
    try:
        services.edit_node(
            actor=request.user, version=draft.version, revision=revision_in(request), code=code, node=form.read()
        )
    except (Invalid, StaleVersion) as error:
        return page(request, read_draft(draft.version), code, data, status=422, note=error.message)
    return page(request, _again(request, draft), request.POST.get("then") or code, done="已保存。")


def _again(request: HttpRequest, draft: Draft) -> Draft:
    return read_draft(draft_version(request, draft.version.pk))


@require_POST
@role_required(Role.OFFICE)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new section or leaf: inside the chosen section, else after the chosen leaf."""
    version = draft_version(request, pk)
    at, leaf, draft = request.POST.get("at", ""), request.POST.get("what") == "leaf", read_draft(version)

    def act() -> str:
        chosen = outline.find(draft.document, at) if at else None
        into = chosen is not None and leaf and not outline.is_leaf(chosen.node)
        beside = _beside(chosen, leaf)
        return services.add_node(
            actor=request.user,
            version=version,
            revision=revision_in(request),
            title=request.POST.get("title", ""),
            leaf=leaf,
            parent=at if into else "",
            after="" if into else beside,
        )

    return _acted(request, draft, at, act)


def _beside(chosen: outline.Place | None, leaf: bool) -> str:
    """After which node a new one stands: a leaf after a leaf, a section after the section around it."""
    if chosen is None:
        return ""
    if leaf or not outline.is_leaf(chosen.node):
        return str(chosen.node["code"])
    return chosen.parent["code"] if chosen.parent else str(chosen.node["code"])


@require_POST
@role_required(Role.OFFICE)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """One step by button or key (``way``), or to where it was dropped (``parent``, ``position``)."""
    version = draft_version(request, pk)
    code, way, draft = request.POST.get("code", ""), request.POST.get("way", ""), read_draft(version)

    def act() -> str:
        common = {"actor": request.user, "version": version, "revision": revision_in(request), "code": code}
        if way:
            services.move_node(**common, way=way)
        else:
            position = request.POST.get("position", "0")
            services.place_node(
                **common, parent=request.POST.get("parent", ""), position=int(position) if position.isdecimal() else 0
            )
        return code

    return _acted(request, draft, code, act)


@require_POST
@role_required(Role.OFFICE)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    version = draft_version(request, pk)
    code, draft = request.POST.get("code", ""), read_draft(version)

    def act() -> str:
        place = outline.find(draft.document, code)
        beside = place.siblings[place.position - 1] if place.position else place.parent
        services.remove_node(actor=request.user, version=version, revision=revision_in(request), code=code)
        return beside["code"] if beside else ""

    return _acted(request, draft, code, act)


@require_POST
@role_required(Role.OFFICE)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    version = draft_version(request, pk)
    draft = read_draft(version)

    def act() -> str:
        services.undo(actor=request.user, version=version, revision=revision_in(request))
        return request.POST.get("at", "")

    return _acted(request, draft, request.POST.get("at", ""), act)


def _acted(request: HttpRequest, draft: Draft, code: str, act: Any) -> HttpResponse:
    """Do it and show the node that results; a refusal is told where the person stands."""
    try:
        code = act()
    except (Invalid, StaleVersion) as error:
        return page(request, _again(request, draft), code, status=422, note=error.message)
    if request.htmx:
        return page(request, _again(request, draft), code)
    return redirect(f"{reverse('standards:edit', args=[draft.version.pk])}?node={code}")


def page(
    request: HttpRequest,
    draft: Draft,
    code: str,
    data: Any = None,
    *,
    status: int = 200,
    note: str = "",
    done: str = "",
) -> HttpResponse:
    """The whole page, or to htmx the fragments that have changed."""
    places = list(outline.walk(draft.document["criteria"]))
    chosen = next((place for place in places if place.node["code"] == code), places[0] if places else None)
    form = None
    if chosen is not None:
        form = NodeForm(chosen.node, draft.document.get("kind") == "gate", data, draft.catalogue)
        form.is_valid()
        if data is None:
            form.tell(draft.about(chosen.node["code"]))
    context = {
        **frame(request, draft, "edit"),
        "rows": rows_of(draft, places, chosen),
        "chosen": chosen.node if chosen else None,
        "form": form,
        "hints": _hints(draft, chosen),
        "reads": reads_as(draft, chosen.node) if chosen and data is None else [],
        "totals": totals_of(draft.document),
        "last_step": draft.version.steps.last(),
        "note": note,
        "done": done,
        "may_add": can_keep_vocabulary(request.user),
        "is_locked": chosen is not None and chosen.node["code"] in draft.locked,
    }
    template = (
        "standards/edit_fragment.html"
        if request.htmx and not request.htmx.history_restore_request
        else "standards/edit.html"
    )
    response = render(request, template, context, status=status)
    response["Vary"] = "HX-Request"
    return response


def _hints(draft: Draft, chosen: outline.Place | None) -> list[str]:
    """What is probably not meant, once nothing is wrong with the node."""
    if chosen is None or draft.about(chosen.node["code"]):
        return []
    return [hint.text for hint in hints_of(draft.document) if hint.code == chosen.node["code"]]


def rows_of(draft: Draft, places: list[outline.Place], chosen: outline.Place | None) -> list[dict[str, Any]]:
    """The tree as rows, numbered 1, 1.1, …"""
    wrong = {problem.code for problem in draft.problems}
    numbers: dict[str, str] = {}
    depths: dict[str, int] = {}
    rows = []
    for place in places:
        node, parent = place.node, place.parent["code"] if place.parent else ""
        prefix = f"{numbers[parent]}." if parent else ""
        numbers[node["code"]] = f"{prefix}{place.position + 1}"
        depths[node["code"]] = depths[parent] + 1 if parent else 0
        rows.append(
            {
                "code": node["code"],
                "title": node.get("title", ""),
                "number": numbers[node["code"]],
                "depth": min(depths[node["code"]], 5),
                "parent": parent,
                "position": place.position,
                "is_leaf": outline.is_leaf(node),
                "points": node.get("points"),
                "wrong": node["code"] in wrong,
                "locked": node["code"] in draft.locked,
                "chosen": chosen is not None and place.node is chosen.node,
            }
        )
    return rows


def reads_as(draft: Draft, node: Any) -> list[str]:
    """How the engine reads a leaf, in its own words; nothing while something is wrong."""
    if not outline.is_leaf(node) or draft.about(node["code"]):
        return []
    try:
        tree = build_version({**draft.document, "criteria": [node]})
    except (PortalError, KeyError, ValueError, TypeError):
        return []
    leaf = tree.criteria[0]
    texts = (describe_measure(leaf), describe_scoring(leaf), describe_condition(leaf))
    return [text for text in texts if text]
