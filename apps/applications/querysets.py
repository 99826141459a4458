from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce, JSONObject

from apps.core import clock
from apps.organizations.querysets import ScopedQuerySet

#: Tables of the form, by the name under which an application holds their lines.
LINE_TABLES = ("tasks", "funding_items", "partners", "baseline_gaps")


def rows_attribute(related_name: str) -> str:
    return f"{related_name}_read"


def reviewing_offices(scope: Any) -> list[int]:
    """The organizations for which a person reviews: own offices, and those that delegated to it."""
    own = [m.organization_id for m in scope.memberships if m.role == "office"]
    return own + [row["id"] for row in scope.figures.get("delegations") or ()] if own else []


def reach_of(user: Any) -> tuple[list[str], list[str], list[int]]:
    """Organizations and subtrees of a person by their paths, and the offices for which it reviews."""
    from apps.organizations.access import scope_of

    scope = scope_of(user)
    return sorted(scope.exact), list(scope.prefixes), reviewing_offices(scope)


class ApplicationQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "ApplicationQuerySet":
        """Those of the person's part of today's tree, and those that an office for which it reviews has had to review.

        An organization that moves takes its reach along; the office that reviewed its application keeps what it signed.
        """
        return self.reached(*reach_of(user))

    def reached(self, exact: list[str], prefixes: list[str], offices: list[int]) -> "ApplicationQuerySet":
        """The same by what :func:`reach_of` tells of a person."""
        seen = Q(organization_path__in=exact)
        for prefix in prefixes:
            seen |= Q(organization_path__startswith=prefix)
        if not offices:
            return self.filter(seen)
        steps: Any = self.model._meta.get_field("steps").related_model
        reviewed = steps.objects.filter(organization_id__in=offices).exclude(status="waiting").order_by()
        return self.filter(seen | Q(pk__in=reviewed.values("application")))

    def within(self, user: Any) -> "ApplicationQuerySet":
        """Those of the person's part of today's tree alone: what is counted per organization."""
        return super().visible_to(user)

    def for_table(self) -> "ApplicationQuerySet":
        return self.select_related("campaign", "organization")

    def for_list(self) -> "ApplicationQuerySet":
        """What the list shows of each, with its ``turn``: the form's long texts stay in the database."""
        place = ("path", "name", "short_name", "kind", "sector", "level")
        issuer = ("name", "status", "organization_id", "organization_path")
        return (
            self.for_table()
            .with_turn()
            .only(
                "status", "title", "submitted_at", "organization_path", "campaign", "organization",
                *(f"organization__{name}" for name in place), *(f"campaign__{name}" for name in issuer),
            )
        )  # fmt: skip

    def with_turn(self) -> "ApplicationQuerySet":
        """Each with ``turn``: its steps that wait for an office or stand on a waiting list, the level's own first."""
        steps: Any = self.model._meta.get_field("steps").related_model
        pending = steps.objects.filter(status__in=["pending", "reserved"]).select_related("organization")
        pending = pending.order_by("status", "branch")
        return self.prefetch_related(Prefetch("steps", queryset=pending, to_attr="turn"))

    def with_namesakes(self) -> "ApplicationQuerySet":
        """Each with ``namesakes``: how many others of its campaign bear the same title and were not withdrawn."""
        same = self.model._base_manager.filter(campaign=OuterRef("campaign"), title=OuterRef("title"))
        others = same.exclude(pk=OuterRef("pk")).exclude(title="").exclude(status="withdrawn").order_by()
        counted = others.values("campaign").annotate(number=Count("pk")).values("number")
        return self.annotate(namesakes=Coalesce(Subquery(counted), 0))

    def with_carriers(self, codes: Sequence[str] = ()) -> "ApplicationQuerySet":
        """Those that name any of these activity carriers, or any at all, and were not dropped."""
        found = self.exclude(status__in=["rejected", "withdrawn", "not_named"])
        return found.filter(carriers__overlap=list(codes)) if codes else found.exclude(carriers=[])

    def with_lines(self) -> "ApplicationQuerySet":
        """Each with the lines of its form's tables, in the same statement (read them by ``queries.lines_of``)."""
        found = {}
        for name in LINE_TABLES:
            model: Any = self.model._meta.get_field(name).related_model
            lines = model._base_manager.filter(application=OuterRef("pk")).order_by("position", "pk")
            columns = {field.attname: field.attname for field in model._meta.concrete_fields}
            found[rows_attribute(name)] = ArraySubquery(lines.values(line=JSONObject(**columns)))
        return self.annotate(**found)

    def with_earlier(self) -> "ApplicationQuerySet":
        """Each with ``has_earlier``: whether its organization has another application to copy from."""
        others = self.model._base_manager.filter(organization=OuterRef("organization")).exclude(pk=OuterRef("pk"))
        return self.annotate(has_earlier=Exists(others.exclude(title="")))

    def with_leaders(self) -> "ApplicationQuerySet":
        """Each with ``leader_names``: the leaders linked to its organization now."""
        organizations: Any = self.model._meta.get_field("organization").related_model
        links: Any = organizations._meta.get_field("leader_links")
        current = links.related_model._base_manager.filter(organization=OuterRef("organization"), ended_on=None)
        return self.annotate(leader_names=ArraySubquery(current.order_by("started_on").values("user__name")))

    def named_like(self, text: str) -> "ApplicationQuerySet":
        """By the name of the application, or the organization's name or initials."""
        return self.filter(
            Q(title__icontains=text)
            | Q(organization__name__icontains=text)
            | Q(organization__short_name__icontains=text)
            | Q(organization__initials__istartswith=text.lower())
        )

    def approved(self) -> "ApplicationQuerySet":
        """Applications that passed the ladder and were not dropped since."""
        return self.filter(approved_at__isnull=False)


class ReviewStepQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ReviewStepQuerySet":
        from apps.organizations.access import scope_of

        return self.filter(scope_of(user).as_q("application__organization_path"))

    def pending_for(self, user: Any) -> "ReviewStepQuerySet":
        """Steps that wait for an office for which the user reviews."""
        from apps.organizations.access import scope_of

        return self.filter(
            status="pending",
            organization_id__in=reviewing_offices(scope_of(user)),
            application__status="in_review",
            application__campaign__status="open",
        )

    def once_each(self, offices: Sequence[int]) -> "ReviewStepQuerySet":
        """Of pending steps one for each application: where several of these offices sign it at once, the level's own."""
        if len(offices) < 2:
            return self
        before = self.model._base_manager.filter(
            application=OuterRef("application"),
            status="pending",
            organization_id__in=offices,
            branch__lt=OuterRef("branch"),
        )
        return self.exclude(Exists(before))


class DelegationQuerySet(ScopedQuerySet):
    def on(self, day: Any) -> "DelegationQuerySet":
        """Those in force on a day."""
        return self.filter(starts_on__lte=day, ends_on__gte=day, revoked_at__isnull=True)


class CommentQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "CommentQuerySet":
        """Those on applications that the person sees, as :meth:`for_reader` says."""
        seen: Any = self.model._meta.get_field("application").related_model
        return self.for_reader(user).filter(application__in=seen.objects.visible_to(user).order_by().values("pk"))

    def for_reader(self, user: Any) -> "CommentQuerySet":
        """An applicant reads only what is meant for it; remarks between levels are read by offices.

        Nobody who holds a role in the applying organization reads those, whatever else that person is.
        """
        from apps.organizations.access import scope_of

        memberships = scope_of(user).memberships
        if not any(m.role == "office" for m in memberships):
            return self.filter(audience="applicant")
        own = [m.organization_id for m in memberships]
        return self.exclude(Q(audience="levels") & Q(application__organization_id__in=own))


class GapItemQuerySet(ScopedQuerySet):
    def open(self) -> "GapItemQuerySet":
        """Still to be put right, of applications that count."""
        return self.filter(status="open").exclude(application__status__in=["rejected", "withdrawn"])

    def overdue(self) -> "GapItemQuerySet":
        return self.open().filter(due_on__lt=clock.today())


class BatchQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "BatchQuerySet":
        """A selection is its maker's own."""
        return self.filter(created_by=user)


class InterestQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "InterestQuerySet":
        """A declaration is read by whoever made it."""
        return self.filter(user=user)
