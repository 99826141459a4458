import datetime as dt
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from apps.accounts.choices import Role
from apps.core import clock
from apps.organizations.querysets import ScopedQuerySet, lineage

from .choices import AT_SITE, OPEN_VISITS, OWED, UNRESOLVED


class RoundQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "RoundQuerySet":
        """Rounds run inside the user's subtrees, and rounds that visit somebody in them as far as that is no secret."""
        from apps.organizations.access import scope_of

        prefixes = scope_of(user).prefixes
        if not prefixes:
            return self.none()
        own = Q()
        for prefix in prefixes:
            own |= Q(organization_path__startswith=prefix)
        visits = apps.get_model("inspections", "Visit").objects.filter(own).filter(told_to(user))
        return self.filter(own | Q(pk__in=visits.order_by().values("round_id")))

    def for_table(self, user: Any) -> "RoundQuerySet":
        """With campaign and organization, and the figures of what the user sees of it."""
        from apps.organizations.access import scope_of

        mine = scope_of(user).as_q("organization_path") & told_to(user)
        seen = apps.get_model("inspections", "Visit").objects.filter(mine, round=OuterRef("pk"))
        found = apps.get_model("inspections", "Finding").objects.exclude(status="withdrawn")
        found = found.filter(scope_of(user).as_q("organization_path"), visit__round=OuterRef("pk"))
        return (
            self.select_related("campaign", "organization")
            .annotate(
                visit_count=_number(seen.exclude(status="cancelled"), "round"),
                done_count=_number(seen.filter(status="recorded"), "round"),
                finding_count=_number(found, "visit__round"),
                unresolved_count=_number(found.filter(status__in=UNRESOLVED), "visit__round"),
            )
            .order_by("-starts_on", "-id")
        )


def _number(rows: Any, key: str) -> Coalesce:
    """How many rows, counted for each row of the outer list by itself: joins would multiply one with the other."""
    counted = rows.order_by().values(key).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), Value(0))


def reach(user: Any, visits_field: str, path_field: str = "organization_path") -> Q:
    """Whose visits and findings a person sees.

    The office its subtree, a secretary the own branch, an inspector the visits assigned (never other
    teams' work at the same site), a leader the linked sites.
    """
    from apps.organizations.access import scope_of

    scope = scope_of(user)
    own = {m.organization.path for m in scope.memberships if m.role == Role.SECRETARY}
    own |= scope.granted.get(Role.LEADER, frozenset())
    condition = Q(**{f"{path_field}__in": sorted(own)})
    for prefix in scope.prefixes:
        condition |= Q(**{f"{path_field}__startswith": prefix})
    if Role.INSPECTOR in scope.roles:
        teams = apps.get_model("inspections", "VisitMember").objects.filter(user=user)
        condition |= Q(**{f"{visits_field}__in": teams.values("visit")})
    return condition


def told_to(user: Any, prefix: str = "") -> Q:
    """What of unannounced rounds (四不两直) a person may know before a visit begins.

    Whoever runs the round or stands above it, and the team; neither the site nor an office between.
    ``prefix`` leads to the visit.
    """
    from apps.organizations.access import scope_of

    planned = Q(**{f"{prefix}round__unannounced": True, f"{prefix}status__in": ["planned", "cancelled"]})
    condition = ~planned
    for path in scope_of(user).prefixes:
        condition |= Q(**{f"{prefix}round__organization_path__startswith": path})
    if Role.INSPECTOR in scope_of(user).roles:
        teams = apps.get_model("inspections", "VisitMember").objects.filter(user=user)
        condition |= Q(**{f"{prefix}pk__in": teams.values("visit")})
    return condition


class VisitQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "VisitQuerySet":
        """What :func:`reach` says; an unannounced visit is no news to the site before it begins."""
        return self.filter(reach(user, "pk")).filter(told_to(user))

    def assigned_to(self, user: Any) -> "VisitQuerySet":
        """The visits of an inspector, as long as the person holds that role."""
        from apps.organizations.access import scope_of

        if Role.INSPECTOR not in scope_of(user).roles:
            return self.none()
        return self.filter(members__user=user)

    def for_table(self) -> "VisitQuerySet":
        return self.select_related("round__campaign", "organization", "application")

    def live(self) -> "VisitQuerySet":
        return self.exclude(status="cancelled")

    def open(self) -> "VisitQuerySet":
        return self.filter(status__in=OPEN_VISITS)

    def with_counts(self) -> "VisitQuerySet":
        """With the number of verified leaves and of findings, in the list's order (grouping drops it)."""
        return self.annotate(
            result_count=Count("results", distinct=True),
            finding_count=Count("findings", filter=~Q(findings__status="withdrawn"), distinct=True),
            unresolved_count=Count("findings", filter=Q(findings__status__in=UNRESOLVED), distinct=True),
        ).order_by("scheduled_on", "organization_path")


class FindingQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "FindingQuerySet":
        """What :func:`reach` says; an inspector also what waits for a re-check at a site that the person visits now."""
        from apps.organizations.access import scope_of

        condition = reach(user, "visit")
        if Role.INSPECTOR in scope_of(user).roles:
            teams = apps.get_model("inspections", "VisitMember").objects.filter(user=user)
            there = teams.filter(visit__status__in=AT_SITE).values("visit__organization")
            checked = apps.get_model("inspections", "Rectification").objects.filter(checked_by=user)
            condition |= Q(status="answered", organization__in=there) | Q(pk__in=checked.values("finding"))
        return self.filter(condition)

    def taken_along(self, user: Any) -> "FindingQuerySet":
        """What waits for a re-check where the person is to go: phones carry it before the visit begins."""
        from apps.organizations.access import scope_of

        if Role.INSPECTOR not in scope_of(user).roles:
            return self.none()
        teams = apps.get_model("inspections", "VisitMember").objects.filter(user=user)
        coming = teams.filter(visit__status__in=["planned", "under_way"]).values("visit__organization")
        return self.filter(status="answered", organization__in=coming)

    def live(self) -> "FindingQuerySet":
        return self.exclude(status="withdrawn")

    def unresolved(self) -> "FindingQuerySet":
        return self.filter(status__in=UNRESOLVED)

    def owed(self) -> "FindingQuerySet":
        """Findings that the organization still has to answer; while a dispute waits the clock stands still."""
        return self.filter(~_disputed(), status__in=OWED)

    def overdue(self, day: dt.date) -> "FindingQuerySet":
        return self.owed().filter(due_on__lt=day)

    def due_this_week(self, day: dt.date) -> "FindingQuerySet":
        """Owed from the day to the Sunday after it."""
        return self.owed().filter(due_on__range=(day, day + dt.timedelta(days=6 - day.weekday())))

    def for_table(self) -> "FindingQuerySet":
        rows = self.select_related("organization", "criterion", "visit__round__campaign", "notice")
        return rows.annotate(paused=_disputed())


def _disputed() -> Exists:
    """A 申辩 about the finding waits for its answer."""
    waiting = apps.get_model("inspections", "FindingRequest").objects.filter(kind="dispute", status="waiting")
    return Exists(waiting.filter(finding=OuterRef("pk")))


class SurveyQuerySet(ScopedQuerySet):
    def of_applications(self, ids: Any) -> models.QuerySet:
        return self.filter(application_id__in=ids)


class NoticeQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "NoticeQuerySet":
        return self.filter(reach(user, "visit"))


class LetterQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "LetterQuerySet":
        return self.filter(reach(user, "finding__visit"))


class FieldRecordQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "FieldRecordQuerySet":
        """What phones sent: the offices that run the round or stand above them, and each inspector the own ones.

        Not the site's offices: a record of an unannounced visit may wait while the visit counts as planned.
        """
        from apps.organizations.access import scope_of

        own = Q(author=user)
        for prefix in scope_of(user).prefixes:
            own |= Q(visit__round__organization_path__startswith=prefix)
        return self.filter(own)

    def waiting(self) -> "FieldRecordQuerySet":
        """Undecided; a record that the office put behind another one is decided, though it may be taken back."""
        return self.filter(status__in=["conflict", "held"], decided_at=None)

    def waiting_at(self, path: str) -> "FieldRecordQuerySet":
        """What the office of this organization or one below it has to decide: rounds that they run."""
        return self.waiting().filter(visit__round__organization_path__startswith=path)

    def number(self) -> Any:
        """How many, as one value for a subquery."""
        return self.order_by().annotate(one=models.Value(1)).values("one").annotate(n=Count("pk")).values("n")

    def for_table(self) -> "FieldRecordQuerySet":
        return self.select_related("visit__round__organization", "visit__organization", "author", "decided_by")


class DrawQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "DrawQuerySet":
        """Draws of the own rounds, and every draw whose pool lies in the person's reach: published, the pool is known.

        A draw of inspectors for an unannounced round is nobody else's until the round is closed: groups and who was
        left out tell where the team will go.
        """
        from apps.organizations.access import scope_of

        scope = scope_of(user)
        own = scope.as_q("organization_path")
        held = {*scope.prefixes, *scope.exact, *(m.organization.path for m in scope.memberships)}
        above = {path for each in held for path in lineage(each)}
        telling = Q(kind="inspectors", round__unannounced=True) & ~Q(round__status="closed")
        return self.filter(own | (Q(organization_path__in=sorted(above)) & ~telling))


class ProblemQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ProblemQuerySet":
        """Those of the portal, those of the own subtree and those of all levels above."""
        from apps.organizations.access import scope_of

        scope = scope_of(user)
        if not scope.memberships:
            return self.none()
        own = Q(organization=None)
        for prefix in scope.prefixes:
            own |= Q(organization_path__startswith=prefix)
        places = {path for m in scope.memberships for path in lineage(m.organization.path)}
        return self.filter(own | Q(organization_path__in=sorted(places)))

    def for_site(self, path: str) -> "ProblemQuerySet":
        """What the field offers at a site: the portal's, and that of every level above the site."""
        return self.current().filter(Q(organization=None) | Q(organization_path__in=lineage(path)))

    def current(self) -> "ProblemQuerySet":
        return self.filter(retired_at=None)


class BulletinQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "BulletinQuerySet":
        """Drafts by the offices of the subtree; what was issued by whomever the round visited as well."""
        from apps.organizations.access import scope_of

        condition = Q(pk__in=[])
        for prefix in scope_of(user).prefixes:
            condition |= Q(organization_path__startswith=prefix)
        visits = apps.get_model("inspections", "Visit").objects.filter(reach(user, "pk")).live()
        return self.filter(condition | Q(status="issued", round__in=visits.values("round")))

    def for_table(self) -> "BulletinQuerySet":
        return self.select_related("round__campaign", "round__organization")


class AbsenceQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "AbsenceQuerySet":
        """The own ones, and those of the inspectors whom an office of the person's has in its subtree."""
        from apps.organizations.access import scope_of

        scope = scope_of(user)
        seats: Any = apps.get_model("organizations", "Membership").objects.filter(role=Role.INSPECTOR)
        below = Q(pk__in=[])
        for prefix in scope.prefixes:
            below |= Q(organization__path__startswith=prefix)
        return self.filter(Q(user=user) | Q(user__in=seats.filter(below).on(clock.today()).values("user")))

    def standing(self) -> "AbsenceQuerySet":
        """Not withdrawn."""
        return self.filter(withdrawn_at=None)

    def touching(self, first: dt.date, last: dt.date) -> "AbsenceQuerySet":
        """With at least one day of the span."""
        return self.standing().filter(starts_on__lte=last, ends_on__gte=first)
