"""Who may see what: scopes from memberships and grants, and the capacity in which a person acts."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.db.models.functions import JSONObject
from django.http import HttpRequest, HttpResponse

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.registries import person_figures
from apps.core.verdicts import Acting

from .choices import GrantSource
from .models import AccessGrant, Membership

#: Through which grants a role reaches organizations.
GRANT_SOURCES = {
    Role.INSPECTOR: frozenset({GrantSource.VISIT}),
    Role.LEADER: frozenset({GrantSource.BELT, GrantSource.LEADER_LINK}),
}

_GRANT = JSONObject(source="source", path="organization_path")


@dataclass(frozen=True)
class Scope:
    """The part of the tree that a person sees.

    ``prefixes`` cover whole subtrees (office), ``exact`` single organizations (secretary, inspector
    and leader through grants); ``granted`` says which of them each of the two roles reaches.
    ``figures`` are those of ``person_figures``; none for somebody without a role.
    """

    memberships: tuple[Membership, ...] = ()
    prefixes: tuple[str, ...] = ()
    exact: frozenset[str] = field(default_factory=frozenset)
    granted: Mapping[str, frozenset[str]] = field(default_factory=dict)
    figures: Mapping[str, Any] = field(default_factory=dict)

    def as_q(self, path_field: str) -> Q:
        """A condition on a column that holds a tree path. Matches nothing for an empty scope."""
        condition = Q(**{f"{path_field}__in": sorted(self.exact)})
        for prefix in self.prefixes:
            condition |= Q(**{f"{path_field}__startswith": prefix})
        return condition

    def covers(self, path: str) -> bool:
        return path in self.exact or any(path.startswith(prefix) for prefix in self.prefixes)

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(membership.role for membership in self.memberships)


def scope_of(user: Any) -> Scope:
    """The user's scope today; read once per request and kept on the user object."""
    if not getattr(user, "is_authenticated", False):
        return Scope()
    day = clock.today()
    cached = getattr(user, "_portal_scope", None)
    if cached is None or cached[0] != day:
        cached = (day, _read_scope(user))
        user._portal_scope = cached
    return cached[1]


def forget_scope(user: Any) -> None:
    """Drop the cached scope after memberships or grants changed."""
    user.__dict__.pop("_portal_scope", None)


def _read_scope(user: Any) -> Scope:
    """Roles, grants and the person's figures, in one statement."""
    today = clock.today()
    grants = AccessGrant.objects.filter(user=user).on(today).order_by()
    told = {f"told_{name}": of(user) for name, of in person_figures.items()}
    rows = Membership.objects.filter(user=user).on(today).select_related("organization")
    memberships = tuple(rows.annotate(grants=ArraySubquery(grants.values(told=_GRANT)), **told))
    for membership in memberships:
        membership.user = user  # known already: a capacity asks for the person's name
    prefixes = {m.organization.path for m in memberships if m.role == Role.OFFICE}
    exact = {m.organization.path for m in memberships if m.role == Role.SECRETARY}
    granted = _granted(memberships)
    figures = {name: getattr(memberships[0], f"told_{name}") for name in person_figures} if memberships else {}
    reached = frozenset(exact.union(*granted.values()))
    return Scope(memberships, tuple(sorted(_outermost(prefixes))), reached, granted, figures)


def _granted(memberships: tuple[Any, ...]) -> dict[str, frozenset[str]]:
    """What each role reaches through grants: a leader's link gives an inspector nothing, nor the reverse."""
    roles = {m.role for m in memberships}
    held = {role: sources for role, sources in GRANT_SOURCES.items() if role in roles}
    grants = memberships[0].grants if held else ()
    return {role: frozenset(g["path"] for g in grants if g["source"] in sources) for role, sources in held.items()}


def _outermost(prefixes: Iterable[str]) -> set[str]:
    """Only those prefixes that no other prefix contains."""
    kept: set[str] = set()
    for prefix in sorted(prefixes):
        if not any(prefix.startswith(outer) for outer in kept):
            kept.add(prefix)
    return kept


def roles_of(user: Any) -> frozenset[str]:
    """The roles a person holds today, for any organization."""
    return scope_of(user).roles


def office_of(user: Any) -> Any | None:
    """The highest organization for which the person works in the office, or None."""
    offices = [m.organization for m in scope_of(user).memberships if m.role == Role.OFFICE]
    return min(offices, key=lambda organization: len(organization.path), default=None)


def acting_as(user: Any, role: str, path: str) -> Acting | None:
    """The capacity in which the user may act with ``role`` on an organization with this tree path.

    The nearest membership wins: an office worker of the township acts for the township even when
    also a member of the district's office. Inspectors and leaders act only where a grant leads them.
    """
    scope = scope_of(user)
    for membership in sorted(scope.memberships, key=lambda m: -len(m.organization.path)):
        if membership.role == role and _reaches(scope, membership, path):
            return as_acting(membership)
    return None


def acting_for_exactly(user: Any, role: str, organization_id: int) -> Acting | None:
    """The capacity of a member of exactly this organization (a review step's office, a branch's secretary)."""
    for membership in scope_of(user).memberships:
        if membership.role == role and membership.organization_id == organization_id:
            return as_acting(membership)
    return None


def acting_in_role(user: Any, role: str) -> Acting | None:
    """The capacity of a role that has no subtree (administrator, security officer, auditor)."""
    for membership in scope_of(user).memberships:
        if membership.role == role:
            return as_acting(membership)
    return None


def as_acting(membership: Membership) -> Acting:
    organization = membership.organization
    return Acting(membership.user, membership.role, organization.pk, organization.name)


def _reaches(scope: Scope, membership: Membership, path: str) -> bool:
    own = membership.organization.path
    if membership.role == Role.OFFICE:
        return path.startswith(own)
    if membership.role == Role.SECRETARY:
        return path == own
    return path in scope.granted.get(membership.role, ())


def role_required(*roles: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Only people who hold one of the roles reach the view; others read a 403 page."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not roles_of(request.user) & set(roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.roles = roles  # type: ignore[attr-defined]  # read by the access matrix test
        return guarded

    return decorate
